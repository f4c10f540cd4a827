//! `POST /token`: redeems a sealed code or a sealed refresh token, in the ministry's name.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::authorize::refused_scopes;
use super::callback::Code;
use super::form::{self, Parameters};
use super::{Refusal, json};
use crate::Relay;
use crate::limit::Client;
use crate::seal::{Sealed, Unopened};
use crate::upstream::{Tokens, Trouble};

/// A refresh token of the provider. Bare, some tools would take it for a key to them.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refresh(pub(super) String);

impl Refresh {
    /// As the provider gave it.
    pub fn new(token: String) -> Self {
        Self(token)
    }
}

impl Sealed for Refresh {
    const KIND: &'static str = "refresh";

    /// The provider's to say.
    fn expires_at(&self) -> Option<u64> {
        None
    }
}

const PARAMETERS: [&str; 7] =
    ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "refresh_token", "scope"];

pub(super) async fn answer(
    State(relay): State<Arc<Relay>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let told = form::read(&headers, body, &PARAMETERS).await;
    let told = told.map_err(|status| Refusal::worthless(&relay, client, status, "invalid_request"))?;
    let mut tokens = match told.get("grant_type") {
        "authorization_code" => redeem(&relay, client, &told).await?,
        "refresh_token" => refresh(&relay, client, &told).await?,
        _ => {
            let code = "unsupported_grant_type";
            return Err(Refusal::worthless(&relay, client, StatusCode::BAD_REQUEST, code));
        }
    };
    tokens.refresh_token = tokens.refresh_token.map(|token| relay.sealer.seal(&Refresh(token)));
    Ok(json(StatusCode::OK, "ok", &tokens))
}

async fn redeem(relay: &Relay, client: Client, told: &Parameters) -> Result<Tokens, Refusal> {
    let needed = ["grant_type", "code", "redirect_uri", "code_verifier", "client_id"];
    expected(relay, client, told, &needed, &[])?;
    let code: Code = open(relay, client, told.get("code"))?;
    relay.limits.seals.count(&code.upstream).map_err(Refusal::limited)?;
    // Ours to check, and before anybody is asked: not every provider knows PKCE, and a wrong guess must not spend
    // the code. A guess is hopeless (256 bits), so the comparison may take any time.
    let verifier = told.get("code_verifier");
    let matches = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == code.challenge;
    if !is_verifier(verifier) || !matches || told.get("redirect_uri") != code.redirect_uri.as_str() {
        return Err(Refusal::worthless(relay, client, StatusCode::BAD_REQUEST, "invalid_grant"));
    }
    // Beforehand, or whoever sends many at once, or hangs up before the answer, would not be counted.
    relay.limits.refused_codes.count(client).map_err(Refusal::limited)?;
    let redirect_uri = format!("{}/callback", relay.config.public_address);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code.upstream),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", verifier),
    ];
    let asked = ask(relay, &form).await;
    if !matches!(asked, Err(Trouble::Refused("invalid_grant"))) {
        relay.limits.refused_codes.give_back(client);
    }
    asked.map_err(passed_on)
}

async fn refresh(relay: &Relay, client: Client, told: &Parameters) -> Result<Tokens, Refusal> {
    expected(relay, client, told, &["grant_type", "refresh_token", "client_id"], &["scope"])?;
    let Refresh(token) = open(relay, client, told.get("refresh_token"))?;
    relay.limits.sessions.count(&token).map_err(Refusal::limited)?;
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    if let Some(scope) = told.optional("scope") {
        if !refused_scopes(scope, &relay.config.scopes).is_empty() {
            return Err(Refusal::error(StatusCode::BAD_REQUEST, "invalid_scope"));
        }
        form.push(("scope", scope));
    }
    ask(relay, &form).await.map_err(passed_on)
}

/// The parameters that there have to be, and our client.
pub(super) fn expected(
    relay: &Relay,
    client: Client,
    told: &Parameters,
    needed: &[&str],
    optional: &[&str],
) -> Result<(), Refusal> {
    if !told.has_only(needed, optional) {
        return Err(Refusal::worthless(relay, client, StatusCode::BAD_REQUEST, "invalid_request"));
    }
    if told.get("client_id") != relay.config.client_id {
        return Err(Refusal::worthless(relay, client, StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    Ok(())
}

fn open<T: Sealed>(relay: &Relay, client: Client, blob: &str) -> Result<T, Refusal> {
    relay.sealer.open(blob, relay.now()).map_err(|why| match why {
        // Authentic: no flood, whoever sends it.
        Unopened::Expired => Refusal::error(StatusCode::BAD_REQUEST, "invalid_grant"),
        Unopened::Forged => Refusal::worthless(relay, client, StatusCode::BAD_REQUEST, "invalid_grant"),
        // A replica whose key ring is behind must sign nobody out.
        Unopened::UnknownKey => {
            Refusal::worthless(relay, client, StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
        }
    })
}

async fn ask(relay: &Relay, form: &[(&str, &str)]) -> Result<Tokens, Trouble> {
    let metadata = relay.upstream.metadata().ok_or(Trouble::NotNow)?;
    relay.upstream.token(&metadata, form).await
}

/// What Parvis is told. Only the provider's own refusal is one; everything else is worth another try.
fn passed_on(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::Refused(code @ "invalid_client") => Refusal::error(StatusCode::UNAUTHORIZED, code),
        Trouble::Refused(code) => Refusal::error(StatusCode::BAD_REQUEST, code),
        Trouble::NotNow => Refusal::error(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
        Trouble::Unreachable => Refusal::error(StatusCode::BAD_GATEWAY, "temporarily_unavailable"),
        Trouble::TooSlow => Refusal::error(StatusCode::GATEWAY_TIMEOUT, "temporarily_unavailable"),
        Trouble::Nonsense => Refusal::error(StatusCode::BAD_GATEWAY, "server_error"),
    }
}

/// RFC 7636 §4.1.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
}
