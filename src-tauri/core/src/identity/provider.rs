//! What a provider says of itself: OpenID Connect Discovery 1.0 and its keys.

use std::sync::Mutex;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use serde::Deserialize;
use url::Url;

use crate::DEMO;
use crate::error::{Code, Failure};
use crate::http::Http;
use crate::launch::address::is_secure;

/// The parts of the discovery document that Parvis uses.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    /// Equal to the issuer that was asked, to the last character.
    pub issuer: String,
    /// Where the browser goes.
    pub authorization_endpoint: Url,
    /// Where codes and refresh tokens are redeemed.
    pub token_endpoint: Url,
    /// Where the claims are.
    pub userinfo_endpoint: Url,
    /// Where the keys are.
    pub jwks_uri: Url,
    /// RP-Initiated Logout 1.0, where offered.
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    /// RFC 7009, where offered.
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
    /// Whether every authorization answer carries `iss` (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// A provider whose discovery document was read and accepted.
pub struct Provider {
    /// What it says of itself.
    pub metadata: Metadata,
    http: Http,
    keys: Mutex<JwkSet>,
}

impl Provider {
    /// Reads the discovery document of `issuer`, and its keys.
    pub async fn discover(http: &Http, issuer: &Url) -> Result<Self, Failure> {
        let mut address = issuer.clone();
        address
            .set_path(&format!("{}/.well-known/openid-configuration", issuer.path().trim_end_matches('/')));
        let metadata: Metadata = http.get_json(&address).await?;
        // Discovery §4.3: another issuer in the document is somebody else's document. A single trailing slash
        // apart is how the URL type writes an empty path, not a difference.
        if metadata.issuer.trim_end_matches('/') != issuer.as_str().trim_end_matches('/') {
            return Err(Failure::new(Code::ProviderMisconfigured, "discovery names another issuer"));
        }
        for url in metadata.endpoints() {
            if !is_secure(url, DEMO) {
                let detail = format!("not https: {}{}", url.host_str().unwrap_or_default(), url.path());
                return Err(Failure::new(Code::ProviderMisconfigured, detail));
            }
        }
        let keys = fetch_keys(http, &metadata).await?;
        Ok(Self { metadata, http: http.clone(), keys: Mutex::new(keys) })
    }

    /// The key with this id; without an id, the only key there is. An unknown id makes the key set be read again,
    /// once: providers rotate their keys.
    pub async fn key(&self, kid: Option<&str>) -> Result<Jwk, Failure> {
        if let Some(key) = find(&self.keys.lock().expect("no panic while held"), kid) {
            return Ok(key);
        }
        let fresh = fetch_keys(&self.http, &self.metadata).await?;
        let key = find(&fresh, kid);
        *self.keys.lock().expect("no panic while held") = fresh;
        key.ok_or_else(|| Failure::new(Code::BadSignature, "unknown key"))
    }
}

impl Metadata {
    fn endpoints(&self) -> impl Iterator<Item = &Url> {
        [&self.authorization_endpoint, &self.token_endpoint, &self.userinfo_endpoint, &self.jwks_uri]
            .into_iter()
            .chain(&self.end_session_endpoint)
            .chain(&self.revocation_endpoint)
    }
}

fn find(keys: &JwkSet, kid: Option<&str>) -> Option<Jwk> {
    match (kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

/// Keys of a kind that Parvis does not know are left out one by one, as RFC 7517 §5 asks.
async fn fetch_keys(http: &Http, metadata: &Metadata) -> Result<JwkSet, Failure> {
    #[derive(Deserialize)]
    struct Loose {
        keys: Vec<serde_json::Value>,
    }
    let loose: Loose = http.get_json(&metadata.jwks_uri).await?;
    let keys = loose.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
    Ok(JwkSet { keys })
}
