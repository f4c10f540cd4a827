//! One sign-in, from the click to the checked tokens. Dropping it at any point cancels it.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oauth2::RedirectUrl;
use tokio::sync::oneshot;
use url::Url;

use super::answer::printable;
use super::client::{Grant, Registration, Request, Ties};
use super::loopback::{Answer, Loopback};
use super::page::{self, Page};
use super::person::Claims;
use super::provider::Provider;
use crate::clock::NoEntropy;
use crate::error::{Code, Failure};
use crate::outside::Means;

/// What a sign-in brought. The browser still waits for its page.
pub(super) struct Success {
    pub(super) provider: Arc<Provider>,
    pub(super) grant: Grant,
    pub(super) claims: Claims,
    /// The levels of authentication that were asked for.
    pub(super) acr: Vec<String>,
    /// Whether the login was asked for again.
    pub(super) fresh: bool,
    pub(super) nonce: String,
    /// The scopes that the provider did not allow.
    pub(super) refused: Vec<String>,
    pub(super) reply: oneshot::Sender<Page>,
}

/// What an answer without a code means.
enum NoCode {
    /// These scopes are not allowed: the rest may be.
    Scopes(Vec<String>),
    Failed(Failure),
}

/// One sign-in under way.
struct Attempt<'a> {
    registration: &'a Registration,
    means: &'a Means,
    provider: Arc<Provider>,
    loopback: Loopback,
    /// The tab that waits for its next page; without one, a new tab is opened.
    tab: Option<oneshot::Sender<Page>>,
}

/// Signs in; with `log_out_first`, the same tab first ends the browser's session at the provider. `opened` is told each
/// address that the browser was given, so that it can be opened again.
pub(super) async fn run(
    registration: &Registration,
    means: &Means,
    request: Request,
    log_out_first: bool,
    opened: impl Fn(Url),
) -> Result<Success, Failure> {
    let provider = registration.provider(&means.http, None).await?;
    let loopback =
        Loopback::bind(registration.redirect_host, &registration.ports, means.language.now()).await?;
    let mut attempt = Attempt { registration, means, provider, loopback, tab: None };
    let in_browser = async {
        let mut request = request;
        if log_out_first {
            request.opened = attempt.log_out(&opened).await?;
        }
        attempt.sign_in(request, &opened).await
    };
    tokio::time::timeout(means.patience, in_browser).await.unwrap_or(Err(Code::SignInTimedOut.into()))
}

