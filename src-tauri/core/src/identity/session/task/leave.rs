//! Signing out: here first, then the token at the provider, then the browser.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::oneshot;
use url::Url;

use super::super::Change;
use super::{Live, State, Task};
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::identity::Registration;
use crate::identity::attempt::random;
use crate::identity::loopback::{Answer, Loopback};
use crate::identity::page;
use crate::identity::provider::Provider;
use crate::outside::Means;

/// The browser's log-out waits this long for the token's: a provider that is slow holds nobody up.
const TOKEN_FIRST: Duration = Duration::from_secs(3);

/// Pauses between the tries to revoke a token, doubling.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

impl Task {
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
        self.known = None;
        self.publish();
        let provider = self.provider.take();
        let (told, tried) = oneshot::channel();
        if let Some(live) = live.filter(|live| !live.kept.refresh_token.expose_secret().is_empty()) {
            self.revoke(live, provider.clone(), told);
        }
        if everywhere {
            self.leave_browser(provider, tried);
        }
    }

    /// Revokes a refresh token; what cannot be sent now is sent later, as long as Parvis runs and the token lives.
    fn revoke(&mut self, live: Live, provider: Option<Arc<Provider>>, told: oneshot::Sender<()>) {
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let (tried, first) = oneshot::channel();
        let revocation = Revocation {
            token: live.kept.refresh_token,
            token_endpoint: live.kept.token_endpoint,
            until: live.kept.ends_at,
        };
        tokio::spawn(async move { revocation.run(means, registration, provider, tried).await });
        self.farewells.spawn(async move {
            let _ = first.await;
            let _ = told.send(());
        });
    }

    /// Sends the browser to the provider's log-out, after the token's first try.
    fn leave_browser(&mut self, provider: Option<Arc<Provider>>, tried: oneshot::Receiver<()>) {
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let changes = self.changes.clone();
        let (opened, is_open) = oneshot::channel();
        let leaving = tokio::spawn(async move {
            let _ = tokio::time::timeout(TOKEN_FIRST, tried).await;
            if let Err(Failure { detail, .. }) = log_out(&means, &registration, provider, opened).await {
                let failure = Failure { code: Code::SignOutIncomplete, detail };
                let _ = changes.send(Change::Said(failure, None));
            }
        });
        self.return_awaited = Some(leaving.abort_handle());
        self.farewells.spawn(async move { drop(is_open.await) });
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
    let bound = Loopback::bind(registration.redirect_host, &registration.ports, means.language).await;
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
            let _ = reply.send(page::signed_out(means.language));
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
}

impl Revocation {
    async fn run(
        self,
        means: Means,
        registration: Registration,
        mut provider: Option<Arc<Provider>>,
        tried: oneshot::Sender<()>,
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
        let provider = registration.provider(&means.http, provider).await?;
        if provider.metadata.token_endpoint != self.token_endpoint {
            // It was given by another address, and goes to no other.
            return Ok(());
        }
        registration.revoke(&means.http, &provider, &self.token).await
    }
}
