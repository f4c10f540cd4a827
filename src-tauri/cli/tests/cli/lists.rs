//! Lists of tools that are already there: `workspace new --from`, and `workspace show --feeds`.

use std::path::Path;

use serde_json::Value;

use crate::case::Case;

const TOWN: [&str; 6] = ["workspace", "new", "--name", "Mairie de l’Exemple", "--domain", "ville-exemple.fr"];

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(folder.join(name), text).expect("written");
}

/// What a real server answered.
fn recorded(name: &str) -> String {
    let file = format!("{}/../../tests/fixtures/recordings/gaufre/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let whole = std::fs::read_to_string(file).expect("a recording");
    let recording: Value = serde_json::from_str(&whole).expect("JSON");
    recording.get("response").map_or(whole, |response| response["body"].to_string())
}

const PORTAL: &str = r#"{
  "portal": {"content": [["cn=office,dc=x", []]]},
  "categories": [{"dn": "cn=office,dc=x", "display_name": {"fr_FR": "Bureau", "de_DE": "Büro"},
                  "entries": ["cn=mail,dc=x", "cn=self-service,dc=x", "cn=projects,dc=x"]}],
  "entries": [
    {"dn": "cn=mail,dc=x", "name": {"fr_FR": "Courriel", "de_DE": "E-Mail"}, "keywords": {"fr_FR": "mel"},
     "links": [{"locale": "fr_FR", "value": "https://webmail.exemple.fr/appsuite/#app=io.ox/mail"}]},
    {"dn": "cn=self-service,dc=x", "name": {"fr_FR": "Mon compte"},
     "links": [{"locale": "fr_FR", "value": "/univention/selfservice/"}]},
    {"dn": "cn=projects,dc=x", "name": {"fr_FR": "Projets"}, "allowedGroups": ["cn=projects,dc=x"],
     "links": [{"locale": "en_US", "value": "https://projects.exemple.fr"}]}],
  "announcements": [{"name": "works", "title": {"fr_FR": "Travaux"}, "severity": "warn",
                     "visibleUntil": "2027-01-01"}]}"#;

const NAVIGATION: &str = r#"{"categories": [{"identifier": "swp.files", "display_name": "Dateien", "entries": [
  {"identifier": "swp.files_files", "display_name": "Ablage", "link": "https://files.exemple.de/apps/files"},
  {"identifier": "swp.files_none", "display_name": "Nirgends", "link": null}]}]}"#;

#[test]
fn a_workspace_begins_with_a_list() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["v1_api_services", "v2_deploycenter_operator_siret"] {
        write(folder.path(), &format!("{name}.json"), recorded(name));
    }
    write(folder.path(), "portal.json", PORTAL);
    write(folder.path(), "navigation.json", NAVIGATION);
    let mut case = Case::within(folder.path());
    for (language, kind, list, more) in [
        (
            "en",
            "gaufre",
            "v1_api_services.json",
            &["--own", "Intranet=https://intranet.ville-exemple.fr"][..],
        ),
        ("en", "gaufre", "v2_deploycenter_operator_siret.json", &["--json"]),
        ("fr", "opendesk", "portal.json", &["--json"]),
        ("de", "opendesk", "navigation.json", &[]),
    ] {
        let file = format!("made-of-{list}");
        let from = ["--language", language, "--from", kind, list, &file];
        case = case.run(&[&TOWN[..], &from, more].concat()).run(&["workspace", "check", &file]).run(&[
            "workspace",
            "show",
            &file,
            "--at",
            "2026-12-01",
        ]);
    }
    case.is("new-from");
    let written = std::fs::read_to_string(folder.path().join("made-of-portal.json")).expect("written");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/cases/new-from-portal.json");
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(written, snapbox::Data::read_from(&kept, None).raw());
}

#[test]
fn what_is_no_list_is_said_to_be_none_before_anything_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "refused.json", recorded("v2_deploycenter_no_operator_400"));
    write(folder.path(), "page.html", "<!doctype html><title>Connexion</title>");
    write(folder.path(), "empty.json", "[]");
    write(folder.path(), "large.json", vec![b' '; 1024 * 1024 + 1]);
    let mut case = Case::within(folder.path());
    for from in [
        ["gaufre", "refused.json"],
        ["gaufre", "page.html"],
        ["gaufre", "none.json"],
        ["opendesk", "empty.json"],
        ["opendesk", "https://portal.exemple.fr/univention/portal/portal.json"],
        ["word", "list.docx"],
    ] {
        case = case.in_each_language(&[&["workspace", "new", "--from"][..], &from].concat());
    }
    case.run(&["workspace", "new", "--from", "gaufre", "large.json"])
        .in_each_language(&["workspace", "new", "--from", "gaufre"])
        .run(&["workspace", "new", "--from", "gaufre", "refused.json", "--tools", "docs"])
        .is("new-from-refused");
    assert!(!folder.path().join("workspace.json").exists());
}

