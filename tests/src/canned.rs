//! A server with given answers: what a real one once answered (`tests/fixtures/recordings`), or what none should.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// One answer, as it goes over the wire.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, but for those about the connection.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Such a server, and the heads of the requests that it was sent.
pub struct Canned {
    origin: Url,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Answer {
    /// An answer that was recorded from a real server: its status, its headers, its body.
    pub fn recorded(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recordings").join(file);
        let text = std::fs::read(path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let recording: Value = serde_json::from_slice(&text).expect("a recording");
        let response = &recording["response"];
        let headers = response["headers"].as_object().expect("headers");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let answer = Self {
            status: serde_json::from_value(response["status"].clone()).expect("a status"),
            headers: headers.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            body: response["body"]
                .as_str()
                .map_or_else(|| response["body"].to_string(), str::to_owned)
                .into(),
        };
        let length = headers.get("content-length").map(text);
        assert!(length.is_none_or(|length| length == answer.body.len().to_string()), "{file}: not all of it");
        answer
    }

    /// An answer of ours.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".into(), content_type.into())], body: body.into() }
    }

    /// The same, with another header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// All of it, as it goes over the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = vec![format!("HTTP/1.1 {} Given", self.status), "connection: close".into()];
        head.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if !self.headers.iter().any(|(name, _)| name == "content-length") {
            head.push(format!("content-length: {}", self.body.len()));
        }
        [head.join("\r\n").as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

impl Canned {
    /// Listens, and answers each request by its target: the path, with the query.
    pub async fn start(answer: impl Fn(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = heads.clone();
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let head = head(&mut stream).await;
                let bytes = answer(head.split(' ').nth(1).unwrap_or_default()).to_bytes();
                seen.lock().expect("no panic").push(head);
                // Whoever has had enough hangs up.
                let _ = stream.write_all(&bytes).await;
            }
        });
        Self { origin: Url::parse(&origin).expect("an address"), heads, task }
    }

    /// An address of it.
    pub fn address(&self, path: &str) -> Url {
        self.origin.join(path).expect("an address")
    }

    /// The heads of the requests since the last time, in order.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.heads.lock().expect("no panic"))
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads the head of a request.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}
