//! An agent without a window, and ProConnect's own engine.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use parvis_tests::{Options, StandIns};
use tempfile::TempDir;

pub use parvis_tests::Mood;

/// The agent, beside the stand-ins that they work with.
pub struct Agent {
    pub standins: StandIns,
    inner: parvis_tests::Agent,
    _folder: TempDir,
}

impl Agent {
    /// Starts the stand-ins and Parvis; `lay` may change what IT has laid in the policy folder.
    pub async fn start(options: Options, lay: impl FnOnce(&StandIns)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let log = folder.path().join("standins.log");
        let standins = StandIns::start(&folder.path().join("demo"), options, &log);
        lay(&standins);
        let inner = parvis_tests::Agent::start(standins.policy(), Duration::from_secs(60)).await;
        Self { standins, inner, _folder: folder }
    }
}

impl Deref for Agent {
    type Target = parvis_tests::Agent;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl DerefMut for Agent {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner
    }
}
