//! Fast-forward: whoever has a key for a day sets versions so high that nothing follows, and new keys are the way out
//! (specification 5.3.11).

use parvis_core::workspace::tuf::{Role, Trouble};

use crate::client::{Client, joined};
use crate::repository::{RELEASE, Repository};
use parvis_tests::Instead;

/// As far as a version of 32 bits goes; `tough` and the reference implementation count further.
const FAR: u64 = 1 << 31;

/// A client that has taken versions so high of these roles, and a repository that is back at low ones.
async fn ran_ahead(roles: &[&str]) -> (Repository, Client) {
    let (mut repository, client) = joined().await;
    for role in roles {
        repository.version(role, FAR);
    }
    repository.release("theirs");
    client.takes("theirs").await;
    for role in roles {
        repository.version(role, 2);
    }
    repository.release("two");
    (repository, client)
}

#[tokio::test]
async fn of_the_timestamp() {
    let (mut repository, client) = ran_ahead(&["timestamp"]).await;
    client.refuses(Trouble::Rollback { role: Role::Timestamp }, "theirs").await;
    repository.trust("timestamp", &["new"], 1);
    repository.publish(&["root", "timestamp"]);
    client.takes("two").await;
}

#[tokio::test]
async fn of_the_snapshot() {
    let (mut repository, client) = ran_ahead(&["snapshot"]).await;
    client.refuses(Trouble::Rollback { role: Role::Snapshot }, "theirs").await;
    repository.trust("snapshot", &["new"], 1);
    repository.publish(&["root", "snapshot", "timestamp"]);
    client.takes("two").await;
}

#[tokio::test]
async fn of_the_targets() {
    let (mut repository, client) = ran_ahead(&["targets"]).await;
    client.refuses(Trouble::Rollback { role: Role::Targets }, "theirs").await;
    // The versions of targets are known from the snapshot: its key is the one to change.
    repository.trust("snapshot", &["new"], 1);
    repository.publish(&["root", "snapshot", "timestamp"]);
    client.takes("two").await;
}

#[tokio::test]
async fn of_all_at_once() {
    let (mut repository, client) = ran_ahead(&RELEASE).await;
    client.refuses(Trouble::Rollback { role: Role::Timestamp }, "theirs").await;
    for role in RELEASE {
        repository.trust(role, &["new"], 1);
    }
    repository.publish(&["root"]);
    repository.publish(&RELEASE);
    client.takes("two").await;
}

#[tokio::test]
async fn a_change_of_the_root_alone_is_none() {
    let (mut repository, client) = ran_ahead(&["timestamp"]).await;
    repository.publish(&["root", "timestamp"]);
    client.refuses(Trouble::Rollback { role: Role::Timestamp }, "theirs").await;
}

#[tokio::test]
async fn interrupted_after_the_root() {
    // Only the timestamp's key changes, and the snapshot is what ran ahead: what the old timestamp said of it has to be
    // forgotten also when the refresh that brought the root got no further.
    for file in ["metadata/timestamp.json", "metadata/2.snapshot.json"] {
        let (mut repository, client) = ran_ahead(&["snapshot"]).await;
        repository.trust("snapshot", &["new"], 1);
        repository.publish(&["root", "snapshot", "timestamp"]);
        repository.site.replace(file, Instead::status(503));
        repository.site.replace("metadata/3.snapshot.json", Instead::status(503));
        client.refuses(Trouble::Unreachable, "theirs").await;
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn by_a_root_that_had_expired_before_its_successor_came() {
    let (mut repository, client) = ran_ahead(&["snapshot"]).await;
    repository.trust("snapshot", &["new"], 1);
    repository.expires("root", -60);
    repository.publish(&["root", "snapshot", "timestamp"]);
    client.refuses(Trouble::Expired { role: Role::Root }, "theirs").await;
    repository.expires("root", 3600);
    repository.publish(&["root"]);
    client.takes("two").await;
}

#[tokio::test]
async fn under_versions_that_are_known_already() {
    // Whoever recovers may count again from where they like: what is kept under these names is not what is meant now.
    let (mut repository, client) = joined().await;
    for role in RELEASE {
        repository.trust(role, &["new"], 1);
        repository.version(role, 1);
    }
    repository.put("workspace.json", "two");
    repository.publish(&["root"]);
    repository.publish(&RELEASE);
    client.takes("two").await;
}
