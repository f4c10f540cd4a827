//! What the agent made, in one SQLite file, one module for each table. It is written before it is shown, and survives
//! whatever ends the program.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use url::Url;

mod desk;
mod settings;
mod workspaces;

pub use self::workspaces::Joined;

/// Each step brings a file of the version before it to the next; a file's `user_version` says how many it has had.
/// Never changed once released.
const STEPS: [&str; 1] = ["
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE workspace (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        address TEXT NOT NULL UNIQUE,
        root BLOB NOT NULL,
        name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE desk (workspace TEXT PRIMARY KEY, layer TEXT NOT NULL) STRICT;
"];

/// How a file's name ends, and those of the damaged ones that were set aside, the newest first.
const ASIDE: [&str; 4] = ["", ".damaged", ".damaged-2", ".damaged-3"];

/// The file. Calls wait for the disk: a few milliseconds, for something that the agent has just done.
pub struct Store(Mutex<Connection>);

/// Why there is no store, or nothing can be kept in it.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It is no store, or was damaged.
    #[error("{0}")]
    Damaged(String),
    /// It was written by a later version of Parvis.
    #[error("it was written by a later version of Parvis")]
    Later,
    /// The disk does not want.
    #[error("{0}")]
    Disk(String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Disk(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

impl Store {
    /// Opens the file, or begins it.
    pub fn open(file: &Path) -> Result<Self, Trouble> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
            only_mine(folder, 0o700)?;
        }
        let connection = Connection::open(file)?;
        only_mine(file, 0o600)?;
        connection.busy_timeout(Duration::from_secs(2))?;
        // A network's disk may refuse it; the journal of old does as well, and nobody else writes here.
        let _ = connection.pragma_update(None, "journal_mode", "WAL");
        connection.pragma_update(None, "synchronous", "FULL")?;
        Self::prepare(connection)
    }

    /// Opens the file; one that is damaged is set aside, under a name that says so, and a new one begun.
    pub fn open_or_begin(file: &Path) -> (Self, Option<Trouble>) {
        let damaged = match Self::open(file) {
            Ok(store) => return (store, None),
            Err(Trouble::Damaged(why)) => why,
            Err(trouble @ Trouble::Disk(_)) => {
                return (Self::copy(file).unwrap_or_else(|_| Self::in_memory()), Some(trouble));
            }
            Err(trouble) => return (Self::in_memory(), Some(trouble)),
        };
        set_aside(file);
        match Self::open(file) {
            Ok(store) => (store, Some(Trouble::Damaged(damaged))),
            Err(trouble) => (Self::in_memory(), Some(trouble)),
        }
    }

    /// What the file holds, for as long as the program runs: on a full disk not even what SQLite needs beside a file that
    /// it reads can be written.
    fn copy(file: &Path) -> Result<Self, Trouble> {
        let mut address =
            Url::from_file_path(file).map_err(|()| Trouble::Disk("not an absolute path".into()))?;
        address.set_query(Some("immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let kept = Connection::open_with_flags(address.as_str(), flags)?;
        let mut copy = Connection::open_in_memory()?;
        Backup::new(&kept, &mut copy)?.step(-1)?;
        Self::prepare(copy)
    }

    /// For as long as the program runs.
    ///
    /// # Panics
    ///
    /// If the steps above are wrong.
    pub fn in_memory() -> Self {
        let opened = Connection::open_in_memory().map_err(Trouble::from).and_then(Self::prepare);
        opened.unwrap_or_else(|trouble| panic!("an empty store in memory takes every step: {trouble}"))
    }

    fn prepare(mut connection: Connection) -> Result<Self, Trouble> {
        if steps_done(&connection)? > STEPS.len() {
            return Err(Trouble::Later);
        }
        if steps_done(&connection)? < STEPS.len() {
            // Another process may be doing the same: whoever comes second finds it done.
            let steps = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for step in STEPS.iter().skip(steps_done(&steps)?) {
                steps.execute_batch(step)?;
            }
            steps.pragma_update(None, "user_version", u32::try_from(STEPS.len()).unwrap_or(u32::MAX))?;
            steps.commit()?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for a new one; the oldest of those that were set aside before goes.
fn set_aside(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let names = ASIDE.map(|end| file.with_file_name(format!("parvis.db{suffix}{end}")));
        let _ = fs::remove_file(&names[ASIDE.len() - 1]);
        for pair in names.windows(2).rev() {
            let _ = fs::rename(&pair[0], &pair[1]);
        }
    }
}

fn steps_done(connection: &Connection) -> Result<usize, Trouble> {
    let done: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(done).unwrap_or(usize::MAX))
}

#[cfg(unix)]
fn only_mine(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// On Windows what is in the agent's profile is theirs alone.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn only_mine(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
