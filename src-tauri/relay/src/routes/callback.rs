//! `GET /callback`: the provider's answer, handed on to the loopback address that asked, with the code sealed.
//!
//! The answer is a page, not a redirect: a provider's `form-action` would otherwise judge where its login form ends up.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::authorize::Attempt;
use super::form::{Parameters, is_plain};
use super::loopback::Loopback;
use super::{Outcome, Refusal, Visit};
use crate::limit::Client;
use crate::seal::Sealed;
use crate::{Relay, page};

/// How long a code may wait to be redeemed, in seconds.
const PATIENCE: u64 = 120;

/// A code of the provider, with what it takes to redeem it.
#[derive(Serialize, Deserialize)]
pub(super) struct Code {
    #[serde(rename = "k")]
    pub(super) upstream: String,
    #[serde(rename = "r")]
    pub(super) redirect_uri: Loopback,
    #[serde(rename = "c")]
    pub(super) challenge: String,
    #[serde(rename = "e")]
    pub(super) expires_at: u64,
}

impl Sealed for Code {
    const KIND: &'static str = "code";

    fn expires_at(&self) -> Option<u64> {
        Some(self.expires_at)
    }
}

pub(super) async fn answer(
    State(relay): State<Arc<Relay>>,
    Extension(client): Extension<Client>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = Visit::new(&relay, client, &headers);
    go(&visit, query.unwrap_or_default().as_bytes())
}

fn go(visit: &Visit<'_>, query: &[u8]) -> Result<Response, Refusal> {
    let relay = visit.relay;
    // Providers add parameters of their own, such as `session_state`.
    let told = Parameters::parse_known(query, &["code", "state", "iss", "error", "error_description"]);
    let told = told.map_err(|_| visit.refused("malformed"))?;
    let attempt: Attempt =
        relay.sealer.open(told.get("state"), relay.now()).map_err(|why| visit.unopened(why))?;
    visit.use_of(told.get("state"))?;
    let metadata = visit.metadata()?;
    // RFC 9207: of another issuer's answer nothing is read, not even its error.
    let from_issuer = match told.optional("iss") {
        Some(iss) => iss == metadata.issuer,
        None => !metadata.authorization_response_iss_parameter_supported,
    };
    if !from_issuer {
        return Err(visit.refused("wrong_issuer"));
    }
    let Attempt { redirect_uri, state, challenge, typed, .. } = attempt;
    let tail = [("state", state.as_str()), ("iss", metadata.issuer.as_str())];
    let (outcome, address) = if let Some(error) = told.optional("error") {
        let error = if is_plain(error, 64) { error } else { "server_error" };
        let description = printable(told.get("error_description"));
        let mut answer = vec![("error", error)];
        if !description.is_empty() {
            answer.push(("error_description", &description));
        }
        answer.extend(tail);
        ("provider_error", redirect_uri.with(&answer))
    } else if let Some(code) = told.optional("code").filter(|code| is_plain(code, 4096)) {
        let expires_at = relay.now() + PATIENCE;
        let code =
            Code { upstream: code.to_owned(), redirect_uri: redirect_uri.clone(), challenge, expires_at };
        let code = relay.sealer.seal(&code);
        ("ok", redirect_uri.with(&[[("code", code.as_str())].as_slice(), &tail].concat()))
    } else {
        return Err(visit.refused("no_code"));
    };
    Ok((Outcome(outcome), page::hand_off(visit.language, &address, typed)).into_response())
}

/// What RFC 6749 §4.1.2.1 allows in a description, and not too much of it.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| (c.is_ascii_graphic() || *c == ' ') && !['"', '\\'].contains(c))
        .take(120)
        .collect()
}
