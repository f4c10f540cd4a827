//! How `tough` gets at metadata: from what is kept where that cannot have changed, else from the server.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream;
use oauth2::http::header::{AGE, DATE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER};
use oauth2::http::{HeaderMap, HeaderName, Request, StatusCode};
use serde_json::Value;
use tough::{TransportError, TransportErrorKind, TransportStream};
use url::Url;

use super::store::{Hash, Store, Validators};
use super::trouble::{Refused, Trouble};
use crate::clock::UnixTime;
use crate::http::{Http, Response, Unanswered};

/// The way to one repository's metadata, for one update.
#[derive(Clone)]
pub(super) struct Transport(Arc<Way>);

struct Way {
    store: Store,
    /// Files that are known already, by name.
    known: BTreeMap<String, Hash>,
    /// The network, unless only what is kept counts.
    server: Option<Server>,
    seen: Mutex<Seen>,
}

/// Where to ask.
pub(super) struct Server {
    pub(super) http: Http,
    /// The trusted timestamp, and what the server called it.
    pub(super) timestamp: Option<(Hash, Validators)>,
}

/// What an update saw.
#[derive(Default)]
pub(super) struct Seen {
    /// Every file that was looked at, by name.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The name of the last one.
    pub(super) last: Option<String>,
    /// Whether one of them was not asked for because it is known.
    pub(super) spared: bool,
    /// What the server calls the timestamp that it sent.
    pub(super) validators: Validators,
    /// What time it is at the server.
    pub(super) date: Option<UnixTime>,
}

impl Transport {
    /// Asks a server for what is not `known`.
    pub(super) fn online(store: Store, known: BTreeMap<String, Hash>, server: Server) -> Self {
        Self(Arc::new(Way { store, known, server: Some(server), seen: Mutex::default() }))
    }

    /// Asks nobody.
    pub(super) fn offline(store: Store, known: BTreeMap<String, Hash>) -> Self {
        Self(Arc::new(Way { store, known, server: None, seen: Mutex::default() }))
    }

    /// What was seen. Begins anew.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note<T>(&self, note: impl FnOnce(&mut Seen) -> T) -> T {
        note(&mut self.0.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// `None`: there is no such file.
    async fn get(&self, url: &Url, name: &str) -> Result<Option<Vec<u8>>, Refused> {
        self.note(|seen| seen.last = Some(name.to_owned()));
        // A name with a version in it means the same bytes for ever, if the repository is one.
        let known = self.0.known.get(name).filter(|_| self.0.server.is_none() || is_versioned(name));
        if let Some(bytes) = known.and_then(|hash| self.0.store.read(hash)) {
            self.note(|seen| seen.spared = true);
            return Ok(Some(bytes));
        }
        let Some(server) = &self.0.server else { return Ok(None) };
        let known = server.timestamp.as_ref().filter(|_| name == "timestamp.json");
        let known = known.and_then(|(hash, validators)| Some((self.0.store.read(hash)?, validators)));
        let mut request = Request::get(url.as_str());
        if let Some((_, validators)) = &known {
            let conditions =
                [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)];
            for (header, value) in conditions {
                if let Some(value) = value {
                    request = request.header(header, value);
                }
            }
        }
        let answer = ask(&server.http, request, name, largest(name)).await?;
        self.note(|seen| seen.date = date(answer.headers()).or(seen.date));
        match (answer.status(), known) {
            (StatusCode::OK, known) => {
                if name == "timestamp.json" {
                    self.note(|seen| seen.validators = validators(answer.headers()));
                }
                let bytes = answer.into_body();
                match known {
                    // The first of a version is the one that counts (TUF §5.4.3.1).
                    Some((known, _))
                        if version(&known).is_some_and(|known| version(&bytes) == Some(known)) =>
                    {
                        self.note(|seen| seen.spared = true);
                        Ok(Some(known))
                    }
                    _ => Ok(Some(bytes)),
                }
            }
            (StatusCode::NOT_MODIFIED, Some((bytes, validators))) => {
                self.note(|seen| {
                    seen.spared = true;
                    seen.validators = validators.clone();
                });
                Ok(Some(bytes))
            }
            // Object stores say 403 of what is not there to whoever may not list it.
            (StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE, _) => match name {
                "timestamp.json" => Err(not_a_repository(name, &answer)),
                _ => Ok(None),
            },
            _ => Err(refusal(name, &answer)),
        }
    }
}

