//! An answer on its way, down to what can go wrong on the wire.

use std::fmt;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

/// What goes back.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The rest.
    pub body: Body,
}

/// The body of a reply.
pub enum Body {
    /// These bytes.
    Whole(Vec<u8>),
    /// This much of the same byte, as fast as it is taken.
    Flood(u8, u64),
    /// A space now and then, without an end.
    Trickle,
    /// These bytes of an announced hundred thousand, then nothing.
    Cut(Vec<u8>),
    /// No answer: the connection is reset.
    Reset,
}

/// Why a reply ends before its end.
#[derive(Debug)]
pub(super) struct HungUp;

impl fmt::Display for HungUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hung up on purpose")
    }
}

impl std::error::Error for HungUp {}

impl Reply {
    /// A page or document.
    pub fn of(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self { status: 200, headers: HeaderMap::new(), body: Body::Whole(body.into()) };
        reply.header("content-type", kind);
        reply
    }

    /// An error of OAuth 2.0 (RFC 6749 §5.2).
    pub fn error(status: u16, error: &str) -> Self {
        let mut reply = Self::of("application/json", format!(r#"{{"error":"{error}"}}"#));
        reply.status = status;
        reply
    }

    /// Sends the browser elsewhere.
    pub fn to(address: &str) -> Self {
        let mut reply = Self::of("text/plain", "");
        reply.status = 303;
        reply.header("location", address);
        reply
    }

    /// Sets a header field.
    pub fn header(&mut self, name: &'static str, value: &str) {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.headers.insert(HeaderName::from_static(name), value);
    }

    /// Changes the text of a whole body.
    pub fn edit(&mut self, change: impl FnOnce(String) -> String) {
        let Body::Whole(bytes) = &mut self.body else { panic!("not a whole body") };
        let text = String::from_utf8(std::mem::take(bytes)).expect("text");
        *bytes = change(text).into_bytes();
    }

    pub(super) fn response(self) -> Result<Response<BoxBody<Bytes, HungUp>>, HungUp> {
        let mut builder = Response::builder().status(StatusCode::from_u16(self.status).expect("a status"));
        *builder.headers_mut().expect("no error yet") = self.headers;
        let body = match self.body {
            Body::Whole(bytes) => BoxBody::new(Full::from(bytes).map_err(|never| match never {})),
            Body::Flood(byte, length) => fed(move |mut sender| async move {
                const PIECE: usize = 64 * 1024;
                let piece = Bytes::from(vec![byte; PIECE]);
                for _ in 0..length.div_ceil(PIECE as u64) {
                    if sender.send_data(piece.clone()).await.is_err() {
                        return;
                    }
                }
            }),
            Body::Trickle => fed(|mut sender| async move {
                while sender.send_data(Bytes::from_static(b" ")).await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }),
            Body::Cut(bytes) => {
                builder = builder.header("content-length", "100000");
                fed(|mut sender| async move {
                    let _ = sender.send_data(bytes.into()).await;
                    sender.abort(HungUp);
                })
            }
            Body::Reset => return Err(HungUp),
        };
        Ok(builder.body(body).expect("a response"))
    }
}

fn fed<F: Future<Output = ()> + Send + 'static>(
    feed: impl FnOnce(Sender<Bytes, HungUp>) -> F,
) -> BoxBody<Bytes, HungUp> {
    let (sender, body) = Channel::new(1);
    tokio::spawn(feed(sender));
    BoxBody::new(body)
}
