//! The published schema of the format, compared with the types it is made from. To write it again:
//! `PARVIS_WRITE_TYPES=1 cargo test -p parvis-core schema`.

use std::collections::BTreeSet;
use std::path::Path;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::workspace::format::Document;

/// The keywords that `shape.rs` reads, and those that say nothing of a document's shape.
const UNDERSTOOD: [&str; 19] = [
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "maximum",
    "minimum",
    "oneOf",
    "properties",
    "required",
    "title",
    "type",
];

/// Visits each keyword; the names of fields are none.
fn on_each(schema: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    match schema {
        Value::Object(keywords) => {
            for (key, value) in keywords {
                visit(key, value);
                match value {
                    Value::Object(fields) if ["properties", "$defs"].contains(&key.as_str()) => {
                        fields.values_mut().for_each(|schema| on_each(schema, visit));
                    }
                    below => on_each(below, visit),
                }
            }
        }
        Value::Array(many) => many.iter_mut().for_each(|schema| on_each(schema, visit)),
        _ => {}
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/schemas/workspace-1.json");
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>();
    schema.insert("$id".into(), json!("urn:parvis:schema:workspace-1"));
    schema.insert("title".into(), json!("Parvis workspace, format 1"));
    let properties = schema.get_mut("properties").expect("properties");
    properties["$schema"] = json!({"description": "The schema that an editor checks with."});
    // Lines are broken where the sources are, which means nothing here.
    let mut schema = schema.to_value();
    let mut used = BTreeSet::new();
    on_each(&mut schema, &mut |key, value| {
        used.insert(key.to_owned());
        if let ("description", Value::String(text)) = (key, value) {
            *text = text.replace('\n', " ");
        }
    });
    used.retain(|keyword| !UNDERSTOOD.contains(&keyword.as_str()));
    assert!(used.is_empty(), "shape.rs does not understand {used:?}");
    // As a schema, its keywords come in the order that people read them in.
    let schema = Schema::try_from(schema).expect("a schema");
    let mut text = serde_json::to_string_pretty(&schema).expect("JSON");
    text.push('\n');
    if std::env::var_os("PARVIS_WRITE_TYPES").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, &text).expect("a file");
    }
    let published = std::fs::read_to_string(&file).expect("the schema");
    // Git may have given the file other line ends.
    assert_eq!(published.replace("\r\n", "\n"), text, "workspace-1.json is stale");
}
