//! This machine as Parvis finds it, for the agent who asks. What Parvis keeps is looked at in a copy, so that nothing of
//! the agent's changes, whoever asks.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parvis_core::clock::{Clock, SystemClock};
use parvis_core::http::Http;
use parvis_core::identity::keychain::Keychain;
use parvis_core::identity::session::Setup;
use parvis_core::paths::Paths;
use parvis_core::policy::{self, Policy};
use parvis_core::store::Store;
use parvis_core::workspace::source::{Copy, LAID, Reading, Source, With, read_release};
use parvis_core::workspace::tuf::{Refreshed, Refused};
use parvis_core::workspace::{Broken, Workspace};
use tempfile::TempDir;
use tokio::time::Instant;

/// Everything that is asked has answered by then, or counts as silent.
const PATIENCE: Duration = Duration::from_secs(15);

/// A machine, for one account.
pub(crate) struct Machine {
    /// Where its policy is.
    pub place: policy::Source,
    /// What it says.
    pub policy: Policy,
    /// The network, the way that policy says.
    pub http: Http,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The keychain of whoever asks.
    pub keychain: Keychain,
    /// Their folders.
    pub paths: Option<Paths>,
    /// The copy of these.
    pub scratch: Paths,
    /// Where the workspace comes from.
    pub source: Source,
    /// What there is of it.
    pub reading: Reading,
    /// What is shown: the newest that can be had, or the built-in one in its stead.
    pub workspace: Workspace,
    /// What the repository answered, where there is one and it was asked in time.
    pub refreshed: Option<Result<Refreshed, Refused>>,
    /// When nobody is waited for any more; `None` if nobody is to be asked.
    pub until: Option<Instant>,
    _folder: TempDir,
}

impl Machine {
    /// Looks at it, and asks the repository if `online`.
    pub(crate) async fn look(online: bool) -> std::io::Result<Self> {
        let place = policy::Source::of_system();
        let mut policy = place.read();
        let (folder, paths) = (tempfile::tempdir()?, Paths::of_system());
        let scratch = Paths::below(folder.path());
        if let Some(paths) = &paths {
            copy(&paths.workspaces(), &scratch.workspaces());
            copy(&paths.feeds(), &scratch.feeds());
            copy(&paths.data, &scratch.data);
        }
        let (store, _) = Store::open_or_begin(&scratch.store());
        if policy.workspace.is_none() && !policy.problems.is_empty() {
            // As Parvis does: a mistake takes nobody's desk away.
            policy.workspace = store.setting(LAID).ok().flatten();
        }
        let (http, clock) = (Http::new(policy.way.clone()), Arc::new(SystemClock) as Arc<dyn Clock>);
        let source = Source::chosen(&policy, &store);
        let reading = source.read(With { paths: Some(&scratch), http: &http, clock: &clock }).await;
        let mut machine = Self {
            workspace: reading.workspace.clone().unwrap_or_else(Workspace::built_in),
            until: online.then(|| Instant::now() + PATIENCE),
            keychain: Keychain::of_system(),
            refreshed: None,
            _folder: folder,
            place,
            policy,
            http,
            clock,
            paths,
            scratch,
            source,
            reading,
        };
        machine.refresh().await;
        Ok(machine)
    }

    /// What comes in time.
    pub(crate) async fn in_time<T>(&self, what: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.until?, what).await.ok()
    }

    /// What a session is for here, if agents sign in.
    pub(crate) fn setup(&self) -> Option<Setup> {
        Setup::of(&self.workspace, self.policy.client_secret.clone())
    }

    async fn refresh(&mut self) {
        let Some(repository) = &self.reading.repository else { return };
        self.refreshed = self.in_time(repository.refresh()).await;
        let Some(Ok(Refreshed { release, .. })) = &self.refreshed else { return };
        let joined = match &self.source {
            Source::Joined(joined) => Some(joined),
            Source::Laid(_) | Source::BuiltIn => None,
        };
        match read_release(release, joined, &Copy::none()) {
            Ok(workspace) => {
                self.workspace = workspace.clone();
                (self.reading.workspace, self.reading.broken) = (Some(workspace), None);
            }
            Err(Broken { code, file, problems }) => {
                self.reading.broken = Some(Broken { code, file, problems });
            }
        }
    }
}

/// Copies the files of a folder and of those below it. What is not there or cannot be read is left out: whoever reads the
/// copy finds what Parvis would.
fn copy(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else { return };
    if fs::create_dir_all(to).is_err() {
        return;
    }
    for entry in entries.flatten() {
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => copy(&path, &copied),
            Ok(kind) if kind.is_file() => drop(fs::copy(&path, &copied)),
            _ => {}
        }
    }
}
