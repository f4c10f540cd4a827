//! A repository that the reference implementation keeps (`repository.py`), on a web server that may lie.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use parvis_tests::{Running, Site, peer};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The four roles, as publishing goes through them.
pub const ROLES: [&str; 4] = ["root", "targets", "snapshot", "timestamp"];
/// The roles that a new release changes.
pub const RELEASE: [&str; 3] = ["targets", "snapshot", "timestamp"];

/// The repository of one test. What it is told to do, the signing half of an attack, is said in `repository.py`.
pub struct Repository {
    _python: Running,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Where it is served.
    pub site: Site,
    folder: TempDir,
}

impl Repository {
    /// One with a first release, whose workspace is `one`.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let python = peer("tuf").await.join("bin/python");
        let mut command = Command::new(python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tuf/repository.py")).arg(folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut python = Running::start_as_is(&mut command);
        let orders = python.child().stdin.take().expect("an input");
        let answers = BufReader::new(python.child().stdout.take().expect("an output"));
        let site = Site::start(folder.path()).await;
        let mut repository = Self { _python: python, orders, answers, site, folder };
        repository.put("workspace.json", "one");
        repository.publish(&ROLES);
        repository
    }

    /// Gives an order, and waits until it is done.
    pub fn order(&mut self, order: &Value) {
        writeln!(self.orders, "{order}").expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        assert_eq!(answer, "{}\n", "{order}");
    }

    /// A target of this content, from the next targets on.
    pub fn put(&mut self, name: &str, text: &str) {
        self.order(&json!({"do": "put", "name": name, "text": text}));
    }

    /// Signs and serves the next version of these roles.
    pub fn publish(&mut self, roles: &[&str]) {
        self.order(&json!({"do": "publish", "roles": roles}));
    }

    /// A whole release with this workspace.
    pub fn release(&mut self, workspace: &str) {
        self.put("workspace.json", workspace);
        self.publish(&RELEASE);
    }

    /// Whom the root trusts for a role, from its next version on.
    pub fn trust(&mut self, role: &str, keys: &[&str], threshold: u32) {
        self.order(&json!({"do": "trust", "role": role, "names": keys, "threshold": threshold}));
    }

    /// Who signs a role from now on, trusted or not.
    pub fn sign(&mut self, role: &str, keys: &[&str]) {
        self.order(&json!({"do": "sign", "role": role, "names": keys}));
    }

    /// The role's next file has this version.
    pub fn version(&mut self, role: &str, version: u64) {
        self.order(&json!({"do": "edit", "role": role, "version": version}));
    }

    /// The role's next file expires in so many seconds from now.
    pub fn expires(&mut self, role: &str, seconds: i64) {
        self.order(&json!({"do": "edit", "role": role, "expires": seconds}));
    }

    /// The role's next file has this in it, whatever it is.
    pub fn force(&mut self, role: &str, path: &[&str], value: Value) {
        self.order(&json!({"do": "force", "role": role, "path": path, "value": value}));
    }

    /// The root that was published last.
    pub fn newest_root(&self) -> Vec<u8> {
        let exists =
            |version: &u32| self.folder.path().join(format!("metadata/{version}.root.json")).exists();
        let newest = (1..=u32::MAX).take_while(exists).last().expect("a root");
        self.read(&format!("metadata/{newest}.root.json"))
    }

    /// What is served.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file as it is served, named from the folder.
    pub fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Serves another file in its place.
    pub fn write(&self, file: &str, content: &[u8]) {
        std::fs::write(self.folder.path().join(file), content).expect("written");
    }
}
