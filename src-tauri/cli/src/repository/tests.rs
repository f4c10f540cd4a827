//! With a clock of our own, and stopped at every step.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use parvis_core::clock::{Clock, UnixTime};
use parvis_core::words::Language;
use tempfile::TempDir;
use tough::schema::RoleType;

use super::folder::Folder;
use super::passphrase::Passphrases;
use super::place::{Place, State};
use super::report::{Done, Report as _};
use super::status::{Expiry, Stage};
use super::{init, publish, refresh, rotate, staging};

const SECRET: &str = "a few plain words";
const DAY: u64 = 24 * 60 * 60;
/// When each repository here is made.
const START: UnixTime = UnixTime(1_700_000_000);

struct At(UnixTime);

impl Clock for At {
    fn now(&self) -> UnixTime {
        self.0
    }
}

fn day(days: u64) -> At {
    At(START.plus(Duration::from_secs(days * DAY)))
}

fn someone() -> Passphrases {
    Passphrases::of(Some(SECRET))
}

/// A repository whose timestamp's key is open, and a workspace beside it.
fn repository() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let (repository, workspace) = (folder.path().join("repository"), folder.path().join("workspace.json"));
    let choice = init::Choice { root_threshold: 1, open_timestamp_key: true };
    init::run(&repository, choice, &mut someone(), &day(0)).expect("a repository");
    fs::create_dir(folder.path().join("assets")).expect("a folder");
    write(&workspace, 1);
    (folder, repository, workspace)
}

/// Writes a workspace with one picture, both different in each revision.
fn write(workspace: &Path, revision: u64) {
    let text = serde_json::json!({ "format": 1, "id": "fr.exemple", "revision": revision, "name": {"fr": "Exemple"},
        "hosts": ["docs.exemple.fr"],
        "apps": [{"id": "d", "name": {"fr": "Docs"}, "url": "https://docs.exemple.fr", "icon": "assets/d.svg"}] });
    fs::write(workspace, text.to_string()).expect("written");
    let picture = format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><circle r="{revision}"/></svg>"#);
    fs::write(workspace.with_file_name("assets").join("d.svg"), picture).expect("written");
}

fn publish(repository: &Path, workspace: &Path, clock: &At) -> Done<publish::Outcome> {
    let wish = publish::Wish {
        workspace: workspace.to_owned(),
        assets: None,
        yes: true,
        allow_older: false,
        allow_other_id: false,
        language: Language::En,
    };
    publish::run(repository, &wish, &mut someone(), clock)
}

fn rotate(repository: &Path, role: RoleType, remove: Option<String>) -> Done<rotate::Rotated> {
    let wish = rotate::Wish { role, remove, open_timestamp_key: false };
    rotate::run(repository, &wish, &mut someone(), &day(2))
}

fn key_files(repository: &Path, role: RoleType) -> Vec<PathBuf> {
    let keys = fs::read_dir(repository.join("keys")).expect("keys").map(|entry| entry.expect("a key").path());
    let of_role = |file: &PathBuf| {
        file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&role.to_string()))
    };
    keys.filter(of_role).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut names = Vec::new();
    staging::list(folder, folder, &mut names).expect("a folder");
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    for name in files(from) {
        fs::create_dir_all(to.join(&name).parent().expect("a folder")).expect("a folder");
        fs::copy(from.join(&name), to.join(&name)).expect("copied");
    }
}

fn load(repository: &Path) -> Done<State> {
    Place::folder(repository)?.load()
}

fn versions(repository: &Path) -> [u64; 4] {
    let state = load(repository).expect("a valid repository");
    [state.root.version, state.timestamp.version, state.snapshot.version, state.targets.version]
        .map(u64::from)
}

/// Repeats what led from one state to the other, stopped after each move: how many of these repositories were valid,
/// and that the next command always finishes.
fn stopped_everywhere(before: &Path, after: &Path) -> (usize, usize) {
    let changed = |name: &PathBuf| {
        fs::read(before.join("public").join(name)).ok() != fs::read(after.join("public").join(name)).ok()
    };
    let moved: Vec<_> = files(&after.join("public")).into_iter().filter(changed).collect();
    let mut valid = 0;
    for count in 0..=moved.len() {
        let stopped = tempfile::tempdir().expect("a folder");
        copy(before, stopped.path());
        for name in &moved {
            let to = stopped.path().join("staging").join(name);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::copy(after.join("public").join(name), to).expect("copied");
        }
        staging::move_over(stopped.path(), count).expect("moved");
        valid += usize::from(load(stopped.path()).is_ok());
        drop(Folder::open(stopped.path()).expect("opened"));
        assert_eq!(versions(stopped.path()), versions(after));
        assert!(!stopped.path().join("staging").exists());
    }
    (valid, moved.len() + 1)
}

