//! The loopback listener (RFC 8252 §7.3): up for the time of one sign-in, and it takes one answer.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use oauth2::RedirectUrl;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinSet;

use super::page::{self, Page};
use crate::error::{Code, Failure};
use crate::words::Language;

/// What came back from the provider, with the page still owed to the browser.
pub struct Answer {
    /// The parameters, without `state`, which matched.
    pub parameters: HashMap<String, String>,
    /// Where the page goes.
    pub reply: oneshot::Sender<Page>,
}

/// A listener for one sign-in. Dropping it frees the port.
pub struct Loopback {
    redirect_uri: RedirectUrl,
    answers: mpsc::Receiver<Answer>,
    /// Ends with the listener; the pages under way are still sent by tasks of their own.
    _accepting: JoinSet<()>,
}

struct Door {
    host: String,
    path: String,
    state: String,
    language: Language,
    /// Taken by the one answer.
    slot: Mutex<Option<mpsc::Sender<Answer>>>,
}

impl Loopback {
    /// Listens on the first of `ports` that is free, or on any port when the list is empty.
    pub async fn bind(ports: &[u16], path: &str, state: String, language: Language) -> Result<Self, Failure> {
        let any = [0];
        let mut bound = None;
        for port in if ports.is_empty() { &any } else { ports } {
            if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).await {
                bound = listener.local_addr().ok().map(|address| (listener, address));
                break;
            }
        }
        let Some((listener, address)) = bound else {
            let list: Vec<_> = ports.iter().map(u16::to_string).collect();
            return Err(Failure::new(Code::PortsTaken, list.join(", ")));
        };
        let redirect_uri = RedirectUrl::new(format!("http://{address}{path}"))
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "redirect URI"))?;
        let (sender, answers) = mpsc::channel(1);
        let door = Arc::new(Door {
            host: address.to_string(),
            path: path.to_owned(),
            state,
            language,
            slot: Mutex::new(Some(sender)),
        });
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, address, door));
        Ok(Self { redirect_uri, answers, _accepting: accepting })
    }

    /// Where the provider sends the browser.
    pub fn redirect_uri(&self) -> &RedirectUrl {
        &self.redirect_uri
    }

    /// Waits for the one answer with the right state. Requests with another state get a 400 and change nothing.
    pub async fn answer(&mut self) -> Option<Answer> {
        self.answers.recv().await
    }
}

async fn accept(listener: TcpListener, local: SocketAddr, door: Arc<Door>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // A connection that broke at once, or too many open files: neither is the end of the sign-in.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        };
        let door = door.clone();
        tokio::spawn(async move {
            let is_ours = peer_is_ours(peer, local);
            let service = hyper::service::service_fn(move |request| {
                let door = door.clone();
                async move { Ok::<_, Infallible>(door.serve(request, is_ours).await.response()) }
            });
            let mut server = hyper::server::conn::http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(std::time::Duration::from_secs(10));
            server.max_buf_size(16 * 1024).keep_alive(false);
            // A browser that goes away has nothing to be told.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Door {
    async fn serve(&self, request: Request<Incoming>, is_ours: bool) -> Page {
        if !is_ours {
            // The state is visible in the browser's arguments: another account on this computer could answer first.
            return page::refused(self.language, StatusCode::FORBIDDEN);
        }
        let host = request.headers().get("host").and_then(|h| h.to_str().ok());
        if host != Some(self.host.as_str()) {
            // A page elsewhere that made its name point here (DNS rebinding).
            return page::refused(self.language, StatusCode::MISDIRECTED_REQUEST);
        }
        if request.uri().path() != self.path {
            return page::refused(self.language, StatusCode::NOT_FOUND);
        }
        if request.method() != Method::GET {
            return page::refused(self.language, StatusCode::METHOD_NOT_ALLOWED);
        }
        let Some(mut parameters) = parse(request.uri().query().unwrap_or_default()) else {
            return page::refused(self.language, StatusCode::BAD_REQUEST);
        };
        if parameters.remove("state").as_deref() != Some(self.state.as_str()) {
            return page::refused(self.language, StatusCode::BAD_REQUEST);
        }
        let Some(slot) = self.slot.lock().await.take() else {
            return page::refused(self.language, StatusCode::GONE);
        };
        let (reply, page) = oneshot::channel();
        if slot.send(Answer { parameters, reply }).await.is_err() {
            return page::refused(self.language, StatusCode::GONE);
        }
        page.await.unwrap_or_else(|_| page::refused(self.language, StatusCode::GONE))
    }
}

/// A parameter that comes twice makes the answer ambiguous (RFC 6749 §3.1): none of it is read.
fn parse(query: &str) -> Option<HashMap<String, String>> {
    let mut parameters = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(parameters)
}

impl Page {
    fn response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("content-security-policy", page::POLICY),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            response.headers_mut().insert(name, hyper::header::HeaderValue::from_static(value));
        }
        response
    }
}

/// Whether the process at the other end runs under our account: the kernel's table of connections says so.
#[cfg(target_os = "linux")]
fn peer_is_ours(peer: SocketAddr, local: SocketAddr) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let (SocketAddr::V4(peer), SocketAddr::V4(local)) = (peer, local) else {
        return false;
    };
    let Ok(us) = std::fs::metadata("/proc/self").map(|m| m.uid().to_string()) else {
        return false;
    };
    // As the kernel writes it: the address in host byte order, the port as a number.
    let entry = |a: &std::net::SocketAddrV4, prefix: &str| {
        format!("{prefix}{:08X}:{:04X}", u32::from_ne_bytes(a.ip().octets()), a.port())
    };
    let tables = [("/proc/net/tcp", ""), ("/proc/net/tcp6", "0000000000000000FFFF0000")];
    tables.iter().any(|(table, prefix)| {
        let (from, to) = (entry(&peer, prefix), entry(&local, prefix));
        let Ok(lines) = std::fs::read_to_string(table) else {
            return false;
        };
        lines.lines().skip(1).any(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            fields.get(1) == Some(&from.as_str())
                && fields.get(2) == Some(&to.as_str())
                && fields.get(7) == Some(&us.as_str())
        })
    })
}

/// Windows and macOS give this answer only to other interfaces than the standard library's; there the state, the
/// one answer and the verifier stand alone.
#[cfg(not(target_os = "linux"))]
fn peer_is_ours(_peer: SocketAddr, _local: SocketAddr) -> bool {
    true
}

#[cfg(test)]
#[path = "loopback_tests.rs"]
mod tests;
