//! Opening tools in the agent's browser, without waiting for it to start.

use std::time::Duration;

use url::Url;

use super::super::Change;
use super::Task;
use crate::launch::Destination;
use crate::view::SignInPurpose;

/// A login that asks nothing takes its few redirects in less.
const APART: Duration = Duration::from_secs(2);

impl Task {
    /// Opens a tool.
    pub(super) fn open(&mut self, destination: Destination) {
        self.open_each(vec![destination], Duration::ZERO);
    }

    /// Opens a page of the provider.
    pub(super) fn open_page(&self, url: Url) {
        let (means, changes) = (self.means.clone(), self.changes.clone());
        tokio::spawn(async move {
            if let Err(failure) = means.open(url).await {
                let _ = changes.send(Change::Said(failure, None));
            }
        });
    }

    /// Waits for a session; asked for twice, it opens once.
    pub(super) fn wait(&mut self, destination: Destination) {
        if !self.waiting.contains(&destination) {
            self.waiting.push(destination);
        }
    }

    /// Opens what waited for a session, as far as its level serves; a sign-in at a higher one comes before the rest.
    pub(super) fn open_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let (open, beyond) =
            waiting.into_iter().partition(|tool| self.live().is_some_and(|live| live.satisfies(&tool.acr)));
        self.waiting = beyond;
        self.open_each(open, Duration::ZERO);
        if !self.waiting.is_empty() {
            self.start(SignInPurpose::StepUp);
        }
    }

    /// Opens tools while another one is just being opened.
    pub(super) fn open_after(&mut self, waiting: Vec<Destination>) {
        self.open_each(waiting, APART);
    }

    /// One after the other: ProConnect knows the logins that are under way by one cookie, and of two tools that ask at
    /// the same moment one ends on an error page.
    pub(super) fn open_each(&mut self, waiting: Vec<Destination>, mut pause: Duration) {
        while self.openings.try_join_next().is_some() {}
        let (means, changes) = (self.means.clone(), self.changes.clone());
        self.openings.spawn(async move {
            for destination in waiting {
                tokio::time::sleep(pause).await;
                pause = APART;
                if let Err(failure) = means.open(destination.address.clone()).await {
                    let _ = changes.send(Change::Said(failure, Some(destination)));
                }
            }
        });
    }
}
