//! A repository, its workspace, and those who look at it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;
use tough::schema::Target;
use tough::{FilesystemTransport, RepositoryLoader};
use url::Url;

pub const SECRET: &str = "a few plain words";

/// A folder with a repository and a workspace.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// A repository, and a workspace of revision 1 with a picture.
    pub fn new() -> Self {
        // Keys take their time: one repository is made, and copied for each test.
        static MADE: LazyLock<Site> = LazyLock::new(|| Site::made(&[]));
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        for (file, bytes) in gathered(MADE.folder.path()) {
            let to = site.path(file.strip_prefix(MADE.folder.path()).expect("below").to_str().expect("text"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::write(to, bytes).expect("written");
        }
        site
    }

    pub fn made(arguments: &[&str]) -> Self {
        // Not among the system's temporary files: what is static is never dropped.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let site = Self { folder };
        fs::create_dir_all(site.path("w/assets")).expect("a folder");
        site.write(1);
        well(&site.run(&[&["init", &site.repository()], arguments].concat()));
        site
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn repository(&self) -> String {
        self.path("r").display().to_string()
    }

    pub fn workspace(&self) -> String {
        self.path("w/workspace.json").display().to_string()
    }

    pub fn document(revision: u64) -> Value {
        json!({ "format": 1, "id": "fr.exemple", "revision": revision, "name": {"fr": "Exemple"},
            "hosts": ["docs.exemple.fr"],
            "apps": [{"id": "d", "name": {"fr": "Docs"}, "url": "https://docs.exemple.fr", "icon": "assets/d.svg"}] })
    }

    pub fn write(&self, revision: u64) {
        self.write_document(&Self::document(revision));
        let picture = format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><circle r="{revision}"/></svg>"#);
        fs::write(self.path("w/assets/d.svg"), picture).expect("written");
    }

    pub fn write_document(&self, document: &Value) {
        fs::write(self.path("w/workspace.json"), document.to_string()).expect("written");
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parvisctl"));
        command.arg("repository").args(arguments).stdin(Stdio::null()).current_dir(self.folder.path());
        command.env("PARVISCTL_PASSPHRASE", SECRET).env("LC_ALL", "en_US.UTF-8");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("parvisctl starts")
    }

    pub fn publish(&self, arguments: &[&str]) -> Output {
        self.run(&[&["publish", &self.repository(), &self.workspace(), "--yes"], arguments].concat())
    }

    pub fn status(&self) -> Value {
        let said = self.run(&["status", &self.repository(), "--json"]);
        serde_json::from_slice(&said.stdout).expect("JSON")
    }

    pub fn public(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        gathered(&self.path("r/public"))
    }

    /// Updates a client that keeps what it saw in `memory`, and returns the bytes of the workspace.
    pub fn client(&self, memory: &Path) -> Vec<u8> {
        let public = self.path("r/public");
        let address = |name: &str| Url::from_directory_path(public.join(name)).expect("an address");
        let root = fs::read(public.join("metadata/1.root.json")).expect("the first root");
        let loader = RepositoryLoader::new(&root, address("metadata"), address("targets"));
        let loading = loader.transport(FilesystemTransport).datastore(memory).load();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let repository = runtime.block_on(loading).expect("a client follows");
        assert!(repository.root().signed.consistent_snapshot);
        for (name, target) in &repository.targets().signed.targets {
            assert_eq!(
                fs::read(file(&public, name.raw(), target)).expect("there").len() as u64,
                target.length
            );
        }
        let (name, target) = repository
            .targets()
            .signed
            .targets
            .iter()
            .find(|(name, _)| name.raw() == "workspace.json")
            .expect("one");
        fs::read(file(&public, name.raw(), target)).expect("the workspace")
    }
}

/// Where the specification puts a target.
fn file(public: &Path, name: &str, target: &Target) -> PathBuf {
    let hash = hex::encode(&target.hashes.sha256);
    let name = Path::new(name);
    let file = format!("{hash}.{}", name.file_name().expect("a name").display());
    public.join("targets").join(name.with_file_name(file))
}

/// Every file below a folder.
pub fn gathered(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = |path: PathBuf| {
        if path.is_dir() { gathered(&path) } else { [(path.clone(), fs::read(path).expect("a file"))].into() }
    };
    entries.flat_map(files).collect()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

pub fn well(said: &Output) {
    assert_eq!(said.status.code(), Some(0), "{}{}", text(&said.stdout), text(&said.stderr));
}
