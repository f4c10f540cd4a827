//! Ending a session at the provider: the token (RFC 7009), and the browser's own session (RP-Initiated Logout 1.0).

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use oauth2::http::{Request, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::client::Registration;
use super::provider::{Provider, SecretIn};
use crate::error::{Code, Failure};
use crate::http::Http;

impl Registration {
    /// Tells the provider, discovered anew if it is not known, to forget a token that the endpoint `given_by` gave. One
    /// that another address gave goes to no other.
    pub async fn forget(
        &self,
        http: &Http,
        known: Option<Arc<Provider>>,
        token: &SecretString,
        given_by: &Url,
    ) -> Result<(), Failure> {
        let provider = self.provider(http, known).await?;
        if provider.metadata.token_endpoint == *given_by {
            self.revoke(http, &provider, token).await?;
        }
        Ok(())
    }

    /// Tells the provider to forget a token. An answer is the end of it, whatever it is; a failure is worth another try.
    pub async fn revoke(
        &self,
        http: &Http,
        provider: &Provider,
        token: &SecretString,
    ) -> Result<(), Failure> {
        let Some(endpoint) = &provider.metadata.revocation_endpoint else {
            return Ok(());
        };
        let way = provider.secret_at_revocation();
        let mut status = http.send(self.revocation(endpoint, token, way)?).await?.status();
        if status == StatusCode::UNAUTHORIZED && self.secret.is_some() {
            status = http.send(self.revocation(endpoint, token, way.other())?).await?.status();
        }
        if !status.is_success() {
            tracing::warn!(status = status.as_u16(), "the provider does not revoke the refresh token");
        }
        Ok(())
    }

    fn revocation(
        &self,
        endpoint: &Url,
        token: &SecretString,
        way: SecretIn,
    ) -> Result<crate::http::Request, Failure> {
        let mut form = Serializer::new(String::new());
        form.append_pair("token", token.expose_secret()).append_pair("token_type_hint", "refresh_token");
        let mut request = Request::post(endpoint.as_str())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        match (&self.secret, way) {
            (Some(secret), SecretIn::Header) => {
                // RFC 6749 §2.3.1: both are encoded before they are joined.
                let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encode(&self.client_id), encode(secret.expose_secret()));
                request = request.header("authorization", format!("Basic {}", BASE64_STANDARD.encode(pair)));
            }
            (Some(secret), SecretIn::Body) => {
                form.append_pair("client_id", &self.client_id)
                    .append_pair("client_secret", secret.expose_secret());
            }
            (None, _) => {
                form.append_pair("client_id", &self.client_id);
            }
        }
        request
            .body(form.finish().into_bytes())
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "revocation"))
    }

    /// Where the browser goes to end its session at the provider, and where it comes back to, with the state that
    /// tells our log-out from another. The client is named instead of the ID token: browser arguments are visible to
    /// other programs.
    pub fn end_session_url(&self, provider: &Provider, back: Option<(&Url, &str)>) -> Option<Url> {
        let mut url = provider.metadata.end_session_endpoint.clone()?;
        url.query_pairs_mut().append_pair("client_id", &self.client_id);
        if let Some((address, state)) = back {
            url.query_pairs_mut()
                .append_pair("post_logout_redirect_uri", address.as_str())
                .append_pair("state", state);
        }
        Some(url)
    }
}
