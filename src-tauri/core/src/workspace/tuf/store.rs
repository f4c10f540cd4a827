//! What is kept of a repository: files named by their SHA-256 that never change, and one index that says which of
//! them belong together. The index is replaced by a rename, so that killed at any moment there is the old state or
//! the new one, whole.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// How long to wait between two looks at whether another process is done.
const TURN: Duration = Duration::from_millis(100);

/// A SHA-256 in hexadecimal: the name of a kept file.
pub(super) type Hash = String;

/// A folder of its own for each repository and root.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
}

/// What belongs together. The default is: nothing was kept yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    /// Versioned, since an older Parvis may find what a newer one kept.
    v: u8,
    /// The roots after the pinned one, in order.
    pub(super) roots: Vec<Hash>,
    /// By file name without version: what no later answer may be older than. It may be ahead of the release, when a
    /// refused refresh brought a good timestamp (TUF §5.4.5).
    pub(super) trusted: BTreeMap<String, Hash>,
    /// What the server called the trusted timestamp.
    pub(super) validators: Validators,
    /// The last release that was verified as a whole.
    pub(super) release: Option<Kept>,
}

/// A release that was verified as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// How many roots after the pinned one lead to it.
    pub(super) roots: usize,
    /// Its metadata, by file name as asked for, such as `3.snapshot.json`.
    pub(super) metadata: BTreeMap<String, Hash>,
    /// Its targets that are here, by name.
    pub(super) targets: BTreeMap<String, Hash>,
}

/// What makes a request conditional (RFC 9110 §8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// The index's form that this version writes.
const FORM: u8 = 1;

impl Store {
    /// Nothing is touched yet.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folder, for the agent's account alone, and waits until no other process is updating it. The answer
    /// holds the turn until it is dropped.
    pub(super) async fn turn(&self) -> io::Result<File> {
        make_private(&self.folder)?;
        make_private(&self.files())?;
        let lock = File::create(self.folder.join("lock"))?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(TURN).await,
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// What belongs together. A damaged index is as good as none: everything is asked for again.
    pub(super) fn index(&self) -> Index {
        let index = fs::read(self.index_file()).ok().and_then(|text| serde_json::from_slice(&text).ok());
        index.filter(|index: &Index| index.v == FORM).unwrap_or_default()
    }

    /// From here on, this belongs together.
    pub(super) fn commit(&self, index: &Index) -> io::Result<()> {
        let text = serde_json::to_vec(&Index { v: FORM, ..index.clone() })?;
        self.write(&text, &self.index_file(), true)
    }

    /// The bytes of a file, if they are there and still the same. A damaged one makes room for a new one.
    pub(super) fn read(&self, hash: &str) -> Option<Vec<u8>> {
        let file = self.file(hash);
        let bytes = fs::read(&file).ok()?;
        if hash_of(&bytes) == hash {
            return Some(bytes);
        }
        if let Err(error) = fs::remove_file(&file) {
            tracing::warn!(%error, "a damaged file could not be removed");
        }
        None
    }

    /// Whether a file of this length is there.
    pub(super) fn has(&self, hash: &str, length: u64) -> bool {
        fs::metadata(self.file(hash)).is_ok_and(|found| found.len() == length)
    }

    /// Keeps bytes, safe from a loss of power.
    pub(super) fn keep(&self, bytes: &[u8]) -> io::Result<Hash> {
        self.put(bytes, true)
    }

    /// Keeps bytes that may be asked for again: a loss of power may damage them, which [`Store::read`] sees.
    pub(super) fn keep_lightly(&self, bytes: &[u8]) -> io::Result<Hash> {
        self.put(bytes, false)
    }

    /// A folder to work in, gone when dropped.
    pub(super) fn scratch(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("scratch-").tempdir_in(&self.folder)
    }

    /// Removes what neither of these needs, and what a killed process left. The one before the last stays, since its
    /// release may be in use.
    pub(super) fn prune(&self, now: &Index, before: &Index) -> io::Result<()> {
        let needed: HashSet<&str> = now.files().chain(before.files()).collect();
        for entry in fs::read_dir(self.files())? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(|name| needed.contains(name)) {
                #[cfg(all(test, feature = "demo"))]
                super::tests::disk::take()?;
                fs::remove_file(entry.path())?;
            }
        }
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("scratch-") {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    fn put(&self, bytes: &[u8], synced: bool) -> io::Result<Hash> {
        let hash = hash_of(bytes);
        if self.read(&hash).is_none() {
            self.write(bytes, &self.file(&hash), synced)?;
        }
        Ok(hash)
    }

    fn write(&self, bytes: &[u8], file: &Path, synced: bool) -> io::Result<()> {
        #[cfg(all(test, feature = "demo"))]
        super::tests::disk::take()?;
        let mut new = tempfile::NamedTempFile::new_in(self.files())?;
        new.write_all(bytes)?;
        if synced {
            new.as_file().sync_all()?;
        }
        new.persist(file)?;
        Ok(())
    }

    fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    fn file(&self, hash: &str) -> PathBuf {
        self.files().join(hash)
    }

    fn index_file(&self) -> PathBuf {
        self.folder.join("index.json")
    }
}

impl Index {
    fn files(&self) -> impl Iterator<Item = &str> {
        let release =
            self.release.iter().flat_map(|kept| kept.metadata.values().chain(kept.targets.values()));
        self.roots.iter().chain(self.trusted.values()).chain(release).map(String::as_str)
    }
}

/// The name of these bytes.
pub(super) fn hash_of(bytes: &[u8]) -> Hash {
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// On Windows the agent's local folder is theirs alone already.
#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
