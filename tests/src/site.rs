//! A static web server, as a repository has one, whose answers a test may replace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use crate::canned::Answer;
use parvis_core::clock::{Clock as _, SystemClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// FNV-1a with 64 bits, its beginning and its factor: equal files have equal tags, and nothing more is asked of a tag.
const FNV: (u64, u64) = (14_695_981_039_346_656_037, 1_099_511_628_211);

/// What is answered instead of a file.
#[derive(Clone)]
pub enum Instead {
    /// This.
    Given(Answer),
    /// Spaces without an end, which is what JSON may begin with: so many at once, then a pause.
    Endless {
        /// So many bytes.
        at_once: usize,
        /// Between them.
        pause: Duration,
    },
}

impl Instead {
    /// This text, as JSON.
    pub fn text(text: impl Into<Vec<u8>>) -> Self {
        Self::Given(Answer::new(200, "application/json", text))
    }

    /// Nothing but this status.
    pub fn status(status: u16) -> Self {
        Self::Given(Answer::new(status, "text/plain", ""))
    }
}

/// The server of one test.
pub struct Site {
    origin: Url,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    folder: PathBuf,
    replaced: Mutex<BTreeMap<String, Instead>>,
    everything: Mutex<Option<Instead>>,
    missing: Mutex<Option<Answer>>,
    requests: Mutex<Vec<String>>,
    endless: AtomicUsize,
}

impl Site {
    /// Serves what lies in this folder, as it is at each request.
    pub async fn start(folder: &Path) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let origin = format!("http://{}/", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            replaced: Mutex::default(),
            everything: Mutex::default(),
            missing: Mutex::default(),
            requests: Mutex::default(),
            endless: AtomicUsize::new(0),
        });
        let serving = shared.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(answer(stream, serving.clone()));
            }
        });
        Self { origin: Url::parse(&origin).expect("an address"), shared, task }
    }

    /// Its address.
    pub fn address(&self) -> &Url {
        &self.origin
    }

    /// Replaces one file, named from the folder: `metadata/timestamp.json`.
    pub fn replace(&self, file: &str, instead: Instead) {
        self.shared.replaced.lock().expect("no panic").insert(format!("/{file}"), instead);
    }

    /// Replaces every file, whether it is there or not.
    pub fn replace_everything(&self, instead: Instead) {
        *self.shared.everything.lock().expect("no panic") = Some(instead);
    }

    /// Answers this where there is no file, roots apart: whatever is asked for is there.
    pub fn replace_missing(&self, instead: Answer) {
        *self.shared.missing.lock().expect("no panic") = Some(instead);
    }

    /// Serves the folder again, unaltered.
    pub fn mend(&self) {
        *self.shared.missing.lock().expect("no panic") = None;
        self.shared.replaced.lock().expect("no panic").clear();
        *self.shared.everything.lock().expect("no panic") = None;
    }

    /// What was asked for since the last time, in order: status and file, such as `304 metadata/timestamp.json`. What has no
    /// end has no status.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.requests.lock().expect("no panic"))
    }

    /// How many bytes of what has no end were taken so far, with what the system keeps on the way.
    pub fn taken(&self) -> usize {
        self.shared.endless.load(Ordering::Relaxed)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).expect("a head is text");
    let path = head.split(' ').nth(1).expect("a path").to_owned();
    let everything = shared.everything.lock().expect("no panic").clone();
    let replaced = everything.or_else(|| shared.replaced.lock().expect("no panic").get(&path).cloned());
    let note = |status: &str| {
        let line = format!("{status} {}", path.trim_start_matches('/'));
        shared.requests.lock().expect("no panic").push(line);
    };
    // Whoever has had enough hangs up.
    match replaced {
        None => {
            let mut answer = file(&shared.folder, &path, &head);
            let missing = shared.missing.lock().expect("no panic").clone();
            if let (404, false, Some(instead)) = (answer.status, path.ends_with(".root.json"), missing) {
                answer = instead;
            }
            note(&answer.status.to_string());
            let _ = stream.write_all(&answer.to_bytes()).await;
        }
        Some(Instead::Given(answer)) => {
            note(&answer.status.to_string());
            let _ = stream.write_all(&answer.to_bytes()).await;
        }
        Some(Instead::Endless { at_once, pause }) => {
            note("…");
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n";
            let mut sent = stream.write_all(head.as_bytes()).await;
            while sent.is_ok() {
                sent = stream.write_all(&vec![b' '; at_once]).await;
                shared.endless.fetch_add(at_once, Ordering::Relaxed);
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// The file, or that it is still the one which whoever asks has (RFC 9110 §13.1.2).
fn file(folder: &Path, path: &str, head: &str) -> Answer {
    let now = UNIX_EPOCH + Duration::from_secs(SystemClock.now().0);
    let now = httpdate::fmt_http_date(now);
    let Ok(data) = std::fs::read(folder.join(path.trim_start_matches('/'))) else {
        return Answer::new(404, "text/plain", "").with("date", &now);
    };
    let tag = format!(
        "\"{:x}\"",
        data.iter().fold(FNV.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV.1))
    );
    let asked = head.lines().filter_map(|line| line.split_once(": "));
    let known = asked.filter(|(name, _)| name.eq_ignore_ascii_case("if-none-match")).any(|(_, at)| at == tag);
    let answer = if known {
        Answer::new(304, "application/json", "")
    } else {
        Answer::new(200, "application/json", data)
    };
    answer.with("etag", &tag).with("date", &now)
}
