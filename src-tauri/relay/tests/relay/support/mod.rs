//! A replica on a port of its own, and how Parvis speaks to it.

pub mod provider;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parvis_relay::config::Config;
use parvis_relay::seal::KeyRing;
use parvis_relay::{Relay, routes, serve};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::Instant;
use url::Url;

pub const CLIENT: &str = "parvis";
pub const SECRET: &str = "planted-client-secret-planted-client-secret";
pub const LOOPBACK: &str = "http://127.0.0.1:47811/callback";
pub const VERIFIER: &str = "planted-verifier-planted-verifier-planted-verifier";
/// When the clock of a replica begins.
pub const BEGAN: u64 = 1_800_000_000;

/// What a replica is told in a test.
pub struct Setting {
    pub issuer: String,
    pub secret: String,
    pub keys: String,
    pub more: String,
    /// The path in front of every route.
    pub prefix: &'static str,
}

impl Setting {
    pub fn new(issuer: &str) -> Self {
        let (issuer, keys) = (issuer.to_owned(), KeyRing::new_line());
        Self { issuer, secret: SECRET.to_owned(), keys, more: String::new(), prefix: "" }
    }

    pub fn keys(mut self, keys: &[&str]) -> Self {
        self.keys = keys.join("\n");
        self
    }

    pub fn more(mut self, more: &str) -> Self {
        more.clone_into(&mut self.more);
        self
    }

    /// Writes the configuration into `folder`, as IT would.
    pub fn write(&self, folder: &TempDir, public_address: &str, listen: &str) -> PathBuf {
        let place = |name| folder.path().join(name);
        std::fs::write(place("secret"), &self.secret).expect("a secret");
        std::fs::write(place("keys"), &self.keys).expect("keys");
        let text = format!(
            "public_address = \"{public_address}\"\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\n\
             client_secret_file = \"{secret}\"\nkeys_file = \"{keys}\"\nlisten = \"{listen}\"\nmetrics_listen = \"127.0.0.1:0\"\n\
             scopes = [\"openid\", \"given_name\", \"usual_name\", \"email\", \"siret\", \"organization_label\", \"roles\", \"groups\"]\n{more}\n",
            issuer = self.issuer,
            secret = place("secret").display(),
            keys = place("keys").display(),
            more = self.more,
        );
        std::fs::write(place("relay.toml"), text).expect("a configuration");
        place("relay.toml")
    }

    pub async fn start(self) -> Replica {
        let replica = self.start_unready().await;
        let ready = async || (replica.get("/healthz").await.status() == StatusCode::OK).then_some(());
        until("the provider is known", ready).await;
        replica
    }

    /// Does not wait for the provider.
    pub async fn start_unready(self) -> Replica {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        self.start_at(listener)
    }

    pub fn start_at(self, listener: TcpListener) -> Replica {
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let address = format!("{origin}{}", self.prefix);
        let folder = TempDir::new().expect("a folder");
        let path = self.write(&folder, &address, "127.0.0.1:1");
        let config = Config::read(&path, []).unwrap_or_else(|problems| panic!("{problems:?}"));
        let now = Arc::new(AtomicU64::new(BEGAN));
        let clock = Arc::clone(&now);
        let relay = Relay::new(config, Arc::new(move || clock.load(Ordering::SeqCst)));
        tokio::spawn(Arc::clone(&relay).keep_discovered());
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let metrics = relay.metrics().clone();
        tokio::spawn(serve::serve(listener, routes::public(&relay), metrics, stopped));
        Replica { relay, origin, address, now, http: browser(), _stop: stop, _folder: folder }
    }
}

/// One replica; it stops when it is dropped.
pub struct Replica {
    pub relay: Arc<Relay>,
    /// Where it listens.
    pub origin: String,
    /// Its public address.
    pub address: String,
    now: Arc<AtomicU64>,
    http: reqwest::Client,
    _stop: oneshot::Sender<()>,
    _folder: TempDir,
}

/// A client that shows what it got, and goes nowhere by itself.
pub fn browser() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    builder.timeout(Duration::from_secs(60)).build().expect("a client")
}