impl Attempt<'_> {
    /// Ends the browser's session at the provider, where it comes back from there.
    async fn log_out(&mut self, opened: &impl Fn(Url)) -> Result<Option<String>, Failure> {
        let Some(path) = &self.registration.post_logout_path else { return Ok(None) };
        let (back, state) = (self.loopback.address(path)?, random(self.means)?);
        let url = self.registration.end_session_url(&self.provider, Some((&back, &state)));
        let none = || Failure::new(Code::ProviderMisconfigured, "end_session_endpoint");
        let Answer { mut parameters, reply } =
            self.visit(url.ok_or_else(none)?, path, &state, opened).await?;
        self.tab = Some(reply);
        Ok(parameters.remove("opened"))
    }

    async fn sign_in(&mut self, mut request: Request, opened: &impl Fn(Url)) -> Result<Success, Failure> {
        let address = self.loopback.address(&self.registration.callback_path)?;
        let redirect_uri = RedirectUrl::from_url(address);
        let mut refused = Vec::new();
        loop {
            let ties = Ties {
                state: random(self.means)?,
                nonce: random(self.means)?,
                verifier: random(self.means)?.into(),
            };
            let url = self.registration.authorization_url(&self.provider, &redirect_uri, &ties, &request);
            let answer = self.visit(url, &self.registration.callback_path, &ties.state, opened).await?;
            let Answer { mut parameters, reply } = answer;
            let failure = match self.code(&mut parameters, &request) {
                Ok(code) => match self.redeem(&redirect_uri, &ties, &request, code).await {
                    Ok((grant, claims)) => {
                        let (provider, nonce) = (self.provider.clone(), ties.nonce);
                        let Request { acr, fresh, .. } = request;
                        return Ok(Success { provider, grant, claims, acr, fresh, nonce, refused, reply });
                    }
                    Err(failure) => failure,
                },
                Err(NoCode::Scopes(scopes)) => {
                    request.opened = parameters.remove("opened");
                    request.scopes.retain(|scope| !scopes.contains(scope));
                    refused.extend(scopes);
                    self.tab = Some(reply);
                    continue;
                }
                Err(NoCode::Failed(failure)) => failure,
            };
            let _ = reply.send(page::failed(self.means.language.now(), &failure));
            return Err(failure);
        }
    }

    /// Sends the browser to an address, in the tab that waits or in a new one, and waits for it to come back.
    async fn visit(
        &mut self,
        url: Url,
        path: &str,
        state: &str,
        opened: &impl Fn(Url),
    ) -> Result<Answer, Failure> {
        let answer = self.loopback.expect(path, state);
        opened(url.clone());
        let onward = page::onward(self.means.language.now(), &url);
        let still_there = self.tab.take().is_some_and(|tab| tab.send(onward).is_ok());
        tokio::pin!(answer);
        // Starting a browser may take longer than signing in with one that runs.
        let answer = tokio::select! {
            opened = self.means.open(url), if !still_there => {
                opened?;
                answer.await
            }
            answer = &mut answer => answer,
        };
        answer.map_err(|_| Code::SignInTimedOut.into())
    }

    /// Takes the code out of an authorization answer, after RFC 9207: an answer of another issuer is not read further,
    /// not even its error.
    fn code(&self, parameters: &mut HashMap<String, String>, request: &Request) -> Result<String, NoCode> {
        let metadata = &self.provider.metadata;
        match parameters.get("iss") {
            Some(iss) if *iss == metadata.issuer => {}
            None if !metadata.authorization_response_iss_parameter_supported => {}
            _ => return Err(NoCode::Failed(Code::WrongIssuer.into())),
        }
        let Some(error) = parameters.get("error").map(|error| printable(error)) else {
            let no_code = || NoCode::Failed(Failure::new(Code::SignInFailed, "no code"));
            return parameters.remove("code").filter(|code| !code.is_empty()).ok_or_else(no_code);
        };
        let description = parameters.get("error_description").map(String::as_str).unwrap_or_default();
        let code = match error.as_str() {
            "invalid_scope" => match self.refused_scopes(parameters.get("scope"), description, request) {
                refused if refused.is_empty() => Code::SignInFailed,
                refused => return Err(NoCode::Scopes(refused)),
            },
            // OpenID Connect Core Unmet Authentication Requirements 1.0; ProConnect says it in words.
            "unmet_authentication_requirements" => Code::LevelNotReached,
            "access_denied" if !request.acr.is_empty() && is_about_acr(description) => Code::LevelNotReached,
            "access_denied" => Code::SignInRefused,
            "server_error" | "temporarily_unavailable" => Code::ProviderOutOfOrder,
            "unauthorized_client" => Code::ClientRefused,
            _ => Code::SignInFailed,
        };
        Err(NoCode::Failed(Failure::new(code, error)))
    }

    /// Which scopes an `invalid_scope` is about: those it names, else those that the provider does not list, else the
    /// last one. Never `openid`.
    fn refused_scopes(&self, named: Option<&String>, description: &str, request: &Request) -> Vec<String> {
        let asked = || request.scopes.iter().filter(|scope| *scope != "openid");
        let is_word = |scope: &str, text: &str| {
            text.split(|c: char| c.is_whitespace() || "\"',;()[]".contains(c)).any(|word| word == scope)
        };
        let named = named.map(String::as_str).unwrap_or_default();
        let listed = self.provider.metadata.scopes_supported.as_deref();
        let is_named = |scope: &&String| is_word(scope, named) || is_word(scope, description);
        let mut refused: Vec<_> = asked().filter(is_named).cloned().collect();
        if refused.len() == asked().count() && refused.len() > 1 {
            // Keycloak names all that was asked for, which says nothing about any of it.
            refused.clear();
        }
        if refused.is_empty()
            && let Some(listed) = listed
        {
            refused = asked().filter(|scope| !listed.contains(scope)).cloned().collect();
        }
        if refused.is_empty() {
            refused.extend(asked().next_back().cloned());
        }
        refused
    }

    async fn redeem(
        &self,
        redirect_uri: &RedirectUrl,
        ties: &Ties,
        request: &Request,
        code: String,
    ) -> Result<(Grant, Claims), Failure> {
        let (http, now) = (&self.means.http, self.means.clock.now());
        let grant = self.registration.redeem(http, &self.provider, redirect_uri, ties, code, now).await?;
        let Some(id) = &grant.id else { return Err(Failure::new(Code::BadToken, "no ID token")) };
        // Asking for a level is not having it: providers may answer with another one.
        if !request.acr.is_empty() && !id.acr.as_ref().is_some_and(|acr| request.acr.contains(acr)) {
            let acr = id.acr.as_deref().map_or_else(|| "no acr".to_owned(), printable);
            return Err(Failure::new(Code::LevelNotReached, acr));
        }
        let mut claims = id.others.clone();
        claims.extend(self.registration.userinfo(http, &self.provider, &grant.access_token, &id.sub).await?);
        claims.insert("sub".into(), id.sub.clone().into());
        Ok((grant, claims))
    }
}

fn is_about_acr(description: &str) -> bool {
    description.to_ascii_lowercase().contains("acr")
}

/// 32 bytes, 43 characters: what RFC 7636 §4.1 recommends, and above the 32 characters ProConnect asks for.
pub(super) fn random(means: &Means) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    let filled = means.entropy.fill(&mut bytes);
    filled.map_err(|error: NoEntropy| Failure::new(Code::SignInFailed, error.to_string()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}
