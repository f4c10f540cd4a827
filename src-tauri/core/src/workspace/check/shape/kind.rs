//! The kinds of values, in words.

use serde_json::Value;

use super::super::text::Json;
use crate::words;
use crate::words::{Language, Words};
use crate::workspace::problem::{quoted, write};

/// What kind of value is written, or expected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    /// The kind that the schema names.
    pub(super) fn of_schema(name: &Value) -> Option<Self> {
        Some(match name.as_str()? {
            "null" => Self::Null,
            "boolean" => Self::Bool,
            "integer" => Self::Number,
            "string" => Self::Text,
            "array" => Self::List,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// The kind of a value.
    pub(super) fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(_) => Self::Bool,
            Json::Number(_) => Self::Number,
            Json::Text(_) => Self::Text,
            Json::List(_) => Self::List,
            Json::Object(_) => Self::Object,
        }
    }

    pub(super) fn includes(self, value: &Json) -> bool {
        self == Self::of(value)
    }

    /// That this kind is there and one of these was expected; `null` is not spoken of, nobody would write it.
    pub(super) fn instead_of(self, expected: &[Self]) -> Words {
        let expected = expected.iter().find(|kind| **kind != Self::Null).copied().unwrap_or(Self::Null);
        let [(there_fr, wanted_fr), (there_en, wanted_en), (there_de, wanted_de)] =
            [Language::Fr, Language::En, Language::De]
                .map(|language| (self.name(language), expected.name(language)));
        words!(
            "est {there_fr}, et doit être {wanted_fr}",
            "is {there_en}, and has to be {wanted_en}",
            "ist {there_de} und muss {wanted_de} sein"
        )
    }

    fn name(self, language: Language) -> &'static str {
        match self {
            Self::Null => language.pick("vide (null)", "empty (null)", "leer (null)"),
            Self::Bool => language.pick("true ou false", "true or false", "true oder false"),
            Self::Number => language.pick("un nombre", "a number", "eine Zahl"),
            Self::Text => language.pick("un texte", "a text", "ein Text"),
            Self::List => language.pick("une liste", "a list", "eine Liste"),
            Self::Object => language.pick("un objet", "an object", "ein Objekt"),
        }
    }
}

/// What to write instead of a value of another kind, where it can be told.
pub(super) fn instead(expected: &[Kind], schema: &Value, value: &Json) -> Option<Words> {
    let expects = |kind| expected.contains(&kind);
    let of_texts = |of: &str| schema[of]["type"] == "string";
    match value {
        Json::Text(text) if expects(Kind::List) && of_texts("items") => {
            Some(write(&format!("[{}]", quoted(text))))
        }
        Json::Text(text) if expects(Kind::Object) && of_texts("additionalProperties") => {
            Some(write(&format!("{{\"fr\": {}}}", quoted(text))))
        }
        Json::Text(text) if expects(Kind::Number) && text.trim().parse::<u64>().is_ok() => {
            Some(write(text.trim()))
        }
        Json::Text(text) if expects(Kind::Bool) && ["true", "false"].contains(&text.as_str()) => {
            Some(write(text))
        }
        Json::Number(number) if expects(Kind::Text) => Some(write(&format!("\"{number}\""))),
        Json::Null => Some(words!(
            "Enlevez ce champ, ou donnez-lui une valeur",
            "Take this field out, or give it a value",
            "Nehmen Sie dieses Feld heraus oder geben Sie ihm einen Wert"
        )),
        _ if expects(Kind::Bool) => Some(words!(
            "Écrivez true ou false, sans guillemets",
            "Write true or false, without quotes",
            "Schreiben Sie true oder false, ohne Anführungszeichen"
        )),
        _ if expects(Kind::Object) && of_texts("additionalProperties") => Some(words!(
            "Écrivez-le par langue, comme {{\"fr\": \"…\", \"en\": \"…\"}}",
            "Write it by language, as in {{\"fr\": \"…\", \"en\": \"…\"}}",
            "Schreiben Sie es nach Sprachen, wie {{\"fr\": \"…\", \"en\": \"…\"}}"
        )),
        _ => None,
    }
}
