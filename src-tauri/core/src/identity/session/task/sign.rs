//! Signing in and out.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::super::Change;
use super::{Ask, Attempt, Live, State, Task};
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::identity::attempt::{self, Success};
use crate::identity::client::Grant;
use crate::identity::kept::Kept;
use crate::identity::page;
use crate::identity::provider::Provider;

impl Task {
    /// Starts a sign-in in the browser, unless one is under way.
    pub(super) fn sign_in(&mut self) {
        if self.attempt.is_some() {
            return;
        }
        if self.setup.secret_missing {
            self.give_up(Code::SecretMissing.into());
            return;
        }
        let (number, asks) = (self.next_number(), self.asks.clone());
        let (registration, means) = (self.setup.registration.clone(), self.means.clone());
        let task = tokio::spawn(async move {
            let opened = |url| drop(asks.send(Ask::Opened(number, url)));
            let result = attempt::run(&registration, &means, opened).await;
            let _ = asks.send(Ask::Attempted(number, Box::new(result)));
        });
        let until = self.means.clock.now().plus(self.means.patience);
        self.attempt = Some(Attempt { number, task: task.abort_handle(), until, url: None });
    }

    /// A sign-in that came to nothing: what waited for it is named, so that it can be opened all the same.
    pub(super) fn give_up(&mut self, failure: Failure) {
        let waiting = std::mem::take(&mut self.waiting).into_iter().next();
        let _ = self.changes.send(Change::Said(failure, waiting));
    }

    /// Begins a session. The agent's page and tools come first; a slow keychain holds nobody up.
    pub(super) async fn signed_in(&mut self, success: Success) {
        let Success { provider, grant, person, nonce, reply } = success;
        let mut waiting = std::mem::take(&mut self.waiting);
        if self.person().is_some_and(|before| !before.is_same_as(&person)) && !waiting.is_empty() {
            // What was asked for may be the other person's: a document's address is already something to know.
            waiting.clear();
            self.say(Code::OtherPerson);
        }
        let name = person.view().name;
        let kept = Kept {
            // Without one, the session lasts as long as this run, and is not kept.
            refresh_token: grant.refresh_token.clone().unwrap_or_default(),
            token_endpoint: provider.metadata.token_endpoint.clone(),
            nonce,
            person,
            ends_at: ends_at(&grant, self.setup.registration.session, self.means.clock.now()),
        };
        self.provider = Some(provider);
        let refresh = grant.refresh_token.is_some().then(|| self.due(&grant));
        let number = self.next_number();
        let live = Live { number, kept, in_keychain: false, refresh, refreshing: false, failures: 0 };
        self.state = State::In(live);
        self.publish();
        let mut waiting = waiting.into_iter();
        let first = waiting.next();
        let onward = first.as_ref().map(|first| (&first.address, first.name.as_str()));
        let told = reply.send(page::signed_in(self.means.language, &name, onward));
        if let (Err(_), Some(first)) = (told, first) {
            // The tab was closed meanwhile: what it was to show opens in another one.
            self.open(first);
        }
        self.open_after(waiting.collect());
        self.keep().await;
    }

    /// Ends the session here, the keychain first, then tells the provider, and with `everywhere` its page in the
    /// browser too. What the provider answers changes nothing here.
    pub(super) async fn sign_out(&mut self, everywhere: bool) {
        self.attempt = None;
        self.waiting.clear();
        let live = match std::mem::replace(&mut self.state, State::Out) {
            State::Starting(live) => live,
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        };
        // Whoever reads "signed out" and leaves has nothing in the keychain any more.
        self.forget().await;
        self.publish();
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let (provider, changes) = (self.provider.take(), self.changes.clone());
        let token =
            live.map(|live| live.kept.refresh_token).filter(|token| !token.expose_secret().is_empty());
        self.farewells.spawn(async move {
            let provider = match provider {
                Some(provider) => Ok(provider),
                None => Provider::discover(&means.http, &registration.issuer).await.map(Arc::new),
            };
            if everywhere {
                let page = provider.as_ref().map_err(Clone::clone).and_then(|provider| {
                    let none = || Failure::new(Code::ProviderMisconfigured, "end_session_endpoint");
                    registration.end_session_url(provider).ok_or_else(none)
                });
                let opened = match page {
                    Ok(url) => means.open(url).await,
                    Err(failure) => Err(failure),
                };
                if let Err(Failure { detail, .. }) = opened {
                    let failure = Failure { code: Code::SignOutIncomplete, detail };
                    let _ = changes.send(Change::Said(failure, None));
                }
            }
            if let (Ok(provider), Some(token)) = (provider, token)
                && let Err(failure) = registration.revoke(&means.http, &provider, &token).await
            {
                tracing::warn!(code = ?failure.code, "the refresh token was not revoked");
            }
        });
    }
}

/// The moment a session ends, whatever happens: counted from the real sign-in, which may be another tool's of this
/// morning. A provider whose sessions live longer than ours is not asked again at once.
fn ends_at(grant: &Grant, session: Duration, now: UnixTime) -> UnixTime {
    let since = grant.id.as_ref().and_then(|id| id.auth_time).map_or(now, UnixTime).min(now);
    let end = since.plus(session);
    if end <= now { now.plus(session) } else { end }
}
