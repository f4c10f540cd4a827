//! The session: one state, owned by one task. Everybody else asks it, and is told what changed.

use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinHandle};

mod setup;
mod task;

pub use self::setup::Setup;
use self::task::{Ask, Task};
use crate::directory::known::Whose;
use crate::error::Failure;
use crate::launch::Destination;
use crate::outside::Means;
use crate::view::SessionView;
use crate::workspace::audience::Membership;

/// What the session tells.
#[derive(Debug)]
pub enum Change {
    /// Another state.
    State(SessionView),
    /// Somebody else, or something else is known of them. Comes before the state that it belongs to.
    Member(Option<Whose>, Membership),
    /// A sign-in begins, or the provider answers again: what was said of an earlier one is over.
    Begun,
    /// Something that the agent should know, and what was to be opened.
    Said(Failure, Option<Destination>),
}

/// A handle on the session. Dropping it ends the task; what the keychain holds stays.
pub struct Session {
    asks: mpsc::UnboundedSender<Ask>,
    task: AbortHandle,
    entry: String,
}

impl Session {
    /// Starts with what the keychain holds, without a prompt and without a browser. First waits for `before`, the end of
    /// a session that was kept under the same [entry](Self::entry): it may still write there what this one needs.
    pub fn start(
        setup: Setup,
        means: Means,
        changes: mpsc::UnboundedSender<Change>,
        before: Option<JoinHandle<()>>,
    ) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let entry = setup.entry();
        let task = Task::new(setup, means, changes, asks.clone());
        let run = async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            task.run(inbox).await;
        };
        Self { asks, task: tokio::spawn(run).abort_handle(), entry }
    }

    /// The name of the keychain entry that it is kept under.
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// Opens a tool: at once if somebody is signed in, else at the end of a sign-in in the same tab.
    pub fn open(&self, destination: Destination) {
        self.ask(Ask::Open(destination));
    }

    /// Asks the provider again at once, where it could not be asked.
    pub fn retry(&self) {
        self.ask(Ask::Retry);
    }

    /// Signs in anew before the session ends; what there is goes on until then.
    pub fn renew(&self) {
        self.ask(Ask::Renew);
    }

    /// Goes on with what IT wrote since; `setup` has to be for the same session.
    pub fn change(&self, setup: Setup) {
        self.ask(Ask::Change(Box::new(setup)));
    }

    /// Signs out, and in again for another organisation.
    pub fn change_organisation(&self, siret: Option<String>) {
        self.ask(Ask::ChangeOrganisation(siret));
    }

    /// Waits until nothing is left to be done: the keychain emptied, the provider told.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        self.ask(Ask::Close(done));
        let _ = closed.await;
    }

    /// Signs in, or shows the sign-in under way.
    pub fn sign_in(&self) {
        self.ask(Ask::SignIn);
    }

    /// Opens the page of the sign-in under way again, for whoever closed it.
    pub fn reopen(&self) {
        self.ask(Ask::Reopen);
    }

    /// Gives up the sign-in under way.
    pub fn cancel(&self) {
        self.ask(Ask::Cancel);
    }

    /// Forgets the session here, the keychain first; with `everywhere`, also ends it at the provider.
    pub fn sign_out(&self, everywhere: bool) {
        self.ask(Ask::SignOut { everywhere });
    }

    fn ask(&self, ask: Ask) {
        // The task ends only with this handle.
        let _ = self.asks.send(ask);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
