//! Who signed in, as the provider tells it (OpenID Connect Core §5.3).

use oauth2::http::Request;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::client::Registration;
use super::provider::Provider;
use super::token::{self, Audience};
use crate::error::{Code, Failure};
use crate::http::{Http, Response};

/// What is known of a person, claim by claim.
pub type Claims = Map<String, Value>;

#[derive(Deserialize)]
struct Signed {
    iss: Option<String>,
    aud: Option<Audience>,
    #[serde(flatten)]
    claims: Claims,
}

impl Registration {
    /// Asks for the claims of `sub`. The answer may be signed (`application/jwt`, as ProConnect's) or, if no algorithm
    /// was registered for it, plain JSON; it has to be about the subject of the ID token (§5.3.2).
    pub async fn userinfo(
        &self,
        http: &Http,
        provider: &Provider,
        access_token: &SecretString,
        sub: &str,
    ) -> Result<Claims, Failure> {
        let Some(endpoint) = &provider.metadata.userinfo_endpoint else {
            return Ok(Claims::new());
        };
        let request = Request::get(endpoint.as_str())
            .header("authorization", format!("Bearer {}", access_token.expose_secret()))
            .header("accept", "application/jwt, application/json")
            .body(Vec::new())
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "userinfo"))?;
        let answer = http.send(request).await?;
        if !answer.status().is_success() {
            return Err(Failure::new(Code::SignInFailed, format!("userinfo {}", answer.status().as_u16())));
        }
        let bad = |what: &str| Failure::new(Code::BadToken, format!("userinfo {what}"));
        let claims = if media_type(&answer) == "application/jwt" {
            let text = std::str::from_utf8(answer.body()).map_err(|_| bad("encoding"))?;
            let signed: Signed = token::verify(provider, text.trim(), self.userinfo_alg).await?;
            if signed.iss.is_some_and(|iss| iss != provider.metadata.issuer) {
                return Err(Code::WrongIssuer.into());
            }
            if signed.aud.is_some_and(|audience| !audience.has(&self.client_id)) {
                return Err(bad("aud"));
            }
            signed.claims
        } else if self.userinfo_alg.is_some() {
            // Registered as signed: an answer without a signature is not that one.
            return Err(Failure::new(Code::BadSignature, "userinfo is not signed"));
        } else {
            serde_json::from_slice(answer.body()).map_err(|_| bad("format"))?
        };
        if claims.get("sub").and_then(Value::as_str) == Some(sub) { Ok(claims) } else { Err(bad("sub")) }
    }
}

fn media_type(answer: &Response) -> String {
    let value = answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
