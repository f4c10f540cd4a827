//! The provider, as the relay speaks to it: with the ministry's secret, within time limits, and believing little.

mod discovery;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::Instant;
use url::{Url, form_urlencoded};

use crate::DEMO;
use crate::config::Config;
use crate::metrics::Metrics;

pub use discovery::Metadata;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);
const LARGEST_ANSWER: usize = 1024 * 1024;
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// A token answer, reduced to what Parvis uses. Never printed.
#[derive(Deserialize, Serialize)]
pub struct Tokens {
    access_token: String,
    token_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
    /// Leaves the relay sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// Why the provider did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It said no, with this code of RFC 6749 §5.2.
    Refused(&'static str),
    /// It is not known yet, or too busy.
    NotNow,
    /// It cannot be reached.
    Unreachable,
    /// It did not answer in time.
    TooSlow,
    /// It is out of order, or what it says is not an answer.
    Nonsense,
}

/// The codes of RFC 6749 §5.2; nothing else that a provider says is passed on.
const REFUSALS: [&str; 6] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// One provider, and our registration there.
pub struct Upstream {
    http: reqwest::Client,
    issuer: String,
    client_id: String,
    basic: HeaderValue,
    secret: SecretString,
    metadata: watch::Sender<Option<Arc<Metadata>>>,
    metrics: Metrics,
}

impl Upstream {
    pub(crate) fn new(config: &Config, metrics: Metrics) -> Self {
        let http = reqwest::Client::builder()
            .user_agent(concat!("parvis-relay/", env!("CARGO_PKG_VERSION")))
            // An answer from elsewhere is not the provider's (RFC 9700 §4.11).
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!DEMO)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()
            .expect("the TLS library starts");
        // RFC 6749 §2.3.1: each of the two is encoded as in a form, then joined.
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(&config.client_id), encoded(config.secret()));
        let basic = format!("Basic {}", BASE64_STANDARD.encode(pair));
        let mut basic = HeaderValue::try_from(basic).expect("base64 is a header");
        basic.set_sensitive(true);
        Self {
            http,
            issuer: config.issuer.clone(),
            client_id: config.client_id.clone(),
            basic,
            secret: config.client_secret.clone(),
            metadata: watch::Sender::new(None),
            metrics,
        }
    }

    /// What the provider said of itself last; nothing before it did once.
    pub fn metadata(&self) -> Option<Arc<Metadata>> {
        self.metadata.borrow().clone()
    }

    /// Whether the provider is known.
    pub fn is_known(&self) -> bool {
        self.metadata.borrow().is_some()
    }

    /// Reads discovery now and again, and keeps the last good one; never ends.
    pub(crate) async fn keep_discovered(&self) {
        let mut retry = FIRST_RETRY;
        loop {
            let began = Instant::now();
            let pause = match self.discover().await {
                Ok((metadata, belief)) => {
                    self.metrics.asked("discovery", "ok", began.elapsed());
                    if !self.is_known() {
                        tracing::info!(issuer = self.issuer, "the provider is known");
                    }
                    self.metadata.send_replace(Some(Arc::new(metadata)));
                    self.metrics.provider_known();
                    retry = FIRST_RETRY;
                    belief
                }
                Err(why) => {
                    self.metrics.asked("discovery", "failed", began.elapsed());
                    tracing::warn!(issuer = self.issuer, why, "discovery failed");
                    retry = (retry * 2).min(LONGEST_RETRY);
                    retry / 2
                }
            };
            tokio::time::sleep(discovery::jittered(pause)).await;
        }
    }

    /// The error is for the log: words of this program.
    async fn discover(&self) -> Result<(Metadata, Duration), &'static str> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let (status, headers, body) =
            self.send("discovery", self.http.get(address)).await.map_err(Trouble::word)?;
        if status != 200 {
            return Err("discovery was not answered with 200");
        }
        Ok((Metadata::accept(&body, &self.issuer)?, discovery::belief(&headers)))
    }

    /// Redeems a code or a refresh token.
    pub(crate) async fn token(&self, metadata: &Metadata, form: &[(&str, &str)]) -> Result<Tokens, Trouble> {
        let (status, body) = self.post("token", &metadata.token_endpoint, metadata, form).await?;
        match status {
            200 => serde_json::from_slice(&body).map_err(|_| Trouble::Nonsense),
            _ => Err(refusal(status, &body)),
        }
    }

    /// Has a token forgotten (RFC 7009).
    pub(crate) async fn revoke(&self, metadata: &Metadata, token: &str) -> Result<(), Trouble> {
        let Some(endpoint) = &metadata.revocation_endpoint else {
            return Ok(());
        };
        let form = [("token", token), ("token_type_hint", "refresh_token")];
        let (status, body) = self.post("revocation", endpoint, metadata, &form).await?;
        if status == 200 { Ok(()) } else { Err(refusal(status, &body)) }
    }

    /// Sends a form as our client, and reads the whole answer.
    async fn post(
        &self,
        call: &'static str,
        endpoint: &Url,
        metadata: &Metadata,
        form: &[(&str, &str)],
    ) -> Result<(u16, Vec<u8>), Trouble> {
        let mut form = form.to_vec();
        let mut request = self.http.post(endpoint.clone());
        // ProConnect takes the secret in the form only.
        if metadata.allows("client_secret_post") {
            form.extend([
                ("client_id", self.client_id.as_str()),
                ("client_secret", self.secret.expose_secret()),
            ]);
        } else {
            request = request.header(AUTHORIZATION, self.basic.clone());
        }
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        let began = Instant::now();
        let answer = self.send(call, request).await;
        let outcome = match &answer {
            Ok((200, ..)) => "ok",
            Ok((400..=499, ..)) => "refused",
            Ok(_) => "out_of_order",
            Err(trouble) => trouble.word(),
        };
        self.metrics.asked(call, outcome, began.elapsed());
        answer.map(|(status, _, body)| (status, body))
    }

    async fn send(
        &self,
        call: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Result<(u16, HeaderMap, Vec<u8>), Trouble> {
        let trouble = |error: reqwest::Error| {
            let timeout = error.is_timeout();
            // Without a connection nothing was sent that could be repeated here, and somebody has to know whether it
            // is the name, the network, the proxy or the certificate.
            let cause = error.is_connect().then(|| first_cause(&error));
            tracing::warn!(call, timeout, cause, "the provider did not answer");
            if timeout { Trouble::TooSlow } else { Trouble::Unreachable }
        };
        let mut answer = request.send().await.map_err(trouble)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(trouble)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(Trouble::Nonsense);
            }
            body.extend_from_slice(&chunk);
        }
        Ok((answer.status().as_u16(), answer.headers().clone(), body))
    }
}

