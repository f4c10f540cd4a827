//! An OpenID provider on loopback that is honest until a test says otherwise, and that remembers what it was asked.
//!
//! It is the one that the OpenID Foundation's conformance suite plays: an issuer with a path and a trailing slash, a
//! key set with keys that nobody can use, an ID token with little in it. Being honest, it also refuses what is not
//! right: a wrong verifier, another redirect URI, a spent token, a client that authenticates in a way not offered.

mod keys;
mod reply;
mod routes;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use hyper::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use self::reply::HungUp;

pub use self::keys::{Seal, Signing};
pub use self::reply::{Body, Reply};

/// What a provider answers, and the parts of it that a test can change one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The discovery document.
    Discovery,
    /// The published keys.
    Keys,
    /// The page that signs in.
    Authorize,
    /// The parameters that the browser brings back from it.
    Callback,
    /// The answer to a code.
    Code,
    /// The claims of the ID token in it.
    IdToken,
    /// The answer to a refresh token.
    Refresh,
    /// The claims of the ID token in it.
    RefreshedIdToken,
    /// The claims about the agent.
    Userinfo,
    /// The answer to a revocation.
    Revocation,
    /// The page that signs out.
    EndSession,
    /// The parameters that the browser brings back from it.
    SignedOut,
}

/// A request.
#[derive(Clone)]
pub struct Asked {
    /// What for.
    pub part: Part,
    /// The method.
    pub method: String,
    /// The path and the query, as they came.
    pub target: String,
    /// The parameters of the query.
    pub query: HashMap<String, String>,
    /// The header fields.
    pub headers: HeaderMap,
    /// The parameters of the body.
    pub form: HashMap<String, String>,
}

impl Asked {
    /// How the client authenticated, in the words of RFC 7591 §2.
    pub fn authentication(&self) -> &'static str {
        if self.headers.contains_key("authorization") {
            "client_secret_basic"
        } else if self.form.contains_key("client_secret") {
            "client_secret_post"
        } else {
            "none"
        }
    }
}

/// A provider. It ends when dropped.
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    state: Arc<Mutex<State>>,
    accepting: AbortHandle,
}

type Change<T> = Arc<dyn Fn(&mut T) + Send + Sync>;

/// What it knows and how it behaves.
struct State {
    issuer: String,
    client_id: String,
    /// The client's, if it has one.
    secret: Option<String>,
    changes: HashMap<Part, Change<Value>>,
    replies: HashMap<Part, Change<Reply>>,
    seals: HashMap<Part, Seal>,
    /// Whether the agent is asked, or sent back at once.
    shows_form: bool,
    /// The one way in which the secret is taken, if only one.
    pub(super) registered: Option<&'static str>,
    /// How often the keys were replaced.
    rotations: usize,
    /// Counts whatever has to be new each time.
    numbers: u64,
    /// The requests of the browser that wait for their form.
    interactions: HashMap<String, HashMap<String, String>>,
    /// The authorization requests whose code was not redeemed yet.
    codes: HashMap<String, HashMap<String, String>>,
    /// The nonce by refresh token.
    refresh_tokens: HashMap<String, String>,
    access_tokens: HashSet<String>,
    asked: Vec<Asked>,
    /// The answers that are ready and not sent yet.
    held: watch::Sender<HashSet<Part>>,
}

impl Provider {
    /// Starts one with an issuer of this path, for the client `parvis` with or without a secret.
    pub async fn start(path: &str, secret: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}{path}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State {
            issuer: issuer.clone(),
            client_id: "parvis".into(),
            secret: secret.map(str::to_owned),
            changes: HashMap::new(),
            replies: HashMap::new(),
            seals: HashMap::new(),
            shows_form: false,
            registered: None,
            rotations: 0,
            numbers: 0,
            interactions: HashMap::new(),
            codes: HashMap::new(),
            refresh_tokens: HashMap::new(),
            access_tokens: HashSet::new(),
            asked: Vec::new(),
            held: watch::Sender::default(),
        }));
        let accepting = tokio::spawn(accept(listener, state.clone())).abort_handle();
        Self { issuer, state, accepting }
    }

    /// Changes what is said, from now on.
    pub fn change(&self, part: Part, change: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.lock().changes.insert(part, Arc::new(change));
    }

    /// Changes how it is sent, from now on.
    pub fn reply(&self, part: Part, change: impl Fn(&mut Reply) + Send + Sync + 'static) {
        self.lock().replies.insert(part, Arc::new(change));
    }

    /// Changes how an ID token or the userinfo answer is signed, from now on.
    pub fn sign(&self, part: Part, seal: impl Into<Seal>) {
        self.lock().seals.insert(part, seal.into());
    }

    /// Asks the agent before they are sent back, from now on.
    pub fn shows_form(&self) {
        self.lock().shows_form = true;
    }

    /// Takes the secret in this way alone from now on, whatever the discovery document offers to others.
    pub fn registers(&self, method: &'static str) {
        self.lock().registered = Some(method);
    }

    /// Sends these answers no more, from now on, though it does what it was asked: a refresh token is spent, a code too.
    pub fn holds_back(&self, part: Part) {
        self.lock().held.send_if_modified(|held| held.insert(part));
    }

    /// Sends what was held back, and goes on as before.
    pub fn lets_go(&self, part: Part) {
        self.lock().held.send_if_modified(|held| held.remove(&part));
    }

    /// Replaces the keys.
    pub fn rotates(&self) {
        self.lock().rotations += 1;
    }

    /// Is as honest as in the beginning.
    pub fn mends(&self) {
        let mut state = self.lock();
        state.changes.clear();
        state.replies.clear();
        state.seals.clear();
        state.shows_form = false;
        state.registered = None;
        state.held.send_modify(HashSet::clear);
    }

    /// What it was asked for, in order.
    pub fn asked(&self, part: Part) -> Vec<Asked> {
        self.log().into_iter().filter(|asked| asked.part == part).collect()
    }

    /// Everything it was asked for, in order.
    pub fn log(&self) -> Vec<Asked> {
        self.lock().asked.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let state = state.clone();
                async move { routes::answer(&state, request).await.response() }
            });
            let mut http = http1::Builder::new();
            let mut connection = http.keep_alive(false).serve_connection(TokioIo::new(stream), service);
            let Err(error) = (&mut connection).await else { return };
            let on_purpose =
                std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<HungUp>);
            if on_purpose {
                // Closed like this, the kernel sends a reset.
                let stream = connection.into_parts().io.into_inner();
                stream.set_zero_linger().expect("a socket");
            }
        });
    }
}

/// A change that sets one member.
pub fn with(name: &'static str, value: Value) -> impl Fn(&mut Value) + Send + Sync {
    move |object| object[name] = value.clone()
}

/// A change that takes one member away.
pub fn without(name: &'static str) -> impl Fn(&mut Value) + Send + Sync {
    move |object| drop(object.as_object_mut().expect("an object").remove(name))
}
