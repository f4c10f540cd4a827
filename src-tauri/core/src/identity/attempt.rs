//! One sign-in, from the click to the checked tokens. Dropping it at any point cancels it.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tokio::sync::oneshot;
use url::Url;

use super::client::{Grant, Registration, Ties, printable};
use super::loopback::{Answer, Loopback};
use super::page::{self, Page};
use super::person::Person;
use super::provider::Provider;
use crate::clock::NoEntropy;
use crate::error::{Code, Failure};
use crate::outside::Means;

/// What a sign-in brought. The browser still waits for its page.
pub(super) struct Success {
    pub(super) provider: Arc<Provider>,
    pub(super) grant: Grant,
    pub(super) person: Person,
    pub(super) nonce: String,
    pub(super) reply: oneshot::Sender<Page>,
}

/// Signs in. `opened` is told the address that the browser was given, so that it can be opened again.
pub(super) async fn run(
    registration: &Registration,
    means: &Means,
    opened: impl FnOnce(Url),
) -> Result<Success, Failure> {
    let provider = Arc::new(Provider::discover(&means.http, &registration.issuer).await?);
    let ties = ties(means).map_err(|e| Failure::new(Code::SignInFailed, e.to_string()))?;
    let (ports, path) = (&registration.ports, &registration.callback_path);
    let mut loopback = Loopback::bind(ports, path, ties.state.clone(), means.language).await?;
    let redirect_uri = loopback.redirect_uri().clone();
    let url = registration.authorization_url(&provider, &redirect_uri, &ties);
    opened(url.clone());
    let answer = tokio::time::timeout(means.patience, loopback.answer());
    tokio::pin!(answer);
    // Starting a browser may take longer than signing in with one that runs.
    let answered = tokio::select! {
        opened = means.open(url) => {
            opened?;
            answer.await
        }
        answered = &mut answer => answered,
    };
    let Ok(Some(answer)) = answered else {
        return Err(Code::SignInTimedOut.into());
    };
    let Answer { mut parameters, reply } = answer;
    let checked = async {
        let code = code(&mut parameters, &provider)?;
        let (http, now) = (&means.http, means.clock.now());
        let grant = registration.redeem(http, &provider, &redirect_uri, &ties, code, now).await?;
        let sub = grant.id.as_ref().map(|id| id.sub.clone()).unwrap_or_default();
        let person = registration.person(http, &provider, &grant.access_token, &sub).await?;
        Ok((grant, person))
    };
    match checked.await {
        Ok((grant, person)) => Ok(Success { provider, grant, person, nonce: ties.nonce, reply }),
        Err(failure) => {
            let _ = reply.send(page::failed(means.language, &failure));
            Err(failure)
        }
    }
}

/// Takes the code out of an authorization answer, after RFC 9207: an answer of another issuer is not read further,
/// not even its error.
fn code(parameters: &mut HashMap<String, String>, provider: &Provider) -> Result<String, Failure> {
    match parameters.get("iss") {
        Some(iss) if *iss == provider.metadata.issuer => {}
        None if !provider.metadata.authorization_response_iss_parameter_supported => {}
        _ => return Err(Code::WrongIssuer.into()),
    }
    if let Some(error) = parameters.get("error") {
        let error = printable(error);
        return Err(match error.as_str() {
            "access_denied" => Failure::new(Code::SignInRefused, error),
            "server_error" | "temporarily_unavailable" => Failure::new(Code::ProviderOutOfOrder, error),
            "unauthorized_client" => Failure::new(Code::ClientRefused, error),
            _ => Failure::new(Code::SignInFailed, error),
        });
    }
    parameters.remove("code").ok_or_else(|| Failure::new(Code::SignInFailed, "no code"))
}

fn ties(means: &Means) -> Result<Ties, NoEntropy> {
    // 32 bytes, 43 characters: what RFC 7636 §4.1 recommends, and above the 32 characters ProConnect asks for.
    let random = || {
        let mut bytes = [0; 32];
        means.entropy.fill(&mut bytes).map(|()| BASE64_URL_SAFE_NO_PAD.encode(bytes))
    };
    Ok(Ties { state: random()?, nonce: random()?, verifier: random()?.into() })
}
