//! `parvisctl repository`, the binary: a repository's whole life, followed by a client that saw only its first root.

mod guide;
mod served;
mod site;

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};
use tough::schema::RoleType;

use site::{SECRET, Site, text, well};

#[test]
fn a_whole_life_is_followed_by_a_client_that_saw_only_the_first_root() {
    let site = Site::made(&["--open-timestamp-key"]);
    let (old, memory) = (site.path("old"), site.path("memory"));
    fs::create_dir(&memory).expect("a folder");
    well(&site.publish(&[]));
    assert_eq!(site.client(&memory), Site::document(1).to_string().into_bytes());
    let repository = site.repository();
    for (round, revision) in [(1, 2), (2, 3)] {
        for role in ["timestamp", "snapshot", "targets"] {
            well(&site.run(&["rotate", &repository, role]));
            site.client(&memory);
        }
        let leaving = site.status()["keys"][0]["id"].as_str().expect("a key of the root").to_owned();
        well(&site.run(&["rotate", &repository, "root", "--remove", &leaving]));
        well(&site.run(&["refresh", &repository]));
        site.write(revision);
        well(&site.publish(&[]));
        let published = site.client(&memory);
        assert_eq!(published, Site::document(revision).to_string().into_bytes());
        assert_eq!(site.status()["roles"][0]["version"], 1 + round * 4);
    }
    fs::create_dir(&old).expect("a folder");
    site.client(&old);
    let status = site.run(&["status", &repository]);
    well(&status);
    let lines = text(&status.stdout);
    assert!(lines.contains("Exemple (fr.exemple), revision 3\n"), "{lines}");
    let first = fs::read(site.path("r/public/metadata/1.root.json")).expect("the first root");
    assert!(lines.contains(&parvis_core::workspace::tuf::fingerprint(&first)), "{lines}");
}

#[cfg(unix)]
#[test]
fn openssl_reads_the_keys_with_their_passphrase_and_nobody_else_may() {
    let site = Site::made(&["--open-timestamp-key"]);
    let mut open = 0;
    for entry in fs::read_dir(site.path("r/keys")).expect("keys") {
        let file = entry.expect("a key").path();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
        }
        let pem = fs::read_to_string(&file).expect("text");
        let mut openssl = std::process::Command::new("openssl");
        openssl
            .args(["pkey", "-noout", "-text", "-passin", "env:SECRET", "-in"])
            .arg(&file)
            .env("SECRET", SECRET);
        assert!(text(&openssl.output().expect("openssl").stdout).contains("ED25519"));
        let guessed = openssl.env("SECRET", "another few words").output().expect("openssl").status.success();
        assert_eq!(guessed, pem.starts_with("-----BEGIN PRIVATE KEY-----"), "{}", file.display());
        open += usize::from(guessed);
    }
    assert_eq!(open, 1, "the timestamp's");
}

