//! An agent at a computer without a window: core, a keychain in memory, and a browser that is an HTTP client.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use parvis_core::Parvis;
use parvis_core::clock::{Clock, SystemClock, SystemEntropy, UnixTime};
use parvis_core::error::Code;
use parvis_core::http::{Http, Way};
use parvis_core::identity::keychain::{Keychain, SecretStore, Trouble};
use parvis_core::outside::{Browser, Means, Network, Outside};
use parvis_core::paths::Paths;
use parvis_core::policy::Source;
use parvis_core::view::SessionView;
use parvis_core::words::{Language, Spoken};
use secrecy::SecretSlice;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use url::Url;

use crate::wait::until;
use crate::web::{Page, Web};

/// An agent, and what is on their computer.
pub struct Agent {
    /// What they work with.
    pub parvis: Parvis,
    /// What the keychain holds.
    pub keychain: Entries,
    /// How the keychain is today.
    pub mood: Arc<Mutex<Mood>>,
    /// Their browser.
    pub web: Web,
    clock: Arc<Ahead>,
    network: watch::Sender<()>,
    opened: mpsc::UnboundedReceiver<Url>,
    means: Means,
    policy: PathBuf,
    home: TempDir,
}

/// The computer's clock, put forward.
struct Ahead(AtomicU64);

impl Clock for Ahead {
    fn now(&self) -> UnixTime {
        SystemClock.now().plus(Duration::from_secs(self.0.load(Ordering::Relaxed)))
    }
}

/// The entries of a keychain, by name.
type Entries = Arc<Mutex<HashMap<String, SecretSlice<u8>>>>;

/// How the keychain is today.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Mood {
    /// Fine.
    #[default]
    Works,
    /// Says no to everything.
    Refuses,
    /// Does not come back from writing for longer than Parvis waits.
    Hangs,
}

/// A keychain in memory.
struct Memory(Entries, Arc<Mutex<Mood>>);

impl Memory {
    fn works(&self) -> Result<(), Trouble> {
        let mood = *self.1.lock().expect("no panic");
        if mood == Mood::Refuses { Err(Trouble::Refused) } else { Ok(()) }
    }
}

impl SecretStore for Memory {
    fn get(&mut self, name: &str) -> Result<Option<SecretSlice<u8>>, Trouble> {
        self.works()?;
        Ok(self.0.lock().expect("no panic").get(name).cloned())
    }

    fn set(&mut self, name: &str, secret: &SecretSlice<u8>) -> Result<(), Trouble> {
        self.works()?;
        if *self.1.lock().expect("no panic") == Mood::Hangs {
            std::thread::park_timeout(Duration::from_secs(20));
        }
        self.0.lock().expect("no panic").insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&mut self, name: &str) -> Result<(), Trouble> {
        self.works()?;
        self.0.lock().expect("no panic").remove(name);
        Ok(())
    }
}

/// Where Parvis hands addresses to.
struct Opened(mpsc::UnboundedSender<Url>);

impl Browser for Opened {
    fn open(&self, address: &Url) -> Result<(), String> {
        self.0.send(address.clone()).map_err(|error| error.to_string())
    }
}

impl Agent {
    /// Starts Parvis with this policy folder; a sign-in may take as long as `patience` in the browser.
    pub async fn start(policy: PathBuf, patience: Duration) -> Self {
        Self::start_with(policy, patience, Http::new(Way::default())).await
    }

    /// The same, on this way to the network.
    pub async fn start_with(policy: PathBuf, patience: Duration, http: Http) -> Self {
        let agent = Self::arrives(policy, patience, http).await;
        agent.is_signed_out().await;
        agent
    }

    /// The same, whatever there is to see.
    pub async fn arrives(policy: PathBuf, patience: Duration, http: Http) -> Self {
        let keychain = Entries::default();
        let mood = Arc::new(Mutex::new(Mood::Works));
        let (sender, opened) = mpsc::unbounded_channel();
        let clock = Arc::new(Ahead(AtomicU64::new(0)));
        let (network, told) = Network::new();
        let home = TempDir::new().expect("a folder");
        let means = Means {
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy),
            http,
            network: told,
            keychain: Keychain::new(Box::new(Memory(keychain.clone(), mood.clone()))),
            people: Some(Paths::below(home.path()).people()),
            browser: Arc::new(Opened(sender)),
            language: Spoken::new(Language::Fr),
            patience,
        };
        let paths = Some(Paths::below(home.path()));
        let policy_of = Source::Folder(policy.clone());
        let parvis = Parvis::open(Outside { means: means.clone(), policy: policy_of, paths }).await;
        let web = Web::default();
        Self { parvis, keychain, mood, web, clock, network, opened, means, policy, home }
    }

    /// Quits Parvis and starts it again.
    pub async fn restarts(&mut self) {
        self.parvis.close().await;
        let outside = Outside {
            means: self.means.clone(),
            policy: Source::Folder(self.policy.clone()),
            paths: Some(Paths::below(self.home.path())),
        };
        self.parvis = Parvis::open(outside).await;
    }

    /// Puts the computer's clock forward.
    pub fn later(&self, by: Duration) {
        self.clock.0.fetch_add(by.as_secs(), Ordering::Relaxed);
    }

    /// What time it is on this computer.
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Tells Parvis that the network is back.
    pub fn network_returns(&self) {
        self.network.send(()).expect("Parvis listens");
    }

    /// Goes where Parvis sends the browser, signs in there as Camille if asked, and returns the last page.
    pub async fn go_on(&mut self) -> Page {
        let address = self.is_sent().await;
        self.web.go(address).await
    }

    /// Waits for the address that Parvis sends the browser to.
    pub async fn is_sent(&mut self) -> Url {
        let address = tokio::time::timeout(Duration::from_secs(20), self.opened.recv()).await;
        address.expect("an address in time").expect("Parvis runs")
    }

    /// Goes to an address, as [`go_on`](Self::go_on) does.
    pub async fn go(&mut self, address: Url) -> Page {
        self.web.go(address).await
    }

    /// Waits until nobody is signed in.
    pub async fn is_signed_out(&self) {
        until("nobody signed in", async || {
            (self.parvis.snapshot().session == SessionView::SignedOut).then_some(())
        })
        .await;
    }

    /// Waits until Camille is signed in, and nothing is to be told.
    pub async fn is_signed_in(&self) {
        until("Camille signed in", async || {
            let snapshot = self.parvis.snapshot();
            let SessionView::SignedIn { person, .. } = &snapshot.session else { return None };
            (person.name == "Camille Durand" && snapshot.notices.is_empty()).then_some(())
        })
        .await;
    }

    /// Waits for the one thing that Parvis tells, with its detail.
    pub async fn is_told(&self) -> (Code, Option<String>) {
        until("a notice", async || {
            let mut notices = self.parvis.snapshot().notices;
            let last = notices.pop()?;
            assert!(notices.is_empty(), "one notice is enough: {notices:?}");
            Some((last.code, last.detail))
        })
        .await
    }

    /// Whether the browser was sent anywhere that nobody looked at yet.
    pub fn browser_was_opened(&mut self) -> bool {
        self.opened.try_recv().is_ok()
    }
}
