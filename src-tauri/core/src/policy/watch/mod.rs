//! Tells when the policy, or a file that it names, has changed.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Source;

#[cfg(target_os = "linux")]
mod kernel;
#[cfg(any(not(target_os = "linux"), test))]
mod minute;

#[cfg(target_os = "linux")]
use self::kernel::Ear;
#[cfg(not(target_os = "linux"))]
use self::minute::Ear;

/// A change is told this long after its beginning, so that what comes with it is told once.
const GATHERING: Duration = Duration::from_millis(300);

/// Tells when what a [`Source`] holds has changed. On Linux the kernel says so, and nothing runs meanwhile; elsewhere it
/// is looked at once a minute.
pub struct Watch {
    source: Source,
    also: Vec<PathBuf>,
    ear: Ear,
    /// When a change is told that has begun.
    due: Option<Instant>,
}

impl Watch {
    pub(super) fn new(source: Source) -> Self {
        let ear = Ear::new(&source, &[]);
        Self { source, also: Vec::new(), ear, due: None }
    }

    /// Watches these files as well, instead of those named before: the workspace that the policy names. Call it before
    /// they are read, so that no change falls between.
    pub fn also(&mut self, files: Vec<PathBuf>) {
        if self.also != files {
            self.ear.also(&self.source, &files);
            self.also = files;
        }
    }

    /// Waits for the next change. Nothing is lost when this is given up and asked again. What is read afterwards is the
    /// changed state, or a later one, of which it will be told as well.
    pub async fn changed(&mut self) {
        if self.due.is_none() {
            self.ear.hear().await;
            self.due = Some(Instant::now() + GATHERING);
        }
        if let Some(due) = self.due {
            sleep_until(due).await;
        }
        // Folders may have come and gone.
        self.ear = Ear::new(&self.source, &self.also);
        self.due = None;
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
