//! The folder of a repository: one command at a time, and never a look at what is half done.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use parvis_core::clock::UnixTime;
use parvis_core::words;
use tough::schema::Targets;

use super::keys::Keys;
use super::place::{Place, State};
use super::report::{Done, Trouble};
use super::staging::{self, Staging};

/// How long replaced files stay: as long as a timestamp that is renewed unattended, so that whoever still has one, such
/// as a cache on the way, finds what it names.
const GRACE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// A repository's folder, for this command alone.
pub(super) struct Folder {
    path: PathBuf,
    /// Released with the file.
    _lock: File,
}

impl Folder {
    /// Makes the folder of a new repository.
    pub(super) fn create(path: &Path) -> Done<Self> {
        fs::create_dir_all(path).map_err(|error| Trouble::file(path, &error))?;
        if path.join("public").exists() || path.join("staging").exists() {
            let path = path.display();
            return Err(Trouble(words!(
                "{path} contient déjà un dépôt.",
                "{path} holds a repository already.",
                "{path} enthält bereits ein Repository."
            )));
        }
        Self::lock(path)
    }

    /// Opens the folder of a repository, and finishes what a command that was stopped had decided.
    pub(super) fn open(path: &Path) -> Done<Self> {
        if !path.join("public").is_dir() && !path.join("staging").is_dir() {
            return Err(Trouble::nothing_in(path));
        }
        let folder = Self::lock(path)?;
        staging::finish(path)?;
        Ok(folder)
    }

    fn lock(path: &Path) -> Done<Self> {
        let file = path.join("lock");
        let lock = File::create(&file).map_err(|error| Trouble::file(&file, &error))?;
        lock.try_lock().map_err(|_| {
            let path = path.display();
            Trouble(words!(
                "Une autre commande travaille dans {path}. Réessayez quand elle aura fini.",
                "Another command is at work in {path}. Try again when it has finished.",
                "Ein anderer Befehl arbeitet in {path}. Versuchen Sie es erneut, wenn er fertig ist."
            ))
        })?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    pub(super) fn keys(&self) -> Keys {
        Keys::of(&self.path)
    }

    pub(super) fn stage(&self) -> Done<Staging> {
        Staging::begin(&self.path)
    }

    pub(super) fn state(&self) -> Done<State> {
        Place::folder(&self.path)?.load()
    }

    /// The bytes of a public file, such as `metadata/timestamp.json`.
    pub(super) fn public(&self, name: &str) -> Done<Vec<u8>> {
        let file = self.path.join("public").join(name);
        fs::read(&file).map_err(|error| Trouble::file(&file, &error))
    }

    /// Whether there is such a public file.
    pub(super) fn has(&self, name: &str) -> bool {
        self.path.join("public").join(name).is_file()
    }

    /// Removes what was replaced longer ago than [`GRACE`]. Every root stays: a machine that was off for years goes
    /// from one to the next.
    pub(super) fn prune(&self, state: &State, now: UnixTime) -> Done<()> {
        let public = self.path.join("public");
        let metadata = public.join("metadata");
        let mut wanted = BTreeSet::new();
        for (role, current) in
            [("snapshot", state.snapshot.version.get()), ("targets", state.targets.version.get())]
        {
            let mut version = current;
            let mut replaced = None;
            loop {
                let file = metadata.join(format!("{version}.{role}.json"));
                let Some(written) = written(&file) else { break };
                if replaced.is_some_and(|replaced: UnixTime| replaced.plus(GRACE) < now) {
                    remove(&file)?;
                } else if role == "targets" {
                    let bytes = fs::read(&file).map_err(|error| Trouble::file(&file, &error))?;
                    let signed: tough::schema::Signed<Targets> =
                        serde_json::from_slice(&bytes).map_err(Trouble::library)?;
                    wanted.extend(super::release::files(&signed.signed).map(PathBuf::from));
                }
                replaced = Some(written);
                version -= 1;
            }
        }
        let mut there = Vec::new();
        staging::list(&public, &public.join("targets"), &mut there)?;
        for name in there.iter().filter(|name| !wanted.contains(*name)) {
            remove(&public.join(name))?;
        }
        Ok(())
    }
}

fn written(file: &Path) -> Option<UnixTime> {
    let time = fs::metadata(file).and_then(|file| file.modified()).ok()?;
    Some(UnixTime(time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())))
}

fn remove(file: &Path) -> Done<()> {
    fs::remove_file(file).map_err(|error| Trouble::file(file, &error))
}
