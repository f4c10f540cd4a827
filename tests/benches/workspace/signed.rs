//! A repository of The Update Framework around the files that are there, with one key for all four roles.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Map, Value, json};

const LATER: &str = "2100-01-01T00:00:00Z";

/// Writes `metadata/` for what is in `targets/` below this folder. Returns the root.
pub fn publish(folder: &Path) -> Vec<u8> {
    let pair = Ed25519KeyPair::generate().expect("a key");
    let public = hex(pair.public_key().as_ref());
    let key = json!({"keytype": "ed25519", "keyval": {"public": public}, "scheme": "ed25519"});
    let id = hex(digest(&SHA256, &canonical(&key)).as_ref());
    let role = json!({"keyids": [id], "threshold": 1});
    let one = |name: &str| json!({name: {"version": 1}});
    let files = [
        (
            "1.root.json",
            "root",
            json!({
                "consistent_snapshot": false, "keys": {&id: key},
                "roles": {"root": role, "snapshot": role, "targets": role, "timestamp": role},
            }),
        ),
        ("targets.json", "targets", json!({"targets": targets(&folder.join("targets"))})),
        ("snapshot.json", "snapshot", json!({"meta": one("targets.json")})),
        ("timestamp.json", "timestamp", json!({"meta": one("snapshot.json")})),
    ];
    fs::create_dir(folder.join("metadata")).expect("a folder");
    let sign = |(name, kind, mut signed): (&str, &str, Value)| {
        for (field, value) in [
            ("_type", kind.into()),
            ("expires", LATER.into()),
            ("spec_version", "1.0.0".into()),
            ("version", json!(1)),
        ] {
            signed[field] = value;
        }
        let signature = hex(pair.sign(&canonical(&signed)).as_ref());
        let file = json!({"signatures": [{"keyid": id, "sig": signature}], "signed": signed}).to_string();
        fs::write(folder.join("metadata").join(name), &file).expect("metadata");
        file.into_bytes()
    };
    let [root, ..] = files.map(sign);
    root
}

fn targets(folder: &Path) -> Map<String, Value> {
    let entries =
        |folder: &Path| fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries(folder).filter(|path| path.is_file()).chain(entries(&folder.join("assets")));
    let target = |file: std::path::PathBuf| {
        let bytes = fs::read(&file).expect("a file");
        let name = file.strip_prefix(folder).expect("below it").to_str().expect("text").to_owned();
        let hash = hex(digest(&SHA256, &bytes).as_ref());
        (name, json!({"hashes": {"sha256": hash}, "length": bytes.len()}))
    };
    files.map(target).collect()
}

/// Canonical JSON: keys in order and no spaces is all that this needs, where texts are plain.
fn canonical(value: &Value) -> Vec<u8> {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string().into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}
