//! A clock that is far off. `tough` asks the system for the time, so that the client under test is a program of its own
//! (`tuf-client`), whose system lies (`faketime`).

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::repository::{RELEASE, Repository};

/// The program, with a folder of its own.
struct Program {
    folder: TempDir,
}

impl Program {
    /// One that trusts the repository's first root.
    async fn of(repository: &Repository) -> Self {
        let program = Self { folder: tempfile::tempdir().expect("a folder") };
        let root = program.folder.path().join("pinned.json");
        std::fs::write(&root, repository.read("metadata/1.root.json")).expect("written");
        let init = program.run(repository, 0, &["init", root.to_str().expect("text")]).await;
        assert!(init.status.success(), "{init:?}");
        program
    }

    async fn run(&self, repository: &Repository, days: i32, arguments: &[&str]) -> Output {
        let mut command = Command::new("faketime");
        command.args(["-f", &format!("{days:+}d"), env!("CARGO_BIN_EXE_tuf-client"), "--metadata-dir"]);
        command.arg(self.metadata()).arg("--metadata-url");
        command.arg(repository.site.address().join("metadata/").expect("an address").as_str());
        command.args(arguments).output().await.expect("faketime")
    }

    /// Refreshes with a clock that is so many days off, and says what is wrong: nothing, or the name of the trouble.
    async fn refresh(&self, repository: &Repository, days: i32) -> String {
        let output = self.run(repository, days, &["refresh"]).await;
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.success(), said.is_empty(), "{said}");
        said.split([' ', ':']).next().unwrap_or_default().to_owned()
    }

    /// Which targets it trusts.
    fn version(&self) -> u64 {
        let text = std::fs::read(self.metadata().join("targets.json")).expect("targets");
        let targets: Value = serde_json::from_slice(&text).expect("JSON");
        targets["signed"]["version"].as_u64().expect("a version")
    }

    fn metadata(&self) -> PathBuf {
        self.folder.path().join("metadata")
    }
}

#[tokio::test]
async fn a_year_ahead_and_put_right_again() {
    let mut repository = Repository::start().await;
    let program = Program::of(&repository).await;
    assert_eq!(program.refresh(&repository, 0).await, "");
    repository.release("two");
    // Everything has expired by that clock. It is the clock that is wrong.
    assert_eq!(program.refresh(&repository, 400).await, "Clock");
    assert_eq!(program.version(), 1);
    assert_eq!(program.refresh(&repository, 0).await, "");
    assert_eq!(program.version(), 2);
}

#[tokio::test]
async fn a_year_ahead_from_the_first_day_on() {
    let repository = Repository::start().await;
    let program = Program::of(&repository).await;
    assert_eq!(program.refresh(&repository, 400).await, "Clock");
    assert_eq!(program.refresh(&repository, 0).await, "");
}

#[tokio::test]
async fn ten_years_behind() {
    let mut repository = Repository::start().await;
    let program = Program::of(&repository).await;
    assert_eq!(program.refresh(&repository, 0).await, "");
    repository.release("two");
    // Nothing has expired by either clock: an empty battery does not keep the desk from being renewed.
    assert_eq!(program.refresh(&repository, -3650).await, "");
    assert_eq!(program.version(), 2);
    assert_eq!(program.refresh(&repository, 0).await, "");
}

#[tokio::test]
async fn behind_so_that_what_expired_looks_fresh() {
    let mut repository = Repository::start().await;
    let program = Program::of(&repository).await;
    assert_eq!(program.refresh(&repository, 0).await, "");
    repository.expires("timestamp", -3600);
    repository.release("two");
    assert_eq!(program.refresh(&repository, -400).await, "Clock");
    assert_eq!(program.refresh(&repository, 0).await, "Expired");
    repository.expires("timestamp", 3600);
    repository.publish(&RELEASE);
    assert_eq!(program.refresh(&repository, 0).await, "");
}
