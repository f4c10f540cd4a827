//! Numbers and dates at the edge of what there is, in files that are rightly signed.

use parvis_core::workspace::tuf::{Role, Trouble};
use serde_json::json;

use crate::client::joined;
use crate::repository::{RELEASE, ROLES};

#[tokio::test]
async fn versions_that_are_none() {
    let versions = [json!(0), json!(-1), json!(1.5), json!("3"), json!(null), json!([]), json!(1e300)];
    for version in versions.into_iter().chain([serde_json::from_str("18446744073709551616").expect("2^64")]) {
        let (mut repository, client) = joined().await;
        repository.force("timestamp", &["version"], version);
        client.refuses(Trouble::NotARepository, "one").await;
        repository.release("two");
        client.takes("two").await;
    }
}

#[tokio::test]
async fn the_highest_version_that_there_is() {
    for role in RELEASE {
        let (mut repository, client) = joined().await;
        repository.version(role, u64::MAX);
        repository.release("two");
        client.takes("two").await;
    }
}

#[tokio::test]
async fn expiries_at_both_ends_of_time() {
    let (mut repository, client) = joined().await;
    for role in ROLES {
        repository.expires(role, 250_000_000_000);
    }
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
    repository.force("timestamp", &["expires"], json!("0001-01-01T00:00:00Z"));
    client.refuses(Trouble::Expired { role: Role::Timestamp }, "two").await;
    for expires in ["never", "", "2999-02-30T00:00:00Z"] {
        repository.force("timestamp", &["expires"], json!(expires));
        client.refuses(Trouble::NotARepository, "two").await;
    }
    repository.expires("timestamp", 3600);
    repository.release("three");
    client.takes("three").await;
}

#[tokio::test]
async fn a_role_for_which_nobody_has_to_sign() {
    let (mut repository, client) = joined().await;
    for threshold in [0, -1] {
        repository.version("root", 2);
        repository.force("root", &["roles", "timestamp"], json!({"keyids": [], "threshold": threshold}));
        repository.sign("timestamp", &[]);
        repository.release("two");
        client.refuses(Trouble::NotARepository, "one").await;
    }
    repository.sign("timestamp", &["timestamp"]);
    repository.version("root", 2);
    repository.publish(&["root"]);
    repository.release("three");
    client.takes("three").await;
}
