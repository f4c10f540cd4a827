//! Parvis's own client, and what is asked of it after each attack.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use parvis_core::clock::SystemClock;
use parvis_core::http::{Http, Way};
use parvis_core::workspace::tuf::{self, Place, Refreshed, Refused, Release, Trouble, Wanted};
use tempfile::TempDir;

use crate::repository::Repository;

/// What Parvis asks of a repository.
const WANTED: Wanted = Wanted { needed: &["workspace.json"], below: &["assets/"] };

/// The client of one test.
pub struct Client {
    repository: tuf::Repository,
    place: Place,
    home: TempDir,
    last: Mutex<Option<Whole>>,
}

/// All of a release.
#[derive(Debug, Clone, PartialEq)]
struct Whole {
    version: u64,
    targets: BTreeMap<String, Vec<u8>>,
}

/// A repository, and a client that has its first release: the workspace `one`.
pub async fn joined() -> (Repository, Client) {
    let repository = Repository::start().await;
    let client = Client::of(&repository);
    client.takes("one").await;
    (repository, client)
}

impl Client {
    /// One that trusts the repository's newest root, and has nothing of it.
    pub fn of(repository: &Repository) -> Self {
        let place = Place { address: repository.site.address().clone(), root: repository.newest_root() };
        let home = tempfile::tempdir().expect("a folder");
        let repository = open(&place, &home);
        Self { repository, place, home, last: Mutex::default() }
    }

    /// Asks the repository.
    pub async fn refresh(&self) -> Result<Refreshed, Refused> {
        let refreshed = self.repository.refresh().await?;
        *self.last.lock().expect("no panic") = Some(whole(&refreshed.release));
        Ok(refreshed)
    }

    /// The repository is good, and this is its workspace now.
    pub async fn takes(&self, workspace: &str) -> Release {
        let refreshed = self.refresh().await.unwrap_or_else(|refused| panic!("{workspace}: {refused}"));
        self.keeps(workspace).await;
        refreshed.release
    }

    /// The repository is not good, for this reason, and what was kept stays.
    pub async fn refuses(&self, trouble: Trouble, workspace: &str) {
        assert_eq!(self.refused(workspace).await, trouble);
    }

    /// As [`refuses`](Self::refuses), for whatever reason is answered.
    pub async fn refused(&self, workspace: &str) -> Trouble {
        let refused = match self.refresh().await {
            Ok(refreshed) => panic!("taken: {:?}", refreshed.release.target("workspace.json")),
            Err(refused) => refused,
        };
        assert!(!refused.detail.is_empty(), "{:?} without a reason", refused.trouble);
        self.keeps(workspace).await;
        refused.trouble
    }

    /// What is kept is the last release that was taken, with this workspace, also for a Parvis that starts now.
    pub async fn keeps(&self, workspace: &str) {
        let last = self.last.lock().expect("no panic").clone().expect("a release was taken");
        assert_eq!(last.targets["workspace.json"], workspace.as_bytes());
        for repository in [&self.repository, &open(&self.place, &self.home)] {
            let kept = repository.kept().await.expect("a disk").expect("a release is kept");
            assert_eq!(whole(&kept), last);
        }
    }

    /// Nothing was written beside the folder that is the repository's.
    pub fn stayed_in_its_folder(&self, why: &str) {
        let beside = std::fs::read_dir(self.home.path()).expect("a folder");
        let names: Vec<_> = beside.map(|entry| entry.expect("an entry").file_name()).collect();
        assert_eq!(names, ["repository"], "{why:?}");
    }
}

fn open(place: &Place, home: &TempDir) -> tuf::Repository {
    let folder = home.path().join("repository");
    let opened = tuf::Repository::open(
        place.clone(),
        WANTED,
        folder,
        Http::new(Way::default()),
        Arc::new(SystemClock),
    );
    opened.expect("a root")
}

fn whole(release: &Release) -> Whole {
    let targets = release.names().filter_map(|name| Some((name.to_owned(), release.target(name).ok()?)));
    Whole { version: release.version(), targets: targets.collect() }
}
