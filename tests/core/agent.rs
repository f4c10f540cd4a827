//! An agent without a window, and ProConnect's own engine.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use parvis_core::view::{PersonView, SessionView};
use parvis_tests::{Options, StandIns, until};
use serde_json::Value;
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
        let standins = StandIns::start(&folder.path().join("demo"), options, &log).await;
        lay(&standins);
        let inner = parvis_tests::Agent::start(standins.policy(), Duration::from_secs(60)).await;
        Self { standins, inner, _folder: folder }
    }

    /// Whoever is signed in now.
    pub fn person(&self) -> Option<PersonView> {
        match self.parvis.snapshot().session {
            SessionView::SignedIn { person, .. } => Some(person),
            _ => None,
        }
    }

    /// Signs in as somebody, wherever the browser is sent for it, and waits until the session is theirs.
    pub async fn signs_in_as(&mut self, who: &'static str, name: &str) {
        self.web.who = who;
        self.parvis.sign_in();
        self.go_on().await;
        self.is(name).await;
    }

    /// Waits until this person is signed in.
    pub async fn is(&self, name: &str) {
        until(name, async || self.person().filter(|person| person.name == name).map(drop)).await;
    }

    /// Waits until the session is over.
    pub async fn has_expired(&self) {
        until("the end", async || {
            matches!(self.parvis.snapshot().session, SessionView::Expired { .. }).then_some(())
        })
        .await;
    }

    /// Ends the session at the provider, and lets Parvis notice.
    pub async fn is_signed_out_elsewhere(&self) {
        self.standins.end_sessions().await;
        self.parvis.retry();
        self.has_expired().await;
    }

    /// The tools on the desk.
    pub fn tiles(&self) -> Vec<String> {
        let desk = self.parvis.snapshot().desk;
        desk.sections.into_iter().flat_map(|section| section.tiles).map(|tile| tile.id).collect()
    }

    /// Waits until a tool is on the desk, or is not.
    pub async fn has_tile(&self, id: &str, shown: bool) {
        until(&format!("{id} shown: {shown}"), async || {
            (self.tiles().iter().any(|tile| tile == id) == shown).then_some(())
        })
        .await;
    }

    /// Waits until a page of this kind was asked for so many times in all.
    pub async fn has_seen(&self, kind: &str, times: usize) {
        until(&format!("{kind} {times} times"), async || {
            (self.standins.count(kind).await == times).then_some(())
        })
        .await;
    }
}

/// Changes what IT wrote in the workspace.
pub fn change_workspace(standins: &StandIns, change: impl FnOnce(&mut Value)) {
    let file = standins.workspace();
    let mut workspace = serde_json::from_slice(&std::fs::read(&file).expect("the workspace")).expect("JSON");
    change(&mut workspace);
    std::fs::write(file, workspace.to_string()).expect("written");
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
