//! The directory of colleagues and groups: a SCIM 2.0 client (RFC 7643, RFC 7644) that only reads.
//!
//! Invariants: the access token goes to the origin of the directory's own address and nowhere else, in a header and
//! never in an address; no redirect is followed; what a directory says is somebody else's text, cleaned and bounded.

use std::collections::BTreeSet;

use oauth2::http::{HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

pub mod known;
mod search;

pub use self::search::{Entry, Page};
use crate::DEMO;
use crate::error::Failure;
use crate::http::{Http, Response};
use crate::launch::address::is_secure;
use crate::workspace::audience::values;

/// A SCIM service, such as La Suite's People or Canaille.
#[derive(Clone)]
pub struct Directory {
    http: Http,
    base: Url,
}

/// Whom the access token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Their groups, each by its id and by its name; `None` where the directory does not say.
    pub groups: Option<BTreeSet<String>>,
}

/// Why the directory gave no answer. None of them is a reason to forget what it said before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It does not accept this agent's token for this: 401 or 403.
    #[error("the directory is not opened to this agent")]
    NotOpened,
    /// It does not have this: 404, 501, or a redirect to elsewhere.
    #[error("the directory does not offer this")]
    NotOffered,
    /// It, or the way to it, does not work now. The detail is for the help desk: a host and what it did.
    #[error("the directory did not answer: {0}")]
    Unreachable(String),
}

impl Directory {
    /// The service with this base address, to which RFC 7644 appends `/Me` and `/Users`. `None` for an address that no
    /// token may be sent to: not `https` (loopback in a demonstration build apart), with a user name or a password, or
    /// with a query or a fragment, where nothing can be appended.
    pub fn new(http: Http, base: Url) -> Option<Self> {
        let plain = base.username().is_empty()
            && base.password().is_none()
            && base.query().is_none()
            && base.fragment().is_none();
        (plain && is_secure(&base, DEMO)).then_some(Self { http, base })
    }

    /// Asks for the groups of whom the token speaks for (RFC 7644 §3.11).
    pub async fn me(&self, access_token: &SecretString) -> Result<Me, Trouble> {
        #[derive(Deserialize)]
        struct User {
            groups: Option<Value>,
        }
        let user: User = self.get("Me", &[], access_token).await?;
        Ok(Me { groups: user.groups.as_ref().and_then(values) })
    }

    /// Reads a resource.
    ///
    /// Some servers want a slash at the end (People: `…/scim/Me/`), most have none, and each refuses the other form or
    /// redirects to its own. Since no redirect is followed, the form in which the base address was written is tried
    /// first, and on 301, 308 or 404 the other one. A redirect that remains leads elsewhere (RFC 7644 §3.11 allows it
    /// for `/Me`), and counts as not offered.
    async fn get<T: DeserializeOwned>(
        &self,
        resource: &str,
        query: &[(&str, &str)],
        access_token: &SecretString,
    ) -> Result<T, Trouble> {
        let elsewhere =
            [StatusCode::MOVED_PERMANENTLY, StatusCode::PERMANENT_REDIRECT, StatusCode::NOT_FOUND];
        // A base without a path is written with a slash all the same.
        let slash = self.base.path().len() > 1 && self.base.path().ends_with('/');
        let mut answer = self.send(self.address(resource, slash, query), access_token).await?;
        if elsewhere.contains(&answer.status()) {
            answer = self.send(self.address(resource, !slash, query), access_token).await?;
        }
        match answer.status() {
            StatusCode::OK => self.read(&answer),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Trouble::NotOpened),
            StatusCode::NOT_IMPLEMENTED => Err(Trouble::NotOffered),
            status if elsewhere.contains(&status) => Err(Trouble::NotOffered),
            status => Err(self.unreachable(status.as_str())),
        }
    }

    fn address(&self, resource: &str, slash: bool, query: &[(&str, &str)]) -> Url {
        let mut address = self.base.clone();
        let end = if slash { "/" } else { "" };
        address.set_path(&format!("{}/{resource}{end}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        address
    }

    async fn send(&self, address: Url, access_token: &SecretString) -> Result<Response, Trouble> {
        assert_eq!(address.origin(), self.base.origin(), "the token is for the directory alone");
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", access_token.expose_secret()))
            .map_err(|_| Trouble::NotOpened)?;
        bearer.set_sensitive(true);
        let request = oauth2::http::Request::get(address.as_str())
            .header(header::AUTHORIZATION, bearer)
            .header(header::ACCEPT, MEDIA_TYPES.join(", "))
            .body(Vec::new())
            .map_err(|_| self.unreachable("no address"))?;
        // The help desk's detail names the host already.
        let failed = |failure: Failure| Trouble::Unreachable(failure.detail.unwrap_or_default());
        self.http.send_optional(request).await.map_err(failed)
    }

    fn read<T: DeserializeOwned>(&self, answer: &Response) -> Result<T, Trouble> {
        let content_type = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !MEDIA_TYPES.iter().any(|one| one.eq_ignore_ascii_case(media_type)) {
            // A page of a portal on the way, for one.
            return Err(self.unreachable("answers something else"));
        }
        serde_json::from_slice(answer.body()).map_err(|_| self.unreachable("answer is not readable"))
    }

    fn unreachable(&self, what: &str) -> Trouble {
        Trouble::Unreachable(format!("{} {what}", self.base.host_str().unwrap_or_default()))
    }
}

/// RFC 7644 §3.1; as People writes it; and as §8.1 allows besides.
const MEDIA_TYPES: [&str; 3] = ["application/scim+json", "application/json+scim", "application/json"];
