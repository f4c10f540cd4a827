//! `parvisctl policy`.

use crate::case::Case;

/// A folder with mistakes, not laid yet.
#[cfg(unix)]
fn draft() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        (
            "managed/10-base.json",
            "{\n  \"workspace_check_hours\": \"4\",\n  \"client_secret\": \"hidden-away\",\n  \"langauge\": \"fr\"\n}\n",
        ),
        ("managed/20-broken.json", "{\n  \"theme\": \"dark\",\n}\n"),
        ("recommended/10.json", "{\"theme\": \"dark\", \"proxy\": \"none\"}"),
    ] {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        std::fs::write(file, text).expect("a file");
    }
    folder
}

/// Where paths are spelled as in the case that is kept.
#[cfg(unix)]
#[test]
fn check_lists_everything_at_once() {
    let folder = draft();
    Case::within(folder.path())
        .in_each_language(&["policy", "check", "."])
        .run(&["policy", "check", ".", "--json"])
        .run(&["policy", "check", "managed"])
        .is("policy-check");
}

#[test]
fn a_folder_in_order_is_said_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("managed")).expect("a folder");
    std::fs::write(folder.path().join("managed/a.json"), r#"{"theme": "dark"}"#).expect("a file");
    Case::within(folder.path()).in_each_language(&["policy", "check", "."]).is("policy-check-well");
}

#[test]
fn templates_are_those_that_are_committed() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/policy");
    for (arguments, file) in [
        (["schema", "en"], "linux/managed.schema.json"),
        (["schema-recommended", "en"], "linux/recommended.schema.json"),
        (["admx", "fr"], "windows/Parvis.admx"),
        (["adml", "de"], "windows/de-DE/Parvis.adml"),
        (["mobileconfig", "fr"], "macos/org.parvis.Parvis.mobileconfig"),
        (["reference", "en"], "reference.en.md"),
    ] {
        let [kind, language] = arguments;
        let said = std::process::Command::new(env!("CARGO_BIN_EXE_parvisctl"))
            .args(["policy", "template", kind, "--language", language])
            .output()
            .expect("parvisctl starts");
        let kept = std::fs::read_to_string(format!("{committed}/{file}")).expect("a file");
        assert_eq!(String::from_utf8_lossy(&said.stdout), kept.replace("\r\n", "\n"), "{file}");
        assert!(said.status.success() && said.stderr.is_empty());
    }
    Case::within(committed.as_ref()).run(&["policy", "template", "word"]).is("policy-template-unknown");
}

#[cfg(all(unix, feature = "demo"))]
#[test]
fn show_says_what_counts_and_who_decided_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        std::fs::write(file, text).expect("a file");
    };
    let workspace = folder.path().join("workspace.json");
    write(
        "workspace.json",
        r#"{"format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "hosts": [], "apps": [],
            "settings": {"language": {"value": "de", "locked": true}}}"#,
    );
    let managed =
        format!(r#"{{"client_secret": "hidden-away", "join_address": 1, "workspace": {workspace:?}}}"#);
    write("policies/managed/a.json", &managed);
    write("policies/recommended/a.json", r#"{"theme": "dark"}"#);
    let policies = folder.path().join("policies");
    Case::within(folder.path())
        .with("PARVIS_DEMO_POLICY", &policies)
        .with("PARVIS_DEMO_HOME", folder.path())
        .in_each_language(&["policy", "show"])
        .run(&["policy", "show", "--json"])
        .is("policy-show");
    assert!(!folder.path().join("data").exists(), "asking begins no store");
    let store = parvis_core::store::Store::open(&folder.path().join("data/parvis.db")).expect("a store");
    store.set("theme", Some(&"light")).expect("kept");
    drop(store);
    Case::within(folder.path())
        .with("PARVIS_DEMO_POLICY", &policies)
        .with("PARVIS_DEMO_HOME", folder.path())
        .run(&["policy", "show"])
        .is("policy-show-chosen");
}
