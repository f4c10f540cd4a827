//! The one API that both shells call.

use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

mod keeper;
mod preview;
mod subscription;

use self::keeper::Keeper;
pub use self::preview::Preview;
use crate::error::Failure;
use crate::event::Event;
use crate::outside::Outside;
use crate::settings::{LanguageChoice, Theme};
use crate::view::Snapshot;

/// The digital workplace of one agent. Cheap to clone; the work is done by one task.
#[derive(Clone)]
pub struct Parvis {
    asks: mpsc::UnboundedSender<Ask>,
    snapshot: watch::Receiver<Snapshot>,
    events: broadcast::Sender<Event>,
}

enum Ask {
    OpenTool { app: String, action: Option<String>, anyway: bool },
    OpenAddress { address: String, anyway: bool },
    SignIn,
    ReopenSignIn,
    CancelSignIn,
    Retry,
    Renew,
    ChangeOrganisation(Option<String>),
    SignOut { everywhere: bool },
    Close(oneshot::Sender<()>),
    ReloadWorkspace,
    CheckWorkspace,
    ChooseLanguage(Option<LanguageChoice>),
    ChooseTheme(Option<Theme>),
    JoinWorkspace(String),
    ConfirmJoin,
    CancelJoin,
    SwitchWorkspace(String),
    LeaveWorkspace(String),
    Say(Failure),
    Dismiss(u32),
}

impl Parvis {
    /// Reads policy and workspace, and starts with the session that the keychain holds. Has to be called within a
    /// tokio runtime.
    pub async fn open(outside: Outside) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(64);
        let keeper = Box::pin(Keeper::new(outside, events.clone())).await;
        let snapshot = keeper.snapshot.subscribe();
        tokio::spawn(keeper.run(inbox));
        Self { asks, snapshot, events }
    }

    /// Everything there is to show, now.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.borrow().clone()
    }

    /// The snapshot each time it changes, for what draws itself whole (the tray).
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.snapshot.clone()
    }

    /// What changes from now on, slice by slice.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Opens a tool or one of its actions; signed out, a sign-in in the same tab comes first. With `anyway`, the
    /// address opens at once and the tool asks for its own login.
    pub fn open_tool(&self, app: String, action: Option<String>, anyway: bool) {
        self.ask(Ask::OpenTool { app, action, anyway });
    }

    /// Opens an address that lies in one of the tools, as [`open_tool`](Self::open_tool) does.
    pub fn open_address(&self, address: String, anyway: bool) {
        self.ask(Ask::OpenAddress { address, anyway });
    }

    /// Signs in through the browser; while that is under way, does nothing more.
    pub fn sign_in(&self) {
        self.ask(Ask::SignIn);
    }

    /// Opens the page of the sign-in under way again.
    pub fn reopen_sign_in(&self) {
        self.ask(Ask::ReopenSignIn);
    }

    /// Gives up the sign-in under way.
    pub fn cancel_sign_in(&self) {
        self.ask(Ask::CancelSignIn);
    }

    /// Asks the provider again at once, while the session is in doubt.
    pub fn retry(&self) {
        self.ask(Ask::Retry);
    }

    /// Signs in anew before the session ends, in one tab; what there is goes on meanwhile.
    pub fn renew(&self) {
        self.ask(Ask::Renew);
    }

    /// Signs out, and in again for another organisation: the one with this SIRET, or the one that is chosen on the
    /// provider's page.
    pub fn change_organisation(&self, siret: Option<String>) {
        self.ask(Ask::ChangeOrganisation(siret));
    }

    /// Waits, for a moment, until what was asked for is done: a sign-out just before the end is a whole one.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        self.ask(Ask::Close(done));
        let _ = tokio::time::timeout(Duration::from_secs(3), closed).await;
    }

    /// Signs out here, and with `everywhere` also at the provider, in the browser.
    pub fn sign_out(&self, everywhere: bool) {
        self.ask(Ask::SignOut { everywhere });
    }

    /// Reads policy and workspace again. One that is not valid leaves the desk as it is.
    pub fn reload_workspace(&self) {
        self.ask(Ask::ReloadWorkspace);
    }

    /// The same, and asks the workspace's repository at once.
    pub fn check_workspace(&self) {
        self.ask(Ask::CheckWorkspace);
    }

    /// Speaks this language from now on; `None`, the one that the organisation or the computer proposes.
    pub fn choose_language(&self, choice: Option<LanguageChoice>) {
        self.ask(Ask::ChooseLanguage(choice));
    }

    /// Light or dark from now on; `None`, as the organisation or the desktop proposes.
    pub fn choose_theme(&self, choice: Option<Theme>) {
        self.ask(Ask::ChooseTheme(choice));
    }

    /// Asks what workspace is at an address. What answers is shown to the agent, who has to say that it is the right one.
    pub fn join_workspace(&self, address: String) {
        self.ask(Ask::JoinWorkspace(address));
    }

    /// It is the right one: it is shown from now on.
    pub fn confirm_join(&self) {
        self.ask(Ask::ConfirmJoin);
    }

    /// It is not, or is not wanted.
    pub fn cancel_join(&self) {
        self.ask(Ask::CancelJoin);
    }

    /// Shows another workspace of this computer, by its key.
    pub fn switch_workspace(&self, key: String) {
        self.ask(Ask::SwitchWorkspace(key));
    }

    /// Takes a workspace that was joined from this computer, with its session.
    pub fn leave_workspace(&self, key: String) {
        self.ask(Ask::LeaveWorkspace(key));
    }

    /// Tells the agent something that the shell noticed.
    pub fn say(&self, failure: Failure) {
        self.ask(Ask::Say(failure));
    }

    /// Takes a notice away.
    pub fn dismiss(&self, id: u32) {
        self.ask(Ask::Dismiss(id));
    }

    fn ask(&self, ask: Ask) {
        // The task lives as long as the last handle.
        let _ = self.asks.send(ask);
    }
}

#[cfg(test)]
mod tests;
