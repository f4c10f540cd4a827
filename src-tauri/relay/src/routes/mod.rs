//! Everything that the relay answers. What is not here is refused.

mod authorize;
mod callback;
mod form;
mod logout;
mod loopback;
mod revoke;
mod token;
mod watch;

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use serde::Serialize;

use crate::limit::Client;
use crate::seal::Unopened;
use crate::upstream::Metadata;
use crate::words::Language;
use crate::{Relay, page};

pub use token::Refresh;
pub use watch::Outcome;

/// For browsers and for Parvis.
pub fn public(relay: &Arc<Relay>) -> Router {
    let routes = Router::new()
        .route("/authorize", get(authorize::answer))
        .route("/callback", get(callback::answer))
        .route("/token", post(token::answer))
        .route("/revoke", post(revoke::answer))
        .route("/logout", get(logout::answer))
        .route("/signed-out", get(logout::signed_out));
    let prefix = &relay.config.prefix;
    let routes = if prefix.is_empty() { routes } else { Router::new().nest(prefix, routes) };
    finished(routes.route("/healthz", get(health)), relay)
}

/// For those who watch over the relay; on an address of its own.
pub fn operations(relay: &Arc<Relay>) -> Router {
    finished(Router::new().route("/healthz", get(health)).route("/metrics", get(figures)), relay)
}

fn finished(routes: Router<Arc<Relay>>, relay: &Arc<Relay>) -> Router {
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn_with_state(Arc::clone(relay), watch::over))
        .with_state(Arc::clone(relay))
}

/// Ready once the provider is known: before that there is no sign-in to be had here.
async fn health(State(relay): State<Arc<Relay>>) -> Response {
    if relay.upstream.is_known() {
        return (Outcome("ok"), "ok\n").into_response();
    }
    let why = "the provider's discovery document was not read yet\n";
    (StatusCode::SERVICE_UNAVAILABLE, Outcome("not_ready"), why).into_response()
}

async fn figures(State(relay): State<Arc<Relay>>) -> Response {
    let kind = [("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    (kind, Outcome("ok"), relay.metrics.text()).into_response()
}

async fn nothing_here(State(relay): State<Arc<Relay>>, Extension(client): Extension<Client>) -> Response {
    invalid(&relay, client, StatusCode::NOT_FOUND, "no_route")
}

async fn other_method(State(relay): State<Arc<Relay>>, Extension(client): Extension<Client>) -> Response {
    invalid(&relay, client, StatusCode::METHOD_NOT_ALLOWED, "no_method")
}

fn invalid(relay: &Relay, client: Client, status: StatusCode, outcome: &'static str) -> Response {
    match relay.limits.invalid.count(client) {
        Ok(()) => (status, Outcome(outcome), ()).into_response(),
        Err(wait) => {
            (StatusCode::TOO_MANY_REQUESTS, retry_after(wait), Outcome("limited"), ()).into_response()
        }
    }
}

/// One request of a browser. Its refusals are pages.
struct Visit<'r> {
    relay: &'r Relay,
    client: Client,
    language: Language,
}

impl<'r> Visit<'r> {
    fn new(relay: &'r Relay, client: Client, headers: &HeaderMap) -> Self {
        Self { relay, client, language: Language::of(headers) }
    }

    /// Refuses what is worth nothing, and counts it.
    fn refused(&self, outcome: &'static str) -> Refusal {
        match self.relay.limits.invalid.count(self.client) {
            Ok(()) => Refusal::new((Outcome(outcome), page::refused(self.language))),
            Err(wait) => self.too_many(wait),
        }
    }

    fn not_now(&self, outcome: &'static str) -> Refusal {
        Refusal::new((Outcome(outcome), page::not_now(self.language)))
    }

    fn unopened(&self, why: Unopened) -> Refusal {
        match why {
            Unopened::Forged => self.refused("forged"),
            // Authentic: no flood, whoever sends it.
            Unopened::Expired => Refusal::new((Outcome("expired"), page::refused(self.language))),
            Unopened::UnknownKey => match self.relay.limits.invalid.count(self.client) {
                Ok(()) => self.not_now("unknown_key"),
                Err(wait) => self.too_many(wait),
            },
        }
    }

    /// Counts a start of this address.
    fn start(&self) -> Result<(), Refusal> {
        self.relay.limits.starts.count(self.client).map_err(|wait| self.too_many(wait))
    }

    /// Counts a use of what was sealed.
    fn use_of(&self, content: impl Hash) -> Result<(), Refusal> {
        self.relay.limits.seals.count(content).map_err(|wait| self.too_many(wait))
    }

    fn metadata(&self) -> Result<Arc<Metadata>, Refusal> {
        self.relay.upstream.metadata().ok_or_else(|| self.not_now("not_ready"))
    }

    fn too_many(&self, wait: Duration) -> Refusal {
        Refusal::new((retry_after(wait), Outcome("limited"), page::too_many(self.language)))
    }
}

/// An answer that is not the one that was asked for.
struct Refusal(Box<Response>);

impl Refusal {
    fn new(answer: impl IntoResponse) -> Self {
        Self(Box::new(answer.into_response()))
    }

    /// For Parvis: an error code of RFC 6749 §5.2, and no text of anybody else's.
    fn error(status: StatusCode, code: &'static str) -> Self {
        Self::new(json(status, code, &Error { error: code }))
    }

    /// Refuses what is worth nothing, and counts it for its address.
    fn worthless(relay: &Relay, client: Client, status: StatusCode, code: &'static str) -> Self {
        match relay.limits.invalid.count(client) {
            Ok(()) => Self::error(status, code),
            Err(wait) => Self::limited(wait),
        }
    }

    fn limited(wait: Duration) -> Self {
        let body = Error { error: "temporarily_unavailable" };
        Self::new((retry_after(wait), json(StatusCode::TOO_MANY_REQUESTS, "limited", &body)))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

#[derive(Serialize)]
struct Error {
    error: &'static str,
}

fn json(status: StatusCode, outcome: &'static str, body: &impl Serialize) -> Response {
    let body = serde_json::to_string(body).expect("plain structures have a JSON form");
    (status, Outcome(outcome), [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn retry_after(wait: Duration) -> [(HeaderName, HeaderValue); 1] {
    [(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1))]
}
