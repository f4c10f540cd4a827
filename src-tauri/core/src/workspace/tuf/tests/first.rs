//! Trust on first use.

use std::collections::HashSet;

use super::*;

#[tokio::test]
async fn the_first_root_of_an_address_and_its_words() {
    let mut scene = Scene::new().await;
    scene.publisher.rotate(RoleType::Root);
    scene.publish();
    let address = scene.server.address.clone();
    let root = first_root(&address, &Http::new(Way::default())).await.unwrap();
    assert_eq!(root, scene.root, "the first, not the newest");
    let words = fingerprint(&root);
    assert_eq!(words.split(' ').count(), 10);
    let compact: serde_json::Value = serde_json::from_slice(&root).unwrap();
    assert_eq!(fingerprint(compact.to_string().as_bytes()), words, "spaces do not count");
    assert_ne!(fingerprint(&scene.file("metadata/2.root.json")), words);
}

#[tokio::test]
async fn what_is_no_first_root_is_refused() {
    let scene = Scene::new().await;
    let trouble = async |status, body: &[u8]| {
        let odd = Odd { status, body: body.into(), headers: Vec::new() };
        scene.server.shelf.lock().unwrap().odd.insert("metadata/1.root.json".into(), odd);
        first_root(&scene.server.address, &Http::new(Way::default())).await.unwrap_err().trouble
    };
    assert_eq!(trouble(404, b"").await, Trouble::NotARepository);
    assert_eq!(trouble(302, b"").await, Trouble::NotARepository);
    assert_eq!(trouble(200, b"<html>").await, Trouble::NotARepository);
    assert_eq!(trouble(503, b"").await, Trouble::Unreachable);
    let forged = String::from_utf8(scene.root.clone()).unwrap().replace("2100", "2101");
    assert_eq!(trouble(200, forged.as_bytes()).await, Trouble::Signature { role: Role::Root });
    let mut files = publisher::Files::new();
    let mut second = Publisher::new(&[]);
    second.bump(&[RoleType::Root]);
    second.publish(&mut files);
    let other = trouble(200, &files["metadata/2.root.json"]).await;
    assert_eq!(other, Trouble::Mismatch { file: "1.root.json".into() });
}

#[test]
fn the_words_are_plain_and_told_apart_by_their_beginning() {
    let words: Vec<&str> = include_str!("../words.txt").lines().collect();
    assert_eq!(words.len(), 256);
    assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase()) && word.len() <= 10));
    assert_eq!(words.iter().map(|word| &word[..4]).collect::<HashSet<_>>().len(), 256);
    assert!(words.is_sorted());
}

/// A fingerprint that somebody wrote down has to be the same in every later version.
#[test]
fn the_words_of_some_bytes_never_change() {
    assert_eq!(fingerprint(b""), "tasse perle radis compas muguet volcan blouse barque myrtille voile");
}
