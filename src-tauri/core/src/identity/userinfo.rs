//! Who signed in, as the provider tells it (OpenID Connect Core §5.3).

use std::fmt;

use oauth2::http::Request;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::client::Registration;
use super::person::Claims;
use super::provider::Provider;
use super::token::{self, Audience};
use crate::error::{Code, Failure};
use crate::http::{Http, Response};

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
            let (signed, _) = token::verify::<Signed>(provider, text.trim(), self.userinfo_alg).await?;
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
            serde_json::from_slice::<Unambiguous>(answer.body()).map_err(|_| bad("format"))?.0
        };
        if claims.get("sub").and_then(Value::as_str) == Some(sub) { Ok(claims) } else { Err(bad("sub")) }
    }
}

/// An object whose members each come once: of two, another reader might have believed the other one.
struct Unambiguous(Claims);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Unambiguous;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unambiguous, A::Error> {
                let mut claims = Claims::new();
                while let Some((name, value)) = map.next_entry()? {
                    if claims.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member comes twice"));
                    }
                }
                Ok(Unambiguous(claims))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

fn media_type(answer: &Response) -> String {
    let value = answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
