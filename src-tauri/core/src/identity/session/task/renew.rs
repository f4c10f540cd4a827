//! Renewing the session in time, and noticing that it ended.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::super::Change;
use super::live::{Live, WARNING};
use super::{Ask, Due, State, TICK, Task};
use crate::error::{Code, Failure};
use crate::identity::client::{Grant, Refresh};
use crate::identity::provider::Provider;

/// A wall clock that went this much further than the other one: the computer slept.
const SLEPT: Duration = Duration::from_secs(30);

/// Waking up and finding the network again are followed by a refresh within this time.
const SOON: Duration = Duration::from_secs(3);

/// The provider is asked at least this often.
const LONGEST: Duration = Duration::from_secs(3600);

impl Task {
    /// Does what the clocks ask for.
    pub(super) async fn keep_up(&mut self) {
        let (now, instant) = (self.means.clock.now(), Instant::now());
        let slept = self.last.0.until(now).saturating_sub(instant - self.last.1) > SLEPT;
        self.last = Due(now, instant);
        if self.to_forget.is_some_and(|again| again <= instant) && self.live().is_none() {
            self.forget().await;
        }
        if self.live().is_some_and(|live| live.kept.ends_at <= now) {
            return self.ended().await;
        }
        if slept {
            self.refresh_soon();
        }
        let is_due = |due: &Due| due.0 <= now || due.1 <= instant;
        let is_due = |live: &&mut Live| !live.refreshing && live.refresh.as_ref().is_some_and(is_due);
        if let Some(live) = self.live_mut().filter(is_due) {
            live.refreshing = true;
            self.refresh();
        }
    }

    /// Asks the provider again now, instead of when the pause is over.
    pub(super) fn retry(&mut self) {
        let now = self.means.clock.now();
        if let Some(due) = self.live_mut().and_then(|live| live.refresh.as_mut()) {
            *due = Due(now, Instant::now());
        }
    }

    /// What failed for want of a network is tried again; what works is left alone.
    pub(super) fn network_returned(&mut self) {
        if let Some(live) = self.live_mut().filter(|live| live.failures > 0) {
            // The network may take a moment to be of use: the pauses start short again.
            live.failures = live.failures.min(2);
            self.refresh_soon();
        }
    }

    /// A moment from now, and not at the same one on every computer of an office that wakes up.
    fn refresh_soon(&mut self) {
        let pause = self.jitter(SOON);
        let soon = self.due_in(pause);
        if let Some(due) = self.live_mut().and_then(|live| live.refresh.as_mut()) {
            *due = soon;
        }
    }

    /// Uses the refresh token, beside everything else.
    fn refresh(&self) {
        let Some(live) = self.live() else { return };
        let (number, person) = (live.number, live.kept.person.sub.clone());
        let (token, endpoint) = (live.kept.refresh_token.clone(), live.kept.token_endpoint.clone());
        let nonce = live.kept.nonce.clone();
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let (provider, asks) = (self.provider.clone(), self.asks.clone());
        tokio::spawn(async move {
            let refresh = async {
                let trouble = |failure| Refresh::Trouble { failure, renewed: None };
                let provider = registration.provider(&means.http, provider).await.map_err(trouble)?;
                if provider.metadata.token_endpoint != endpoint {
                    // The token was given by another address and goes to no other: a new sign-in it is.
                    return Err(Refresh::Ended);
                }
                let now = means.clock.now();
                let grant = registration.refresh(&means.http, &provider, &token, &nonce, now).await?;
                match &grant.id {
                    Some(id) if id.sub != person => {
                        let failure = Failure::new(Code::BadToken, "sub");
                        Err(Refresh::Trouble { failure, renewed: grant.refresh_token })
                    }
                    _ => Ok((provider, grant)),
                }
            };
            let _ = asks.send(Ask::Refreshed(number, Box::new(refresh.await)));
        });
    }

