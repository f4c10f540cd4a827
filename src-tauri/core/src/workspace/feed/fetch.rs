//! Asking the feeds: politely, with nothing that says who is asking, and never at the cost of what is already there.

use std::path::PathBuf;
use std::time::Duration;

use oauth2::http::header::{ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use oauth2::http::{Request, StatusCode};
use url::Url;

use super::kept::{self, Asked, Kept};
use super::logos::{self, Held, Logos};
use super::{Reading, Source, Unusable, error_in, navigation, read};
use crate::clock::UnixTime;
use crate::http::{Http, Unanswered};
use crate::launch::address::{Hosts, Refusal};
use crate::words;
use crate::words::{Language, Words};
use crate::workspace::Workspace;
use crate::workspace::format::{Feed, FeedKind};

/// No answer is larger.
const LARGEST: usize = 1024 * 1024;
/// Logos that are older are asked for again.
const LOGOS_LAST: Duration = Duration::from_secs(7 * 24 * 3600);
/// Stands for the agent's organisation in a feed's address.
const SIRET: &str = "{siret}";

/// Asks feeds, and keeps what they answered. How often is for the caller to decide.
#[derive(Clone)]
pub struct Feeds {
    http: Http,
    folder: PathBuf,
}

/// The feeds of a workspace, for an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    workspace: String,
    feeds: Vec<Feed>,
    hosts: Hosts,
    siret: Option<String>,
    language: Language,
}

/// What is known of a feed.
#[derive(Debug, Clone)]
pub struct Known {
    /// The feed's [id](Feed::id).
    pub feed: String,
    /// The last good answer; `None` if there never was one.
    pub reading: Option<Reading>,
    /// When that was given, or last found unchanged.
    pub read_at: Option<UnixTime>,
    /// Why there is no newer one.
    pub trouble: Option<Trouble>,
}

/// Why a feed gave no list this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Its address names the agent's organisation, which is not known.
    NoSiret,
    /// Its address may not be asked.
    Address(Refusal),
    /// There was no whole answer.
    Unanswered(Box<Unanswered>),
    /// The answer has this status.
    Status(u16),
    /// The answer is not a list.
    Answer(Unusable),
}

impl Known {
    /// Whether it is not the feed's turn: nobody is signed in whose organisation it asks for.
    pub fn is_waiting(&self) -> bool {
        self.trouble == Some(Trouble::NoSiret)
    }
}

impl Subscription {
    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.feeds.is_empty()
    }

    /// The feeds of this workspace, for an agent of this organisation.
    pub fn new(workspace: &Workspace, siret: Option<&str>, language: Language) -> Self {
        Self {
            workspace: workspace.id.clone(),
            feeds: workspace.feeds.clone(),
            hosts: workspace.hosts.clone(),
            siret: siret.map(str::to_owned),
            language,
        }
    }

    fn address(&self, feed: &Feed) -> Result<Url, Trouble> {
        let address = match &self.siret {
            Some(siret) => {
                let siret: String = url::form_urlencoded::byte_serialize(siret.as_bytes()).collect();
                feed.url.replace(SIRET, &siret)
            }
            None if feed.url.contains(SIRET) => return Err(Trouble::NoSiret),
            None => feed.url.clone(),
        };
        let address = self.hosts.check(&address).map_err(Trouble::Address)?;
        Ok(match feed.kind {
            FeedKind::OpendeskNavigation => navigation::asked(address, self.language),
            FeedKind::Gaufre | FeedKind::OpendeskPortal => address,
        })
    }

    fn asked(&self, feed: &Feed, address: &Url) -> Asked {
        let (workspace, feed) = (self.workspace.clone(), feed.id().to_owned());
        Asked { workspace, feed, address: address.as_str().to_owned() }
    }

    fn read(&self, feed: &Feed, address: &Url, answer: &[u8]) -> Result<Reading, Trouble> {
        let allowed = |address: &str| self.hosts.check(address);
        let source = Source { feed, address: Some(address), language: self.language, allowed: &allowed };
        read(answer, &source).map_err(Trouble::Answer)
    }

    /// What was kept, read as this workspace allows it now.
    fn known(&self, feed: &Feed, address: &Url, kept: &Kept) -> Option<Reading> {
        let mut reading = self.read(feed, address, kept.answer.as_bytes()).ok()?;
        logos::give(&mut reading, &kept.logos);
        Some(reading)
    }
}

impl Feeds {
    /// Keeps answers in `folder`, for the agent's account alone.
    pub fn new(http: Http, folder: PathBuf) -> Self {
        Self { http, folder }
    }

    /// What was last answered, in the workspace's order. Asks nobody. Blocks for a few files.
    pub fn kept(&self, subscription: &Subscription) -> Vec<Known> {
        let one = |feed: &Feed| {
            let mut known = Known { feed: feed.id().to_owned(), reading: None, read_at: None, trouble: None };
            match subscription.address(feed) {
                Err(trouble) => known.trouble = Some(trouble),
                Ok(address) => {
                    if let Some(kept) = kept::load(&self.folder, &subscription.asked(feed, &address)) {
                        known.reading = subscription.known(feed, &address, &kept);
                        known.read_at = Some(kept.read_at);
                    }
                }
            }
            known
        };
        subscription.feeds.iter().map(one).collect()
    }

    /// Asks every feed, one after the other, and keeps what is new.
    pub async fn refresh(&self, subscription: &Subscription, now: UnixTime) -> Vec<Known> {
        let mut all = Vec::with_capacity(subscription.feeds.len());
        for feed in &subscription.feeds {
            all.push(self.refresh_one(subscription, feed, now).await);
        }
        all
    }

