//! What `parvisctl doctor` says of each of these attacks: the cause by its name, how to see it, and where it is written down;
//! with the last good workspace still there, and nothing of the agent's changed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use parvis_core::clock::{Clock, SystemClock};
use parvis_core::http::{Environment, Http, Way};
use parvis_core::paths::Paths;
use parvis_core::policy::Laid;
use parvis_core::workspace::source::{Source, With};
use parvis_tests::{Answer, Diagnosis, Instead, Machine};
use serde_json::json;

use crate::repository::{RELEASE, Repository};

fn workspace(revision: u32) -> String {
    json!({
        "format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "revision": revision, "hosts": ["a.exemple.fr"],
        "apps": [{"id": "a", "name": {"fr": "A"}, "url": "https://a.exemple.fr"}],
    })
    .to_string()
}

/// A machine that follows the repository, whose agent has had its first release.
async fn followed() -> (Repository, Machine) {
    let mut repository = Repository::start().await;
    repository.release(&workspace(1));
    let address = repository.site.address().clone();
    let machine = Machine::new(&json!({}));
    let root = repository.read("metadata/1.root.json");
    let root = machine.write("root.json", &String::from_utf8(root).expect("text"));
    let policy = json!({"workspace_repository": address, "workspace_root": root});
    machine.write("policy/managed/parvis.json", &policy.to_string());
    receive(&machine, &repository).await;
    (repository, machine)
}

/// The agent's Parvis asks, and keeps what it gets.
async fn receive(machine: &Machine, repository: &Repository) {
    let (http, clock) =
        (Http::within(Environment::default(), Way::default()), Arc::new(SystemClock) as Arc<dyn Clock>);
    let paths = Paths::below(&machine.home());
    let laid =
        Laid::Repository { address: repository.site.address().clone(), root: machine.path("root.json") };
    let with = With { paths: Some(&paths), http: &http, clock: &clock };
    let reading = Source::Laid(laid).read(with).await;
    reading.repository.expect("a repository").refresh().await.expect("a release");
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).expect("a file"));
        }
    }
    found
}

/// Doctor names the cause in these words, and the last good workspace is still the one that is shown.
async fn is_told(machine: &Machine, words: &[&str]) {
    let before = files(&machine.home());
    let found = machine.doctor().await;
    names(&found, words);
    assert_eq!(files(&machine.home()), before, "the agent's files are as they were");
}

fn names(found: &Diagnosis, words: &[&str]) {
    let said = found.says("workspace");
    assert_eq!(found.mark("workspace"), "wrong", "{said}");
    assert!(said.contains("Exemple (fr.exemple), revision 1"), "{said}");
    for words in words {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
}

#[tokio::test]
async fn all_is_well_and_a_new_release_is_seen_without_being_kept() {
    let (mut repository, machine) = followed().await;
    repository.release(&workspace(2));
    let before = files(&machine.home());
    let found = machine.doctor().await;
    let said = found.says("workspace");
    assert_eq!(found.mark("workspace"), "well", "{said}");
    assert!(said.contains("revision 2") && said.contains("the repository answers well"), "{said}");
    assert_eq!((found.mark("network"), found.mark("clock")), ("well", "well"));
    assert_eq!(files(&machine.home()), before);
}

#[tokio::test]
async fn expired() {
    let (mut repository, machine) = followed().await;
    repository.expires("timestamp", -3600);
    repository.release(&workspace(2));
    is_told(&machine, &["expired: the role timestamp", "repository refresh", "curl --head", "TUF §"]).await;
}

#[tokio::test]
async fn signed_by_somebody_else() {
    let (mut repository, machine) = followed().await;
    repository.sign("targets", &["stranger"]);
    repository.release(&workspace(2));
    is_told(&machine, &["signature: the role targets", "§5.6.3"]).await;
}

#[tokio::test]
async fn rolled_back() {
    let (mut repository, machine) = followed().await;
    let before = repository.read("metadata/timestamp.json");
    repository.release(&workspace(1));
    receive(&machine, &repository).await;
    repository.write("metadata/timestamp.json", &before);
    is_told(&machine, &["rollback: the role timestamp", "older than what was already verified", "§5.4.3"])
        .await;
}

#[tokio::test]
async fn another_file_than_was_signed() {
    let (mut repository, machine) = followed().await;
    let other = workspace(1).replace("Exemple", "Example");
    repository.release(&workspace(2));
    let signed: Vec<_> = files(&repository.folder().join("targets")).into_keys().collect();
    for file in signed {
        std::fs::write(file, &other).expect("written");
    }
    is_told(&machine, &["is not the file that was signed", "§5.7.3"]).await;
}

#[tokio::test]
async fn a_page_of_the_network_one_is_in() {
    let (repository, machine) = followed().await;
    let page = "<!DOCTYPE html><title>Bienvenue sur le Wi-Fi</title>";
    repository.site.replace_everything(Instead::Given(Answer::new(200, "text/html", page)));
    is_told(&machine, &["what answers is not the repository", "wants a sign-in"]).await;
    let elsewhere = Answer::new(302, "text/html", "").with("location", "https://portail.example.org/");
    repository.site.replace_everything(Instead::Given(elsewhere));
    is_told(&machine, &["what answers is not the repository", "portail.example.org"]).await;
}

#[tokio::test]
async fn out_of_order() {
    let (repository, machine) = followed().await;
    repository.site.replace_everything(Instead::status(503));
    is_told(&machine, &["out of reach or out of order", "503"]).await;
}

#[tokio::test]
async fn a_clock_that_is_a_year_ahead() {
    let (mut repository, machine) = followed().await;
    repository.publish(&RELEASE);
    let found = Diagnosis::of(machine.parvisctl_off_by(400)).await;
    names(&found, &["clock: it is", "timedatectl"]);
    let said = found.says("clock");
    assert_eq!(found.mark("clock"), "wrong", "{said}");
    assert!(said.contains("s apart") && said.contains("RFC 9110"), "{said}");
}
