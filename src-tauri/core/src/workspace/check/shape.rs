//! Holds a document beside the published schema: every field of another kind than it should be, every one that is
//! missing, and every one that is not known. Understands the keywords that the schema is written with, and no others.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::lines::Lines;
use super::text::{Field, Json, Node};
use crate::words;
use crate::words::Words;
use crate::workspace::nearest::{did_you_mean, nearest};
use crate::workspace::problem::{Findings, Problem, quoted, write};

mod kind;

use self::kind::Kind;

/// The document as the schema wants it: what did not fit is replaced by something empty, so that the rest can be
/// checked on.
pub(super) fn fit(root: &Node, schema: &Value, lines: &Lines<'_>, findings: &mut Findings) -> Value {
    Fitting { schema, lines, findings }.fit(schema, root, "")
}

struct Fitting<'a> {
    schema: &'a Value,
    lines: &'a Lines<'a>,
    findings: &'a mut Findings,
}

impl Fitting<'_> {
    fn fit(&mut self, schema: &Value, node: &Node, path: &str) -> Value {
        let schema = resolve(self.schema, schema);
        if let Some(any) = schema["anyOf"].as_array() {
            // The other one is `null`.
            return match node.value {
                Json::Null => Value::Null,
                _ => self.fit(&any[0], node, path),
            };
        }
        if let Some(one) = schema["oneOf"].as_array()
            && one[0]["type"] == "object"
        {
            return self.fit_variant(one, node, path);
        }
        let allowed = choices(schema);
        if !allowed.is_empty() {
            return self.fit_choice(&allowed, node, path);
        }
        // Anything may stand where the schema says nothing.
        let kinds: Vec<_> = match &schema["type"] {
            Value::Null => return Value::Null,
            Value::Array(many) => many.iter().filter_map(Kind::of_schema).collect(),
            one => Kind::of_schema(one).into_iter().collect(),
        };
        match &node.value {
            value if !kinds.iter().any(|kind| kind.includes(value)) => {
                self.other_kind(&kinds, schema, node, path)
            }
            Json::Null => Value::Null,
            Json::Bool(bool) => Value::Bool(*bool),
            Json::Text(text) => Value::String(text.clone()),
            Json::Number(number) => self.fit_number(number, schema, node, path),
            Json::List(items) => {
                let mut fitted = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    // Nothing more would be listed.
                    if self.findings.is_full() {
                        break;
                    }
                    fitted.push(self.fit(&schema["items"], item, &format!("{path}[{index}]")));
                }
                Value::Array(fitted)
            }
            Json::Object(fields) => self.fit_fields(fields, schema, node, path),
        }
    }

    fn fit_fields(&mut self, fields: &[Field], schema: &Value, node: &Node, path: &str) -> Value {
        let known = schema["properties"].as_object();
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let mut fitted = Map::new();
        let mut seen = HashSet::new();
        for field in fields {
            let (key, path) = (field.key.as_str(), below(&field.key));
            let of_field = known.and_then(|known| known.get(key));
            if !seen.insert(key) {
                let what = words!(
                    "est là deux fois dans le même objet",
                    "is there twice in the same object",
                    "steht zweimal im selben Objekt"
                );
                let problem = self.at(field.at, &path, what);
                if of_field.is_some() {
                    self.findings.wrong(problem);
                } else {
                    self.findings.odd(problem);
                }
                continue;
            }
            match (of_field, &schema["additionalProperties"]) {
                (Some(of_field), _) => {
                    fitted.insert(key.to_owned(), self.fit(of_field, &field.value, &path));
                }
                (None, of_any @ Value::Object(_)) => {
                    fitted.insert(key.to_owned(), self.fit(of_any, &field.value, &path));
                }
                (None, closed) => {
                    if self.secrets(field, &path) {
                        continue;
                    }
                    if *closed == Value::Bool(true) {
                        fitted.insert(key.to_owned(), Value::Null);
                        continue;
                    }
                    if self.findings.is_wordy() && *closed != Value::Bool(false) {
                        continue;
                    }
                    let what = words!(
                        "n’est pas connu de cette version, et n’a pas d’effet",
                        "is not known to this version, and has no effect",
                        "ist dieser Version nicht bekannt und hat keine Wirkung"
                    );
                    let meant = did_you_mean(key, known.into_iter().flat_map(Map::keys).map(String::as_str));
                    let problem = self.at(field.at, &path, what).instead(meant);
                    if *closed == Value::Bool(false) {
                        self.findings.wrong(problem);
                    } else {
                        self.findings.odd(problem);
                    }
                }
            }
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !seen.contains(key) {
                let of_field = &schema["properties"][key];
                let mut problem = self.at(node.at, &below(key), missing());
                let allowed = choices(resolve(self.schema, of_field));
                if !allowed.is_empty() {
                    problem = problem.instead(one_of(&allowed));
                }
                self.findings.wrong(problem);
                fitted.insert(key.to_owned(), empty(self.schema, of_field));
            }
        }
        Value::Object(fitted)
    }

    /// An object whose `kind` decides what else it holds.
    fn fit_variant(&mut self, variants: &[Value], node: &Node, path: &str) -> Value {
        let name =
            |variant: &Value| variant["properties"]["kind"]["const"].as_str().unwrap_or_default().to_owned();
        let names: Vec<_> = variants.iter().map(name).collect();
        let Json::Object(fields) = &node.value else {
            return self.other_kind(&[Kind::Object], &variants[0], node, path);
        };
        let path_of_kind = format!("{path}.kind");
        match fields.iter().find(|field| field.key == "kind") {
            None => {
                let problem = self.at(node.at, &path_of_kind, missing()).instead(one_of(&names));
                self.findings.wrong(problem);
            }
            Some(kind) => {
                let fitted = self.fit_choice(&names, &kind.value, &path_of_kind);
                let written = matches!(&kind.value.value, Json::Text(text) if fitted == *text);
                if let Some(variant) = variants.iter().find(|variant| written && fitted == name(variant)) {
                    return self.fit_fields(fields, variant, node, path);
                }
            }
        }
        empty(self.schema, &variants[0])
    }

    fn fit_choice(&mut self, allowed: &[String], node: &Node, path: &str) -> Value {
        let problem = match &node.value {
            Json::Text(text) if allowed.contains(text) => return Value::String(text.clone()),
            Json::Text(text) => {
                let written = quoted(text);
                let what = words!(
                    "{written} n’est pas une des valeurs possibles",
                    "{written} is not one of the values",
                    "{written} ist keiner der möglichen Werte"
                );
                let meant = nearest(text, allowed.iter().map(String::as_str));
                let instead = meant.map_or_else(|| one_of(allowed), |meant| write(&quoted(meant)));
                self.at(node.at, path, what).instead(instead)
            }
            other => {
                self.at(node.at, path, Kind::of(other).instead_of(&[Kind::Text])).instead(one_of(allowed))
            }
        };
        self.findings.wrong(problem);
        Value::String(allowed[0].clone())
    }

    fn fit_number(&mut self, number: &serde_json::Number, schema: &Value, node: &Node, path: &str) -> Value {
        let most = match schema["format"].as_str() {
            Some("uint16") => u64::from(u16::MAX),
            Some("uint32") => u64::from(u32::MAX),
            _ => u64::MAX,
        };
        if let Some(whole) = number.as_u64().filter(|whole| *whole <= most) {
            return whole.into();
        }
        let what = if most > u64::from(u16::MAX) {
            words!(
                "vaut {number}, et doit être un nombre entier",
                "is {number}, and has to be a whole number",
                "ist {number} und muss eine ganze Zahl sein"
            )
        } else {
            words!(
                "vaut {number}, et doit être un nombre entier de 0 à {most}",
                "is {number}, and has to be a whole number from 0 to {most}",
                "ist {number} und muss eine ganze Zahl von 0 bis {most} sein"
            )
        };
        let problem = self.at(node.at, path, what);
        self.findings.wrong(problem);
        0.into()
    }

    fn other_kind(&mut self, kinds: &[Kind], schema: &Value, node: &Node, path: &str) -> Value {
        let instead = kind::instead(kinds, schema, &node.value);
        let problem = self.at(node.at, path, Kind::of(&node.value).instead_of(kinds)).instead(instead);
        self.findings.wrong(problem);
        empty(self.schema, schema)
    }

    /// A workspace is read by everybody, so there must be no secret in it, not even where nobody looks. Whether this
    /// field is one itself.
    fn secrets(&mut self, field: &Field, path: &str) -> bool {
        match &field.value.value {
            Json::Text(text) if !text.is_empty() && is_secret(&field.key) => {
                let what = words!(
                    "est un secret, d’après son nom, et tout le monde peut lire un espace de travail",
                    "is a secret by its name, and a workspace can be read by everybody",
                    "ist dem Namen nach ein Geheimnis, und einen Arbeitsbereich kann jeder lesen"
                );
                let instead = words!(
                    "Enlevez-le d’ici et changez-le ; celui du client se met dans la politique de la machine, sous \"client_secret\"",
                    "Take it out and change it; that of the client goes into the machine policy, as \"client_secret\"",
                    "Nehmen Sie es heraus und ändern Sie es; das des Clients gehört als \"client_secret\" in die Richtlinie des Rechners"
                );
                let problem = self.at(field.at, path, what).instead(instead);
                self.findings.wrong(problem);
                return true;
            }
            Json::Object(fields) => {
                for field in fields {
                    self.secrets(field, &format!("{path}.{}", field.key));
                }
            }
            Json::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let Json::Object(fields) = &item.value else { continue };
                    for field in fields {
                        self.secrets(field, &format!("{path}[{index}].{}", field.key));
                    }
                }
            }
            _ => {}
        }
        false
    }

    fn at(&self, at: usize, path: &str, what: Words) -> Problem {
        Problem { position: Some(self.lines.position(at)), ..Problem::new(path, what) }
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        Some(name) => &root["$defs"][name],
        None => schema,
    }
}

