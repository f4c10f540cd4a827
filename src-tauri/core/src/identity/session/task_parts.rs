//! The small parts of the task: what it shows, keeps and counts.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::{Due, Live, State, TICK, Task};
use crate::clock::UnixTime;
use crate::error::Code;
use crate::identity::client::Grant;
use crate::identity::keychain::Trouble;
use crate::identity::person::Person;
use crate::identity::session::Change;
use crate::launch::Destination;
use crate::view::SessionView;

/// A login that asks nothing takes its few redirects in less.
const APART: Duration = Duration::from_secs(2);

/// The moment a session ends, whatever happens: counted from the real sign-in, which may be another tool's of this
/// morning. A provider whose sessions live longer than ours is not asked again at once.
pub(super) fn ends_at(grant: &Grant, session: Duration, now: UnixTime) -> UnixTime {
    let since = grant.id.as_ref().and_then(|id| id.auth_time).map_or(now, UnixTime).min(now);
    let end = since.plus(session);
    if end <= now { now.plus(session) } else { end }
}

impl Task {
    pub(super) fn live(&self) -> Option<&Live> {
        match &self.state {
            State::Starting(live) => live.as_ref(),
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        }
    }

    pub(super) fn live_mut(&mut self) -> Option<&mut Live> {
        match &mut self.state {
            State::Starting(live) => live.as_mut(),
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        }
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Waits for a session; asked for twice, it opens once.
    pub(super) fn wait(&mut self, destination: Destination) {
        if !self.waiting.contains(&destination) {
            self.waiting.push(destination);
        }
    }

    pub(super) fn person(&self) -> Option<&Person> {
        match &self.state {
            State::Expired(person) => Some(person),
            _ => self.live().map(|live| &live.kept.person),
        }
    }

    fn view(&self) -> SessionView {
        if let Some(attempt) = &self.attempt {
            return SessionView::SigningIn {
                provider: self.setup.registration.issuer.host_str().unwrap_or_default().to_owned(),
                until: attempt.until,
                opening: self.waiting.iter().map(|destination| destination.name.clone()).collect(),
                person: self.person().map(Person::view),
            };
        }
        let person = |live: &Live| live.kept.person.view();
        match &self.state {
            State::Starting(_) => SessionView::Starting,
            State::Out => SessionView::SignedOut,
            State::In(live) => SessionView::SignedIn {
                person: person(live),
                ends_at: live.kept.ends_at,
                kept: live.in_keychain,
            },
            State::Doubt { live, since, code } => SessionView::InDoubt {
                person: person(live),
                ends_at: live.kept.ends_at,
                since: *since,
                code: *code,
            },
            State::Expired(before) => SessionView::Expired { person: before.view() },
        }
    }

    pub(super) fn publish(&mut self) {
        let view = self.view();
        if self.published.as_ref() != Some(&view) {
            self.published = Some(view.clone());
            let _ = self.changes.send(Change::State(view));
        }
    }

    pub(super) fn say(&self, code: Code) {
        let _ = self.changes.send(Change::Said(code.into(), None));
    }

    /// Opens a tool in the agent's browser, without waiting for it to start.
    pub(super) fn open(&self, destination: Destination) {
        let (means, changes) = (self.means.clone(), self.changes.clone());
        tokio::spawn(async move {
            if let Err(failure) = means.open(destination.address.clone()).await {
                let _ = changes.send(Change::Said(failure, Some(destination)));
            }
        });
    }

    /// Opens what waited for a session.
    pub(super) fn open_waiting(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter();
        if let Some(first) = waiting.next() {
            self.open(first);
        }
        self.open_after(waiting);
    }

    /// Opens tools while another one is just being opened, one after the other. ProConnect knows the logins that are
    /// under way by one cookie: of two tools that ask at the same moment, one ends on an error page.
    pub(super) fn open_after(&self, waiting: impl Iterator<Item = Destination> + Send + 'static) {
        let (means, changes) = (self.means.clone(), self.changes.clone());
        tokio::spawn(async move {
            for destination in waiting {
                tokio::time::sleep(APART).await;
                if let Err(failure) = means.open(destination.address.clone()).await {
                    let _ = changes.send(Change::Said(failure, Some(destination)));
                }
            }
        });
    }

    pub(super) fn open_page(&self, url: Url) {
        let (means, changes) = (self.means.clone(), self.changes.clone());
        tokio::spawn(async move {
            if let Err(failure) = means.open(url).await {
                let _ = changes.send(Change::Said(failure, None));
            }
        });
    }

    /// Lays the session into the keychain if it is not there yet. Trouble is told once, and tried again at the next
    /// refresh: keychains get unlocked.
    pub(super) async fn keep(&mut self, live: &mut Live) {
        if live.in_keychain || live.refresh.is_none() {
            return;
        }
        match self.means.keychain.set(self.entry.clone(), live.kept.to_bytes()).await {
            Ok(()) => live.in_keychain = true,
            Err(trouble) => {
                tracing::warn!(?trouble, "the session stays in memory");
                if !std::mem::replace(&mut self.keychain_said, true) {
                    self.say(trouble.into());
                }
            }
        }
    }

    pub(super) async fn forget(&self) -> Result<(), Trouble> {
        self.means.keychain.delete(self.entry.clone()).await
    }

    /// When to use the refresh token: at four fifths of the shorter life, a little earlier on some computers than
    /// on others, so that an office does not ask all at once.
    pub(super) fn due(&self, grant: &Grant) -> Due {
        let life = grant.refresh_expires_in.map_or(grant.expires_in, |refresh| refresh.min(grant.expires_in));
        let pause = self.jittered(life * 4 / 5).max(Duration::from_secs(1));
        Due(self.means.clock.now().plus(pause), Instant::now() + pause)
    }

    /// Up to a tenth less.
    pub(super) fn jittered(&self, pause: Duration) -> Duration {
        let mut byte = [0];
        // Without chance there is no jitter, and that is all.
        let _ = self.means.entropy.fill(&mut byte);
        pause.saturating_sub(pause * u32::from(byte[0]) / 2560)
    }

    /// How long nothing has to be done.
    pub(super) fn rest(&self) -> Duration {
        let now = self.means.clock.now();
        let Some(live) = self.live() else { return TICK };
        let refresh = live.refresh.as_ref().filter(|_| !live.refreshing);
        let refresh =
            refresh.map_or(TICK, |due| now.until(due.0).min(due.1.saturating_duration_since(Instant::now())));
        // A second at least: the wall clock counts in seconds, and "due" must have come when we wake.
        refresh.min(now.until(live.kept.ends_at)).min(TICK).max(Duration::from_millis(200))
    }
}
