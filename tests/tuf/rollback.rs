//! What was right once, and is older than what is known.

use parvis_core::workspace::tuf::{Role, Trouble};
use serde_json::json;

use crate::client::joined;

#[tokio::test]
async fn an_old_timestamp() {
    let (mut repository, client) = joined().await;
    let old = repository.read("metadata/timestamp.json");
    repository.release("two");
    client.takes("two").await;
    let new = repository.read("metadata/timestamp.json");
    // As a server does that was restored from a backup.
    repository.write("metadata/timestamp.json", &old);
    client.refuses(Trouble::Rollback { role: Role::Timestamp }, "two").await;
    repository.write("metadata/timestamp.json", &new);
    client.takes("two").await;
}

#[tokio::test]
async fn a_new_timestamp_of_an_old_snapshot() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    client.takes("two").await;
    repository.version("snapshot", 1);
    repository.publish(&["snapshot", "timestamp"]);
    client.refuses(Trouble::Rollback { role: Role::Snapshot }, "two").await;
    repository.version("snapshot", 3);
    repository.publish(&["snapshot", "timestamp"]);
    client.takes("two").await;
}

#[tokio::test]
async fn a_new_snapshot_of_old_targets() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    client.takes("two").await;
    repository.version("targets", 1);
    repository.release("old");
    client.refuses(Trouble::Rollback { role: Role::Targets }, "two").await;
    repository.version("targets", 3);
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn a_snapshot_without_targets() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    client.takes("two").await;
    repository.order(&json!({"do": "unlist"}));
    repository.publish(&["snapshot", "timestamp"]);
    let refused = client.refused("two").await;
    assert!(matches!(refused, Trouble::Rollback { .. } | Trouble::NotARepository), "{refused:?}");
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn an_old_root_under_a_new_name() {
    let (mut repository, client) = joined().await;
    repository.publish(&["root"]);
    client.takes("one").await;
    repository.write("metadata/3.root.json", &repository.read("metadata/2.root.json"));
    client.refuses(Trouble::Rollback { role: Role::Root }, "one").await;
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
}

#[tokio::test]
async fn a_refused_release_is_not_forgotten_for_the_rollback_after_it() {
    // The new timestamp and snapshot are good, the targets are not; then the release before is shown again.
    let (mut repository, client) = joined().await;
    let old = repository.read("metadata/timestamp.json");
    repository.sign("targets", &["stranger"]);
    repository.release("two");
    client.refuses(Trouble::Signature { role: Role::Targets }, "one").await;
    repository.write("metadata/timestamp.json", &old);
    // Either is right: the specification keeps the newer timestamp (5.4.5), and nothing older than the desk is shown.
    if let Err(refused) = client.refresh().await {
        assert!(matches!(refused.trouble, Trouble::Rollback { role: Role::Timestamp }), "{refused:?}");
    }
    client.keeps("one").await;
    repository.sign("targets", &["targets"]);
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn one_version_with_two_contents() {
    let (mut repository, client) = joined().await;
    repository.version("timestamp", 1);
    repository.release("two");
    // The specification goes on with the first one (5.4.3.1), as if nothing were new.
    client.takes("one").await;
    repository.release("three");
    client.takes("three").await;
}
