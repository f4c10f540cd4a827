//! More than anybody needs: without an end, too large, too deep, too often.

use std::time::Duration;

use parvis_core::workspace::tuf::Trouble;
use parvis_tests::{Answer, Instead};
use serde_json::json;

use crate::client::joined;
use crate::repository::RELEASE;

/// Where the server keeps the workspace `two`.
const TWO: &str = "targets/3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3.workspace.json";
const FILES: [&str; 5] = [
    "metadata/2.root.json",
    "metadata/timestamp.json",
    "metadata/2.snapshot.json",
    "metadata/2.targets.json",
    TWO,
];

#[tokio::test]
async fn fast_and_without_an_end() {
    for file in FILES {
        let (mut repository, client) = joined().await;
        repository.release("two");
        repository.site.replace(file, Instead::Endless { at_once: 64 * 1024, pause: Duration::ZERO });
        let refused = client.refused("one").await;
        assert!(matches!(refused, Trouble::TooLarge { .. }), "{file}: {refused:?}");
        // The largest file that may be, and what the system holds for the two ends of a connection.
        let taken = repository.site.taken();
        assert!(taken < 32 * 1024 * 1024, "{file}: {taken} bytes were taken");
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn slow_and_without_an_end() {
    // All at once, since each is waited for. Of a target the length is known: it has an end.
    let [root, timestamp, snapshot, targets, _] = FILES;
    tokio::join!(slow(root), slow(timestamp), slow(snapshot), slow(targets));
}

async fn slow(file: &str) {
    let (mut repository, client) = joined().await;
    repository.release("two");
    let pause = Duration::from_millis(200);
    repository.site.replace(file, Instead::Endless { at_once: 1, pause });
    let refused = tokio::time::timeout(Duration::from_secs(75), client.refused("one")).await;
    let refused = refused.unwrap_or_else(|_| panic!("{file} is waited for without an end"));
    assert_eq!(refused, Trouble::Unreachable, "{file}");
    repository.site.mend();
    client.takes("two").await;
}

#[tokio::test]
async fn more_targets_than_a_workspace_has() {
    let (mut repository, client) = joined().await;
    let names: Vec<_> = (0..30_000).map(|number| format!("assets/{number}.svg")).collect();
    repository.order(&json!({"do": "claim_many", "names": names, "like": "workspace.json"}));
    repository.release("two");
    repository.site.requests();
    let refused = client.refused("one").await;
    assert!(matches!(refused, Trouble::TooLarge { .. }), "{refused:?}");
    let asked = repository.site.requests().len();
    assert!(asked < 10, "{asked} requests");
    repository.order(&json!({"do": "remove_many", "names": names}));
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn more_assets_than_a_desk_has() {
    let (mut repository, client) = joined().await;
    // One content under many names, so that it comes once.
    repository.put("assets/one.svg", "<svg/>");
    let names: Vec<_> = (1..4_100).map(|number| format!("assets/{number}.svg")).collect();
    repository.order(&json!({"do": "claim_many", "names": names, "like": "assets/one.svg"}));
    repository.site.replace_missing(Answer::new(200, "image/svg+xml", "<svg/>"));
    repository.release("two");
    let refreshed = client.refresh().await.expect("a release, with fewer of them");
    assert_eq!(refreshed.left_out.len(), 100);
    client.keeps("two").await;
}

#[tokio::test]
async fn more_bytes_of_targets_than_a_workspace_has() {
    let (mut repository, client) = joined().await;
    repository.put("workspace.json", "two");
    repository.order(&json!({"do": "claim", "name": "workspace.json", "length": 1_u64 << 40}));
    repository.publish(&RELEASE);
    repository.site.replace(TWO, Instead::Endless { at_once: 64 * 1024, pause: Duration::ZERO });
    let refused = client.refused("one").await;
    assert!(matches!(refused, Trouble::TooLarge { .. }), "{refused:?}");
    let taken = repository.site.taken();
    assert!(taken < 32 * 1024 * 1024, "{taken} bytes were taken");
    repository.site.mend();
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn deep_nesting() {
    // Small enough to be read, and deeper than the stack of a thread.
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    for file in ["metadata/2.root.json", "metadata/timestamp.json"] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        let whole =
            format!("{{\"signatures\": [], \"signed\": {{\"_type\": \"timestamp\", \"x\": {deep}}}}}");
        for text in [deep.clone(), whole] {
            repository.site.replace(file, Instead::text(text));
            let refused = client.refused("one").await;
            assert_eq!(refused, Trouble::NotARepository, "{file}");
        }
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn deep_nesting_that_was_signed() {
    let (mut repository, client) = joined().await;
    let mut deep = json!(1);
    for _ in 0..120 {
        deep = json!([deep]);
    }
    repository.order(&json!({"do": "edit", "role": "timestamp", "extra": {"deep": deep}}));
    repository.release("two");
    // Deeper than is read, or not: never a fall.
    let taken = client.refresh().await.is_ok();
    client.keeps(if taken { "two" } else { "one" }).await;
    repository.order(&json!({"do": "edit", "role": "timestamp", "extra": {"deep": 0}}));
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn one_key_twice() {
    for (file, before, after) in [
        ("metadata/timestamp.json", "\"version\": 2", "\"version\": 2, \"version\": 2000"),
        ("metadata/timestamp.json", "\"version\": 2", "\"version\": 2000, \"version\": 2"),
        ("metadata/timestamp.json", "\"signed\":", "\"signed\": {}, \"signed\":"),
        ("metadata/2.targets.json", "\"workspace.json\":", TWICE),
    ] {
        let (mut repository, client) = joined().await;
        repository.put("other.json", "theirs");
        repository.release("two");
        let good = String::from_utf8(repository.read(file)).expect("text");
        let altered = good.replacen(before, after, 1);
        assert_ne!(good, altered);
        repository.write(file, altered.as_bytes());
        // One reading of it is the one that was signed. Another one is never taken.
        let taken = client.refresh().await.is_ok();
        client.keeps(if taken { "two" } else { "one" }).await;
        repository.write(file, good.as_bytes());
        client.takes("two").await;
    }
}

/// The hash of `theirs`, said of the workspace before what was signed is.
const TWICE: &str = "\"workspace.json\": {\"length\": 6, \"hashes\": {\"sha256\": \
                     \"4c55a8552a2c7261f61f798c2265e6f13358f326ae5b934096ff16bd15e62c33\"}}, \"workspace.json\":";