    async fn refresh_one(&self, subscription: &Subscription, feed: &Feed, now: UnixTime) -> Known {
        let id = feed.id().to_owned();
        let address = match subscription.address(feed) {
            Ok(address) => address,
            Err(trouble) => return Known { feed: id, reading: None, read_at: None, trouble: Some(trouble) },
        };
        let asked = subscription.asked(feed, &address);
        let before = self.load(&asked).await;
        match self.newest(subscription, feed, &address, before.as_ref(), now).await {
            Ok((kept, reading)) => {
                if before.as_ref() != Some(&kept) {
                    self.save(asked, kept).await;
                }
                Known { feed: id, reading: Some(reading), read_at: Some(now), trouble: None }
            }
            Err(trouble) => Known {
                feed: id,
                reading: before.as_ref().and_then(|kept| subscription.known(feed, &address, kept)),
                read_at: before.map(|kept| kept.read_at),
                trouble: Some(trouble),
            },
        }
    }

    /// The answer of now, or the one before if nothing changed, with its logos.
    async fn newest(
        &self,
        subscription: &Subscription,
        feed: &Feed,
        address: &Url,
        before: Option<&Kept>,
        now: UnixTime,
    ) -> Result<(Kept, Reading), Trouble> {
        // One that cannot be read any more is not asked about: "unchanged" would be no answer.
        let before = before.filter(|kept| subscription.read(feed, address, kept.answer.as_bytes()).is_ok());
        let mut kept = match self.ask(address, before).await? {
            Some(new) => match before {
                Some(before) if before.answer == new.answer => {
                    Kept { read_at: before.read_at, ..new.with_logos_of(before) }
                }
                Some(before) => Kept { read_at: now, ..new.with_logos_of(before) },
                None => Kept { read_at: now, logos_at: now, ..new },
            },
            None => before.cloned().ok_or(Trouble::Status(StatusCode::NOT_MODIFIED.as_u16()))?,
        };
        let mut reading = subscription.read(feed, address, kept.answer.as_bytes())?;
        let are_old = kept.logos_at.until(now) > LOGOS_LAST;
        let held = if are_old { Held::Old(&kept.logos) } else { Held::New(&kept.logos) };
        kept.logos = logos::fetch(&self.http, &reading, held).await;
        if are_old {
            kept.logos_at = now;
        }
        logos::give(&mut reading, &kept.logos);
        Ok((kept, reading))
    }

    /// `None` if nothing changed.
    async fn ask(&self, address: &Url, before: Option<&Kept>) -> Result<Option<Kept>, Trouble> {
        let mut request = Request::get(address.as_str()).header("accept", "application/json");
        for (name, value) in [
            (IF_NONE_MATCH, before.and_then(|kept| kept.etag.as_ref())),
            (IF_MODIFIED_SINCE, before.and_then(|kept| kept.last_modified.as_ref())),
        ] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let unanswered = |why| Trouble::Unanswered(Box::new(why));
        let request = request.body(Vec::new()).map_err(|_| unanswered(Unanswered::NotARequest))?;
        let answer = self.http.fetch(request, LARGEST).await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::NOT_MODIFIED if before.is_some() => Ok(None),
            StatusCode::OK => Ok(Some(Kept {
                etag: header(answer.headers(), &ETAG),
                last_modified: header(answer.headers(), &LAST_MODIFIED),
                read_at: UnixTime(0),
                logos: Logos::new(),
                logos_at: UnixTime(0),
                answer: String::from_utf8(answer.into_body())
                    .map_err(|_| Trouble::Answer(Unusable::NotJson))?,
            })),
            status => {
                // La Gaufre says what is wrong; others send a page.
                let said = serde_json::from_slice(answer.body()).ok().and_then(|said| error_in(&said));
                Err(said.map_or(Trouble::Status(status.as_u16()), Trouble::Answer))
            }
        }
    }

    async fn load(&self, asked: &Asked) -> Option<Kept> {
        let (folder, asked) = (self.folder.clone(), asked.clone());
        tokio::task::spawn_blocking(move || kept::load(&folder, &asked)).await.ok().flatten()
    }

    async fn save(&self, asked: Asked, kept: Kept) {
        let folder = self.folder.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || kept::save(&folder, &asked, &kept)).await {
            tracing::warn!(%error, "a feed could not be kept");
        }
    }
}

impl Kept {
    fn with_logos_of(self, before: &Self) -> Self {
        Self { logos: before.logos.clone(), logos_at: before.logos_at, ..self }
    }
}

/// A header that can be sent back as it came.
fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= 200).then(|| value.to_owned())
}

impl Trouble {
    /// For the administrator.
    pub fn words(&self) -> Words {
        match self {
            Self::NoSiret => words!(
                "attend de connaître l’organisation de l’agent",
                "waits until the agent's organisation is known",
                "wartet, bis die Organisation bekannt ist"
            ),
            Self::Address(refusal) => refusal.words(),
            Self::Unanswered(why) => match &**why {
                Unanswered::Unreachable(why) => why.words(),
                Unanswered::TooLarge => {
                    let most = LARGEST / 1024 / 1024;
                    words!("dépasse {most} Mio", "is larger than {most} MiB", "ist größer als {most} MiB")
                }
                Unanswered::NotARequest => Refusal::NotAnAddress.words(),
            },
            Self::Status(status) => {
                words!("répond {status}", "answers {status}", "antwortet {status}")
            }
            Self::Answer(unusable) => unusable.words(),
        }
    }
}