/// The texts of which one has to be written, where the schema lists them.
fn choices(schema: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(list) = schema["enum"].as_array() {
        return list.iter().filter_map(text).collect();
    }
    let one = schema["oneOf"].as_array().into_iter().flatten().filter_map(|one| text(&one["const"]));
    one.chain(text(&schema["const"])).collect()
}

/// The least that fits a schema.
fn empty(root: &Value, schema: &Value) -> Value {
    let schema = resolve(root, schema);
    if let Some(first) = choices(schema).into_iter().next() {
        return first.into();
    }
    if let Some(one) = schema["oneOf"].as_array() {
        return empty(root, &one[0]);
    }
    let kind = if schema["type"].is_array() || schema["anyOf"].is_array() {
        "null"
    } else {
        schema["type"].as_str().unwrap_or_default()
    };
    match kind {
        "string" => "".into(),
        "integer" => 0.into(),
        "boolean" => false.into(),
        "array" => Value::Array(Vec::new()),
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            required.map(|key| (key.to_owned(), empty(root, &schema["properties"][key]))).collect()
        }
        _ => Value::Null,
    }
}

/// Whether something with this name is a secret.
fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace(['-', '_', ' ', '.'], "");
    let secret = [
        "secret",
        "password",
        "passwd",
        "passphrase",
        "token",
        "apikey",
        "privatekey",
        "motdepasse",
        "passwort",
        "kennwort",
    ];
    secret.iter().any(|name| key.ends_with(name))
}

fn missing() -> Words {
    words!("manque", "is missing", "fehlt")
}

fn one_of(allowed: &[String]) -> Words {
    let all: Vec<_> = allowed.iter().map(|text| quoted(text)).collect();
    let (last, others) = all.split_last().map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
    if others.is_empty() {
        return write(last);
    }
    let others = others.join(", ");
    words!("Écrivez {others} ou {last}", "Write {others} or {last}", "Schreiben Sie {others} oder {last}")
}