#[test]
fn nothing_is_published_that_a_client_would_refuse_or_do_without() {
    let site = Site::new();
    site.write(5);
    well(&site.publish(&[]));
    let before = site.public();
    let good = Site::document(6);
    let with = |pointer: &str, value: Value| {
        let mut document = good.clone();
        *document.pointer_mut(pointer).expect("a place") = value;
        document
    };
    let script = "<html><script>alert(1)</script></html>";
    fs::write(site.path("w/assets/odd.svg"), script).expect("written");
    fs::write(site.path("w/assets/large.png"), vec![0; 65 * 1024]).expect("written");
    fs::write(site.path("w/d.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").expect("written");
    let cases = [
        (with("/apps/0/url", json!("http://docs.exemple.fr")), "apps[0].url"),
        (with("/apps/0/url", json!("https://elsewhere.example")), "apps[0].url"),
        (with("/apps/0/icon", json!("assets/none.svg")), "apps[0].icon"),
        (with("/apps/0/icon", json!("assets/odd.svg")), "apps[0].icon"),
        (with("/apps/0/icon", json!("assets/large.png")), "apps[0].icon"),
        (with("/apps/0/icon", json!("d.svg")), "assets/docs.svg"),
        (with("/format", json!(2)), "format"),
        (with("/id", json!("fr.autre")), "--allow-other-id"),
        (with("/revision", json!(4)), "--allow-older"),
        (with("/revision", Value::Null), "--allow-older"),
    ];
    for (document, word) in cases {
        site.write_document(&document);
        let said = site.publish(&[]);
        assert_eq!(said.status.code(), Some(1), "{word}");
        assert!(text(&said.stderr).contains(word), "{word}: {}", text(&said.stderr));
        assert!(said.stdout.is_empty());
    }
    assert_eq!(site.public(), before);
    site.write_document(&with("/revision", json!(4)));
    well(&site.publish(&["--allow-older"]));
    site.write_document(&with("/id", json!("fr.autre")));
    well(&site.publish(&["--allow-other-id"]));
    assert_eq!(site.status()["workspace"]["id"], "fr.autre");
}

#[test]
fn it_asks_before_it_publishes_and_shows_what_changes() {
    let site = Site::new();
    let said = site.run(&["publish", &site.repository(), &site.workspace()]);
    assert_eq!(said.status.code(), Some(1));
    let words = text(&said.stderr);
    assert!(words.contains("new      assets/d.svg\n  new      workspace.json\n"), "{words}");
    assert!(words.contains("--yes"), "{words}");
    well(&site.publish(&[]));
    let mut document = Site::document(2);
    document["apps"][0]["icon"] = Value::Null;
    site.write_document(&document);
    let said = site.publish(&["--json"]);
    well(&said);
    let outcome: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let expected = json!([{"target": "workspace.json", "change": "changed"}, {"target": "assets/d.svg", "change": "removed"}]);
    assert_eq!((&outcome["changes"], &outcome["published"]), (&expected, &json!(true)));
    let again: Value = serde_json::from_slice(&site.publish(&["--json"]).stdout).expect("JSON");
    assert_eq!(again["published"], false);
}

#[test]
fn pictures_may_lie_elsewhere() {
    let site = Site::new();
    fs::rename(site.path("w/assets"), site.path("assets")).expect("moved");
    assert_eq!(site.publish(&[]).status.code(), Some(1));
    well(&site.publish(&["--assets", &site.path(".").display().to_string()]));
}

#[test]
fn two_at_once_do_not_mix() {
    let site = Site::new();
    let start = |revision: u64| {
        let file = site.path(&format!("w/{revision}.json"));
        fs::write(&file, Site::document(revision).to_string()).expect("written");
        let file = file.display().to_string();
        let mut command = site.command(&["publish", &site.repository(), &file, "--yes", "--allow-older"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let running: Vec<_> = (1..=4).map(start).collect();
    let ended: Vec<_> = running.into_iter().map(|child| child.wait_with_output().expect("ended")).collect();
    let published = ended.iter().filter(|said| said.status.success()).count();
    for said in ended.iter().filter(|said| !said.status.success()) {
        assert!(text(&said.stderr).contains("Another command is at work"), "{}", text(&said.stderr));
    }
    assert!(published >= 1);
    let targets = site.status()["roles"][3]["version"].as_u64().expect("a version");
    assert_eq!(targets, 1 + published as u64);
    let memory = site.path("memory");
    fs::create_dir(&memory).expect("a folder");
    site.client(&memory);
}

#[test]
fn passphrases_come_from_a_file_or_the_environment_and_are_long() {
    let site = Site::new();
    let (repository, workspace) = (site.repository(), site.workspace());
    let publish = ["publish", repository.as_str(), workspace.as_str(), "--yes"];
    let without = site.command(&publish).env_remove("PARVISCTL_PASSPHRASE").output().expect("it starts");
    assert!(text(&without.stderr).contains("needs a passphrase"), "{}", text(&without.stderr));
    let wrong =
        site.command(&publish).env("PARVISCTL_PASSPHRASE", "another few words").output().expect("it starts");
    assert!(text(&wrong.stderr).contains("does not open targets-"), "{}", text(&wrong.stderr));
    assert_eq!((without.status.code(), wrong.status.code()), (Some(1), Some(1)));
    fs::write(site.path("secret"), format!("{SECRET}\nnot this\n")).expect("written");
    let mut from_file = site.command(&[&publish[..], &["--passphrase-file", "secret"]].concat());
    well(&from_file.env_remove("PARVISCTL_PASSPHRASE").output().expect("it starts"));
    let short =
        site.command(&["init", "other"]).env("PARVISCTL_PASSPHRASE", "short").output().expect("it starts");
    assert!(text(&short.stderr).contains("at least 12"), "{}", text(&short.stderr));
    assert!(!site.path("other").exists());
}

#[cfg(unix)]
#[test]
fn each_language_has_its_words() {
    let site = Site::new();
    for (locale, word) in
        [("fr_FR.UTF-8", "Aucun espace"), ("en_US.UTF-8", "No workspace"), ("de_DE.UTF-8", "Es ist kein")]
    {
        let said =
            site.command(&["status", &site.repository()]).env("LC_ALL", locale).output().expect("it starts");
        assert!(text(&said.stderr).contains(word), "{}", text(&said.stderr));
    }
}

#[test]
fn a_folder_without_a_repository_is_1_and_the_root_names_the_key_that_goes() {
    let site = Site::new();
    let other = site.path("w").display().to_string();
    for command in ["status", "refresh"] {
        assert_eq!(site.run(&[command, &other]).status.code(), Some(1));
    }
    assert_eq!(site.run(&["init", &site.repository()]).status.code(), Some(1));
    assert_eq!(site.run(&["rotate", &site.repository(), "root"]).status.code(), Some(2));
}

/// The role names of the command line are those of the metadata.
#[test]
fn roles_are_called_as_in_the_metadata() {
    let site = Site::new();
    let status = site.status();
    let roles = status["roles"].as_array().expect("roles").iter().map(|role| role["role"].clone());
    let expected =
        [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets].map(|role| json!(role));
    assert_eq!(roles.collect::<Vec<_>>(), expected);
}
