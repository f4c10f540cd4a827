//! The session against the clocks, the keychain and a provider that is not there. With a provider: `tests/core`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice};
use tokio::time::{Instant, sleep};
use url::Url;

use super::*;
use crate::clock::{Clock, Entropy, NoEntropy, UnixTime};
use crate::error::Code;
use crate::http::{Http, Way};
use crate::identity::kept::{Kept, entry_name};
use crate::identity::keychain::{Keychain, SecretStore, Trouble};
use crate::outside::{Browser, Network};
use crate::words::{Language, Spoken};
use crate::workspace::Workspace;

const NOW: u64 = 1_800_000_000;
const HOUR: u64 = 3600;

/// A clock that goes with tokio's, and can be set.
struct SetClock {
    start: Instant,
    set: AtomicU64,
}

impl Clock for SetClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.set.load(Ordering::Relaxed) + self.start.elapsed().as_secs())
    }
}

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(self.0);
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Memory {
    entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

impl Memory {
    fn works(&self) -> Result<(), Trouble> {
        self.trouble.lock().unwrap().map_or(Ok(()), Err)
    }
}

impl SecretStore for Memory {
    fn get(&mut self, name: &str) -> Result<Option<SecretSlice<u8>>, Trouble> {
        self.works()?;
        Ok(self.entries.lock().unwrap().get(name).cloned().map(SecretSlice::from))
    }

    fn set(&mut self, name: &str, secret: &SecretSlice<u8>) -> Result<(), Trouble> {
        self.works()?;
        self.entries.lock().unwrap().insert(name.to_owned(), secret.expose_secret().to_vec());
        Ok(())
    }

    fn delete(&mut self, name: &str) -> Result<(), Trouble> {
        self.works()?;
        self.entries.lock().unwrap().remove(name);
        Ok(())
    }
}

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, address: &Url) -> Result<(), String> {
        panic!("{address} was opened")
    }
}

/// A morning at which the keychain holds what `memory` holds, and the provider does not answer.
struct Morning {
    clock: Arc<SetClock>,
    memory: Memory,
    session: Session,
    changes: mpsc::UnboundedReceiver<Change>,
}

/// Nobody listens on port 1.
const ISSUER: &str = "https://127.0.0.1:1/api/v2";

fn setup(change: impl FnOnce(&mut serde_json::Value)) -> Setup {
    let mut workspace = serde_json::json!({
        "format": 1, "id": "w", "name": {"fr": "W"},
        "identity": {"issuer": ISSUER, "client": "public", "client_id": "parvis"}
    });
    change(&mut workspace["identity"]);
    let workspace =
        Workspace::read(workspace.to_string().as_bytes(), &crate::workspace::assets::NoAssets).unwrap();
    Setup::of(&workspace, None).unwrap()
}

