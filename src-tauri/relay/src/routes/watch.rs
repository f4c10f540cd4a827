//! What surrounds every request: who asks, how long it may take, what every answer carries, and one line in the log.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, REFERRER_POLICY, TRANSFER_ENCODING,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, IntoResponseParts, Response, ResponseParts};
use tokio::time::Instant;

use crate::Relay;
use crate::limit::Client;
use crate::seal::random;
use crate::serve::Peer;

/// Reading the body, asking the provider and answering: the provider alone has 15 s.
const WHOLE_REQUEST: Duration = Duration::from_secs(30);

/// How a request ended, for the log and the figures: a word of this program.
#[derive(Debug, Clone, Copy)]
pub struct Outcome(pub &'static str);

impl IntoResponseParts for Outcome {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

pub(super) async fn over(State(relay): State<Arc<Relay>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = random::<8>().iter().fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
    let method = known_method(request.method());
    let route = known_route(&relay, &request);
    let Some(Peer(peer)) = request.extensions().get().copied() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let client = Client::of(peer, request.headers(), &relay.config.trusted_proxies);
    request.extensions_mut().insert(client);
    // Two lengths in one request are how proxies and servers are played against each other. Those who talk to the relay
    // know how long their forms are.
    let chunked = request.headers().contains_key(TRANSFER_ENCODING);
    let answered = async {
        if chunked {
            let close = [(CONNECTION, HeaderValue::from_static("close"))];
            return (StatusCode::LENGTH_REQUIRED, close, Outcome("chunked"), ()).into_response();
        }
        next.run(request).await
    };
    let mut answer = match tokio::time::timeout(WHOLE_REQUEST, answered).await {
        Ok(answer) => answer,
        Err(_) => (StatusCode::REQUEST_TIMEOUT, Outcome("timed_out"), ()).into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    if let Ok(id) = HeaderValue::try_from(id.as_str()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let Outcome(outcome) = answer.extensions().get().copied().unwrap_or(Outcome("none"));
    let (status, duration) = (answer.status().as_u16(), began.elapsed());
    relay.metrics.answered(route, status, outcome, duration);
    let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    // Never the address, the query, a header or a body.
    if matches!(route, "/healthz" | "/metrics") {
        tracing::debug!(request_id = id, method, route, status, duration_ms, outcome, "answered");
    } else {
        tracing::info!(request_id = id, method, route, status, duration_ms, outcome, "answered");
    }
    answer
}

/// Whatever else a client may write there is no word of ours.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

fn known_route(relay: &Relay, request: &Request) -> &'static str {
    const ROUTES: [&str; 8] =
        ["/authorize", "/callback", "/token", "/revoke", "/logout", "/signed-out", "/healthz", "/metrics"];
    let matched = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let matched = matched.strip_prefix(&*relay.config.prefix).unwrap_or(matched);
    ROUTES.into_iter().find(|route| *route == matched).unwrap_or("other")
}
