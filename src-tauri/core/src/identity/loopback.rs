//! The listener that the provider sends the browser back to (RFC 8252 §7.3): up for the time of one sign-in, and it
//! takes one answer at a time.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use url::Url;

use super::page::{self, Page};
use crate::error::{Code, Failure};
use crate::words::Language;
use crate::workspace::format::RedirectHost;

/// What came back from the provider, with the page still owed to the browser.
pub struct Answer {
    /// The parameters, without `state`, which matched.
    pub parameters: HashMap<String, String>,
    /// Where the page goes.
    pub reply: oneshot::Sender<Page>,
}

/// A listener for one sign-in. Dropping it frees the port.
pub struct Loopback {
    door: Arc<Door>,
    /// Ends with the listener; the pages under way are still sent by tasks of their own.
    _accepting: JoinSet<()>,
}

struct Door {
    /// As the browser names it, with the port.
    authority: String,
    language: Language,
    expected: Mutex<Expected>,
}

/// The one answer that is waited for.
#[derive(Default)]
struct Expected {
    path: String,
    state: String,
    /// Taken by the answer.
    slot: Option<oneshot::Sender<Answer>>,
}

impl Loopback {
    /// Listens on the first of `ports` that is free, or on any port when the list is empty.
    pub async fn bind(host: RedirectHost, ports: &[u16], language: Language) -> Result<Self, Failure> {
        let address: IpAddr = match host {
            RedirectHost::Ipv4 | RedirectHost::Localhost => Ipv4Addr::LOCALHOST.into(),
            RedirectHost::Ipv6 => Ipv6Addr::LOCALHOST.into(),
        };
        let any = [0];
        let mut bound = None;
        for port in if ports.is_empty() { &any } else { ports } {
            if let Ok(listener) = TcpListener::bind((address, *port)).await {
                bound = listener.local_addr().ok().map(|address| (listener, address));
                break;
            }
        }
        let Some((listener, address)) = bound else {
            let list: Vec<_> = ports.iter().map(u16::to_string).collect();
            return Err(Failure::new(Code::PortsTaken, list.join(", ")));
        };
        let authority = match host {
            RedirectHost::Localhost => format!("localhost:{}", address.port()),
            RedirectHost::Ipv4 | RedirectHost::Ipv6 => address.to_string(),
        };
        let door = Arc::new(Door { authority, language, expected: Mutex::default() });
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, address, door.clone()));
        Ok(Self { door, _accepting: accepting })
    }

    /// The address of a path here: what the provider is told to come back to.
    pub fn address(&self, path: &str) -> Result<Url, Failure> {
        Url::parse(&format!("http://{}{path}", self.door.authority))
            .map_err(|_| Failure::new(Code::ProviderMisconfigured, "redirect URI"))
    }

    /// Waits, from now on, for the one answer with this path and state. Requests with another state get a 400 and
    /// change nothing. An answer that was expected before and has not come is not waited for any more.
    pub fn expect(&self, path: &str, state: &str) -> oneshot::Receiver<Answer> {
        let (slot, answer) = oneshot::channel();
        *self.door.expected() = Expected { path: path.to_owned(), state: state.to_owned(), slot: Some(slot) };
        answer
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
        if host != Some(self.authority.as_str()) {
            // A page elsewhere that made its name point here (DNS rebinding).
            return page::refused(self.language, StatusCode::MISDIRECTED_REQUEST);
        }
        if request.uri().path() != self.expected().path {
            return page::refused(self.language, StatusCode::NOT_FOUND);
        }
        if request.method() != Method::GET {
            return page::refused(self.language, StatusCode::METHOD_NOT_ALLOWED);
        }
        let Some(mut parameters) = parse(request.uri().query().unwrap_or_default()) else {
            return page::refused(self.language, StatusCode::BAD_REQUEST);
        };
        let state = parameters.remove("state");
        let slot = {
            let mut expected = self.expected();
            if state.as_deref() != Some(expected.state.as_str()) {
                return page::refused(self.language, StatusCode::BAD_REQUEST);
            }
            expected.slot.take()
        };
        let Some(slot) = slot else {
            return page::refused(self.language, StatusCode::GONE);
        };
        let (reply, page) = oneshot::channel();
        if slot.send(Answer { parameters, reply }).is_err() {
            return page::refused(self.language, StatusCode::GONE);
        }
        page.await.unwrap_or_else(|_| page::refused(self.language, StatusCode::GONE))
    }

    fn expected(&self) -> std::sync::MutexGuard<'_, Expected> {
        self.expected.lock().expect("no panic while held")
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

    let Ok(us) = std::fs::metadata("/proc/self").map(|m| m.uid().to_string()) else {
        return false;
    };
    // A connection over IPv4 may also be in the table of IPv6.
    let mapped = |a: SocketAddr| match a.ip() {
        IpAddr::V4(ip) => SocketAddr::new(ip.to_ipv6_mapped().into(), a.port()),
        IpAddr::V6(_) => a,
    };
    let pairs = [(peer, local), (mapped(peer), mapped(local))];
    let tables =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| std::fs::read_to_string(table).unwrap_or_default());
    pairs.into_iter().any(|(peer, local)| {
        let (from, to) = (entry(peer), entry(local));
        tables.iter().flat_map(|table| table.lines().skip(1)).any(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            fields.get(1) == Some(&from.as_str())
                && fields.get(2) == Some(&to.as_str())
                && fields.get(7) == Some(&us.as_str())
        })
    })
}

/// An address as the kernel writes it: each four bytes in host order, then the port as a number.
#[cfg(target_os = "linux")]
fn entry(address: SocketAddr) -> String {
    let octets = match address.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let words = octets.as_chunks::<4>().0.iter().map(|word| format!("{:08X}", u32::from_ne_bytes(*word)));
    format!("{}:{:04X}", words.collect::<String>(), address.port())
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
