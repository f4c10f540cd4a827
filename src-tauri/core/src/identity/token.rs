//! Signed tokens: the signature first, then the claims (OpenID Connect Core §3.1.3.7 and §5.3.2).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::person::Claims;
use super::provider::Provider;
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::workspace::format::SigningAlgorithm;

/// The algorithms accepted for ID tokens and userinfo, whatever a header or a discovery document says: no `none`, and
/// no `HS256`, which would make the client secret a signing key.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

impl From<SigningAlgorithm> for Algorithm {
    fn from(registered: SigningAlgorithm) -> Self {
        match registered {
            SigningAlgorithm::RS256 => Self::RS256,
            SigningAlgorithm::RS384 => Self::RS384,
            SigningAlgorithm::RS512 => Self::RS512,
            SigningAlgorithm::PS256 => Self::PS256,
            SigningAlgorithm::PS384 => Self::PS384,
            SigningAlgorithm::PS512 => Self::PS512,
            SigningAlgorithm::ES256 => Self::ES256,
            SigningAlgorithm::ES384 => Self::ES384,
            SigningAlgorithm::EdDSA => Self::EdDSA,
        }
    }
}

/// How far the provider's clock and ours may differ, in seconds.
const LEEWAY: u64 = 120;

/// What an ID token says, as far as Parvis reads it.
#[derive(Debug, Clone, Deserialize)]
pub struct IdClaims {
    /// Who issued it.
    pub iss: String,
    /// Who signed in.
    pub sub: String,
    aud: Audience,
    #[serde(deserialize_with = "numeric_date")]
    exp: u64,
    #[serde(deserialize_with = "numeric_date")]
    iat: u64,
    nonce: Option<String>,
    at_hash: Option<String>,
    azp: Option<String>,
    /// When the agent really signed in, which may be before this sign-in. Providers write it in many ways; one that
    /// cannot be read counts as not said.
    #[serde(default, deserialize_with = "lenient_date")]
    pub auth_time: Option<u64>,
    /// The level of authentication (§2).
    #[serde(default)]
    pub acr: Option<String>,
    /// Everything else it says, which may be of the person.
    #[serde(flatten)]
    pub others: Claims,
}

/// RFC 7519 §2 lets a `NumericDate` have a fraction.
fn numeric_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    date(&value).ok_or_else(|| D::Error::custom("not a date"))
}

fn lenient_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let text = value.as_str().and_then(|text| serde_json::from_str(text).ok());
    Ok(date(text.as_ref().unwrap_or(&value)).filter(|seconds| *seconds > 0))
}

fn date(value: &Value) -> Option<u64> {
    /// The year 9999: what is later is no date, and would not fit the sums below.
    const LATEST: f64 = 253_402_300_799.0;
    let seconds = value.as_f64().filter(|seconds| (0.0..=LATEST).contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the limits above")]
    let whole = seconds as u64;
    Some(whole)
}

/// `aud` is a string or a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One client.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Audience {
    /// Whether this client is meant, perhaps among others.
    pub fn has(&self, client_id: &str) -> bool {
        match self {
            Self::One(one) => one == client_id,
            Self::Many(many) => many.iter().any(|one| one == client_id),
        }
    }

    fn is_many(&self) -> bool {
        matches!(self, Self::Many(many) if many.len() > 1)
    }
}

/// What an ID token has to match.
pub struct Expected<'a> {
    /// Our client.
    pub client_id: &'a str,
    /// The nonce of the sign-in. A refreshed ID token repeats it or leaves it out (Core §12.2).
    pub nonce: &'a str,
    /// Whether the token came from a refresh.
    pub refreshed: bool,
    /// The access token that came along.
    pub access_token: &'a str,
    /// What the ID token is signed with.
    pub algorithm: Algorithm,
    /// Now.
    pub now: UnixTime,
}

/// Checks a signature and returns the payload, with the algorithm; nothing of it is trusted before. With `registered`,
/// no other algorithm will do.
pub async fn verify<T: DeserializeOwned>(
    provider: &Provider,
    token: &str,
    registered: Option<Algorithm>,
) -> Result<(T, Algorithm), Failure> {
    let header =
        jsonwebtoken::decode_header(token).map_err(|_| Failure::new(Code::BadToken, "not a signed token"))?;
    if !ALGORITHMS.contains(&header.alg) || registered.is_some_and(|alg| alg != header.alg) {
        return Err(Failure::new(Code::BadSignature, format!("algorithm {:?}", header.alg)));
    }
    if header.crit.is_some() {
        // RFC 7515 §4.1.11: what has to be understood and is not makes the token void.
        return Err(Failure::new(Code::BadToken, "crit"));
    }
    let jwk = provider.key(header.kid.as_deref(), header.alg).await?;
    let key = DecodingKey::from_jwk(&jwk).map_err(|_| Failure::new(Code::BadSignature, "unusable key"))?;
    let mut rules = Validation::new(header.alg);
    // The claims are checked below, with the clock that was passed in.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    match jsonwebtoken::decode(token, &key, &rules) {
        Ok(data) => Ok((data.claims, header.alg)),
        Err(e) if matches!(e.kind(), jsonwebtoken::errors::ErrorKind::Json(_)) => {
            Err(Failure::new(Code::BadToken, "a claim is missing or malformed"))
        }
        Err(_) => Err(Code::BadSignature.into()),
    }
}

/// Checks the claims of an ID token whose signature was checked.
pub fn check(claims: &IdClaims, provider: &Provider, expected: &Expected<'_>) -> Result<(), Failure> {
    let bad = |what: &str| Err(Failure::new(Code::BadToken, what));
    if claims.iss != provider.metadata.issuer {
        return Err(Code::WrongIssuer.into());
    }
    if !claims.aud.has(expected.client_id) {
        return bad("aud");
    }
    let azp_is_us = claims.azp.as_deref().is_none_or(|azp| azp == expected.client_id);
    if !azp_is_us || (claims.aud.is_many() && claims.azp.is_none()) {
        return bad("azp");
    }
    match &claims.nonce {
        Some(nonce) if nonce == expected.nonce => {}
        None if expected.refreshed => {}
        _ => return Err(Code::WrongNonce.into()),
    }
    if claims.iat > expected.now.0.saturating_add(LEEWAY) {
        return Err(Failure::new(Code::ClockWrong, "iat"));
    }
    if claims.exp.saturating_add(LEEWAY) < expected.now.0 {
        // A token that was made this instant and is over already: one of the two clocks is wrong.
        return Err(Failure::new(Code::ClockWrong, "exp"));
    }
    match &claims.at_hash {
        Some(hash) if !is_half_hash(hash, expected.access_token, expected.algorithm) => bad("at_hash"),
        _ => Ok(()),
    }
}

/// Whether this is the left half of the access token's hash. The hash is that of the signature's algorithm (Core
/// §3.1.3.6), which with `EdDSA` is SHA-512 (Ed25519's own).
fn is_half_hash(hash: &str, access_token: &str, algorithm: Algorithm) -> bool {
    let token = access_token.as_bytes();
    let digest = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(token).to_vec(),
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Sha512::digest(token).to_vec(),
        _ => Sha256::digest(token).to_vec(),
    };
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2]) == hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_hash_is_that_of_the_recorded_example() {
        // OpenID Connect Core, appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert!(is_half_hash("77QmUPtjPfzWtF2AnpK9RQ", token, Algorithm::RS256));
        assert!(!is_half_hash("77QmUPtjPfzWtF2AnpK9RQ", token, Algorithm::RS512));
    }
}
