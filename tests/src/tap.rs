//! Reads along what Parvis and the provider say to each other, as the proxy that Parvis is told to use: the only way
//! for a test to know the secrets that it then looks for everywhere else.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// The proxy, and the secrets that went through it.
pub struct Tap {
    address: String,
    secrets: Arc<Mutex<BTreeSet<String>>>,
    cut: Arc<AtomicBool>,
}

/// What must be seen by nobody else, in a form's field or an answer's.
const SECRET: [&str; 6] =
    ["access_token", "refresh_token", "id_token", "code", "code_verifier", "client_secret"];

impl Tap {
    /// Listens; to be named in `http_proxy`.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let secrets = Arc::<Mutex<BTreeSet<String>>>::default();
        let cut = Arc::<AtomicBool>::default();
        let (found, is_cut) = (secrets.clone(), cut.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if is_cut.load(Ordering::Relaxed) {
                    continue;
                }
                tokio::spawn(pass(client, found.clone()));
            }
        });
        Self { address, secrets, cut }
    }

    /// The address of the proxy.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The network goes, or comes back.
    pub fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }

    /// Every secret so far.
    pub fn secrets(&self) -> BTreeSet<String> {
        self.secrets.lock().expect("no panic").clone()
    }
}

/// One request to the address in its first line, and its answer; the connection then ends.
async fn pass(mut client: TcpStream, secrets: Arc<Mutex<BTreeSet<String>>>) -> Option<()> {
    let mut request = Vec::new();
    let (head, body) = loop {
        client.read_buf(&mut request).await.ok().filter(|read| *read > 0)?;
        if let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let head = String::from_utf8(request[..end].to_vec()).ok()?;
            let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap_or(0));
            if request.len() >= end + 4 + length {
                break (head, request[end + 4..].to_vec());
            }
        }
    };
    let mut words = head.split(' ');
    let (method, address) = (words.next()?, Url::parse(words.next()?).ok()?);
    let mut server = TcpStream::connect((address.host_str()?, address.port()?)).await.ok()?;
    let path = &address[url::Position::BeforePath..];
    let (_, headers) = head.split_once("\r\n")?;
    let kept: Vec<_> =
        headers.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("connection:")).collect();
    let head = format!("{method} {path} HTTP/1.1\r\n{}\r\nconnection: close\r\n\r\n", kept.join("\r\n"));
    server.write_all(head.as_bytes()).await.ok()?;
    server.write_all(&body).await.ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.ok()?;
    note(&secrets, &body, &answer);
    client.write_all(&answer).await.ok()
}

fn note(secrets: &Mutex<BTreeSet<String>>, form: &[u8], answer: &[u8]) {
    let mut secrets = secrets.lock().expect("no panic");
    for (name, value) in url::form_urlencoded::parse(form) {
        if SECRET.contains(&name.as_ref()) {
            secrets.insert(value.into_owned());
        }
    }
    let body = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").map(|end| &answer[end + 4..]);
    if let Ok(Value::Object(fields)) = serde_json::from_slice(body.unwrap_or_default()) {
        let tokens = fields.iter().filter(|(name, _)| SECRET.contains(&name.as_str()));
        secrets.extend(tokens.filter_map(|(_, value)| value.as_str().map(str::to_owned)));
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