fn memory(ends_in: Option<u64>) -> Memory {
    let memory = Memory::default();
    if let Some(seconds) = ends_in {
        let kept = Kept {
            refresh_token: "refresh".to_owned().into(),
            token_endpoint: Url::parse("https://127.0.0.1:1/api/v2/token").unwrap(),
            nonce: "nonce".to_owned(),
            person: serde_json::from_str(r#"{"sub":"1","given_name":"Camille","usual_name":"Durand"}"#)
                .unwrap(),
            ends_at: UnixTime(NOW + seconds),
            acr: Some("eidas1".to_owned()),
        };
        let name = entry_name("w", &Url::parse(ISSUER).unwrap(), "parvis");
        memory.entries.lock().unwrap().insert(name, kept.to_bytes().expose_secret().to_vec());
    }
    memory
}

fn locked() -> Memory {
    let memory = memory(Some(5 * HOUR));
    *memory.trouble.lock().unwrap() = Some(Trouble::Locked);
    memory
}

fn start(memory: Memory) -> Morning {
    start_with(memory, setup(|_| ()))
}

fn start_with(memory: Memory, setup: Setup) -> Morning {
    start_by_chance(memory, setup, 7)
}

fn start_by_chance(memory: Memory, setup: Setup, chance: u8) -> Morning {
    let clock = Arc::new(SetClock { start: Instant::now(), set: AtomicU64::new(NOW) });
    let means = Means {
        clock: clock.clone(),
        entropy: Arc::new(Fixed(chance)),
        http: Http::new(Way::default()),
        network: Network::new().1,
        people: None,
        keychain: Keychain::new(Box::new(memory.clone())),
        browser: Arc::new(NoBrowser),
        language: Spoken::new(Language::Fr),
        patience: Duration::from_secs(300),
    };
    let (sender, changes) = mpsc::unbounded_channel();
    Morning { clock, memory, session: Session::start(setup, means, sender, None), changes }
}

impl Morning {
    /// Waits for a state, and returns what was said before it.
    async fn until(&mut self, is: impl Fn(&SessionView) -> bool) -> Vec<Code> {
        let mut said = Vec::new();
        loop {
            match self.changes.recv().await.expect("the session goes on") {
                Change::State(view) if is(&view) => return said,
                Change::State(_) | Change::Member(..) | Change::Begun => {}
                Change::Said(failure, _) => said.push(failure.code),
            }
        }
    }

    async fn said(&mut self) -> (Code, Option<Destination>) {
        loop {
            if let Change::Said(failure, waiting) = self.changes.recv().await.expect("the session goes on") {
                return (failure.code, waiting);
            }
        }
    }

    /// Once what is under way is done.
    async fn keychain_is_empty(&self) -> bool {
        self.session.close().await;
        self.memory.entries.lock().unwrap().is_empty()
    }
}

fn in_doubt(view: &SessionView) -> bool {
    matches!(view, SessionView::InDoubt { code: Code::ProviderUnreachable, .. })
}

fn expired(view: &SessionView) -> bool {
    matches!(view, SessionView::Expired { person } if person.name == "Camille Durand")
}

fn signed_out(view: &SessionView) -> bool {
    *view == SessionView::SignedOut
}

#[tokio::test(start_paused = true)]
async fn nothing_kept_is_signed_out() {
    let mut morning = start(memory(None));
    assert_eq!(morning.until(signed_out).await, []);
}

#[tokio::test(start_paused = true)]
async fn what_ended_overnight_is_said_and_forgotten() {
    let mut morning = start(memory(Some(0)));
    morning.until(expired).await;
    assert!(morning.keychain_is_empty().await);
}

#[tokio::test(start_paused = true)]
async fn an_outage_signs_nobody_out_until_the_hours_are_over() {
    let mut morning = start(memory(Some(5 * HOUR)));
    let started = Instant::now();
    morning.until(in_doubt).await;
    assert!(started.elapsed() < Duration::from_secs(60));
    assert!(!morning.keychain_is_empty().await);
    morning.until(expired).await;
    let lasted = started.elapsed().as_secs();
    assert!((5 * HOUR..5 * HOUR + 61).contains(&lasted), "{lasted}");
    assert!(morning.keychain_is_empty().await);
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_forward_ends_the_session_and_one_set_back_does_not() {
    let mut morning = start(memory(Some(5 * HOUR)));
    morning.until(in_doubt).await;
    morning.clock.set.store(NOW - 2 * HOUR, Ordering::Relaxed);
    sleep(Duration::from_secs(HOUR)).await;
    assert!(morning.changes.try_recv().is_err(), "nothing changed");
    morning.clock.set.store(NOW + 6 * HOUR, Ordering::Relaxed);
    let set = Instant::now();
    morning.until(expired).await;
    assert!(set.elapsed() <= Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn signing_out_works_without_a_network() {
    let mut morning = start(memory(Some(5 * HOUR)));
    morning.until(in_doubt).await;
    morning.session.sign_out(false);
    assert_eq!(morning.until(signed_out).await, []);
    assert!(morning.keychain_is_empty().await);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_open_is_named_so_that_it_can_be_opened_anyway() {
    let mut morning = start(memory(Some(5 * HOUR)));
    let destination = Destination {
        address: Url::parse("https://docs.exemple.fr/").unwrap(),
        app: "docs".to_owned(),
        name: "Docs".to_owned(),
        deep_link: None,
        acr: Vec::new(),
    };
    // Asked for while the provider has not answered yet, and twice.
    morning.session.open(destination.clone());
    morning.session.open(destination.clone());
    assert_eq!(morning.said().await, (Code::ProviderUnreachable, Some(destination)));
    morning.until(in_doubt).await;
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_says_nothing_at_the_start() {
    let mut morning = start(locked());
    assert_eq!(morning.until(signed_out).await, []);
}

#[tokio::test(start_paused = true)]
async fn what_a_locked_keychain_still_holds_is_said_and_forgotten_once_it_can_be() {
    for trouble in [Trouble::Locked, Trouble::Refused] {
        let mut morning = start(locked());
        *morning.memory.trouble.lock().unwrap() = Some(trouble);
        morning.until(signed_out).await;
        morning.session.sign_out(false);
        assert_eq!(morning.said().await, (Code::KeychainNotEmptied, None));
        sleep(Duration::from_secs(600)).await;
        assert!(morning.changes.try_recv().is_err(), "it is said once");
        *morning.memory.trouble.lock().unwrap() = None;
        sleep(Duration::from_secs(61)).await;
        assert!(morning.keychain_is_empty().await);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_click_of_the_morning_is_not_judged_by_the_evening() {
    let mut morning = start(memory(Some(5 * HOUR)));
    morning.until(in_doubt).await;
    morning.clock.set.store(NOW + 12 * HOUR, Ordering::Relaxed);
    morning.session.sign_in();
    assert_eq!(morning.until(expired).await, [Code::ProviderUnreachable]);
    assert!(morning.keychain_is_empty().await);
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_is_whole_before_the_end() {
    let mut morning = start(memory(Some(5 * HOUR)));
    morning.until(in_doubt).await;
    morning.session.sign_out(true);
    assert!(morning.keychain_is_empty().await);
    assert_eq!(morning.said().await.0, Code::SignOutIncomplete);
}

#[tokio::test(start_paused = true)]
async fn what_the_keychain_holds_is_for_one_workspace_issuer_and_client() {
    let name = |workspace, issuer: &str, client| entry_name(workspace, &Url::parse(issuer).unwrap(), client);
    let ours = name("w", ISSUER, "parvis");
    for other in [
        name("v", ISSUER, "parvis"),
        name("w", "https://evil.example/api/v2", "parvis"),
        name("w", ISSUER, "other"),
    ] {
        assert_ne!(ours, other);
    }
}

#[tokio::test(start_paused = true)]
async fn a_level_that_the_workspace_asks_for_since_yesterday_needs_a_sign_in() {
    for (levels, ends) in [(["eidas1", "eidas2"], false), (["eidas2", "eidas3"], true)] {
        let setup = setup(|identity| identity["acr"] = serde_json::json!({ "essential": levels }));
        let mut morning = start_with(memory(Some(5 * HOUR)), setup);
        if ends {
            morning.until(expired).await;
            assert!(morning.keychain_is_empty().await);
        } else {
            morning.until(in_doubt).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_computers_of_an_office_do_not_ask_all_at_once() {
    let mut pauses = Vec::new();
    for chance in [0, 100, 255] {
        let mut morning = start_by_chance(memory(Some(5 * HOUR)), setup(|_| ()), chance);
        let started = Instant::now();
        morning.until(in_doubt).await;
        pauses.push(started.elapsed());
    }
    assert!(pauses[0] > pauses[1] && pauses[1] > pauses[2], "{pauses:?}");
}
