//! Roots that change hands, and what was signed before.

use super::*;

#[tokio::test]
async fn follows_a_chain_of_roots_and_asks_only_for_the_next_one() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    for role in [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets, RoleType::Root] {
        scene.publisher.rotate(role);
        scene.publish();
    }
    scene.release(&[("workspace.json", "{\"new\":1}")]);
    let release = repository.refresh().await.unwrap().release;
    assert_eq!((release.root_version(), release.version()), (6, 2));
    scene.server.asked();
    let restarted = scene.repository();
    assert_eq!(restarted.kept().await.unwrap().unwrap().root_version(), 6);
    assert!(!restarted.refresh().await.unwrap().changed);
    assert_eq!(scene.server.asked(), ["304 metadata/timestamp.json", "404 metadata/7.root.json"]);
}

#[tokio::test]
async fn a_root_that_the_last_one_did_not_sign_is_refused_for_ever() {
    let scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    let mut other = Publisher::new(&[("workspace.json", "{\"evil\":1}")]);
    other.bump(&[RoleType::Root]);
    other.publish(&mut scene.server.shelf.lock().unwrap().files);
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::Signature { role: Role::Root });
    let kept = scene.repository().kept().await.unwrap().unwrap();
    assert_eq!(kept.target("workspace.json").unwrap(), b"{}");
}

#[tokio::test]
async fn ten_thousand_roots_are_too_many() {
    let mut scene = Scene::new().await;
    for _ in 0..260 {
        scene.publisher.bump(&[RoleType::Root]);
        scene.publish();
    }
    let repository = scene.repository();
    assert_eq!(repository.refresh().await.unwrap_err().trouble, Trouble::TooManyRoots);
    let release = repository.refresh().await.unwrap().release;
    assert_eq!(release.root_version(), 261, "those that were verified count");
}

#[tokio::test]
async fn other_keys_heal_a_version_that_ran_away() {
    for role in [RoleType::Timestamp, RoleType::Snapshot] {
        let mut scene = Scene::new().await;
        let repository = scene.repository();
        scene.publisher.versions.insert(RoleType::Timestamp, 1 << 31);
        scene.publisher.versions.insert(RoleType::Snapshot, 1 << 31);
        scene.publish();
        repository.refresh().await.unwrap();
        scene.publisher.versions.insert(RoleType::Timestamp, 5);
        scene.publisher.versions.insert(RoleType::Snapshot, 5);
        scene.publish();
        let refused = repository.refresh().await.unwrap_err();
        assert_eq!(refused.trouble, Trouble::Rollback { role: Role::Timestamp });
        scene.publisher.rotate(role);
        scene.release(&[("workspace.json", "{\"new\":1}")]);
        let refreshed = repository.refresh().await.unwrap();
        assert_eq!(refreshed.release.target("workspace.json").unwrap(), b"{\"new\":1}", "{role}");
        assert!(!scene.repository().refresh().await.unwrap().changed);
    }
}

#[tokio::test]
async fn other_keys_heal_even_if_their_root_had_expired() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    scene.publisher.versions.insert(RoleType::Snapshot, 1 << 31);
    scene.publisher.bump(&[RoleType::Timestamp]);
    scene.publish();
    repository.refresh().await.unwrap();
    let later = scene.publisher.expires.insert(RoleType::Root, 1_600_000_000).unwrap();
    scene.publisher.versions.insert(RoleType::Snapshot, 5);
    scene.publisher.rotate(RoleType::Snapshot);
    scene.release(&[("workspace.json", "{\"new\":1}")]);
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::Expired { role: Role::Root });
    scene.publisher.expires.insert(RoleType::Root, later);
    scene.publisher.bump(&[RoleType::Root]);
    scene.publish();
    assert!(repository.refresh().await.unwrap().changed);
}

#[tokio::test]
async fn of_two_timestamps_with_one_version_the_first_counts() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    let first = scene.file("metadata/timestamp.json");
    scene.publisher.bump(&[RoleType::Targets, RoleType::Snapshot]);
    scene.publish();
    assert_eq!(repository.refresh().await.unwrap().release.version(), 1);
    assert_eq!(repository.trusted()["timestamp.json"], first);
    scene.publisher.rotate(RoleType::Timestamp);
    scene.publish();
    assert_eq!(repository.refresh().await.unwrap().release.version(), 2, "the key that signed it is no more");
}

#[tokio::test]
async fn what_was_signed_again_under_its_old_version_is_asked_for() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.publisher.rotate(RoleType::Snapshot);
    scene.publisher.bump(&[RoleType::Timestamp]);
    scene.publish();
    assert!(!repository.refresh().await.unwrap().changed);
}

#[tokio::test]
async fn a_chain_that_was_tampered_with_on_disk_counts_for_nothing() {
    let mut scene = Scene::new().await;
    scene.publisher.rotate(RoleType::Timestamp);
    scene.release(&[]);
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    let store = Store::new(scene.folder());
    let mut index = store.index();
    let mut files = publisher::Files::new();
    let mut other = Publisher::new(&[("workspace.json", "{\"evil\":1}")]);
    other.bump(&[RoleType::Root]);
    other.publish(&mut files);
    index.roots = vec![store.keep(&files["metadata/2.root.json"]).unwrap()];
    store.commit(&index).unwrap();
    assert!(scene.repository().kept().await.unwrap().is_none());
    assert_eq!(scene.repository().refresh().await.unwrap().release.root_version(), 2);
}

#[test]
fn a_root_that_is_none_is_refused_before_anything_is_asked() {
    let home = TempDir::new().unwrap();
    let open = |root: &[u8]| {
        let place = Place { address: "https://desk.example.org/".parse().unwrap(), root: root.into() };
        let folder = home.path().join("repository");
        Repository::open(place, WANTED, folder, Http::new(Way::default()), Arc::new(SystemClock))
            .err()
            .unwrap()
            .trouble
    };
    assert_eq!(open(b"<html>"), Trouble::NotARepository);
    let mut files = publisher::Files::new();
    Publisher::new(&[]).publish(&mut files);
    assert_eq!(open(&files["metadata/timestamp.json"]), Trouble::NotARepository);
    let text = String::from_utf8(files.remove("metadata/1.root.json").unwrap()).unwrap();
    let forged = text.replace("2100", "2101");
    assert_eq!(open(forged.as_bytes()), Trouble::Signature { role: Role::Root });
}
