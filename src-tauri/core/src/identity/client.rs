//! Our client at a provider: the requests it sends and what comes back. PKCE, state and nonce are always there.

use std::fmt;
use std::time::Duration;

use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType, BasicTokenType};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, ExtraTokenFields,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::person::Person;
use super::provider::Provider;
use super::token::{self, Expected, IdClaims};
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::http::{Http, Response};

/// Our registration at the provider, from the workspace and the machine policy.
#[derive(Clone)]
pub struct Registration {
    /// The issuer.
    pub issuer: Url,
    /// Our client id there.
    pub client_id: String,
    /// From the machine policy; a public client has none.
    pub secret: Option<SecretString>,
    /// What is asked for; always with `openid`.
    pub scopes: Vec<String>,
    /// The loopback ports that are registered; none means any.
    pub ports: Vec<u16>,
    /// The path of the redirect URI.
    pub callback_path: String,
    /// How long a session lasts, where the provider does not say.
    pub session: Duration,
}

/// The values that tie an authorization answer to its request.
pub struct Ties {
    /// Comes back in the answer.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Proves at the token endpoint that we asked (RFC 7636).
    pub verifier: SecretString,
}

/// Tokens that were checked.
pub struct Grant {
    /// For the provider's and the tools' own interfaces; memory only.
    pub access_token: SecretString,
    /// How long the access token lives.
    pub expires_in: Duration,
    /// What keeps the session.
    pub refresh_token: Option<SecretString>,
    /// When the session ends, where the provider says so (Keycloak's `refresh_expires_in`).
    pub refresh_expires_in: Option<Duration>,
    /// What the ID token says; a refresh may bring none.
    pub id: Option<IdClaims>,
}

#[derive(Deserialize, Serialize)]
struct OpenIdFields {
    id_token: Option<String>,
    refresh_expires_in: Option<u64>,
}

impl ExtraTokenFields for OpenIdFields {}

/// The library asks for one; the ID token is not shown.
impl fmt::Debug for OpenIdFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdFields").finish_non_exhaustive()
    }
}

type Tokens = StandardTokenResponse<OpenIdFields, BasicTokenType>;
type TokenError = RequestTokenError<Failure, BasicErrorResponse>;

/// The `oauth2` client with our token answer; its five last parameters say which endpoints are set.
type OAuth<Auth, Token> = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    oauth2::basic::BasicTokenIntrospectionResponse,
    oauth2::StandardRevocableToken,
    oauth2::basic::BasicRevocationErrorResponse,
    Auth,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    Token,
>;

impl PartialEq for Registration {
    fn eq(&self, other: &Self) -> bool {
        let secret = |r: &Self| r.secret.as_ref().map(|s| s.expose_secret().to_owned());
        (&self.issuer, &self.client_id, secret(self)) == (&other.issuer, &other.client_id, secret(other))
            && (&self.scopes, &self.ports) == (&other.scopes, &other.ports)
            && (&self.callback_path, self.session) == (&other.callback_path, other.session)
    }
}

impl Eq for Registration {}

impl Registration {
    fn oauth(&self, provider: &Provider) -> OAuth<oauth2::EndpointSet, oauth2::EndpointSet> {
        let client: OAuth<oauth2::EndpointNotSet, oauth2::EndpointNotSet> =
            oauth2::Client::new(ClientId::new(self.client_id.clone()));
        // ProConnect takes the secret in the body only (client_secret_post).
        let client = client
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(AuthUrl::from_url(provider.metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(provider.metadata.token_endpoint.clone()));
        match &self.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
            None => client,
        }
    }

    /// Where the browser goes to sign in. Nothing is sent that ProConnect does not list: it may refuse the rest.
    pub fn authorization_url(&self, provider: &Provider, redirect_uri: &RedirectUrl, ties: &Ties) -> Url {
        let verifier = PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned());
        let client = self.oauth(provider).set_redirect_uri(redirect_uri.clone());
        let state = ties.state.clone();
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(self.scopes.iter().cloned().map(Scope::new))
            .add_extra_param("nonce", &ties.nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        url
    }

