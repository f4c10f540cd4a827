//! Signing out: here first, then the token at the provider, then the browser.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::AbortHandle;
use url::Url;

use super::super::Change;
use super::{State, Task};
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::identity::Registration;
use crate::identity::attempt::random;
use crate::identity::client::{Grant, Refresh};
use crate::identity::kept::Kept;
use crate::identity::loopback::{Answer, Loopback};
use crate::identity::page;
use crate::identity::person::Person;
use crate::identity::provider::Provider;
use crate::outside::Means;

/// The browser's log-out waits this long for the token's: a provider that is slow holds nobody up.
const TOKEN_FIRST: Duration = Duration::from_secs(1);

/// Pauses between the tries to revoke a token, doubling.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// A log-out in the browser.
#[derive(Clone)]
pub(super) struct Leaving {
    task: AbortHandle,
    /// Closed when the browser has its page.
    opened: watch::Receiver<()>,
}

impl Leaving {
    /// Lets the browser have the page of the log-out, and no longer waits for it to come back.
    pub(super) async fn out_of_the_way(mut self) {
        /// What a browser needs to begin with a page, before it gets another one.
        const BEGUN: Duration = Duration::from_secs(2);
        if self.opened.has_changed().is_ok() {
            let _ = self.opened.changed().await;
            tokio::time::sleep(BEGUN).await;
        }
        self.task.abort();
    }
}

impl Task {
    /// Ends the session here, the keychain first, then tells the provider, and with `everywhere` its page in the
    /// browser too. What the provider answers changes nothing here.
    pub(super) async fn sign_out(&mut self, everywhere: bool) {
        self.attempt = None;
        self.waiting.clear();
        self.openings.abort_all();
        self.siret_hint = None;
        self.forget_known();
        let live = match std::mem::replace(&mut self.state, State::Out) {
            State::Starting(live) => live,
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        };
        // Whoever reads "signed out" and leaves has nothing in the keychain any more.
        self.forget().await;
        self.publish();
        let provider = self.provider.take();
        let (told, tried) = oneshot::channel();
        if let Some(live) = live {
            self.revoke_of(live.kept.clone(), provider.clone(), told);
            if live.refreshing {
                self.left.push(live);
            }
        }
        if everywhere {
            self.leave_browser(provider, tried);
        }
    }

    /// Revokes the refresh token of a session that is over, if it has one.
    pub(super) fn revoke_of(
        &mut self,
        kept: Kept,
        provider: Option<Arc<Provider>>,
        told: oneshot::Sender<()>,
    ) {
        if !kept.refresh_token.expose_secret().is_empty() {
            let Kept { refresh_token: token, token_endpoint, ends_at: until, person, .. } = kept;
            let revocation = Revocation { token, token_endpoint, until, sub: person.sub };
            self.revoke(revocation, provider, told);
        }
    }

    /// Revokes a refresh token; what cannot be sent now is sent later, as long as Parvis runs and the token lives.
    fn revoke(&mut self, revocation: Revocation, provider: Option<Arc<Provider>>, told: oneshot::Sender<()>) {
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let (tried, first) = oneshot::channel();
        let (sub, now) = (revocation.sub.clone(), self.revoke_now.clone());
        let run =
            tokio::spawn(async move { revocation.run(means, registration, provider, tried, now).await });
        self.revocations.retain(|(_, run)| !run.is_finished());
        self.revocations.push((sub, run.abort_handle()));
        self.farewells.spawn(async move {
            let _ = first.await;
            let _ = told.send(());
        });
    }

    /// Gives up what is still to be revoked for this person: at Keycloak it would end the session that they have just
    /// begun, since both are one client in one login.
    pub(super) fn stop_revoking(&mut self, person: &Person) {
        self.revocations.retain(|(sub, run)| {
            let stops = *sub == person.sub;
            if stops {
                run.abort();
            }
            !stops
        });
    }

