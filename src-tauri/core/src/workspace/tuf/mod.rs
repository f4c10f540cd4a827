//! A repository of The Update Framework: files that IT signed, fetched from any server of static files.
//!
//! `tough` verifies, as the specification says (<https://theupdateframework.github.io/specification/latest/>, "TUF"
//! below). Around it: our own way to the network, what is kept, and what is said when something is refused.
//!
//! Three things on disk, and what moves them:
//! * the chain of roots, from the one that IT laid: grows with each root that the last one signed;
//! * what is *trusted*: the newest timestamp, snapshot and targets that were ever verified, even if the update that
//!   brought them was refused later on. Nothing older is accepted, which is TUF's protection from rollback;
//! * the *release*: the last that was verified as a whole, with its files. Only another whole one replaces it, and
//!   it goes on being used after it expired, so that no desk is ever emptied by a server.
//!
//! `tough` works on a copy and writes as it goes, so what it accepted is taken over in one step afterwards. The copy
//! also makes its guard against a clock that goes back forget: a computer that was once a year ahead would refuse
//! everything for a year. A wrong clock is told by the server's own clock instead.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

mod first;
pub mod poll;
mod release;
mod roots;
mod store;
mod targets;
mod transport;
mod trouble;
mod update;

pub use self::first::{fingerprint, first_root};
pub use self::release::Release;
pub use self::trouble::{Refused, Role, Trouble};

use self::store::Store;
use self::transport::Transport;
use self::update::{Expiry, State};
use crate::clock::Clock;
use crate::http::Http;
use crate::workspace::assets;

/// A whole update takes no longer; what came until then need not come again.
const LONGEST: Duration = Duration::from_secs(120);

/// Where a repository is, and what is trusted of it.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its folder: `metadata/` and `targets/` are below it.
    pub address: Url,
    /// The `root.json` that IT laid or the agent confirmed.
    pub root: Vec<u8>,
}

/// Whether these bytes are a root that signed itself; else why not.
pub fn check_root(bytes: &[u8]) -> Result<(), Refused> {
    roots::anchor(bytes).map(drop)
}

/// Which targets a release consists of.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Without these there is no release.
    pub needed: &'static [&'static str],
    /// Whatever is below these folders comes along if it can, such as `assets/`.
    pub below: &'static [&'static str],
}

impl Wanted {
    fn includes(&self, name: &str) -> bool {
        self.needed.contains(&name) || self.is_below(name)
    }

    fn is_below(&self, name: &str) -> bool {
        self.below.iter().any(|folder| name.starts_with(folder)) && !self.needed.contains(&name)
    }
}

/// How much of it, in bytes and files.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    needed: u64,
    other: u64,
    total: u64,
    most: usize,
}

const SIZES: Sizes =
    Sizes { needed: 4 * 1024 * 1024, other: assets::LARGEST as u64, total: 32 * 1024 * 1024, most: 4000 };

/// A repository, as this computer knows it. Cheap to clone; clones take turns.
#[derive(Clone)]
pub struct Repository {
    place: Arc<Place>,
    wanted: Wanted,
    store: Store,
    http: Http,
    clock: Arc<dyn Clock>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// What the repository answered.
#[derive(Debug, Clone)]
pub struct Refreshed {
    /// The release that counts from here on.
    pub release: Release,
    /// Whether its targets differ from those that were kept.
    pub changed: bool,
    /// Targets that came not along: which and why, for the administrator, in English.
    pub left_out: Vec<String>,
}

impl Repository {
    /// A repository whose files are kept in `folder`, which belongs to this address and root alone. Asks nobody and
    /// reads nothing yet. Refused if the root is not one that signed itself.
    pub fn open(
        place: Place,
        wanted: Wanted,
        folder: PathBuf,
        http: Http,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Refused> {
        roots::anchor(&place.root)?;
        let (place, store, turn) = (Arc::new(place), Store::new(folder), Arc::default());
        Ok(Self { place, wanted, store, http, clock, turn })
    }

    /// What was last verified as a whole, verified again from disk, without the network and whatever the time. `None`:
    /// nothing was kept yet, or it was damaged.
    pub async fn kept(&self) -> Result<Option<Release>, Refused> {
        let State { roots, index } = self.state();
        let Some(kept) = &index.release else { return Ok(None) };
        let Some(root) = roots.get(kept.roots) else { return Ok(None) };
        let transport = Transport::offline(self.store.clone(), kept.metadata.clone());
        let release = match self.load(root, &transport, Expiry::Ignored).await {
            (Ok(repository), _) => Release::new(self.store.clone(), &repository),
            (Err(refused), _) if refused.trouble == Trouble::Disk => return Err(refused),
            (Err(refused), _) => {
                tracing::warn!(%refused, "what was kept of a repository is damaged");
                return Ok(None);
            }
        };
        let whole = self.wanted.needed.iter().all(|name| release.target(name).is_ok());
        Ok(whole.then_some(release))
    }

    /// Asks the repository. An unchanged one costs two small requests: the next root, the timestamp. Refused, and
    /// whatever that brought, the release that is kept stays the same.
    pub async fn refresh(&self) -> Result<Refreshed, Refused> {
        let _turn = self.turn.lock().await;
        let late = |_| Refused::new(Trouble::Unreachable, format!("not done within {LONGEST:?}"));
        tokio::time::timeout(LONGEST, self.update()).await.map_err(late)?
    }

    /// The bytes of any target of a release: from disk, else from the repository.
    pub async fn download(&self, release: &Release, name: &str) -> Result<Vec<u8>, Refused> {
        let _here = self.turn.lock().await;
        let _turn = self.store.turn().await.map_err(Refused::disk)?;
        if let Some(listed) = release.listed().get(name) {
            self.shelf(release.is_consistent()).fetch(name, listed, SIZES.needed).await?;
            let mut index = self.state().index;
            if let Some(kept) = &mut index.release {
                kept.targets.insert(name.to_owned(), listed.hash.clone());
                self.store.commit(&index).map_err(Refused::disk)?;
            }
        }
        release.target(name)
    }

    /// The metadata that no later answer may be older than: by file name without version, as it came.
    pub fn trusted(&self) -> BTreeMap<String, Vec<u8>> {
        let State { mut roots, index } = self.state();
        let files =
            index.trusted.into_iter().filter_map(|(name, hash)| Some((name, self.store.read(&hash)?)));
        files.chain(roots.pop().map(|root| ("root.json".to_owned(), root))).collect()
    }
}

// A demonstration may ask a server without a certificate, as these tests do.
#[cfg(test)]
#[cfg(feature = "demo")]
pub(crate) mod tests;
