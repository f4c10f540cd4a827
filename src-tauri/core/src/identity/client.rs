//! Our client at a provider: the requests it sends and what comes back. PKCE, state and nonce are always there.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::Algorithm;
use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::answer::{TokenError, Tokens, failure};
use super::provider::{Provider, SecretIn};
use super::token::{self, Expected, IdClaims};
use crate::clock::UnixTime;
use crate::error::Failure;
use crate::http::Http;
use crate::workspace::format::RedirectHost;

/// Our registration at the provider, from the workspace and the machine policy.
#[derive(Clone)]
pub struct Registration {
    /// The issuer.
    pub issuer: Url,
    /// The ministry's relay, where the client is registered as one.
    pub relay: Option<Url>,
    /// Our client id there.
    pub client_id: String,
    /// From the machine policy; a public client has none.
    pub secret: Option<SecretString>,
    /// What is asked for; always with `openid`.
    pub scopes: Vec<String>,
    /// How the redirect URI names this computer.
    pub redirect_host: RedirectHost,
    /// The loopback ports that are registered; none means any.
    pub ports: Vec<u16>,
    /// The path of the redirect URI.
    pub callback_path: String,
    /// The path that the provider comes back to after a log-out, where that is registered.
    pub post_logout_path: Option<String>,
    /// How long a session lasts at most.
    pub session: Duration,
    /// The levels of authentication of which every sign-in needs one; empty, any will do.
    pub acr: Vec<String>,
    /// Whether the level matters to anything in this workspace, so that it is worth asking.
    pub acr_matters: bool,
    /// Whether `prompt=login` makes the provider ask again.
    pub supports_prompt_login: bool,
    /// The only algorithm of ID tokens, where one was registered.
    pub id_token_alg: Option<Algorithm>,
    /// The only algorithm of userinfo answers, where one was registered.
    pub userinfo_alg: Option<Algorithm>,
    /// The SCIM service that the workspace names.
    pub scim: Option<Url>,
}

/// What one sign-in asks the provider for.
#[derive(Clone, Default)]
pub struct Request {
    /// The scopes: those of the registration, without any that were refused.
    pub scopes: Vec<String>,
    /// Asks for the login again, although the browser may be known (`prompt=login`).
    pub fresh: bool,
    /// The levels of authentication of which one is needed (Core §5.5.1.1); empty, any will do.
    pub acr: Vec<String>,
    /// The organisation that the agent wants to act for, by SIRET; ProConnect's own parameter.
    pub siret_hint: Option<String>,
    /// The relay's own word, from an earlier page of this sign-in, that it began with the agent: the browser comes from
    /// a page of ours now, and the relay would ask otherwise.
    pub opened: Option<String>,
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

impl Registration {
    /// The provider: the one that is known, or as it describes itself now.
    pub async fn provider(
        &self,
        http: &Http,
        known: Option<Arc<Provider>>,
    ) -> Result<Arc<Provider>, Failure> {
        match known {
            Some(provider) => Ok(provider),
            None => Provider::discover(http, &self.issuer, self.relay.as_ref()).await.map(Arc::new),
        }
    }

    /// Our client with its endpoints and its way to show the secret.
    fn oauth(&self, provider: &Provider) -> OAuth<oauth2::EndpointSet, oauth2::EndpointSet> {
        let client: OAuth<oauth2::EndpointNotSet, oauth2::EndpointNotSet> =
            oauth2::Client::new(ClientId::new(self.client_id.clone()));
        // A client without a secret names itself in the body.
        let way = if self.secret.is_some() { provider.secret_at_token() } else { SecretIn::Body };
        let client = client
            .set_auth_type(match way {
                SecretIn::Body => AuthType::RequestBody,
                SecretIn::Header => AuthType::BasicAuth,
            })
            .set_auth_uri(AuthUrl::from_url(provider.metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(provider.metadata.token_endpoint.clone()));
        match &self.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
            None => client,
        }
    }

