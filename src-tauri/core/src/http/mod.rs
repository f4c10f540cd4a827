//! The one door to the network: time limits, no redirects, bounded answers, one way through proxies and one set of trusted
//! authorities for all.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use oauth2::http::StatusCode;
use reqwest::dns::{Name, Resolve, Resolving};
use url::Url;

use crate::DEMO;
use crate::error::{Code, Failure};

mod environment;
mod proxy;
mod roots;
mod system;
mod unreached;

pub use environment::Environment;
pub use proxy::{Because, NotAProxy, ProxyAddress, ProxyChoice, Route};
pub use roots::{Problem, Root, Roots};
pub use unreached::{Cause, Unreached};

use proxy::{Decision, Hop};

/// No answer that Parvis reads here is larger: discovery, keys, tokens, userinfo.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Ways that are kept open. Two are usual, a proxy and none.
const MOST_CLIENTS: usize = 4;

/// An HTTP request with its whole body.
pub type Request = oauth2::HttpRequest;
/// An HTTP answer with its whole body.
pub type Response = oauth2::HttpResponse;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// The server or the way to it.
    Unreachable(Unreached),
    /// The answer is larger than it may be.
    TooLarge,
    /// What was to be sent is not a request.
    NotARequest,
}

/// What policy says of the way to the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// Which proxy.
    pub proxy: ProxyChoice,
    /// Files of authorities (PEM, several in each) that are trusted besides those of the operating system. Absolute
    /// paths that only an administrator can write to.
    pub ca: Vec<PathBuf>,
}

/// The client that every request of Parvis goes through. It follows no redirect (an answer from elsewhere is not the
/// provider's, RFC 9700 §4.11) and speaks TLS only, with the certificates that the operating system or policy trusts.
/// Those are read, and the system asked for its proxy, with the first request: the window does not wait for them.
#[derive(Clone)]
pub struct Http(Arc<Shared>);

struct Shared {
    environment: Environment,
    system: system::System,
    current: Mutex<Arc<Clients>>,
}

/// The clients of one [`Way`].
struct Clients {
    way: Way,
    roots: OnceLock<Roots>,
    /// By proxy: a connection that was made for one is never used for another.
    open: tokio::sync::Mutex<Vec<(Option<Hop>, reqwest::Client)>>,
}

impl Http {
    /// A client that has not asked for anything yet.
    pub fn new(way: Way) -> Self {
        Self::within(Environment::of_system(), way)
    }

    /// The same, in another environment than the program's.
    pub fn within(environment: Environment, way: Way) -> Self {
        let current = Mutex::new(Clients::new(way));
        Self(Arc::new(Shared { environment, system: system::System::default(), current }))
    }

    /// Goes another way from now on, in all copies. Requests under way end on the old one. Files of authorities are read
    /// again.
    pub fn follow(&self, way: Way) {
        *self.current() = Clients::new(way);
    }

    /// Which way a request to this address would go now, and why.
    pub async fn route(&self, to: &Url) -> Route {
        self.decide(&self.clients(), to).await.route()
    }

    /// What is trusted besides the operating system's store, and what of it cannot be used. Reads the files, if no request
    /// has yet.
    pub fn roots(&self) -> Roots {
        self.clients().roots().clone()
    }

    fn current(&self) -> MutexGuard<'_, Arc<Clients>> {
        self.0.current.lock().expect("no panic")
    }

    fn clients(&self) -> Arc<Clients> {
        self.current().clone()
    }

    async fn decide(&self, clients: &Clients, to: &Url) -> Decision {
        proxy::decide(&clients.way.proxy, &self.0.environment, &self.0.system, to).await
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
            Unanswered::Unreachable(why) => {
                Failure::new(Code::ProviderUnreachable, format!("{host}: {}", why.cause.name()))
            }
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

    /// Asks for what is at an address, and reads the whole answer, whatever its status, if it has at most `largest` bytes.
    pub async fn get(&self, address: &Url, largest: usize) -> Result<Response, Unanswered> {
        let request = oauth2::http::Request::get(address.as_str()).body(Vec::new());
        self.fetch(request.map_err(|_| Unanswered::NotARequest)?, largest).await
    }

    /// Sends a request and reads the whole answer, whatever its status, if it has at most `largest` bytes.
    pub async fn fetch(&self, request: Request, largest: usize) -> Result<Response, Unanswered> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unanswered::NotARequest)?;
        let clients = self.clients();
        let decision = self.decide(&clients, request.url()).await;
        let route = decision.route();
        let unreachable =
            |error: reqwest::Error| Unanswered::Unreachable(Unreached::of(&error, route.clone()));
        let client = clients.client(decision).await.map_err(Unanswered::Unreachable)?;
        let mut answer = client.execute(request).await.map_err(unreachable)?;
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
    pub async fn get_json<T: serde::de::DeserializeOwned>(&self, address: &Url) -> Result<T, Failure> {
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

impl Clients {
    fn new(way: Way) -> Arc<Self> {
        Arc::new(Self { way, roots: OnceLock::new(), open: tokio::sync::Mutex::default() })
    }

    fn roots(&self) -> &Roots {
        self.roots.get_or_init(|| Roots::read(&self.way.ca))
    }

    /// The client for a way, which is made at its first use.
    async fn client(self: Arc<Self>, decision: Decision) -> Result<reqwest::Client, Unreached> {
        let route = decision.route();
        if matches!(route.because, Because::Unusable(_)) {
            return Err(Unreached::untried(Cause::ProxyUnusable, route, ""));
        }
        let mut open = self.open.lock().await;
        if let Some((_, client)) = open.iter().find(|(hop, _)| *hop == decision.hop) {
            return Ok(client.clone());
        }
        let (clients, hop) = (self.clone(), decision.hop.clone());
        // Reads some hundred certificates.
        let built = tokio::task::spawn_blocking(move || build(hop.as_ref(), clients.roots())).await;
        let client = built
            .expect("no panic")
            .map_err(|error| Unreached::untried(Cause::NoRoots, route, format!("{error:?}")))?;
        if open.len() == MOST_CLIENTS {
            open.remove(0);
        }
        open.push((decision.hop, client.clone()));
        Ok(client)
    }
}

/// The one place where a client is made.
fn build(hop: Option<&Hop>, roots: &Roots) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Parvis/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .https_only(!DEMO)
        .dns_resolver(Names)
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(2)
        .pool_idle_timeout(Duration::from_secs(30))
        .tls_certs_merge(roots.certificates())
        // The environment and the system were asked already.
        .no_proxy();
    match hop {
        Some(hop) => builder.proxy(hop.proxy()?),
        None => builder,
    }
    .build()
}

/// Names as the system resolves them, with an error that can be told from others.
struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found = found.map_err(unreached::NameNotFound)?;
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as reqwest::dns::Addrs)
        })
    }
}
