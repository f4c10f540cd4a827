//! What a provider says of itself: OpenID Connect Discovery 1.0 and its keys.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
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
    /// Where the claims are; without one, they are in the ID token.
    #[serde(default)]
    pub userinfo_endpoint: Option<Url>,
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
    /// How a client with a secret shows it.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// The same where tokens are revoked (RFC 8414 §2).
    #[serde(default)]
    revocation_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// The scopes it knows, as far as it tells.
    #[serde(default)]
    pub scopes_supported: Option<Vec<String>>,
    /// The ways of PKCE that it takes (RFC 8414 §2), as far as it tells.
    #[serde(default)]
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// What ID tokens are signed with.
    #[serde(default)]
    pub id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// Whether single claims can be asked for (Core §5.5).
    #[serde(default)]
    pub claims_parameter_supported: bool,
}

/// A provider whose discovery document was read and accepted.
pub struct Provider {
    /// What it says of itself, with the relay's endpoints where there is one.
    pub metadata: Metadata,
    http: Http,
    keys: Mutex<JwkSet>,
    /// A provider may take a secret in two ways and a client be registered for one of them: the first has failed.
    other_way: AtomicBool,
}

impl Provider {
    /// Reads the discovery document of `issuer`, and its keys. With a relay, everything that needs the client's
    /// secret, and the pages that come back, go through it; the claims and keys still come from the provider.
    pub async fn discover(http: &Http, issuer: &Url, relay: Option<&Url>) -> Result<Self, Failure> {
        let mut address = issuer.clone();
        // Discovery §4: one terminating slash goes.
        let path = issuer.path().strip_suffix('/').unwrap_or(issuer.path());
        address.set_path(&format!("{path}/.well-known/openid-configuration"));
        let mut metadata: Metadata = http.get_json(&address).await?;
        // Discovery §4.3: another issuer in the document is somebody else's document. A single trailing slash
        // apart is how the URL type writes an empty path, not a difference.
        let without_slash = |issuer: &str| issuer.strip_suffix('/').unwrap_or(issuer).to_owned();
        if without_slash(&metadata.issuer) != without_slash(issuer.as_str()) {
            return Err(Failure::new(Code::ProviderMisconfigured, "discovery names another issuer"));
        }
        if let Some(relay) = relay {
            metadata.go_through(relay);
        }
        for url in metadata.endpoints() {
            if !is_secure(url, DEMO) {
                let detail = format!("not https: {}{}", url.host_str().unwrap_or_default(), url.path());
                return Err(Failure::new(Code::ProviderMisconfigured, detail));
            }
        }
        let keys = fetch_keys(http, &metadata).await?;
        Ok(Self { metadata, http: http.clone(), keys: Mutex::new(keys), other_way: AtomicBool::new(false) })
    }

    /// The key with this id that can have made a signature of this kind; without an id, the only such key there is.
    /// An unknown id makes the key set be read again, once: providers rotate their keys.
    pub async fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Jwk, Failure> {
        if let Some(key) = find(&self.keys.lock().expect("no panic while held"), kid, algorithm) {
            return Ok(key);
        }
        let fresh = fetch_keys(&self.http, &self.metadata).await?;
        let key = find(&fresh, kid, algorithm);
        *self.keys.lock().expect("no panic while held") = fresh;
        key.ok_or_else(|| Failure::new(Code::BadSignature, "unknown key"))
    }
}

/// How a client shows its secret (Core §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretIn {
    /// `client_secret_post`.
    Body,
    /// `client_secret_basic`.
    Header,
}

impl SecretIn {
    /// The other way.
    pub fn other(self) -> Self {
        match self {
            Self::Body => Self::Header,
            Self::Header => Self::Body,
        }
    }

    /// Discovery §3: a provider that does not say takes it in the header.
    fn first_of(methods: Option<&[String]>) -> Self {
        let post = methods.unwrap_or_default().iter().any(|method| method == "client_secret_post");
        if post { Self::Body } else { Self::Header }
    }
}

impl Provider {
    /// Where the secret goes in a request for tokens.
    pub fn secret_at_token(&self) -> SecretIn {
        let first = SecretIn::first_of(self.metadata.token_endpoint_auth_methods_supported.as_deref());
        if self.other_way.load(Ordering::Relaxed) { first.other() } else { first }
    }

    /// The client was refused: from now on its secret goes the other way. Whether there is another one to try.
    pub fn try_other_way(&self) -> bool {
        let methods = self.metadata.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let both = ["client_secret_post", "client_secret_basic"];
        both.iter().all(|way| methods.iter().any(|method| method == way))
            && !self.other_way.swap(true, Ordering::Relaxed)
    }

    /// Where the secret goes in a revocation.
    pub fn secret_at_revocation(&self) -> SecretIn {
        match self.metadata.revocation_endpoint_auth_methods_supported.as_deref() {
            Some(methods) => SecretIn::first_of(Some(methods)),
            None => self.secret_at_token(),
        }
    }
}

impl Metadata {
    fn endpoints(&self) -> impl Iterator<Item = &Url> {
        [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri]
            .into_iter()
            .chain(&self.userinfo_endpoint)
            .chain(&self.end_session_endpoint)
            .chain(&self.revocation_endpoint)
    }

    fn go_through(&mut self, relay: &Url) {
        let at = |name: &str| {
            let mut url = relay.clone();
            let base = relay.path().strip_suffix('/').unwrap_or(relay.path());
            url.set_path(&format!("{base}/{name}"));
            url
        };
        self.authorization_endpoint = at("authorize");
        self.token_endpoint = at("token");
        self.revocation_endpoint = Some(at("revoke"));
        self.end_session_endpoint = Some(at("logout"));
    }
}

fn find(keys: &JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Option<Jwk> {
    let mut fitting = keys.keys.iter().filter(|key| fits(key, algorithm));
    match kid {
        Some(kid) => fitting.find(|key| key.common.key_id.as_deref() == Some(kid)).cloned(),
        None => fitting.next().filter(|_| fitting.next().is_none()).cloned(),
    }
}

fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(
            algorithm,
            Algorithm::RS256
                | Algorithm::RS384
                | Algorithm::RS512
                | Algorithm::PS256
                | Algorithm::PS384
                | Algorithm::PS512
        ),
        AlgorithmParameters::EllipticCurve(key) => matches!(
            (algorithm, &key.curve),
            (Algorithm::ES256, EllipticCurve::P256) | (Algorithm::ES384, EllipticCurve::P384)
        ),
        AlgorithmParameters::OctetKeyPair(key) => {
            algorithm == Algorithm::EdDSA && key.curve == EllipticCurve::Ed25519
        }
        AlgorithmParameters::OctetKey(_) => false,
    };
    let signs = key.common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
    let named = key.common.key_algorithm.is_none_or(|named| named.to_string() == format!("{algorithm:?}"));
    kind && signs && named
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
