//! A small provider that writes down what it is asked, and answers as it is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it answers to a form.
#[derive(Clone)]
pub enum Answer {
    /// As a provider in good health does.
    Good,
    /// These bytes.
    Bytes(u16, Vec<u8>),
    /// A redirect to this address.
    Elsewhere(String),
    /// Nothing, for so long.
    Late(Duration),
}

/// One form that arrived.
#[derive(Clone)]
pub struct Arrived {
    pub path: &'static str,
    pub form: HashMap<String, String>,
    pub authorization: Option<String>,
}

struct Inner {
    discovery: Mutex<Value>,
    answer: Mutex<Answer>,
    arrived: Mutex<Vec<Arrived>>,
}

pub struct Provider {
    pub issuer: String,
    inner: Arc<Inner>,
}

pub const ACCESS: &str = "planted-access-token";
pub const REFRESH: &str = "planted-upstream-refresh-token-planted-upst";
pub const ID_TOKEN: &str = "planted.id.token";

impl Provider {
    /// With some of its discovery document changed; `null` takes a member away.
    pub async fn start(changes: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}/api/v2", listener.local_addr().expect("an address"));
        let mut discovery = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "revocation_endpoint": format!("{issuer}/revocation"),
            "end_session_endpoint": format!("{issuer}/session/end"),
            "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic", "client_secret_post"],
        });
        for (name, value) in changes.as_object().expect("an object") {
            discovery[name] = value.clone();
        }
        let inner = Arc::new(Inner {
            discovery: Mutex::new(discovery),
            answer: Mutex::new(Answer::Good),
            arrived: Mutex::default(),
        });
        let router = Router::new()
            .route("/api/v2/.well-known/openid-configuration", get(discover))
            .route("/api/v2/token", post(token))
            .route("/api/v2/revocation", post(revocation))
            .with_state(Arc::clone(&inner));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { issuer, inner }
    }

    pub fn answers(&self, answer: Answer) {
        *self.inner.answer.lock().expect("unpoisoned") = answer;
    }

    /// What has arrived, in order.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.inner.arrived.lock().expect("unpoisoned").clone()
    }
}

async fn discover(State(inner): State<Arc<Inner>>) -> Response {
    let mut document = inner.discovery.lock().expect("unpoisoned").clone();
    document.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    ([("content-type", "application/json")], document.to_string()).into_response()
}

async fn token(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let tokens = json!({
        "access_token": ACCESS, "token_type": "Bearer", "expires_in": 3600, "refresh_token": REFRESH,
        "id_token": ID_TOKEN, "scope": "openid email", "not_before_policy": 0, "session_state": "of the provider",
    });
    reply(&inner, "token", &headers, &body, tokens.to_string()).await
}

async fn revocation(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    reply(&inner, "revocation", &headers, &body, String::new()).await
}

async fn reply(
    inner: &Inner,
    path: &'static str,
    headers: &HeaderMap,
    body: &[u8],
    good: String,
) -> Response {
    let authorization = headers.get("authorization").map(|value| value.to_str().expect("text").to_owned());
    let form = url::form_urlencoded::parse(body).into_owned().collect();
    inner.arrived.lock().expect("unpoisoned").push(Arrived { path, form, authorization });
    let answer = inner.answer.lock().expect("unpoisoned").clone();
    match answer {
        Answer::Good => ([("content-type", "application/json")], good).into_response(),
        Answer::Bytes(status, bytes) => {
            (StatusCode::from_u16(status).expect("a status"), bytes).into_response()
        }
        Answer::Elsewhere(address) => {
            (StatusCode::TEMPORARY_REDIRECT, [("location", address)]).into_response()
        }
        Answer::Late(time) => {
            tokio::time::sleep(time).await;
            good.into_response()
        }
    }
}