impl Replica {
    /// Lets time pass on its clock.
    pub fn later(&self, seconds: u64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.origin)).send().await.expect("an answer")
    }

    /// Opens an address as a browser does that was not sent there by a page.
    pub async fn open(&self, url: Url) -> Response {
        self.http.get(url).header("sec-fetch-site", "none").send().await.expect("an answer")
    }

    pub fn url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        Url::parse_with_params(&format!("{}{path}", self.address), query).expect("an address")
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.post_from("", path, form).await
    }

    /// As if forwarded for this address.
    pub async fn post_from(&self, forwarded: &str, path: &str, form: &[(&str, &str)]) -> Response {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.http.post(format!("{}{path}", self.address)).body(body);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if !forwarded.is_empty() {
            request = request.header("x-forwarded-for", forwarded);
        }
        request.send().await.expect("an answer")
    }

    /// What Parvis asks for, with some of it changed; an empty value takes one away.
    pub fn authorize_url(&self, changes: &[(&str, &str)]) -> Url {
        let challenge = challenge(VERIFIER);
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", LOOPBACK),
            ("scope", "openid given_name usual_name email"),
            ("state", "planted-app-state"),
            ("nonce", "planted-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        query.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        query.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        self.url("/authorize", &query)
    }

    /// Goes to `/authorize`; returns where the provider would show its login, and the state it was given.
    pub async fn begin(&self, changes: &[(&str, &str)]) -> (Url, String) {
        let answer = self.open(self.authorize_url(changes)).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let onward = location(&answer);
        let state = parameter(&onward, "state").expect("a state");
        (onward, state)
    }

    /// The provider sends the browser back with `code`; returns the sealed code.
    pub async fn sealed_code(&self, code: &str) -> String {
        let (_, state) = self.begin(&[]).await;
        let back = self.come_back(&[("code", code), ("state", &state), ("iss", &self.issuer())]).await;
        parameter(&back, "code").expect("a code")
    }

    /// The figures, once the provider was asked.
    pub async fn figure_once_asked(&self) -> String {
        let asked = async || {
            let text = self.relay.metrics().text();
            text.contains("parvis_relay_upstream_requests_total{call=\"discovery\"").then_some(text)
        };
        until("the provider was asked", asked).await
    }

    pub fn issuer(&self) -> String {
        self.relay.issuer().to_owned()
    }

    /// The provider sends the browser back; returns where the hand-off page leads.
    pub async fn come_back(&self, query: &[(&str, &str)]) -> Url {
        let answer = self.open(self.url("/callback", query)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        link(&answer.text().await.expect("a page")).expect("a way onward")
    }

    /// Redeems a sealed code.
    pub async fn redeem(&self, code: &str) -> (StatusCode, Value) {
        self.token(&redeeming(code)).await
    }

    pub async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&refreshing(token)).await
    }

    pub async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        json(self.post("/token", form).await).await
    }

    /// A sealed refresh token, through the whole flow.
    pub async fn refresh_token(&self) -> String {
        let (status, tokens) = self.redeem(&self.sealed_code("planted-upstream-code").await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens["refresh_token"].as_str().expect("a refresh token").to_owned()
    }
}

pub fn redeeming(code: &str) -> [(&'static str, &str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", LOOPBACK),
        ("code_verifier", VERIFIER),
        ("client_id", CLIENT),
    ]
}

pub fn refreshing(token: &str) -> [(&'static str, &str); 3] {
    [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", CLIENT)]
}

pub fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

pub async fn json(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub fn location(answer: &Response) -> Url {
    let value = answer.headers()["location"].to_str().expect("text");
    Url::parse(value).expect("an address")
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    let all: HashMap<_, _> = url.query_pairs().into_owned().collect();
    all.get(name).cloned()
}

/// Where the link of a page leads.
pub fn link(page: &str) -> Option<Url> {
    let (_, rest) = page.split_once("href=\"")?;
    Url::parse(&rest.split_once('"')?.0.replace("&amp;", "&")).ok()
}

/// Asks again and again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
