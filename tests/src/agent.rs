//! An agent at a computer without a window: core, a keychain in memory, and a browser that is an HTTP client.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use parvis_core::Parvis;
use parvis_core::clock::{SystemClock, SystemEntropy};
use parvis_core::error::Code;
use parvis_core::http::Http;
use parvis_core::identity::keychain::{Keychain, SecretStore, Trouble};
use parvis_core::outside::{Browser, Means, Network, Outside};
use parvis_core::policy::Source;
use parvis_core::view::SessionView;
use parvis_core::words::Language;
use secrecy::SecretSlice;
use tokio::sync::mpsc;
use url::Url;

use crate::wait::until;

/// An agent, and what is on their computer.
pub struct Agent {
    /// What they work with.
    pub parvis: Parvis,
    /// What the keychain holds.
    pub keychain: Entries,
    /// How the keychain is today.
    pub mood: Arc<Mutex<Mood>>,
    opened: mpsc::UnboundedReceiver<Url>,
    web: Web,
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
    /// Starts Parvis with a folder of its own and that of the policy; a sign-in may take as long as `patience` in the
    /// browser.
    pub async fn start(home: &Path, policy: PathBuf, patience: Duration) -> Self {
        let keychain = Entries::default();
        let mood = Arc::new(Mutex::new(Mood::Works));
        let (sender, opened) = mpsc::unbounded_channel();
        let means = Means {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http: Http::new(),
            network: Network::new().1,
            people: Some(home.join("people")),
            keychain: Keychain::new(Box::new(Memory(keychain.clone(), mood.clone()))),
            browser: Arc::new(Opened(sender)),
            language: Language::Fr,
            patience,
        };
        let parvis = Parvis::open(Outside { means, policy: Source::Folder(policy) });
        let agent = Self { parvis, keychain, mood, opened, web: Web::new() };
        agent.is_signed_out().await;
        agent
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

/// A page, after all redirects.
pub struct Page {
    /// Where it is.
    pub address: Url,
    /// Its source.
    pub text: String,
}

impl Page {
    /// The first heading: what the page says, for whoever has to find out why.
    pub fn heading(&self) -> &str {
        let heading = self.text.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>"));
        heading.map_or(self.text.as_str(), |(heading, _)| heading)
    }
}

/// A browser without scripts: cookies by host, redirects, the one form, and the refresh of the loopback page.
struct Web {
    http: reqwest::Client,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl Web {
    fn new() -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { http: client.build().expect("a client"), cookies: BTreeMap::new() }
    }

    async fn go(&mut self, mut address: Url) -> Page {
        for _ in 0..40 {
            let request = self.http.get(address.clone());
            let (next, text) = self.send(&address, request).await;
            if let Some(next) = next.or_else(|| refresh(&text)) {
                address = next;
            } else if text.contains("id=\"agent-camille\"") {
                let form = Url::parse(&format!("{address}/login")).expect("an address");
                let request = self.http.post(form).body("agent=camille");
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let (next, _) = self.send(&address, request).await;
                address = next.expect("a login goes on");
            } else {
                return Page { address, text };
            }
        }
        panic!("redirects without an end, at {address}");
    }

    async fn send(&mut self, address: &Url, request: reqwest::RequestBuilder) -> (Option<Url>, String) {
        let jar = self.cookies.entry(address.host_str().unwrap_or_default().to_owned()).or_default();
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            jar.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|value| value.to_str().expect("text"));
        let next = location.map(|location| address.join(location).expect("an address"));
        (next, answer.text().await.expect("text"))
    }
}

fn refresh(text: &str) -> Option<Url> {
    let (_, rest) = text.split_once("content=\"0;url=")?;
    Url::parse(&rest.split('"').next()?.replace("&amp;", "&")).ok()
}
