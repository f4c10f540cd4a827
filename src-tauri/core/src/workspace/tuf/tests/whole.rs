//! Whatever happens to the disk or the process, there is one whole release.

use std::fs;

use super::*;

#[tokio::test]
async fn killed_between_any_two_changes_there_is_one_whole_release() {
    for changes in 0.. {
        let mut scene = Scene::new().await;
        let repository = scene.repository();
        repository.refresh().await.unwrap();
        scene.release(&[("old.txt", "to be pruned")]);
        repository.refresh().await.unwrap();
        scene.publisher.rotate(RoleType::Timestamp);
        scene.release(&[("workspace.json", "{\"new\":1}"), ("assets/docs.svg", "<svg>new</svg>")]);
        disk::allow(Some(changes));
        let outcome = repository.refresh().await;
        let full = disk::is_full();
        disk::allow(None);
        if let Err(refused) = &outcome {
            assert_eq!(refused.trouble, Trouble::Disk, "after {changes}");
        }
        let restarted = scene.repository();
        let kept = restarted.kept().await.unwrap().expect("a release");
        let found = (kept.target("workspace.json").unwrap(), kept.target("assets/docs.svg").unwrap());
        let old = (b"{}".to_vec(), b"<svg>docs</svg>".to_vec());
        let new = (b"{\"new\":1}".to_vec(), b"<svg>new</svg>".to_vec());
        assert!(found == old || found == new, "after {changes}");
        assert!(outcome.is_err() || found == new, "after {changes}");
        let refreshed = restarted.refresh().await.unwrap();
        assert_eq!(refreshed.changed, found == old, "after {changes}");
        assert_eq!(refreshed.release.target("assets/docs.svg").unwrap(), new.1);
        if !full {
            assert!(changes > 8, "{changes} changes: roots, trusted, release, two indices, what is pruned");
            return;
        }
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_the_disks_trouble() {
    let scene = Scene::new().await;
    fs::write(scene.folder(), "in the way").unwrap();
    let repository = scene.repository();
    assert!(repository.kept().await.unwrap().is_none());
    assert_eq!(repository.refresh().await.unwrap_err().trouble, Trouble::Disk);
    assert_eq!(scene.server.asked(), [""; 0]);
}

#[tokio::test]
async fn damaged_files_come_again() {
    let scene = Scene::new().await;
    scene.repository().refresh().await.unwrap();
    for name in ["workspace.json", "assets/docs.svg"] {
        let release = scene.repository().kept().await.unwrap().unwrap();
        let hash = release.listed()[name].hash.clone();
        fs::write(scene.folder().join("files").join(hash), "damaged").unwrap();
        let kept = scene.repository().kept().await.unwrap();
        assert!(kept.is_none_or(|kept| kept.target(name).is_err()), "{name}");
        scene.repository().refresh().await.unwrap();
        assert!(scene.repository().kept().await.unwrap().unwrap().target(name).is_ok(), "{name}");
    }
    for entry in fs::read_dir(scene.folder().join("files")).unwrap() {
        fs::write(entry.unwrap().path(), "damaged").unwrap();
    }
    assert!(scene.repository().kept().await.unwrap().is_none());
    assert!(scene.repository().refresh().await.unwrap().changed);
    fs::write(scene.folder().join("index.json"), "damaged").unwrap();
    assert!(scene.repository().kept().await.unwrap().is_none());
    assert!(scene.repository().refresh().await.unwrap().changed);
}

#[tokio::test]
async fn two_updates_at_once_take_turns() {
    let mut scene = Scene::new().await;
    let (one, other) = (scene.repository(), scene.repository());
    for text in ["{\"new\":1}", "{\"new\":2}", "{\"new\":3}"] {
        scene.release(&[("workspace.json", text)]);
        let clone = one.clone();
        let (a, b, c) = tokio::join!(one.refresh(), other.refresh(), clone.refresh());
        let outcomes = [a.unwrap(), b.unwrap(), c.unwrap()];
        assert_eq!(outcomes.iter().filter(|refreshed| refreshed.changed).count(), 1, "{text}");
        for refreshed in outcomes {
            assert_eq!(refreshed.release.target("workspace.json").unwrap(), text.as_bytes());
        }
    }
}

#[tokio::test]
async fn nothing_is_left_over_and_nobody_else_may_look() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    fs::create_dir(scene.folder().join("scratch-killed")).unwrap();
    fs::write(scene.folder().join("files/.tmp"), "killed").unwrap();
    scene.release(&[("workspace.json", "{\"new\":1}")]);
    repository.refresh().await.unwrap();
    let mut names: Vec<_> =
        fs::read_dir(scene.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["files", "index.json", "lock"]);
    assert!(!scene.folder().join("files/.tmp").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(scene.folder()), mode(scene.folder().join("index.json"))), (0o700, 0o600));
    }
}
