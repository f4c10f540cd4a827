use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tokio::time::timeout;

use super::*;

/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(20);
/// Several times what a change is gathered for.
const QUIET: Duration = Duration::from_millis(1200);

async fn told(watch: &mut Watch) -> bool {
    timeout(LONG, watch.changed()).await.is_ok()
}

async fn quiet(watch: &mut Watch) -> bool {
    timeout(QUIET, watch.changed()).await.is_err()
}

fn replace(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).expect("a file");
    fs::rename(new, file).expect("renamed");
}

fn language(source: &Source) -> Option<crate::settings::LanguageChoice> {
    source.read().managed.language.map(|wish| wish.value)
}

#[tokio::test]
async fn folders_may_come_later_and_files_are_replaced_as_a_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("etc/parvis/policies");
    let source = Source::Folder(folder.clone());
    let mut watch = source.watch();
    fs::create_dir_all(folder.join("managed")).expect("folders");
    assert!(told(&mut watch).await, "the folder came");
    let file = folder.join("managed/parvis.json");
    for tongue in ["fr", "en", "de"] {
        replace(&file, &format!(r#"{{"language": "{tongue}"}}"#));
        assert!(told(&mut watch).await, "{tongue}");
        let read = serde_json::to_value(language(&source)).expect("a value");
        assert_eq!(read, tongue);
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("a mode");
    assert!(told(&mut watch).await, "others may write it now");
    assert!(!source.read().problems.is_empty());
    fs::remove_dir_all(home.path().join("etc")).expect("gone");
    assert!(told(&mut watch).await, "the folder went");
    assert!(language(&source).is_none());
}

#[tokio::test]
async fn many_changes_at_once_are_told_once_and_others_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let managed = folder.path().join("managed");
    fs::create_dir(&managed).expect("a folder");
    let mut watch = Source::Folder(folder.path().to_owned()).watch();
    for number in 0..50 {
        fs::write(managed.join(format!("{number}.json")), "{}").expect("a file");
    }
    assert!(told(&mut watch).await);
    fs::write(folder.path().join("beside.json"), "{}").expect("a file");
    Source::Folder(folder.path().to_owned()).read();
    assert!(quiet(&mut watch).await, "nothing more has changed");
}

#[tokio::test]
async fn the_workspace_is_watched_behind_its_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real/a.json"), folder.path().join("workspace.json"));
    fs::create_dir(folder.path().join("real")).expect("a folder");
    fs::write(&real, "{}").expect("a file");
    std::os::unix::fs::symlink(&real, &link).expect("a link");
    let mut watch = Source::Folder(folder.path().join("policies")).watch();
    fs::write(&real, "{ }").expect("a file");
    assert!(quiet(&mut watch).await, "nobody asked about it yet");
    watch.also(vec![link.clone()]);
    replace(&real, "{}");
    assert!(told(&mut watch).await, "what the link leads to");
    fs::remove_file(&link).expect("gone");
    assert!(told(&mut watch).await, "the link");
}

#[tokio::test]
async fn giving_up_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("managed")).expect("a folder");
    let mut watch = Source::Folder(folder.path().to_owned()).watch();
    fs::write(folder.path().join("managed/a.json"), "{}").expect("a file");
    // Each time for less than a change is gathered.
    let told =
        timeout(LONG, async { while timeout(Duration::from_millis(20), watch.changed()).await.is_err() {} });
    assert!(told.await.is_ok());
    fs::write(folder.path().join("managed/b.json"), "{}").expect("a file");
    watch.also(vec![folder.path().join("workspace.json")]);
    assert!(timeout(LONG, watch.changed()).await.is_ok(), "what was under way when more was asked for");
}

#[tokio::test(start_paused = true)]
async fn elsewhere_a_look_a_minute_finds_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let managed = folder.path().join("managed");
    fs::create_dir(&managed).expect("a folder");
    let workspace = folder.path().join("workspace.json");
    let source = Source::Folder(folder.path().to_owned());
    let mut ear = minute::Ear::new(&source, &[]);
    ear.also(&source, std::slice::from_ref(&workspace));
    let hour = Duration::from_secs(3600);
    assert!(timeout(hour, ear.hear()).await.is_err(), "nothing has changed");
    for (file, text) in [
        (managed.join("a.json"), r#"{"client_secret": "a"}"#),
        (managed.join("a.json"), r#"{"client_secret": "b"}"#),
        (workspace, "{}"),
    ] {
        fs::write(&file, text).expect("a file");
        assert!(timeout(hour, ear.hear()).await.is_ok(), "{text}");
    }
}
