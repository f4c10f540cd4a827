//! Files that are not the ones that were signed: exchanged, mixed, longer, shorter, missing.

use parvis_core::workspace::tuf::Trouble;
use serde_json::json;

use crate::client::joined;
use parvis_tests::Instead;

/// Where the server keeps the workspace `two`: SHA-256 of `two`, as a target of a consistent snapshot.
const TWO: &str = "targets/3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3.workspace.json";

#[tokio::test]
async fn another_content_longer_and_shorter() {
    for content in ["owt", "two and more", "tw", ""] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        let good = repository.read(TWO);
        repository.write(TWO, content.as_bytes());
        let refused = client.refused("one").await;
        let right = match content {
            "two and more" => matches!(refused, Trouble::TooLarge { .. } | Trouble::Mismatch { .. }),
            _ => matches!(refused, Trouble::Mismatch { .. }),
        };
        assert!(right, "{content}: {refused:?}");
        repository.write(TWO, &good);
        client.takes("two").await;
    }
}

#[tokio::test]
async fn the_length_that_was_signed_is_wrong() {
    for length in [2, 4] {
        let (mut repository, client) = joined().await;
        repository.put("workspace.json", "two");
        repository.order(&json!({"do": "claim", "name": "workspace.json", "length": length}));
        repository.publish(&crate::repository::RELEASE);
        let refused = client.refused("one").await;
        assert!(
            matches!(refused, Trouble::TooLarge { .. } | Trouble::Mismatch { .. }),
            "{length}: {refused:?}"
        );
        repository.release("three");
        client.takes("three").await;
    }
}

#[tokio::test]
async fn a_target_that_nobody_signed() {
    let (mut repository, client) = joined().await;
    repository.order(&json!({"do": "remove", "name": "workspace.json"}));
    repository.publish(&crate::repository::RELEASE);
    // It still lies there, and may be had by its name.
    repository.write("targets/workspace.json", b"theirs");
    let refused = client.refused("one").await;
    assert!(matches!(refused, Trouble::Missing { .. }), "{refused:?}");
    repository.release("two");
    client.takes("two").await;
}

#[tokio::test]
async fn the_targets_of_another_release() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    let second = repository.read("metadata/2.targets.json");
    repository.release("three");
    let third = repository.read("metadata/3.targets.json");
    repository.write("metadata/3.targets.json", &second);
    let refused = client.refused("one").await;
    assert!(matches!(refused, Trouble::Mismatch { .. }), "{refused:?}");
    repository.write("metadata/3.targets.json", &third);
    client.takes("three").await;
}

#[tokio::test]
async fn the_snapshot_of_another_release() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    let second = repository.read("metadata/2.snapshot.json");
    repository.release("three");
    let third = repository.read("metadata/3.snapshot.json");
    repository.write("metadata/3.snapshot.json", &second);
    let refused = client.refused("one").await;
    assert!(matches!(refused, Trouble::Mismatch { .. }), "{refused:?}");
    repository.write("metadata/3.snapshot.json", &third);
    client.takes("three").await;
}

#[tokio::test]
async fn one_version_signed_twice_of_which_the_hash_names_one() {
    for role in ["snapshot", "targets"] {
        let (mut repository, client) = joined().await;
        repository.order(&json!({"do": "hashes", "on": true}));
        repository.release("two");
        let file = format!("metadata/2.{role}.json");
        let second = repository.read(&file);
        // The same keys sign the same version again, with something else in it; the timestamp stays.
        let timestamp = repository.read("metadata/timestamp.json");
        repository.version(role, 2);
        repository.order(&json!({"do": "edit", "role": role, "extra": {"note": "another"}}));
        repository.publish(&[role]);
        repository.write("metadata/timestamp.json", &timestamp);
        assert_ne!(repository.read(&file), second);
        let refused = client.refused("one").await;
        assert!(matches!(refused, Trouble::Mismatch { .. } | Trouble::TooLarge { .. }), "{refused:?}");
        repository.write(&file, &second);
        client.takes("two").await;
    }
}

#[tokio::test]
async fn files_are_missing() {
    for file in ["metadata/timestamp.json", "metadata/2.snapshot.json", "metadata/2.targets.json", TWO] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        repository.site.replace(file, Instead::status(404));
        let refused = client.refused("one").await;
        let right =
            matches!(refused, Trouble::NotARepository | Trouble::Missing { .. } | Trouble::Unreachable);
        assert!(right, "{file}: {refused:?}");
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn an_asset_that_is_not_the_signed_one_is_left_out_alone() {
    let (mut repository, client) = joined().await;
    repository.put("assets/a.svg", "a");
    repository.put("assets/b.svg", "b");
    repository.release("two");
    let digest = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
    repository.site.replace(&format!("targets/assets/{digest}.b.svg"), Instead::text("x"));
    let release = client.takes("two").await;
    assert_eq!(release.target("assets/a.svg").expect("an asset"), b"a");
    release.target("assets/b.svg").expect_err("no asset");
    repository.site.mend();
    repository.release("three");
    let release = client.takes("three").await;
    assert_eq!(release.target("assets/b.svg").expect("an asset"), b"b");
}