    /// Revokes what a refresh brought after the sign-out: its predecessor, which was revoked, may have been spent.
    pub(super) fn revoke_late(&mut self, kept: Kept, result: Result<(Arc<Provider>, Grant), Refresh>) {
        let (provider, token) = match result {
            Ok((provider, Grant { refresh_token: Some(token), .. })) => (Some(provider), token),
            Err(Refresh::Trouble { renewed: Some(token), .. }) => (None, token),
            _ => return,
        };
        self.revoke_of(Kept { refresh_token: token, ..kept }, provider, oneshot::channel().0);
    }

    /// Sends the browser to the provider's log-out, after the token's first try.
    fn leave_browser(&mut self, provider: Option<Arc<Provider>>, tried: oneshot::Receiver<()>) {
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let changes = self.changes.clone();
        // One log-out at a time: the earlier one may hold the only port.
        if let Some(earlier) = self.leaving.take() {
            earlier.task.abort();
        }
        let (opened, is_open) = oneshot::channel();
        let (also_opened, begun) = watch::channel(());
        let leaving = tokio::spawn(async move {
            let _ = tokio::time::timeout(TOKEN_FIRST, tried).await;
            if let Err(Failure { detail, .. }) = log_out(&means, &registration, provider, opened).await {
                let failure = Failure { code: Code::SignOutIncomplete, detail };
                let _ = changes.send(Change::Said(failure, None));
            }
        });
        self.leaving = Some(Leaving { task: leaving.abort_handle(), opened: begun });
        self.farewells.spawn(async move {
            let _ = is_open.await;
            drop(also_opened);
        });
    }
}

/// Opens the provider's log-out, and waits for the browser to come back from it where it does: that is how we know that
/// the agent did not leave it half-way.
async fn log_out(
    means: &Means,
    registration: &Registration,
    provider: Option<Arc<Provider>>,
    opened: oneshot::Sender<()>,
) -> Result<(), Failure> {
    let provider = registration.provider(&means.http, provider).await?;
    let none = || Failure::new(Code::ProviderMisconfigured, "end_session_endpoint");
    let bound = Loopback::bind(registration.redirect_host, &registration.ports, means.language.now()).await;
    let (Some(path), Ok(loopback)) = (&registration.post_logout_path, bound) else {
        let url = registration.end_session_url(&provider, None).ok_or_else(none)?;
        return means.open(url).await;
    };
    let (back, state) = (loopback.address(path)?, random(means)?);
    let url = registration.end_session_url(&provider, Some((&back, &state))).ok_or_else(none)?;
    let answer = loopback.expect(path, &state);
    means.open(url).await?;
    drop(opened);
    match tokio::time::timeout(means.patience, answer).await {
        Ok(Ok(Answer { reply, .. })) => {
            let _ = reply.send(page::signed_out(means.language.now()));
            Ok(())
        }
        _ => Err(Failure::new(Code::SignOutIncomplete, "no return from the log-out")),
    }
}

/// A refresh token that the provider is to forget. In memory only.
struct Revocation {
    token: SecretString,
    token_endpoint: Url,
    until: UnixTime,
    /// Whose it is.
    sub: String,
}

impl Revocation {
    async fn run(
        self,
        means: Means,
        registration: Registration,
        mut provider: Option<Arc<Provider>>,
        tried: oneshot::Sender<()>,
        now: Arc<Notify>,
    ) {
        let mut network = means.network.clone();
        let (mut tried, mut pause) = (Some(tried), FIRST_PAUSE);
        while means.clock.now() < self.until {
            match self.send(&means, &registration, provider.take()).await {
                Ok(()) => return,
                Err(failure) => {
                    tracing::warn!(code = ?failure.code, ?pause, "the refresh token is not revoked yet");
                }
            }
            tried.take();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = network.returned() => {}
                () = now.notified() => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn send(
        &self,
        means: &Means,
        registration: &Registration,
        provider: Option<Arc<Provider>>,
    ) -> Result<(), Failure> {
        registration.forget(&means.http, provider, &self.token, &self.token_endpoint).await
    }
}
