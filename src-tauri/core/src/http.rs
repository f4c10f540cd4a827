//! The one door to the network: time limits, no redirects, bounded answers.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use oauth2::http::StatusCode;

use crate::DEMO;
use crate::error::{Code, Failure};

/// No answer that Parvis reads here is larger: discovery, keys, tokens, userinfo.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// An HTTP request with its whole body.
pub type Request = oauth2::HttpRequest;
/// An HTTP answer with its whole body.
pub type Response = oauth2::HttpResponse;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// The server or the way to it: why, in English, without the address (which may hold a query).
    Unreachable(String),
    /// The answer is larger than it may be.
    TooLarge,
    /// What was to be sent is not a request.
    NotARequest,
}

/// The client that every request of the core goes through. It follows no redirect (an answer from elsewhere is not the
/// provider's, RFC 9700 §4.11) and speaks TLS only, with the certificates that the operating system trusts. Those are
/// read with the first request: the window does not wait for them.
#[derive(Clone, Default)]
pub struct Http(Arc<OnceLock<reqwest::Client>>);

impl Http {
    /// A client that has not asked for anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn client(&self) -> &reqwest::Client {
        self.0.get_or_init(|| {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("Parvis/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .https_only(!DEMO)
                .connect_timeout(Duration::from_secs(5))
                .timeout(Duration::from_secs(20))
                .pool_max_idle_per_host(2)
                .pool_idle_timeout(Duration::from_secs(30));
            builder.build().expect("the TLS library starts")
        })
    }

    /// Sends a request and reads the whole answer. A 5xx is a [`Failure`] of the provider here, so that nobody
    /// mistakes an error page for an answer.
    pub async fn send(&self, request: Request) -> Result<Response, Failure> {
        self.exchange(request, |status| status.is_server_error()).await
    }

    /// As [`send`](Self::send), for what a server may offer or not: its 501 is an answer (RFC 9110 §15.6.2).
    pub async fn send_optional(&self, request: Request) -> Result<Response, Failure> {
        let out_of_order =
            |status: StatusCode| status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
        self.exchange(request, out_of_order).await
    }

    async fn exchange(
        &self,
        request: Request,
        out_of_order: impl FnOnce(StatusCode) -> bool,
    ) -> Result<Response, Failure> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let answer = self.fetch(request, LARGEST_ANSWER).await.map_err(|error| match error {
            Unanswered::Unreachable(_) => Failure::new(Code::ProviderUnreachable, host.clone()),
            Unanswered::TooLarge => {
                Failure::new(Code::ProviderMisconfigured, format!("{host}: answer too large"))
            }
            Unanswered::NotARequest => Failure::new(Code::ProviderMisconfigured, host.clone()),
        })?;
        // A server that wants to be left alone for a while is no different for whoever waits.
        if out_of_order(answer.status()) || answer.status() == StatusCode::TOO_MANY_REQUESTS {
            return Err(Failure::new(
                Code::ProviderOutOfOrder,
                format!("{host} {}", answer.status().as_u16()),
            ));
        }
        Ok(answer)
    }

    /// Sends a request and reads the whole answer, whatever its status, if it has at most `largest` bytes.
    pub async fn fetch(&self, request: Request, largest: usize) -> Result<Response, Unanswered> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unanswered::NotARequest)?;
        let unreachable = |error: reqwest::Error| Unanswered::Unreachable(why(&error));
        let mut answer = self.client().execute(request).await.map_err(unreachable)?;
        let mut builder = http_builder(&answer);
        if let Some(headers) = builder.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > largest {
                return Err(Unanswered::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        builder.body(body).map_err(|_| Unanswered::NotARequest)
    }

    /// Fetches a JSON document.
    pub async fn get_json<T: serde::de::DeserializeOwned>(&self, address: &url::Url) -> Result<T, Failure> {
        let host = address.host_str().unwrap_or_default();
        let request = oauth2::http::Request::get(address.as_str())
            .header("accept", "application/json")
            .body(Vec::new())
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, host))?;
        let answer = self.send(request).await?;
        if !answer.status().is_success() {
            let detail = format!("{host}{} {}", address.path(), answer.status().as_u16());
            return Err(Failure::new(Code::ProviderMisconfigured, detail));
        }
        serde_json::from_slice(answer.body())
            .map_err(|e| Failure::new(Code::ProviderMisconfigured, format!("{host}{}: {e}", address.path())))
    }
}

impl<'c> oauth2::AsyncHttpClient<'c> for Http {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'c>>;

    fn call(&'c self, request: Request) -> Self::Future {
        Box::pin(self.send(request))
    }
}

fn http_builder(answer: &reqwest::Response) -> oauth2::http::response::Builder {
    oauth2::http::Response::builder().status(answer.status()).version(answer.version())
}

/// The innermost reason: the outer ones say that there is one.
fn why(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), why)
}
