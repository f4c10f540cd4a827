//! `workspace new`.

use std::path::Path;

use crate::case::Case;

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("what was written")
}

#[test]
fn a_town_hall_begins_with_one_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = ["workspace", "new", "--name", "Mairie de l’Exemple", "--domain", "ville-exemple.fr"];
    let tools =
        ["--tools", "docs,visio,tchap", "--own", "Intranet=https://intranet.ville-exemple.fr/accueil"];
    Case::within(folder.path())
        .run(&[&town[..], &tools].concat())
        .run(&["workspace", "show", "workspace.json", "--at", "2026-12-01"])
        .in_each_language(&[&town[..], &tools].concat())
        .run(&[&town[..], &["everything.json", "--yes", "--json"]].concat())
        .is("new");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/cases/new-workspace.json");
    let written = read(folder.path(), "workspace.json");
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(written, snapbox::Data::read_from(&kept, None).raw());
}

#[test]
fn a_ministry_signs_in_with_proconnect() {
    let folder = tempfile::tempdir().expect("a folder");
    let ministry =
        ["workspace", "new", "--name", "Ministère", "--domain", "exemple.gouv.fr", "--tools", "none"];
    let relay = ["--client", "relay", "--client-id", "c", "--relay", "https://parvis.exemple.gouv.fr"];
    let proconnect = ["--issuer", "https://auth.agentconnect.gouv.fr/api/v2"];
    let keycloak =
        ["--issuer", "https://sso.exemple.gouv.fr/realms/agents", "--client", "secret", "--client-id", "c"];
    Case::within(folder.path())
        .run(&[&ministry[..], &proconnect, &relay, &["relay.json"]].concat())
        .run(&[&ministry[..], &keycloak, &["secret.json"]].concat())
        .is("new-sign-in");
    let relay: serde_json::Value = serde_json::from_str(&read(folder.path(), "relay.json")).expect("JSON");
    assert_eq!(relay["identity"]["supports_prompt_login"], false);
    assert_eq!(relay["identity"]["scopes"][4], "siret");
    let secret: serde_json::Value = serde_json::from_str(&read(folder.path(), "secret.json")).expect("JSON");
    assert_eq!(secret["identity"]["redirect_ports"].as_array().map(Vec::len), Some(3));
}

#[test]
fn what_is_missing_without_a_terminal_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let named = ["workspace", "new", "--name", "Mairie"];
    let town = [&named[..], &["--domain", "ville-exemple.fr"]].concat();
    let provider = [&town[..], &["--issuer", "https://sso.exemple.fr"]].concat();
    Case::within(folder.path())
        .in_each_language(&["workspace", "new"])
        .run(&named)
        .run(&[&named[..], &["--domain", "exemple"]].concat())
        .in_each_language(&[&town[..], &["--tools", "docs,word"]].concat())
        .run(&[&town[..], &["--own", "Intranet"]].concat())
        .run(&[&town[..], &["--own", "Intranet=http://intranet.exemple.fr"]].concat())
        .run(&[&town[..], &["--issuer", "sso.exemple.fr"]].concat())
        .run(&[&town[..], &["--client-id", "c"]].concat())
        .run(&provider)
        .run(&[&provider[..], &["--client", "magic"]].concat())
        .run(&[&provider[..], &["--client", "relay", "--client-id", "c"]].concat())
        .run(&[&town[..], &["--own", "Routeur=https://192.168.1.1/"]].concat())
        .is("new-refused");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "nothing is written");
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_asks_and_asks_again() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().expect("a folder");
    // A terminal of its own; without an echo, what is typed is not shown.
    let command = format!("stty -echo; {} --language de workspace new", env!("CARGO_BIN_EXE_parvisctl"));
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a terminal");
    let typed =
        "Stadt Beispiel\nbeispiel\nstadt-beispiel.de\ndocs\n\nhttps://sso.stadt-beispiel.de\n\nparvis\n";
    terminal.stdin.take().expect("its input").write_all(typed.as_bytes()).expect("typed");
    let said = terminal.wait_with_output().expect("an end");
    let said_text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{said_text}");
    assert!(said_text.contains("Eine Domain sieht aus wie"), "{said_text}");
    let written: serde_json::Value =
        serde_json::from_str(&read(folder.path(), "workspace.json")).expect("JSON");
    assert_eq!(written["id"], "de.stadt-beispiel");
    assert_eq!(written["identity"]["client"], "public");
    assert_eq!(written["apps"].as_array().map(Vec::len), Some(1));
}