    /// Takes the answer of the session's own refresh.
    pub(super) async fn refreshed(&mut self, result: Result<(Arc<Provider>, Grant), Refresh>) {
        let renewed = match &result {
            Ok((_, grant)) => grant.refresh_token.clone(),
            Err(Refresh::Trouble { renewed, .. }) => renewed.clone(),
            Err(Refresh::Ended) => return self.ended().await,
        };
        let (mut live, doubt, starting) = match std::mem::replace(&mut self.state, State::Out) {
            State::Starting(Some(live)) => (live, None, true),
            State::In(live) => (live, None, false),
            State::Doubt { live, since, .. } => (live, Some(since), false),
            other => {
                self.state = other;
                return;
            }
        };
        live.refreshing = false;
        if let Some(token) = renewed
            && token.expose_secret() != live.kept.refresh_token.expose_secret()
        {
            // Also when the rest of the answer was not acceptable: the token before it is spent.
            live.kept.refresh_token = token;
            live.changed();
        }
        match result {
            Ok((provider, grant)) => {
                self.provider = Some(provider);
                if doubt.is_some() {
                    let _ = self.changes.send(Change::Begun);
                }
                live.failures = 0;
                live.refresh = Some(self.due(&grant));
                live.note_end(&grant, self.means.clock.now());
                self.state = State::In(live);
                self.learn(grant.access_token, grant.id.map(|id| id.others));
                if self.attempt.is_none() {
                    self.open_waiting();
                }
            }
            Err(Refresh::Trouble { failure, .. }) => {
                tracing::warn!(code = ?failure.code, detail = failure.detail, "the session was not renewed");
                // What is known of the provider may be what is wrong.
                self.provider = None;
                live.failures += 1;
                let pause = self.jittered(Duration::from_secs(1 << live.failures.min(8)));
                live.refresh = Some(self.due_in(pause));
                let since = doubt.unwrap_or_else(|| self.means.clock.now());
                // Just after a start or a sleep the network is often not up yet: once is no trouble. Unless somebody
                // waits for a tool, who is not kept waiting for a second try.
                self.state = match live.failures {
                    1 if starting && self.waiting.is_empty() => State::Starting(Some(live)),
                    1 if !starting => State::In(live),
                    _ => State::Doubt { live, since, code: failure.code },
                };
            }
            Err(Refresh::Ended) => {}
        }
        self.publish();
        self.sign_in_for_waiting();
        self.keep().await;
    }

    pub(super) async fn ended(&mut self) {
        self.expire().await;
        self.sign_in_for_waiting();
    }

    /// Tools that waited for the answer have it: a sign-in is needed.
    fn sign_in_for_waiting(&mut self) {
        if !matches!(self.state, State::Starting(_)) && !self.waiting.is_empty() {
            self.sign_in();
        }
    }

    pub(super) async fn expire(&mut self) {
        if let Some(person) = self.person().cloned() {
            self.state = State::Expired(person);
            self.forget().await;
        }
    }

    /// When to use the refresh token: at four fifths of the shorter life, a little earlier on some computers than
    /// on others, so that an office does not ask all at once. A session that was ended elsewhere is noticed within the
    /// hour, however long tokens live.
    pub(super) fn due(&self, grant: &Grant) -> Due {
        let life = grant.expires_in.min(LONGEST);
        let life = grant.refresh_expires_in.map_or(life, |refresh| refresh.min(life));
        let pause = self.jittered(life * 4 / 5).max(Duration::from_secs(1));
        self.due_in(pause)
    }

    /// This long from now. The wall clock counts whole seconds, so it says a little later: it decides after a sleep,
    /// the other one while awake.
    fn due_in(&self, pause: Duration) -> Due {
        Due(self.means.clock.now().plus(pause + Duration::from_secs(1)), Instant::now() + pause)
    }

    /// Up to a tenth less.
    fn jittered(&self, pause: Duration) -> Duration {
        pause.saturating_sub(self.jitter(pause) / 10)
    }

    /// Some part of `most`.
    fn jitter(&self, most: Duration) -> Duration {
        let mut byte = [0];
        // Without chance there is no jitter, and that is all.
        let _ = self.means.entropy.fill(&mut byte);
        most * u32::from(byte[0]) / 256
    }

    /// How long nothing has to be done.
    pub(super) fn rest(&self) -> Duration {
        let now = self.means.clock.now();
        let Some(live) = self.live() else { return TICK };
        let refresh = live.refresh.as_ref().filter(|_| !live.refreshing);
        let refresh =
            refresh.map_or(TICK, |due| now.until(due.0).min(due.1.saturating_duration_since(Instant::now())));
        let end = now.until(live.kept.ends_at);
        let next = if live.is_ending(now) { end } else { end.saturating_sub(WARNING) };
        // The wall clock counts in seconds, and "due" must have come when we wake.
        refresh.min(next).min(TICK).max(Duration::from_millis(200))
    }
}
