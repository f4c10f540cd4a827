//! What a provider says of itself: OpenID Connect Discovery 1.0, and how long that is believed.

use std::time::Duration;

use reqwest::header::{CACHE_CONTROL, HeaderMap};
use serde::Deserialize;
use url::Url;

use crate::DEMO;
use crate::seal::random;

/// `ProConnect` says the same.
const LONGEST_BELIEF: Duration = Duration::from_secs(600);
const SHORTEST_BELIEF: Duration = Duration::from_secs(60);

/// What the provider says of itself, as far as the relay uses it (OpenID Connect Discovery 1.0 §3).
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    /// Equal to the configured issuer, save a slash at the end.
    pub issuer: String,
    /// Where browsers sign in.
    pub authorization_endpoint: Url,
    /// Where codes and refresh tokens are redeemed.
    pub token_endpoint: Url,
    /// RFC 7009, where offered.
    pub revocation_endpoint: Option<Url>,
    /// RP-Initiated Logout 1.0, where offered.
    pub end_session_endpoint: Option<Url>,
    /// Whether every authorization answer carries `iss` (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// How a client may authenticate; without a word, by HTTP Basic.
    #[serde(default = "basic")]
    pub token_endpoint_auth_methods_supported: Vec<String>,
}

fn basic() -> Vec<String> {
    vec!["client_secret_basic".to_owned()]
}

impl Metadata {
    /// Takes a document that is this issuer's, and of use. The error is for the log: words of this program.
    pub(super) fn accept(document: &[u8], issuer: &str) -> Result<Self, &'static str> {
        let metadata: Self =
            serde_json::from_slice(document).map_err(|_| "the discovery document is not readable")?;
        // Discovery §4.3: another issuer in the document is somebody else's document.
        if metadata.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
            return Err("the discovery document names another issuer");
        }
        if !metadata.endpoints().all(|url| url.scheme() == "https" || DEMO && url.scheme() == "http") {
            return Err("an endpoint is not https");
        }
        if !["client_secret_post", "client_secret_basic"].iter().any(|method| metadata.allows(method)) {
            return Err("the provider takes a secret neither in the form nor by HTTP Basic");
        }
        Ok(metadata)
    }

    /// Whether a client may authenticate in this way.
    pub(super) fn allows(&self, method: &str) -> bool {
        self.token_endpoint_auth_methods_supported.iter().any(|one| one == method)
    }

    fn endpoints(&self) -> impl Iterator<Item = &Url> {
        [&self.authorization_endpoint, &self.token_endpoint]
            .into_iter()
            .chain(&self.revocation_endpoint)
            .chain(&self.end_session_endpoint)
    }
}

/// How long a discovery document is believed: as long as it says, within bounds.
pub(super) fn belief(headers: &HeaderMap) -> Duration {
    let value = headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let seconds = value.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok());
    seconds.map_or(LONGEST_BELIEF, Duration::from_secs).clamp(SHORTEST_BELIEF, LONGEST_BELIEF)
}

/// Up to a tenth less, so that replicas that started together do not ask together.
pub(super) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(1.0 - f64::from(random::<1>()[0]) / 2560.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_is_believed_between_one_and_ten_minutes() {
        let rows =
            [("public, max-age=300", 300), ("max-age=0", 60), ("max-age=99999", 600), ("no-store", 600)];
        for (value, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, value.parse().expect("a header"));
            assert_eq!(belief(&headers).as_secs(), expected, "{value}");
        }
        let pause = jittered(LONGEST_BELIEF);
        assert!(pause <= LONGEST_BELIEF && pause >= LONGEST_BELIEF / 10 * 9);
    }
}