    /// Redeems a code, and checks what comes back.
    pub async fn redeem(
        &self,
        http: &Http,
        provider: &Provider,
        redirect_uri: &RedirectUrl,
        ties: &Ties,
        code: String,
        now: UnixTime,
    ) -> Result<Grant, Failure> {
        let client = self.oauth(provider).set_redirect_uri(redirect_uri.clone());
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned()))
            .request_async(http)
            .await
            .map_err(failure)?;
        let grant = self.grant(provider, &answer, &ties.nonce, false, now).await?;
        if grant.id.is_none() {
            return Err(Failure::new(Code::BadToken, "no ID token"));
        }
        Ok(grant)
    }

    /// Uses a refresh token. `Refresh::Ended` is the provider's word that the session is over.
    pub async fn refresh(
        &self,
        http: &Http,
        provider: &Provider,
        token: &SecretString,
        nonce: &str,
        now: UnixTime,
    ) -> Result<Grant, Refresh> {
        let answer = self
            .oauth(provider)
            .exchange_refresh_token(&RefreshToken::new(token.expose_secret().to_owned()))
            .request_async(http)
            .await;
        let answer = match answer {
            Err(RequestTokenError::ServerResponse(e))
                if *e.error() == BasicErrorResponseType::InvalidGrant =>
            {
                return Err(Refresh::Ended);
            }
            Err(error) => return Err(Refresh::Trouble { failure: failure(error), renewed: None }),
            Ok(answer) => answer,
        };
        let trouble = |failure| {
            let renewed = answer.refresh_token().map(|token| token.secret().clone().into());
            Refresh::Trouble { failure, renewed }
        };
        self.grant(provider, &answer, nonce, true, now).await.map_err(trouble)
    }

    async fn grant(
        &self,
        provider: &Provider,
        answer: &Tokens,
        nonce: &str,
        refreshed: bool,
        now: UnixTime,
    ) -> Result<Grant, Failure> {
        let access_token = answer.access_token().secret();
        let id = match &answer.extra_fields().id_token {
            Some(id_token) => {
                let claims: IdClaims = token::verify(provider, id_token).await?;
                let expected = Expected { client_id: &self.client_id, nonce, refreshed, access_token, now };
                token::check(&claims, provider, &expected)?;
                Some(claims)
            }
            None => None,
        };
        Ok(Grant {
            access_token: access_token.clone().into(),
            // RFC 6749 §5.1 only recommends to say it; an hour is what ProConnect gives.
            expires_in: answer.expires_in().unwrap_or(Duration::from_secs(3600)),
            refresh_token: answer.refresh_token().map(|t| t.secret().clone().into()),
            refresh_expires_in: answer
                .extra_fields()
                .refresh_expires_in
                .filter(|s| *s > 0)
                .map(Duration::from_secs),
            id,
        })
    }

    /// Asks who signed in. The answer may be signed (`application/jwt`, as ProConnect's) or plain JSON; it has to
    /// be about the subject of the ID token (Core §5.3.2).
    pub async fn person(
        &self,
        http: &Http,
        provider: &Provider,
        access_token: &SecretString,
        sub: &str,
    ) -> Result<Person, Failure> {
        #[derive(Deserialize)]
        struct Signed {
            iss: Option<String>,
            aud: Option<serde_json::Value>,
            #[serde(flatten)]
            person: Person,
        }
        let endpoint = &provider.metadata.userinfo_endpoint;
        let request = oauth2::http::Request::get(endpoint.as_str())
            .header("authorization", format!("Bearer {}", access_token.expose_secret()))
            .header("accept", "application/jwt, application/json")
            .body(Vec::new())
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "userinfo"))?;
        let answer = http.send(request).await?;
        if !answer.status().is_success() {
            return Err(Failure::new(Code::SignInFailed, format!("userinfo {}", answer.status().as_u16())));
        }
        let bad = |what: &str| Failure::new(Code::BadToken, format!("userinfo {what}"));
        let person = if media_type(&answer) == "application/jwt" {
            let text = std::str::from_utf8(answer.body()).map_err(|_| bad("encoding"))?;
            let signed: Signed = token::verify(provider, text.trim()).await?;
            if signed.iss.is_some_and(|iss| iss != provider.metadata.issuer) {
                return Err(Code::WrongIssuer.into());
            }
            let ours = |aud: &serde_json::Value| match aud {
                serde_json::Value::Array(many) => many.iter().any(|one| one == self.client_id.as_str()),
                one => one == self.client_id.as_str(),
            };
            if !signed.aud.as_ref().is_none_or(ours) {
                return Err(bad("aud"));
            }
            signed.person
        } else {
            serde_json::from_slice(answer.body()).map_err(|_| bad("format"))?
        };
        if person.sub == sub { Ok(person) } else { Err(bad("sub")) }
    }

    /// Tells the provider to forget a token (RFC 7009). Best effort: the session is over here whatever it answers.
    pub async fn revoke(
        &self,
        http: &Http,
        provider: &Provider,
        token: &SecretString,
    ) -> Result<(), Failure> {
        let Some(endpoint) = &provider.metadata.revocation_endpoint else {
            return Ok(());
        };
        let form = {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.append_pair("token", token.expose_secret())
                .append_pair("token_type_hint", "refresh_token")
                .append_pair("client_id", &self.client_id);
            if let Some(secret) = &self.secret {
                form.append_pair("client_secret", secret.expose_secret());
            }
            form.finish()
        };
        let request = oauth2::http::Request::post(endpoint.as_str())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into_bytes())
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "revocation"))?;
        http.send(request).await.map(drop)
    }

    /// Where the browser goes to end the session at the provider. The client is named instead of the ID token:
    /// browser arguments are visible to other programs.
    pub fn end_session_url(&self, provider: &Provider) -> Option<Url> {
        let mut url = provider.metadata.end_session_endpoint.clone()?;
        url.query_pairs_mut().append_pair("client_id", &self.client_id);
        Some(url)
    }
}

/// How a refresh can fail.
pub enum Refresh {
    /// `invalid_grant`: the session is over.
    Ended,
    /// Anything else is trouble on the way, and no reason to sign anybody out.
    Trouble {
        /// What is in the way.
        failure: Failure,
        /// The refresh token that came with an answer that was not acceptable otherwise. The one before it is spent.
        renewed: Option<SecretString>,
    },
}

fn failure(error: TokenError) -> Failure {
    match error {
        RequestTokenError::Request(failure) => failure,
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                Failure::new(Code::ClientRefused, answer.error().as_ref())
            }
            other => Failure::new(Code::SignInFailed, printable(other.as_ref())),
        },
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            Failure::new(Code::ProviderMisconfigured, "token answer is not readable")
        }
    }
}

/// An error code comes from elsewhere; only what RFC 6749 allows in one is shown, and not too much of it.
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(80).collect()
}

fn media_type(answer: &Response) -> String {
    let value = answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