#[tough::async_trait]
impl tough::Transport for Transport {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let name = url.path_segments().and_then(Iterator::last).unwrap_or_default().to_owned();
        let item = match self.get(&url, &name).await {
            Ok(Some(bytes)) => {
                self.note(|seen| seen.files.insert(name, bytes.clone()));
                Ok(bytes.into())
            }
            Ok(None) => return Err(TransportError::new(TransportErrorKind::FileNotFound, url)),
            // Inside the stream: `tough` takes an error before it for "there is no next root".
            Err(refused) => Err(TransportError::new_with_cause(TransportErrorKind::Other, url, refused)),
        };
        Ok(Box::pin(stream::iter([item])))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// Asks for a file of a repository.
pub(super) async fn ask(
    http: &Http,
    request: oauth2::http::request::Builder,
    name: &str,
    largest: usize,
) -> Result<Response, Refused> {
    let not_asked = || Refused::new(Trouble::Unreachable, format!("{name}: the address is not one"));
    let request = request.body(Vec::new()).map_err(|_| not_asked())?;
    http.fetch(request, largest).await.map_err(|error| match error {
        Unanswered::Unreachable(why) => Refused {
            unreached: Some(Box::new(why.clone())),
            ..Refused::new(Trouble::Unreachable, format!("{name}: {}", why.detail))
        },
        Unanswered::TooLarge => Refused::new(
            Trouble::TooLarge { file: name.to_owned() },
            format!("{name}: more than {largest} bytes"),
        ),
        Unanswered::NotARequest => not_asked(),
    })
}

/// What an answer means that holds no file.
pub(super) fn refusal(name: &str, answer: &Response) -> Refused {
    let status = answer.status();
    if status.is_redirection() || status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
        return not_a_repository(name, answer);
    }
    Refused {
        retry_after: retry_after(answer.headers()),
        ..Refused::new(Trouble::Unreachable, format!("{name}: {status}"))
    }
}

/// Whether a status says that there is no such file.
pub(super) fn is_absent(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE)
}

fn not_a_repository(name: &str, answer: &Response) -> Refused {
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
    let host = location.and_then(|to| Url::parse(to).ok()?.host_str().map(str::to_owned));
    let to = host.map(|host| format!(", to {host}")).unwrap_or_default();
    Refused::new(Trouble::NotARepository, format!("{name}: {}{to}", answer.status()))
}

/// What an unverified file says of its version.
fn version(bytes: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Value>(bytes).ok()?.get("signed")?.get("version")?.as_u64()
}

fn is_versioned(name: &str) -> bool {
    name.split_once('.').is_some_and(|(version, _)| version.parse::<u64>().is_ok())
}

/// No file with this name is larger. Thousands of targets take one megabyte of metadata.
pub(super) fn largest(name: &str) -> usize {
    match name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "timestamp.json" => 64 * 1024,
        "root.json" | "snapshot.json" => 256 * 1024,
        _ => 4 * 1024 * 1024,
    }
}

fn validators(headers: &HeaderMap) -> Validators {
    Validators { etag: text(headers, &ETAG), last_modified: text(headers, &LAST_MODIFIED) }
}

fn text(headers: &HeaderMap, header: &HeaderName) -> Option<String> {
    headers.get(header)?.to_str().ok().map(str::to_owned)
}

/// What time it is at the server. An answer from a cache is as old as it says (RFC 9111 §5.1).
fn date(headers: &HeaderMap) -> Option<UnixTime> {
    let age = text(headers, &AGE).and_then(|age| age.parse().ok()).unwrap_or(0);
    UnixTime::of_http(&text(headers, &DATE)?).map(|date| date.plus(Duration::from_secs(age)))
}

/// Seconds, or a moment that is compared with the server's own clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let seconds = value.parse().ok().map(Duration::from_secs);
    seconds.or_else(|| Some(date(headers)?.until(UnixTime::of_http(&value)?)))
}
