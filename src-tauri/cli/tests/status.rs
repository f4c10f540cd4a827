//! The binary, with its exit status and its two streams.

use std::process::{Command, Output};

fn parvisctl(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parvisctl")).args(arguments).output().expect("parvisctl starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn says_its_version() {
    let said = parvisctl(&["--version"]);
    assert_eq!(text(&said.stdout), concat!("parvisctl ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn an_unknown_command_is_2_and_said_on_standard_error() {
    let said = parvisctl(&["dance"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(said.stdout.is_empty() && text(&said.stderr).contains("dance"));
}

#[cfg(not(feature = "demo"))]
#[test]
fn as_shipped_it_knows_no_policy_of_a_demonstration() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("managed")).expect("a folder");
    std::fs::write(folder.path().join("managed/parvis.json"), "not a policy").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_parvisctl"));
    let said = command
        .args(["status", "--language", "en"])
        .env("PARVIS_DEMO_POLICY", folder.path())
        .output()
        .expect("it starts");
    assert_eq!(text(&said.stdout), text(&parvisctl(&["status", "--language", "en"]).stdout));
    assert!(!text(&said.stderr).contains("parvis.json"));
}

#[cfg(all(unix, feature = "demo"))]
mod policy {
    use std::path::Path;

    use super::*;

    fn status(folder: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parvisctl"));
        command
            .args(["status", "--language", "en"])
            .args(arguments)
            .env("PARVIS_DEMO_POLICY", folder)
            .output()
            .expect("parvisctl starts")
    }

    fn lay(workspace: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("managed")).expect("a folder");
        let file = folder.path().join("workspace.json");
        std::fs::write(&file, workspace).expect("a file");
        let policy = serde_json::json!({ "workspace": file }).to_string();
        std::fs::write(folder.path().join("managed/parvis.json"), policy).expect("a file");
        folder
    }

    #[test]
    fn nothing_laid_is_the_built_in_workspace() {
        let folder = tempfile::tempdir().expect("a folder");
        let said = status(folder.path(), &["--json"]);
        let json: serde_json::Value = serde_json::from_slice(&said.stdout).expect("JSON");
        assert_eq!((said.status.code(), &json["origin"]), (Some(0), &"built_in".into()));
        assert_eq!(json["workspace"], "fr.gouv.numerique.lasuite");
    }

    #[test]
    fn a_workspace_is_described() {
        let folder =
            lay(r#"{"format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "hosts": ["a.exemple.fr"],
                "identity": {"issuer": "https://auth.exemple.fr", "client": "public", "client_id": "c"},
                "apps": [{"id": "a", "name": {"fr": "A"}, "url": "https://a.exemple.fr"}]}"#);
        let said = status(folder.path(), &[]);
        assert_eq!((said.status.code(), text(&said.stderr).as_str()), (Some(0), ""));
        let lines = text(&said.stdout);
        assert!(lines.contains("workspace  Exemple (fr.exemple)\n"), "{lines}");
        assert!(lines.contains("sign-in    https://auth.exemple.fr (public client)\n"), "{lines}");
    }

    #[test]
    fn a_broken_workspace_is_1_with_file_path_and_problem() {
        let folder = lay(r#"{"format": 1, "id": "x", "name": {"fr": "X"}, "hosts": ["*.gouv.fr"]}"#);
        let said = status(folder.path(), &[]);
        assert_eq!(said.status.code(), Some(1));
        let words = text(&said.stderr);
        assert!(
            words.contains("workspace.json: hosts[0] (line 1, column 57): \"*.gouv.fr\" puts a wildcard"),
            "{words}"
        );
        assert!(text(&said.stdout).contains("origin     built in"));
    }
}
