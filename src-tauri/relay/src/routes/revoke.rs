//! `POST /revoke`: has the provider forget a sealed refresh token (RFC 7009).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::token::{Refresh, expected};
use super::{Outcome, Refusal, form};
use crate::Relay;
use crate::limit::Client;
use crate::seal::Unopened;
use crate::upstream::Trouble;

pub(super) async fn answer(
    State(relay): State<Arc<Relay>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    go(&relay, client, &headers, body).await
}

async fn go(relay: &Relay, client: Client, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
    let told = form::read(headers, body, &["token", "token_type_hint", "client_id"]).await;
    let told = told.map_err(|status| Refusal::worthless(relay, client, status, "invalid_request"))?;
    expected(relay, client, &told, &["token", "client_id"], &["token_type_hint"])?;
    let later = || Refusal::error(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");
    let token = match relay.sealer.open(told.get("token"), relay.now()) {
        Ok(Refresh(token)) => token,
        Err(Unopened::UnknownKey) => {
            let code = "temporarily_unavailable";
            return Err(Refusal::worthless(relay, client, StatusCode::SERVICE_UNAVAILABLE, code));
        }
        // RFC 7009 §2.2: a token that is none is as good as revoked.
        Err(Unopened::Forged | Unopened::Expired) => {
            relay.limits.invalid.count(client).map_err(Refusal::limited)?;
            return Ok((StatusCode::OK, Outcome("nothing_to_revoke"), ()).into_response());
        }
    };
    relay.limits.sessions.count(&token).map_err(Refusal::limited)?;
    let metadata = relay.upstream.metadata().ok_or_else(later)?;
    match relay.upstream.revoke(&metadata, &token).await {
        Ok(()) => Ok((StatusCode::OK, Outcome("ok"), ()).into_response()),
        // The secret is wrong, which somebody will put right.
        Err(Trouble::Refused("invalid_client" | "unauthorized_client")) => Err(later()),
        Err(Trouble::Refused(_)) => Ok((StatusCode::OK, Outcome("nothing_to_revoke"), ()).into_response()),
        Err(_) => Err(later()),
    }
}
