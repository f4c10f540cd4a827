//! `GET /authorize`: checks what Parvis asks for, and sends the browser to the provider in the ministry's name.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::form::{Parameters, is_plain};
use super::loopback::Loopback;
use super::{Outcome, Refusal, Visit};
use crate::limit::Client;
use crate::seal::Sealed;
use crate::{Relay, page};

/// How long somebody may take to sign in at the provider, in seconds.
const PATIENCE: u64 = 600;

const PARAMETERS: [&str; 14] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
    "siret_hint",
    "acr_values",
    "claims",
    OPENED,
];

/// The parameter with the relay's own word that the chain of pages began with the agent, or with the system on behalf of
/// Parvis. A browser that comes back by a page of Parvis comes from another site, and would be asked otherwise.
pub(super) const OPENED: &str = "opened";

/// That word, for one listener, and as long as it takes to go on.
#[derive(Serialize, Deserialize)]
struct Opened {
    #[serde(rename = "l")]
    listener: String,
    #[serde(rename = "e")]
    expires_at: u64,
}

impl Sealed for Opened {
    const KIND: &'static str = "opened";

    fn expires_at(&self) -> Option<u64> {
        Some(self.expires_at)
    }
}

/// Says, for the next page of this Parvis, that the chain began with the agent.
pub(super) fn vouch(relay: &Relay, loopback: &Loopback) -> String {
    /// The browser goes on by itself.
    const SOON: u64 = 60;
    let listener = loopback.listener().to_owned();
    relay.sealer.seal(&Opened { listener, expires_at: relay.now() + SOON })
}

/// What the relay has to remember until the provider answers; it travels as the provider's `state`.
#[derive(Serialize, Deserialize)]
pub(super) struct Attempt {
    #[serde(rename = "r")]
    pub(super) redirect_uri: Loopback,
    #[serde(rename = "s")]
    pub(super) state: String,
    #[serde(rename = "c")]
    pub(super) challenge: String,
    #[serde(rename = "e")]
    pub(super) expires_at: u64,
    /// Whether the agent, or the system on behalf of Parvis, opened the address, and no page elsewhere.
    #[serde(rename = "t")]
    pub(super) typed: bool,
}

impl Sealed for Attempt {
    const KIND: &'static str = "state";

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
    go(&visit, query.unwrap_or_default().as_bytes(), &headers)
}

fn go(visit: &Visit<'_>, query: &[u8], headers: &HeaderMap) -> Result<Response, Refusal> {
    let relay = visit.relay;
    let asked = Parameters::parse(query, &PARAMETERS).map_err(|_| visit.refused("malformed"))?;
    // Until these three are right there is nobody to answer but the person in front of the browser.
    let redirect_uri = Loopback::parse(asked.get("redirect_uri"), &relay.config.callback_path);
    let redirect_uri = redirect_uri.ok_or_else(|| visit.refused("redirect_uri"))?;
    if asked.get("client_id") != relay.config.client_id {
        return Err(visit.refused("client_id"));
    }
    let state = asked.get("state");
    if !is_plain(state, 512) {
        return Err(visit.refused("state"));
    }
    visit.start()?;
    let metadata = visit.metadata()?;
    let vouched = asked.optional(OPENED).is_some_and(|word| {
        let opened = relay.sealer.open::<Opened>(word, relay.now());
        opened.is_ok_and(|opened| opened.listener == redirect_uri.listener())
    });
    let typed = is_typed(headers) || vouched;
    let back = |outcome: &'static str, more: &[(&str, &str)]| {
        let word = typed.then(|| vouch(relay, &redirect_uri));
        let word: Vec<_> = word.iter().map(|word| (OPENED, word.as_str())).collect();
        let answer = [more, &word, &[("state", state), ("iss", &metadata.issuer)]].concat();
        Refusal::new((Outcome(outcome), page::hand_off(visit.language, &redirect_uri.with(&answer), typed)))
    };
    if !is_sound(&asked) {
        return Err(back("invalid_request", &[("error", "invalid_request")]));
    }
    let refused = refused_scopes(asked.get("scope"), &relay.config.scopes);
    if !refused.is_empty() {
        return Err(back("invalid_scope", &[("error", "invalid_scope"), ("scope", &refused)]));
    }
    let attempt = Attempt {
        redirect_uri: redirect_uri.clone(),
        state: state.to_owned(),
        challenge: asked.get("code_challenge").to_owned(),
        expires_at: relay.now() + PATIENCE,
        typed,
    };
    let mut onward = metadata.authorization_endpoint.clone();
    let ours = [
        ("client_id", relay.config.client_id.as_str()),
        ("redirect_uri", &format!("{}/callback", relay.config.public_address)),
        ("state", &relay.sealer.seal(&attempt)),
    ];
    let passed_on =
        PARAMETERS.iter().filter(|name| **name != OPENED && ours.iter().all(|(own, _)| own != *name));
    let passed_on = passed_on.filter_map(|name| Some((*name, asked.optional(name)?)));
    onward.query_pairs_mut().extend_pairs(ours).extend_pairs(passed_on);
    let location = HeaderValue::try_from(onward.as_str()).map_err(|_| visit.refused("malformed"))?;
    Ok((StatusCode::SEE_OTHER, Outcome("ok"), [(LOCATION, location)]).into_response())
}