#[cfg(all(unix, feature = "demo"))]
mod served {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::process::{Command, Output, Stdio};

    use super::*;

    /// Answers every request with what is recorded for its path; its address.
    fn serve() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let lines = BufReader::new(stream.try_clone().expect("the same")).lines();
                let head: Vec<_> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let (status, body) = match head[0].split(' ').nth(1).expect("a path") {
                    "/services/" => ("200 OK", recorded("v1_api_services")),
                    "/services/?siret=21870030000013" => {
                        ("200 OK", recorded("v2_deploycenter_operator_siret"))
                    }
                    "/refused/" => ("400 Bad Request", recorded("v2_deploycenter_no_operator_400")),
                    _ => ("503 Service Unavailable", String::new()),
                };
                let length = body.len();
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                )
                .expect("answered");
            }
        });
        address
    }

    fn run(folder: &Path, arguments: &[&str]) -> (Output, String, String) {
        let said = Command::new(env!("CARGO_BIN_EXE_parvisctl"))
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("LC_ALL", "en_GB.UTF-8")
            .env("PARVIS_DEMO_POLICY", folder.join("policies"))
            .stdin(Stdio::null())
            .output()
            .expect("parvisctl starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (data, words) = (text(&said.stdout), text(&said.stderr));
        (said, data, words)
    }

    #[test]
    fn a_list_is_asked_for_at_its_address() {
        let (folder, server) = (tempfile::tempdir().expect("a folder"), serve());
        let from = |path: &str, more: &[&str]| {
            let address = format!("http://{server}{path}");
            run(folder.path(), &[&TOWN[..], &["--from", "gaufre", &address], more].concat())
        };
        let (said, data, _) = from("/services/", &["--json"]);
        assert_eq!(said.status.code(), Some(0));
        let answer: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!(answer["tools"].as_array().map(Vec::len), Some(9));
        let written = std::fs::read(folder.path().join("workspace.json")).expect("written");
        let written: Value = serde_json::from_slice(&written).expect("JSON");
        let sso = |nth: usize| &written["apps"][nth]["sso"]["next_param"];
        assert_eq!((sso(1), sso(3)), (&Value::from("next"), &Value::from("returnTo")), "Docs, Fichiers");
        for (path, why) in
            [("/refused/", "the service answers: operator is required."), ("/gone/", "answers 503.")]
        {
            let (said, _, words) = from(path, &["other.json"]);
            assert_eq!((said.status.code(), words), (Some(1), format!("http://{server}{path}: {why}\n")));
        }
    }

    #[test]
    fn the_way_is_the_one_that_the_machine_names() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("policies/managed")).expect("folders");
        write(folder.path(), "policies/managed/way.json", r#"{"proxy": "http://127.0.0.1:9"}"#);
        let nowhere = "https://listes.exemple.gouv.fr/";
        for arguments in
            [&["repository", "status", nowhere][..], &["workspace", "new", "--from", "gaufre", nowhere]]
        {
            let (said, _, words) = run(folder.path(), arguments);
            assert_eq!(said.status.code(), Some(1));
            assert!(
                words.starts_with(nowhere) && words.contains("the proxy http://127.0.0.1:9/ does not answer"),
                "{words}"
            );
        }
    }

    #[test]
    fn the_desk_is_shown_with_what_lists_add() {
        let (folder, server) = (tempfile::tempdir().expect("a folder"), serve());
        let document = serde_json::json!({"format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"},
            "hosts": [server, "*.numerique.gouv.fr"],
            "apps": [{"id": "docs", "name": {"fr": "Nos documents"}, "url": "https://docs.numerique.gouv.fr"}],
            "feeds": [{"kind": "gaufre", "url": format!("http://{server}/services/?siret={{siret}}")},
                      {"id": "other", "kind": "gaufre", "url": format!("http://{server}/gone/")}]});
        write(folder.path(), "workspace.json", document.to_string());
        let show = ["workspace", "show", "workspace.json", "--feeds"];
        let (said, data, words) =
            run(folder.path(), &[&show[..], &["--as", "siret=21870030000013"]].concat());
        assert_eq!((said.status.code(), words.as_str()), (Some(1), ""), "one list does not answer");
        for line in [
            "  Fichiers – suggested, everybody\n",
            "  Visio – everybody\n",
            "tools: 3\n",
            "    services[2]: its address \"https://messages.suite.anct.gouv.fr/\" is on a host that \"hosts\" does not list\n",
            "    gaufre/1: is there already, with the id \"docs\"\n",
            "/gone/ – answers 503\n",
        ] {
            assert!(data.contains(line), "{line}{data}");
        }
        let (_, data, _) = run(folder.path(), &[&show[..], &["--json"]].concat());
        let answer: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!(answer["feeds"][0]["not_asked"], "not asked while the SIRET is not known");
        assert_eq!(answer["feeds"][1]["answer"], "answers 503");
    }
}
