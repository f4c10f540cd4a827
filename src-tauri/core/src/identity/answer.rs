//! The answers of a token endpoint, good and bad.

use std::fmt;
use std::time::Duration;

use oauth2::basic::{BasicErrorResponse, BasicTokenType};
use oauth2::{AccessToken, RefreshToken, RequestTokenError, Scope, TokenResponse};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Code, Failure};

/// Why there are no tokens.
pub(super) type TokenError = RequestTokenError<Failure, BasicErrorResponse>;

/// A token answer (RFC 6749 §5.1, Core §3.1.3.3). Some providers write its numbers as texts or fractions.
#[derive(Deserialize, Serialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    #[serde(default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) refresh_expires_in: Option<Duration>,
    pub(super) id_token: Option<String>,
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// A life in seconds. What cannot be read, or is nothing, counts as not said; nothing lives longer here than a month.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    let life = number.filter(|number| *number >= 1.0).map(|number| number.min(LONGEST.as_secs_f64()));
    Ok(life.map(|life| Duration::from_secs(Duration::from_secs_f64(life).as_secs())))
}

impl TokenResponse for Tokens {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

/// The library asks for one; no token is shown.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    /// The refresh token that came along, if one did.
    pub(super) fn renewed(&self) -> Option<SecretString> {
        let token = self.refresh_token.as_ref().filter(|token| !token.secret().is_empty())?;
        Some(token.secret().clone().into())
    }
}

/// What an error means to the agent.
pub(super) fn failure(error: TokenError) -> Failure {
    match error {
        RequestTokenError::Request(failure) => failure,
        RequestTokenError::ServerResponse(answer) => {
            let error = printable(answer.error().as_ref());
            let code = match error.as_str() {
                "invalid_client" | "unauthorized_client" => Code::ClientRefused,
                // Not in RFC 6749 for this endpoint, and said here all the same, by relays for one.
                "server_error" | "temporarily_unavailable" => Code::ProviderOutOfOrder,
                _ => Code::SignInFailed,
            };
            Failure::new(code, error)
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            Failure::new(Code::ProviderMisconfigured, "token answer is not readable")
        }
    }
}

/// An error code comes from elsewhere; only what RFC 6749 allows in one is shown, and not too much of it.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(80).collect()
}