#[test]
fn a_publication_that_is_stopped_anywhere_leaves_a_whole_and_is_finished_later() {
    let (folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(1)).expect("published");
    let before = folder.path().join("before");
    copy(&repository, &before);
    write(&workspace, 2);
    publish(&repository, &workspace, &day(1)).expect("published");
    assert_eq!(stopped_everywhere(&before, &repository), (6, 6), "two targets, targets, snapshot, timestamp");
}

#[test]
fn a_rotation_that_is_stopped_anywhere_leaves_a_whole_if_the_old_key_is_there() {
    let (folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(1)).expect("published");
    for role in [RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets] {
        let before = folder.path().join(role.to_string());
        copy(&repository, &before);
        let rotated = rotate(&repository, role, None).expect("rotated");
        assert_eq!(rotated.words(Language::En).len(), 1, "the old file is of no use any more");
        let (valid, steps) = stopped_everywhere(&before, &repository);
        assert_eq!(valid, steps, "{role}");
    }
}

#[test]
fn a_lost_key_is_replaced_and_a_stop_in_between_is_mended() {
    for role in [RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets] {
        let (folder, repository, workspace) = repository();
        publish(&repository, &workspace, &day(1)).expect("published");
        for file in key_files(&repository, role) {
            fs::remove_file(file).expect("removed");
        }
        write(&workspace, 2);
        let trouble = publish(&repository, &workspace, &day(1)).err().expect("a key is missing");
        assert!(trouble.0.pick(Language::En).contains("repository rotate"), "{trouble:?}");
        let before = folder.path().join("before");
        copy(&repository, &before);
        let rotated = rotate(&repository, role, None).expect("rotated");
        assert!(rotated.words(Language::En)[0].contains("the old key is not here"));
        stopped_everywhere(&before, &repository);
        publish(&repository, &workspace, &day(3)).expect("published");
    }
}

#[test]
fn one_root_key_can_be_lost_and_the_one_in_the_safe_replaces_it() {
    let (_folder, repository, _) = repository();
    let [lost, _] = key_files(&repository, RoleType::Root).try_into().expect("two keys");
    let name = lost.file_stem().expect("a name").to_string_lossy().into_owned();
    fs::remove_file(&lost).expect("removed");
    let id = name.trim_start_matches("root-").to_owned();
    assert!(rotate(&repository, RoleType::Root, Some("0".repeat(64))).is_err(), "no such key");
    rotate(&repository, RoleType::Root, Some(id)).expect("rotated");
    assert_eq!(versions(&repository)[0], 2);
    // The other old one goes too: only new keys are left, and each root vouches for the next.
    let state = load(&repository).expect("valid");
    let old = hex::encode(&state.root.roles[&RoleType::Root].keyids[0]);
    rotate(&repository, RoleType::Root, Some(old)).expect("rotated");
    assert_eq!(versions(&repository)[0], 3);
}

#[test]
fn two_of_three_root_keys_have_to_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let choice = init::Choice { root_threshold: 2, open_timestamp_key: false };
    init::run(folder.path(), choice, &mut someone(), &day(0)).expect("a repository");
    let roots = key_files(folder.path(), RoleType::Root);
    assert_eq!(roots.len(), 3);
    fs::remove_file(&roots[0]).expect("removed");
    rotate(folder.path(), RoleType::Timestamp, None).expect("rotated with two");
    fs::remove_file(&roots[1]).expect("removed");
    assert!(rotate(folder.path(), RoleType::Timestamp, None).is_err(), "one is too few");
    assert_eq!(versions(folder.path())[0], 2);
    assert_eq!(key_files(folder.path(), RoleType::Timestamp).len(), 2, "the key that no root names is gone");
}

