//! From the old files to the new ones without a moment in between. What is new is written beside the public folder,
//! made final by one rename, and then moved over file by file, in an order in which a client that downloads meanwhile
//! finds all that it was told of. Killed before the rename, nothing happened; after it, the next command goes on.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::report::{Done, Trouble};

/// Where new files are gathered, and the name they get once they are complete.
const GATHERED: &str = "staging.new";
const COMPLETE: &str = "staging";

/// New files for the public folder.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    /// Begins; what an earlier attempt left incomplete is thrown away.
    pub(super) fn begin(folder: &Path) -> Done<Self> {
        let gathered = folder.join(GATHERED);
        remove(&gathered)?;
        fs::create_dir_all(&gathered).map_err(|error| Trouble::file(&gathered, &error))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Adds a file; `name` is its place in the public folder, such as `metadata/timestamp.json`.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Done<()> {
        let file = self.folder.join(GATHERED).join(name);
        let parent = file.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|error| Trouble::file(parent, &error))?;
        let written = File::create(&file).and_then(|mut to| {
            to.write_all(bytes)?;
            readable(&file, 0o644)?;
            to.sync_all()
        });
        written.map_err(|error| Trouble::file(&file, &error))
    }

    /// Publishes what was added.
    pub(super) fn commit(self) -> Done<()> {
        let (from, to) = (self.folder.join(GATHERED), self.folder.join(COMPLETE));
        fs::rename(&from, &to).map_err(|error| Trouble::file(&to, &error))?;
        finish(&self.folder)
    }
}

/// Moves over what is complete, also what an earlier command left.
pub(super) fn finish(folder: &Path) -> Done<()> {
    move_over(folder, usize::MAX)?;
    remove(&folder.join(COMPLETE))
}

/// Moves the first `count` files. Each move can be repeated; what is missing was moved before.
pub(super) fn move_over(folder: &Path, count: usize) -> Done<()> {
    let complete = folder.join(COMPLETE);
    let mut names = Vec::new();
    list(&complete, &complete, &mut names)?;
    names.sort_by_key(|name| (rank(name), name.clone()));
    for name in names.iter().take(count) {
        let (from, to) = (complete.join(name), folder.join("public").join(name));
        public_folder(&folder.join("public"), to.parent().unwrap_or(folder))?;
        fs::rename(&from, &to).map_err(|error| Trouble::file(&to, &error))?;
        settle(to.parent().unwrap_or(folder));
    }
    Ok(())
}

/// Files that nothing names yet come first, then the one that names them. A new root is last: what it asks of the
/// others was signed for the old one and for it.
fn rank(name: &Path) -> u8 {
    let text = name.to_string_lossy();
    if name.starts_with("targets") {
        0
    } else if text.ends_with(".root.json") {
        3
    } else if text.ends_with("timestamp.json") {
        2
    } else {
        1
    }
}

/// Every file below a folder, relative to `base`; none if the folder is not there.
pub(super) fn list(base: &Path, folder: &Path, names: &mut Vec<PathBuf>) -> Done<()> {
    let failed = |error| Trouble::file(folder, &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            list(base, &path, names)?;
        } else if let Ok(name) = path.strip_prefix(base) {
            names.push(name.to_owned());
        }
    }
    Ok(())
}

/// Makes a folder of the public one, open to the web server whatever the umask is.
fn public_folder(public: &Path, folder: &Path) -> Done<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if folder != public
        && let Some(parent) = folder.parent()
    {
        public_folder(public, parent)?;
    }
    let made = fs::create_dir(folder).and_then(|()| readable(folder, 0o755));
    made.map_err(|error| Trouble::file(folder, &error))
}

fn remove(folder: &Path) -> Done<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Trouble::file(folder, &error)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn readable(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn readable(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

/// Keeps the order of the moves through a power cut, where the system can.
fn settle(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}