fn first_cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), first_cause)
}

impl Trouble {
    /// For the figures and the log.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Refused(code) => code,
            Self::NotNow => "not_now",
            Self::Unreachable => "unreachable",
            Self::TooSlow => "too_slow",
            Self::Nonsense => "nonsense",
        }
    }
}

/// What an answer other than 200 means. Only a client error with a code that is known is a refusal: an error page, or
/// `invalid_grant` under a 500, says nothing about a session.
fn refusal(status: u16, body: &[u8]) -> Trouble {
    #[derive(Deserialize)]
    struct Answer {
        error: String,
    }
    match (status, serde_json::from_slice::<Answer>(body)) {
        (429, _) => Trouble::NotNow,
        (400..=499, Ok(answer)) => REFUSALS
            .into_iter()
            .find(|known| *known == answer.error)
            .map_or(Trouble::Nonsense, Trouble::Refused),
        _ => Trouble::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_client_error_with_a_known_code_is_a_refusal() {
        let rows = [
            (400, r#"{"error":"invalid_grant"}"#, Trouble::Refused("invalid_grant")),
            (
                401,
                r#"{"error":"invalid_client","error_description":"x"}"#,
                Trouble::Refused("invalid_client"),
            ),
            (400, r#"{"error":"something_new"}"#, Trouble::Nonsense),
            (400, "<html>", Trouble::Nonsense),
            (400, r#"{"error":["invalid_grant"]}"#, Trouble::Nonsense),
            (500, r#"{"error":"invalid_grant"}"#, Trouble::Nonsense),
            (302, r#"{"error":"invalid_grant"}"#, Trouble::Nonsense),
            (429, r#"{"error":"invalid_grant"}"#, Trouble::NotNow),
        ];
        for (status, body, expected) in rows {
            assert_eq!(refusal(status, body.as_bytes()), expected, "{status} {body}");
        }
    }
}