#[test]
fn a_server_alone_renews_the_timestamp_and_nothing_else() {
    let (folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(0)).expect("published");
    let server = folder.path().join("server");
    copy(&repository.join("public"), &server.join("public"));
    let open = key_files(&repository, RoleType::Timestamp).remove(0);
    fs::create_dir(server.join("keys")).expect("a folder");
    fs::copy(&open, server.join("keys").join(open.file_name().expect("a name"))).expect("copied");

    let before = versions(&server);
    let refreshed = refresh::run(&server, &mut Passphrases::of(None), &day(10)).expect("refreshed");
    assert!(refreshed.is_well() && refreshed.words(Language::En).is_empty());
    let after = versions(&server);
    assert_eq!([before[0], before[2], before[3]], [after[0], after[2], after[3]]);
    assert_eq!(after[1], START.0 + 10 * DAY, "the time");
    // The office knows nothing of that, and publishes: its timestamp is the later one.
    write(&workspace, 2);
    publish(&repository, &workspace, &day(11)).expect("published");
    assert!(versions(&repository)[1] > after[1]);
    // Near the end the server still does its part, and says what it cannot do.
    let late = refresh::run(&server, &mut Passphrases::of(None), &day(320)).expect("refreshed");
    assert!(!late.is_well());
    assert_eq!(late.words(Language::En).len(), 3);
    assert_eq!(versions(&server)[3], before[3]);
}

#[test]
fn whoever_has_the_keys_renews_everything_that_ends_soon() {
    let (_folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(0)).expect("published");
    let before = versions(&repository);
    refresh::run(&repository, &mut someone(), &day(304)).expect("refreshed");
    assert_eq!(versions(&repository)[3], before[3], "61 days are left");
    let refreshed = refresh::run(&repository, &mut someone(), &day(306)).expect("refreshed");
    assert!(refreshed.is_well());
    let after = versions(&repository);
    assert_eq!([after[0], after[2], after[3]], [before[0] + 1, before[2] + 1, before[3] + 1]);
    // Also long after all has expired.
    assert!(refresh::run(&repository, &mut someone(), &day(2_000)).expect("refreshed").is_well());
}

#[test]
fn warnings_come_in_time_for_each_role() {
    let (_folder, repository, _) = repository();
    let state = load(&repository).expect("valid");
    let after = |role, days| Expiry::of_role(&state, role, day(days).0).stage;
    let year = [
        (300, Stage::Fine),
        (305, Stage::Fine),
        (306, Stage::Soon),
        (336, Stage::Near),
        (359, Stage::Urgent),
    ];
    for (days, expected) in year {
        for role in [RoleType::Root, RoleType::Targets, RoleType::Snapshot] {
            assert_eq!(after(role, days), expected, "{role} after {days} days");
        }
    }
    assert_eq!(after(RoleType::Root, 366), Stage::Expired);
    let fortnight = [(7, Stage::Fine), (8, Stage::Soon), (12, Stage::Near), (15, Stage::Expired)];
    for (days, expected) in fortnight {
        assert_eq!(after(RoleType::Timestamp, days), expected, "after {days} days");
    }
}

#[test]
fn what_was_replaced_stays_for_a_fortnight() {
    let (_folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(0)).expect("published");
    write(&workspace, 2);
    publish(&repository, &workspace, &day(1)).expect("published");
    let public = repository.join("public");
    let settle = |clock: At| {
        for name in files(&public) {
            let time = UNIX_EPOCH + Duration::from_secs(clock.0.0);
            let file = fs::File::options().write(true).open(public.join(name)).expect("a file");
            file.set_modified(time).expect("set");
        }
    };
    settle(day(1));
    write(&workspace, 3);
    publish(&repository, &workspace, &day(14)).expect("published");
    let targets = || files(&public.join("targets")).len();
    assert_eq!(targets(), 6, "three revisions of two files");
    settle(day(14));
    publish(&repository, &workspace, &day(29)).expect("nothing to publish");
    assert_eq!(targets(), 2, "the last revision");
    assert!(public.join("metadata/1.root.json").is_file());
    assert_eq!(files(&public.join("metadata")).len(), 4);
}

#[test]
fn what_the_public_folder_was_given_by_others_is_not_signed() {
    let (_folder, repository, workspace) = repository();
    publish(&repository, &workspace, &day(0)).expect("published");
    let file = repository.join("public/metadata/2.targets.json");
    let text = fs::read_to_string(&file).expect("metadata").replace("workspace.json", "Workspace.json");
    fs::write(&file, text).expect("written");
    assert!(refresh::run(&repository, &mut someone(), &day(1)).is_err());
}