/// The browser's own word (Fetch Metadata): `none` is an address that was typed, bookmarked, or opened by a program.
pub(super) fn is_typed(headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    sites.next().is_some_and(|site| site == "none") && sites.next().is_none()
}

/// Whether everything but the scopes is as Parvis sends it.
fn is_sound(asked: &Parameters) -> bool {
    let challenge = asked.get("code_challenge");
    let base64url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let if_there = |name, sound: fn(&str) -> bool| asked.optional(name).is_none_or(sound);
    asked.get("response_type") == "code"
        && asked.get("code_challenge_method") == "S256"
        // A SHA-256 digest in base64url (RFC 7636 §4.2).
        && challenge.len() == 43
        && challenge.chars().all(base64url)
        && is_plain(asked.get("nonce"), 512)
        && is_plain(asked.get("scope"), 2048)
        // `none` shows or drops a session at ProConnect when a hint differs; Parvis never asks for it here.
        && if_there("prompt", |prompt| prompt == "login")
        && if_there("login_hint", |hint| !hint.is_empty() && hint.len() <= 254 && !hint.chars().any(char::is_control))
        && if_there("siret_hint", |siret| siret.len() == 14 && siret.chars().all(|c| c.is_ascii_digit()))
        && if_there("acr_values", |values| is_plain(values, 512))
        && if_there("claims", is_claims)
}

/// How somebody signed in, in the ID token (OpenID Connect Core §5.5), and nothing about who that is: claims asked for
/// by name would get round the list of scopes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    #[serde(rename = "id_token")]
    _id_token: SignInClaims,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInClaims {
    #[serde(default, rename = "acr")]
    _acr: IgnoredAny,
    #[serde(default, rename = "amr")]
    _amr: IgnoredAny,
}

fn is_claims(text: &str) -> bool {
    text.len() <= 2048 && serde_json::from_str::<Claims>(text).is_ok()
}

/// Those of the wanted scopes that this client may not ask for, between spaces, so that Parvis can go on without
/// them; `openid` when it is not among the wanted ones.
pub(super) fn refused_scopes(wanted: &str, allowed: &[String]) -> String {
    let wanted: Vec<_> = wanted.split(' ').filter(|scope| !scope.is_empty()).collect();
    if !wanted.contains(&"openid") {
        return "openid".to_owned();
    }
    let refused = wanted.into_iter().filter(|scope| allowed.iter().all(|known| known != scope));
    refused.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refused_scopes_are_named() {
        let allowed = ["openid", "email"].map(str::to_owned);
        let rows = [
            ("openid email", ""),
            ("openid  email", ""),
            ("email", "openid"),
            ("openid groups email phone", "groups phone"),
            ("", "openid"),
        ];
        for (wanted, refused) in rows {
            assert_eq!(refused_scopes(wanted, &allowed), refused, "{wanted:?}");
        }
    }
}