    /// Where the browser goes to sign in. Nothing is sent that ProConnect does not list: it may refuse the rest.
    /// Never `prompt=none`: a provider may answer it with a form, and ProConnect may drop the agent's session.
    pub fn authorization_url(
        &self,
        provider: &Provider,
        redirect_uri: &RedirectUrl,
        ties: &Ties,
        request: &Request,
    ) -> Url {
        let verifier = PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned());
        let client = self.oauth(provider).set_redirect_uri(redirect_uri.clone());
        let state = ties.state.clone();
        let mut url = client
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(request.scopes.iter().cloned().map(Scope::new))
            .add_extra_param("nonce", &ties.nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if request.fresh {
            url = url.add_extra_param("prompt", "login");
        }
        if let Some(siret) = &request.siret_hint {
            url = url.add_extra_param("siret_hint", siret);
        }
        if let Some(opened) = request.opened.as_ref().filter(|_| self.relay.is_some()) {
            url = url.add_extra_param("opened", opened);
        }
        if let Some((name, value)) = self.acr_parameter(provider, request) {
            url = url.add_extra_param(name, value);
        }
        url.url().0
    }

    /// ProConnect tells the level only if it is asked. A provider that cannot be asked for single claims is asked
    /// the older way, which promises less; what it answers is checked all the same.
    fn acr_parameter(&self, provider: &Provider, request: &Request) -> Option<(&'static str, String)> {
        let single_claims = provider.metadata.claims_parameter_supported;
        let claim = match request.acr.as_slice() {
            [] if !self.acr_matters || !single_claims => return None,
            [] => serde_json::Value::Null,
            values if !single_claims => return Some(("acr_values", values.join(" "))),
            values => serde_json::json!({ "essential": true, "values": values }),
        };
        Some(("claims", serde_json::json!({ "id_token": { "acr": claim } }).to_string()))
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
        let exchange = async || {
            self.oauth(provider)
                .set_redirect_uri(redirect_uri.clone())
                .exchange_code(AuthorizationCode::new(code.clone()))
                .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned()))
                .request_async(http)
                .await
        };
        let mut answer = exchange().await;
        if self.may_try_again(provider, &answer) {
            answer = exchange().await;
        }
        let answer = answer.map_err(failure)?;
        self.grant(provider, &answer, &ties.nonce, false, now).await
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
        let exchange = async || {
            self.oauth(provider)
                .exchange_refresh_token(&RefreshToken::new(token.expose_secret().to_owned()))
                .request_async(http)
                .await
        };
        let mut answer = exchange().await;
        if self.may_try_again(provider, &answer) {
            answer = exchange().await;
        }
        let answer = match answer {
            Err(RequestTokenError::ServerResponse(e))
                if *e.error() == BasicErrorResponseType::InvalidGrant =>
            {
                return Err(Refresh::Ended);
            }
            Err(error) => return Err(Refresh::Trouble { failure: failure(error), renewed: None }),
            Ok(answer) => answer,
        };
        let trouble = |failure| Refresh::Trouble { failure, renewed: answer.renewed() };
        self.grant(provider, &answer, nonce, true, now).await.map_err(trouble)
    }

    /// Whether the provider refused the client for the way its secret was shown, perhaps. It looks at the client
    /// before it looks at the code or token, so neither is spent.
    fn may_try_again(&self, provider: &Provider, answer: &Result<Tokens, TokenError>) -> bool {
        let refused = |error: &BasicErrorResponse| *error.error() == BasicErrorResponseType::InvalidClient;
        matches!(answer, Err(RequestTokenError::ServerResponse(error)) if refused(error))
            && self.secret.is_some()
            && provider.try_other_way()
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
        let id = match &answer.id_token {
            Some(id_token) => {
                let (claims, algorithm) =
                    token::verify::<IdClaims>(provider, id_token, self.id_token_alg).await?;
                let client_id = &self.client_id;
                let expected = Expected { client_id, nonce, refreshed, access_token, algorithm, now };
                token::check(&claims, provider, &expected)?;
                Some(claims)
            }
            None => None,
        };
        Ok(Grant {
            access_token: access_token.clone().into(),
            // RFC 6749 §5.1 only recommends to say it; an hour is what ProConnect gives.
            expires_in: answer.expires_in().unwrap_or(Duration::from_secs(3600)),
            refresh_token: answer.renewed(),
            refresh_expires_in: answer.refresh_expires_in,
            id,
        })
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
