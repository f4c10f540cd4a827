//! What was right and is no longer: expired files, and a server that stands still.

use parvis_core::workspace::tuf::{Role, Trouble};
use parvis_tests::until;

use crate::client::joined;
use crate::repository::RELEASE;

#[tokio::test]
async fn each_role_expires() {
    for (role, name) in [
        (Role::Root, "root"),
        (Role::Timestamp, "timestamp"),
        (Role::Snapshot, "snapshot"),
        (Role::Targets, "targets"),
    ] {
        let (mut repository, client) = joined().await;
        repository.expires(name, -60);
        repository.put("workspace.json", "two");
        repository.publish(&[name]);
        repository.publish(&RELEASE);
        client.refuses(Trouble::Expired { role }, "one").await;
        repository.expires(name, 3600);
        repository.publish(&[name]);
        repository.publish(&RELEASE);
        client.takes("two").await;
    }
}

#[tokio::test]
async fn the_server_stands_still() {
    let (mut repository, client) = joined().await;
    repository.expires("timestamp", 8);
    repository.release("two");
    client.takes("two").await;
    // An attacker shows this state for ever: no newer one is seen, and it ends.
    until("the timestamp to expire", async || {
        let refused = client.refresh().await.err()?;
        assert!(matches!(refused.trouble, Trouble::Expired { role: Role::Timestamp }), "{refused:?}");
        Some(())
    })
    .await;
    client.keeps("two").await;
    repository.expires("timestamp", 3600);
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn a_machine_that_was_off_for_long_goes_on() {
    // All that it kept has expired; what is published now has not.
    let (mut repository, client) = joined().await;
    for role in crate::repository::ROLES {
        repository.expires(role, 8);
    }
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
    until("all to expire", async || client.refresh().await.err()).await;
    client.keeps("two").await;
    for role in crate::repository::ROLES {
        repository.expires(role, 3600);
    }
    repository.publish(&["root"]);
    repository.release("three");
    client.takes("three").await;
}
