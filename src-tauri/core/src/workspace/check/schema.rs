//! The published schema of the format, compared with the types it is made from. To write it again:
//! `PARVIS_WRITE_TYPES=1 cargo test -p parvis-core schema`.

use std::path::Path;

use schemars::generate::SchemaSettings;
use serde_json::json;

use crate::workspace::format::Document;

#[test]
fn the_published_schema_is_that_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/schemas/workspace-1.json");
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>();
    schema.insert("$id".into(), json!("urn:parvis:schema:workspace-1"));
    schema.insert("title".into(), json!("Parvis workspace, format 1"));
    let properties = schema.get_mut("properties").expect("properties");
    properties["$schema"] = json!({"description": "The schema that an editor checks with."});
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
