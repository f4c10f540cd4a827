//! JSON Schema (draft 2020-12) of a policy file, for editors: what it does not know is underlined.

use serde_json::{Map, Value, json};

use super::super::catalogue::{Folder, KEYS, Key, Kind, Scope};
use crate::words::Language;

pub(super) fn write(recommended: bool, language: Language) -> String {
    let class = if recommended { "recommended" } else { "managed" };
    let keys = KEYS.iter().filter(|key| !recommended || key.scope == Scope::Shared);
    let mut properties: Map<_, _> = keys.map(|key| (key.name.to_owned(), property(key, language))).collect();
    properties.insert("$schema".to_owned(), json!({ "type": "string" }));
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": language.pick(
            format!("Parvis : un fichier de {class}/"),
            format!("Parvis: a file in {class}/"),
            format!("Parvis: eine Datei in {class}/"),
        ),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !recommended {
        schema["dependentRequired"] =
            json!({ "workspace_repository": ["workspace_root"], "workspace_root": ["workspace_repository"] });
    }
    // Whether objects keep their order depends on what else is compiled.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

fn property(key: &Key, language: Language) -> Value {
    let mut property = kind(key.kind, language);
    property["title"] = key.title.pick(language).into();
    property["description"] = key.explanation.pick(language).into();
    if let Some(text) = key.built_in {
        property["default"] = value(key, text);
    }
    let example = key.example_on(Folder::Linux);
    property["examples"] = match key.kind {
        Kind::Secret => return property,
        Kind::Files => json!([example]),
        _ => example.iter().map(|text| value(key, text)).collect(),
    };
    property
}

fn kind(kind: Kind, language: Language) -> Value {
    let path = json!({ "type": "string", "pattern": "^/" });
    match kind {
        Kind::File => path,
        Kind::Files => json!({ "type": "array", "items": path, "minItems": 1 }),
        Kind::Address => json!({ "type": "string", "pattern": "^https://[^@?#]+$" }),
        Kind::Proxy => json!({ "type": "string", "pattern": "^(system|none|(https?|socks5)://[^@/?#]+/?)$" }),
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Number { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Secret => json!({ "type": "string", "minLength": 1, "writeOnly": true }),
        Kind::Choice(choices) => {
            let choice = |choice: &super::super::catalogue::Choice| json!({ "const": choice.value, "title": choice.name.pick(language) });
            json!({ "type": "string", "oneOf": choices.iter().map(choice).collect::<Vec<_>>() })
        }
    }
}

/// A value as it is written in JSON.
pub(super) fn value(key: &Key, text: &str) -> Value {
    match key.kind {
        // The catalogue writes both as JSON does.
        Kind::Switch | Kind::Number { .. } => serde_json::from_str(text).unwrap_or_default(),
        _ => text.into(),
    }
}
