//! A store on a real disk.

use super::*;
use crate::desk::layer::Layer;
use crate::settings::Theme;

fn file() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data/parvis.db");
    (folder, file)
}

#[test]
fn what_is_kept_is_there_next_time() {
    let (_folder, file) = file();
    let store = Store::open(&file).expect("a store");
    store.set("theme", Some(&Theme::Dark)).expect("kept");
    let first = store.join("https://a.exemple.fr/", b"root", "A").expect("joined");
    store.join("https://b.exemple.fr/", b"root", "B").expect("joined");
    drop(store);
    let store = Store::open(&file).expect("a store");
    assert_eq!(store.setting("theme").expect("read"), Some(Theme::Dark));
    let names: Vec<_> = store.joined().expect("read").into_iter().map(|joined| joined.name).collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(store.layer("w").expect("read"), Layer::default());
    store.leave(first).expect("left");
    let again = store.join("https://a.exemple.fr/", b"another root", "A").expect("joined");
    assert!(again > first, "another root is another workspace");
    store.set::<Theme>("theme", None).expect("taken away");
    assert_eq!(store.setting::<Theme>("theme").expect("read"), None);
}

#[cfg(unix)]
#[test]
fn it_is_the_agents_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, file) = file();
    Store::open(&file).expect("a store");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().expect("a folder"))), (0o600, 0o700));
}

#[test]
fn a_damaged_one_is_set_aside_and_said() {
    let (_folder, file) = file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, "this is no database, whatever its name says".repeat(100)).expect("a file");
    let (store, trouble) = Store::open_or_begin(&file);
    assert!(matches!(trouble, Some(Trouble::Damaged(_))), "{trouble:?}");
    store.set("theme", Some(&Theme::Light)).expect("kept");
    assert!(file.with_file_name("parvis.db.damaged").exists(), "nothing is thrown away");
    let (store, trouble) = Store::open_or_begin(&file);
    assert!(trouble.is_none());
    assert_eq!(store.setting("theme").expect("read"), Some(Theme::Light));
}

#[test]
fn the_last_three_damaged_ones_are_kept() {
    let (_folder, file) = file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    let damaged = |number: u32| format!("this is no database, number {number} ").repeat(100);
    for number in 1..=4 {
        fs::write(&file, damaged(number)).expect("a file");
        let (_, trouble) = Store::open_or_begin(&file);
        assert!(matches!(trouble, Some(Trouble::Damaged(_))), "{trouble:?}");
    }
    for (end, number) in [("damaged", 4), ("damaged-2", 3), ("damaged-3", 2)] {
        let kept = fs::read_to_string(file.with_file_name(format!("parvis.db.{end}"))).expect("set aside");
        assert_eq!(kept, damaged(number));
    }
}

#[test]
fn what_is_set_to_what_it_was_is_not_written() {
    let store = Store::in_memory();
    let written = |store: &Store| -> u32 {
        store.connection().query_row("SELECT total_changes()", [], |row| row.get(0)).expect("a number")
    };
    store.set("theme", Some(&Theme::Dark)).expect("kept");
    let before = written(&store);
    store.set("theme", Some(&Theme::Dark)).expect("kept");
    store.set::<Theme>("language", None).expect("not there");
    assert_eq!(written(&store), before);
    store.set("theme", Some(&Theme::Light)).expect("kept");
    assert_eq!(written(&store), before + 1);
}

#[test]
fn one_of_a_later_version_is_left_alone() {
    let (_folder, file) = file();
    drop(Store::open(&file).expect("a store"));
    let connection = Connection::open(&file).expect("a store");
    connection.pragma_update(None, "user_version", 99).expect("written");
    drop(connection);
    let before = fs::read(&file).expect("a file");
    let (store, trouble) = Store::open_or_begin(&file);
    assert!(matches!(trouble, Some(Trouble::Later)), "{trouble:?}");
    store.set("theme", Some(&Theme::Dark)).expect("for this run");
    assert_eq!(fs::read(&file).expect("a file"), before);
}

#[test]
fn without_a_disk_it_lasts_as_long_as_the_program() {
    let (_folder, file) = file();
    fs::write(file.parent().and_then(Path::parent).expect("a folder").join("data"), "").expect("in the way");
    let (store, trouble) = Store::open_or_begin(&file);
    assert!(matches!(trouble, Some(Trouble::Disk(_))), "{trouble:?}");
    store.set("theme", Some(&Theme::Dark)).expect("kept");
    assert_eq!(store.setting("theme").expect("read"), Some(Theme::Dark));
}

#[test]
fn many_at_once_begin_one_store() {
    for _ in 0..20 {
        let (_folder, file) = file();
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (start, file) = (&start, &file);
                scope.spawn(move || {
                    start.wait();
                    let store = Store::open(file).expect("a store");
                    store.set(&number.to_string(), Some(&number)).expect("kept");
                });
            }
        });
        let store = Store::open(&file).expect("a store");
        for number in 0..8 {
            assert_eq!(store.setting(&number.to_string()).expect("read"), Some(number));
        }
    }
}

/// As on a full disk, where not even what SQLite needs for reading can be written.
#[test]
fn what_cannot_be_written_can_be_read() {
    let (_folder, file) = file();
    let store = Store::open(&file).expect("a store");
    store.set("theme", Some(&Theme::Dark)).expect("kept");
    store.join("https://a.exemple.fr/", b"root", "A").expect("joined");
    drop(store);
    fs::create_dir(file.with_file_name("parvis.db-wal")).expect("in the way");
    let before = fs::read(&file).expect("a file");
    let (store, trouble) = Store::open_or_begin(&file);
    assert!(matches!(trouble, Some(Trouble::Disk(_))), "{trouble:?}");
    assert_eq!(store.setting("theme").expect("read"), Some(Theme::Dark));
    assert_eq!(store.joined().expect("read").len(), 1);
    store.set("theme", Some(&Theme::Light)).expect("for this run");
    assert_eq!(store.setting("theme").expect("read"), Some(Theme::Light));
    assert_eq!(fs::read(&file).expect("a file"), before);
}
