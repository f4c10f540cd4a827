//! An address that the agent typed: its first root is trusted as soon as it is confirmed, and so it has to be one.

use std::time::Duration;

use parvis_core::http::{Http, Way};
use parvis_core::workspace::tuf::{Refused, Role, Trouble, fingerprint, first_root};
use serde_json::{Value, json};

use crate::repository::Repository;
use parvis_tests::Instead;

const FIRST: &str = "metadata/1.root.json";

async fn ask(repository: &Repository) -> Result<Vec<u8>, Refused> {
    first_root(repository.site.address(), &Http::new(Way::default())).await
}

#[tokio::test]
async fn the_one_that_another_implementation_made() {
    let repository = Repository::start().await;
    let root = ask(&repository).await.expect("a root");
    assert_eq!(root, repository.read(FIRST));
    // Written otherwise it is the same root, and another root is told from it.
    let written: Value = serde_json::from_slice(&root).expect("JSON");
    assert_eq!(fingerprint(&root), fingerprint(written.to_string().as_bytes()));
    let other = Repository::start().await;
    assert_ne!(fingerprint(&root), fingerprint(&other.read(FIRST)));
}

#[tokio::test]
async fn what_is_none() {
    let mut repository = Repository::start().await;
    repository.publish(&["root"]);
    let root: Value = serde_json::from_slice(&repository.read(FIRST)).expect("JSON");
    let mut unsigned = root.clone();
    unsigned["signatures"] = json!([]);
    let mut altered = root;
    altered["signed"]["expires"] = json!("2999-01-01T00:00:00Z");
    let signature = Trouble::Signature { role: Role::Root };
    let mismatch = Trouble::Mismatch { file: "1.root.json".into() };
    let large = Trouble::TooLarge { file: "1.root.json".into() };
    for (instead, trouble) in [
        (Instead::text("<!doctype html><title>Wi-Fi</title>"), Trouble::NotARepository),
        (Instead::status(302), Trouble::NotARepository),
        (Instead::status(404), Trouble::NotARepository),
        (Instead::status(503), Trouble::Unreachable),
        (Instead::text(repository.read("metadata/timestamp.json")), Trouble::NotARepository),
        (Instead::text(unsigned.to_string()), signature.clone()),
        (Instead::text(altered.to_string()), signature),
        (Instead::text(repository.read("metadata/2.root.json")), mismatch),
        (Instead::Endless { at_once: 64 * 1024, pause: Duration::ZERO }, large),
    ] {
        repository.site.replace(FIRST, instead);
        assert_eq!(ask(&repository).await.expect_err("no root").trouble, trouble);
    }
    repository.site.mend();
    ask(&repository).await.expect("a root");
}
