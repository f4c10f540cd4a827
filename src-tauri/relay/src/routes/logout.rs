//! `GET /logout` and `GET /signed-out`: ends the session at the provider (RP-Initiated Logout 1.0) in the ministry's
//! name, and hands the browser back to Parvis where it waits.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::authorize::{OPENED, is_typed, vouch};
use super::form::{Parameters, is_plain};
use super::loopback::Loopback;
use super::{Outcome, Refusal, Visit};
use crate::limit::Client;
use crate::seal::{Sealed, Unopened};
use crate::{Relay, page};

/// How long somebody may take to say yes at the provider, in seconds.
const PATIENCE: u64 = 600;
/// The path of Parvis's loopback address after a sign-out.
const SIGNED_OUT: &str = "/signed-out";

/// What the relay has to remember until the provider sends the browser back.
#[derive(Serialize, Deserialize)]
struct SignOut {
    #[serde(rename = "b")]
    back: Option<(Loopback, String)>,
    #[serde(rename = "e")]
    expires_at: u64,
    #[serde(rename = "t")]
    typed: bool,
}

impl Sealed for SignOut {
    const KIND: &'static str = "logout";

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
    let typed = is_typed(&headers);
    go(&visit, query.unwrap_or_default().as_bytes(), typed)
}

fn go(visit: &Visit<'_>, query: &[u8], typed: bool) -> Result<Response, Refusal> {
    let relay = visit.relay;
    let asked = Parameters::parse(query, &["client_id", "post_logout_redirect_uri", "state"]);
    let asked = asked.map_err(|_| visit.refused("malformed"))?;
    if asked.get("client_id") != relay.config.client_id {
        return Err(visit.refused("client_id"));
    }
    let back = match (asked.optional("post_logout_redirect_uri"), asked.optional("state")) {
        (None, None) => None,
        (Some(address), Some(state)) if is_plain(state, 512) => {
            let address =
                Loopback::parse(address, SIGNED_OUT).ok_or_else(|| visit.refused("redirect_uri"))?;
            Some((address, state.to_owned()))
        }
        _ => return Err(visit.refused("malformed")),
    };
    visit.start()?;
    let metadata = visit.metadata()?;
    let Some(mut onward) = metadata.end_session_endpoint.clone() else {
        return Err(Refusal::new((Outcome("no_end_session"), page::no_sign_out(visit.language))));
    };
    let sign_out = SignOut { back, expires_at: relay.now() + PATIENCE, typed };
    onward.query_pairs_mut().extend_pairs([
        ("client_id", relay.config.client_id.as_str()),
        ("post_logout_redirect_uri", &format!("{}{SIGNED_OUT}", relay.config.public_address)),
        ("state", &relay.sealer.seal(&sign_out)),
    ]);
    let location = HeaderValue::try_from(onward.as_str()).map_err(|_| visit.refused("malformed"))?;
    Ok((StatusCode::SEE_OTHER, Outcome("ok"), [(LOCATION, location)]).into_response())
}

pub(super) async fn signed_out(
    State(relay): State<Arc<Relay>>,
    Extension(client): Extension<Client>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = Visit::new(&relay, client, &headers);
    let plain = || (Outcome("ok"), page::signed_out(visit.language)).into_response();
    let query = query.unwrap_or_default();
    let told = Parameters::parse_known(query.as_bytes(), &["state"]);
    let told = told.map_err(|_| visit.refused("malformed"))?;
    // Some providers send no state back; the session is over all the same.
    let Some(state) = told.optional("state") else {
        return Ok(plain());
    };
    match relay.sealer.open::<SignOut>(state, relay.now()) {
        Ok(SignOut { back: Some((address, state)), typed, .. }) => {
            let word = typed.then(|| vouch(&relay, &address));
            let word: Vec<_> = word.iter().map(|word| (OPENED, word.as_str())).collect();
            let address = address.with(&[&[("state", state.as_str())], word.as_slice()].concat());
            Ok((Outcome("ok"), page::hand_off(visit.language, &address, typed)).into_response())
        }
        // Too late for Parvis, which does not wait that long; not for the person.
        Ok(SignOut { back: None, .. }) | Err(Unopened::Expired) => Ok(plain()),
        Err(why) => Err(visit.unopened(why)),
    }
}
