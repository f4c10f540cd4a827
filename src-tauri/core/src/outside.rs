//! The world outside, passed in: nothing in this crate reaches for it on its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use url::Url;

use crate::clock::{Clock, Entropy};
use crate::error::{Code, Failure};
use crate::http::Http;
use crate::identity::keychain::Keychain;
use crate::paths::Paths;
use crate::policy;
use crate::words::Spoken;

/// Everything that [`Parvis`](crate::Parvis) is opened with.
pub struct Outside {
    /// What a session needs.
    pub means: Means,
    /// Where IT lays its decisions.
    pub policy: policy::Source,
    /// Where Parvis keeps things; without, nothing outlives this run.
    pub paths: Option<Paths>,
}

/// The agent's browser.
pub trait Browser: Send + Sync {
    /// Opens an address that was checked. May block until it is sure that the browser has started.
    fn open(&self, address: &Url) -> Result<(), String>;
}

/// Tells when the network may have come back: the computer woke up, another Wi-Fi, a cable.
pub struct Network(watch::Receiver<()>);

/// A copy is told of what comes after it was made.
impl Clone for Network {
    fn clone(&self) -> Self {
        let mut told = self.0.clone();
        told.mark_unchanged();
        Self(told)
    }
}

impl Network {
    /// For a computer that cannot tell; and the way to tell it all the same.
    pub fn new() -> (watch::Sender<()>, Self) {
        let (tell, told) = watch::channel(());
        (tell, Self(told))
    }

    /// Waits until it may have come back; for ever, if nobody will tell.
    pub async fn returned(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Time, chance, network, keychain, browser and language: what a session needs.
#[derive(Clone)]
pub struct Means {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// The network.
    pub http: Http,
    /// When it comes back.
    pub network: Network,
    /// Where the session outlives the program.
    pub keychain: Keychain,
    /// The folder that keeps what is known of people; without one, it is asked for each time.
    pub people: Option<PathBuf>,
    /// Where the agent signs in and works.
    pub browser: Arc<dyn Browser>,
    /// For the pages in the browser.
    pub language: Spoken,
    /// How long a sign-in may take in the browser.
    pub patience: Duration,
}

impl Means {
    /// Opens an address that was checked, without holding anybody up.
    pub(crate) async fn open(&self, address: Url) -> Result<(), Failure> {
        let browser = self.browser.clone();
        let opened = tokio::task::spawn_blocking(move || browser.open(&address)).await;
        opened
            .unwrap_or_else(|_| Err("panic".into()))
            .map_err(|detail| Failure::new(Code::BrowserFailed, detail))
    }
}
