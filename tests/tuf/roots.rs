//! The chain of roots: long ones, broken ones, and what a key may do that it no longer has a place in.

use parvis_core::workspace::tuf::{Role, Trouble};
use serde_json::json;

use crate::client::{Client, joined};
use crate::repository::{ROLES, Repository};
use parvis_tests::Instead;

#[tokio::test]
async fn five_roots_at_once_of_which_each_changes_a_key() {
    let mut repository = Repository::start().await;
    repository.trust("root", &["a", "b", "c"], 2);
    repository.sign("root", &["root", "a", "b"]);
    repository.publish(&["root"]);
    let client = Client::of(&repository);
    client.takes("one").await;
    // Two of the three before and two of the three after sign; none of the first three is left in the end.
    for (trusted, signing) in [
        (["b", "c", "d"], ["b", "c"]),
        (["c", "d", "e"], ["c", "d"]),
        (["d", "e", "f"], ["d", "e"]),
        (["e", "f", "g"], ["e", "f"]),
        (["f", "g", "h"], ["f", "g"]),
    ] {
        repository.trust("root", &trusted, 2);
        repository.sign("root", &signing);
        repository.publish(&["root"]);
    }
    repository.release("two");
    client.takes("two").await;
    // Who left first is no longer heard.
    repository.trust("root", &["a", "b"], 2);
    repository.publish(&["root"]);
    client.refuses(Trouble::Signature { role: Role::Root }, "two").await;
}

#[tokio::test]
async fn a_key_that_left_signs_again() {
    for (role, name) in
        [(Role::Timestamp, "timestamp"), (Role::Snapshot, "snapshot"), (Role::Targets, "targets")]
    {
        let (mut repository, client) = joined().await;
        repository.trust(name, &["new"], 1);
        repository.publish(&["root"]);
        repository.release("two");
        client.takes("two").await;
        repository.sign(name, &[name]);
        repository.release("three");
        client.refuses(Trouble::Signature { role }, "two").await;
        repository.sign(name, &["new"]);
        repository.release("four");
        client.takes("four").await;
    }
}

#[tokio::test]
async fn a_root_is_missing_in_between() {
    let (mut repository, client) = joined().await;
    repository.trust("timestamp", &["new"], 1);
    repository.publish(&["root"]);
    let second = repository.read("metadata/2.root.json");
    repository.publish(&["root"]);
    repository.release("two");
    repository.site.replace("metadata/2.root.json", Instead::status(404));
    // Nobody can tell that there is a third one: what the unknown key signed is not trusted, and that is all.
    client.refuses(Trouble::Signature { role: Role::Timestamp }, "one").await;
    // The third one in the place of the second is none.
    repository.site.replace("metadata/2.root.json", Instead::text(repository.read("metadata/3.root.json")));
    let refused = client.refused("one").await;
    assert!(
        matches!(refused, Trouble::Rollback { role: Role::Root } | Trouble::Mismatch { .. }),
        "{refused:?}"
    );
    repository.site.replace("metadata/2.root.json", Instead::text(second));
    client.takes("two").await;
}

#[tokio::test]
async fn the_way_to_the_next_root_is_blocked() {
    let (mut repository, client) = joined().await;
    repository.trust("timestamp", &["new"], 1);
    repository.publish(&["root"]);
    // The key that left signs a release, and the root that says so cannot be had.
    repository.sign("timestamp", &["timestamp"]);
    repository.release("two");
    for status in [500, 502, 503, 429] {
        repository.site.replace("metadata/2.root.json", Instead::status(status));
        client.refuses(Trouble::Unreachable, "one").await;
    }
    repository.site.mend();
    client.refuses(Trouble::Signature { role: Role::Timestamp }, "one").await;
    repository.sign("timestamp", &["new"]);
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn an_object_store_says_403_where_nothing_is() {
    let (mut repository, client) = joined().await;
    repository.site.replace("metadata/2.root.json", Instead::status(403));
    repository.release("two");
    client.takes("two").await;
}

#[tokio::test]
async fn ten_thousand_roots() {
    let (mut repository, client) = joined().await;
    repository.order(&json!({"do": "publish", "roles": vec!["root"; 10_000]}));
    repository.release("two");
    repository.site.requests();
    client.refuses(Trouble::TooManyRoots, "one").await;
    let asked = repository.site.requests().len();
    assert!(asked < 300, "{asked} requests");
    // What was verified is not asked for again: a repository with a long history is reached in the end.
    repository.site.replace("metadata/400.root.json", Instead::status(404));
    client.takes("two").await;
    let asked = repository.site.requests().len();
    assert!(asked < 200, "{asked} requests");
}

#[tokio::test]
async fn a_root_that_changes_everybody_at_once() {
    let (mut repository, client) = joined().await;
    for role in ROLES {
        repository.trust(role, &[&format!("new {role}")], 1);
    }
    repository.sign("root", &["root", "new root"]);
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
}
