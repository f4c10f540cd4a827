//! Files that are not signed by those whom the root trusts.

use parvis_core::workspace::tuf::{Role, Trouble};
use serde_json::Value;

use crate::client::joined;
use crate::repository::RELEASE;

const ROLES: [(Role, &str); 3] =
    [(Role::Timestamp, "timestamp"), (Role::Snapshot, "snapshot"), (Role::Targets, "targets")];

#[tokio::test]
async fn a_stranger_signs() {
    for (role, name) in ROLES {
        let (mut repository, client) = joined().await;
        repository.sign(name, &["stranger"]);
        repository.release("two");
        client.refuses(Trouble::Signature { role }, "one").await;
        repository.sign(name, &[name]);
        repository.release("three");
        client.takes("three").await;
    }
}

#[tokio::test]
async fn nobody_signs() {
    for (role, name) in ROLES {
        let (mut repository, client) = joined().await;
        repository.sign(name, &[]);
        repository.release("two");
        client.refuses(Trouble::Signature { role }, "one").await;
        repository.sign(name, &[name]);
        repository.release("three");
        client.takes("three").await;
    }
}

#[tokio::test]
async fn two_have_to_sign_and_one_does() {
    for (role, name) in ROLES {
        let (mut repository, client) = joined().await;
        repository.trust(name, &["a", "b", "c"], 2);
        repository.publish(&["root"]);
        repository.release("two");
        client.takes("two").await;
        repository.sign(name, &["a", "stranger"]);
        repository.release("three");
        client.refuses(Trouble::Signature { role }, "two").await;
        repository.sign(name, &["b", "c"]);
        repository.release("four");
        client.takes("four").await;
    }
}

#[tokio::test]
async fn the_signature_of_one_does_not_count_twice() {
    let (mut repository, client) = joined().await;
    repository.trust("timestamp", &["a", "b"], 2);
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
    repository.sign("timestamp", &["a"]);
    repository.release("three");
    let mut file: Value = serde_json::from_slice(&repository.read("metadata/timestamp.json")).expect("JSON");
    let signatures = file["signatures"].as_array_mut().expect("signatures");
    signatures.push(signatures[0].clone());
    repository.write("metadata/timestamp.json", file.to_string().as_bytes());
    client.refuses(Trouble::Signature { role: Role::Timestamp }, "two").await;
    repository.sign("timestamp", &["a", "b"]);
    repository.release("four");
    client.takes("four").await;
}

#[tokio::test]
async fn a_signed_file_is_altered() {
    for (role, file) in [
        (Role::Timestamp, "metadata/timestamp.json"),
        (Role::Snapshot, "metadata/2.snapshot.json"),
        (Role::Targets, "metadata/2.targets.json"),
    ] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        let good = String::from_utf8(repository.read(file)).expect("text");
        let year = &good.split_once("\"expires\": \"").expect("an expiry").1[..4];
        repository.write(file, good.replace(year, "2999").as_bytes());
        client.refuses(Trouble::Signature { role }, "one").await;
        repository.write(file, good.as_bytes());
        client.takes("two").await;
    }
}

#[tokio::test]
async fn a_root_that_the_one_before_does_not_trust() {
    // Signed by the new keys alone, by the old ones alone where the new are asked too, by too few of each.
    let cases: [(&[&str], &[&str], u32); 4] = [
        (&["new"], &["new"], 1),
        (&["new"], &["root"], 1),
        (&["root", "new"], &["root"], 2),
        (&["root", "new"], &[], 1),
    ];
    for (trusted, signing, threshold) in cases {
        let (mut repository, client) = joined().await;
        repository.trust("root", trusted, threshold);
        repository.sign("root", signing);
        repository.publish(&["root"]);
        repository.release("two");
        client.refuses(Trouble::Signature { role: Role::Root }, "one").await;
        repository.version("root", 2);
        repository.sign("root", &["root", "new"]);
        repository.publish(&["root"]);
        client.takes("two").await;
    }
}

#[tokio::test]
async fn another_repository_takes_over_the_address() {
    let (repository, client) = joined().await;
    let mut other = crate::repository::Repository::start().await;
    for role in RELEASE {
        other.version(role, 100);
    }
    other.release("theirs");
    for file in ["1.root.json", "timestamp.json", "100.snapshot.json", "100.targets.json"] {
        let name = format!("metadata/{file}");
        repository.write(&name, &other.read(&name));
    }
    client.refuses(Trouble::Signature { role: Role::Timestamp }, "one").await;
    // Its root follows on from none that is known here.
    other.publish(&["root"]);
    repository.write("metadata/2.root.json", &other.read("metadata/2.root.json"));
    client.refuses(Trouble::Signature { role: Role::Root }, "one").await;
}
