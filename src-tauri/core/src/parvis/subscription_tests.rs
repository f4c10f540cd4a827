use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::SecretSlice;
use tokio::time::{Instant, sleep};
use url::Url;

use super::*;
use crate::clock::{Clock, NoEntropy};
use crate::http::{Http, Way};
use crate::identity::keychain::{Keychain, SecretStore, Trouble};
use crate::outside::{Browser, Network};
use crate::words::{Language, Spoken};

const NOW: u64 = 1_800_000_000;
const HOUR: u64 = 3600;
const EVERY: Duration = Duration::from_secs(4 * HOUR);

/// A clock that goes with tokio's, and on while the computer sleeps.
struct Wall {
    start: Instant,
    slept: AtomicU64,
}

impl Clock for Wall {
    fn now(&self) -> UnixTime {
        UnixTime(NOW + self.slept.load(Ordering::Relaxed) + self.start.elapsed().as_secs())
    }
}

/// Chance that is always in the middle.
struct Half;

impl Entropy for Half {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(0x80);
        Ok(())
    }
}

/// Neither a keychain nor a browser has a part in this.
struct Nothing;

impl SecretStore for Nothing {
    fn get(&mut self, _: &str) -> Result<Option<SecretSlice<u8>>, Trouble> {
        Ok(None)
    }

    fn set(&mut self, _: &str, _: &SecretSlice<u8>) -> Result<(), Trouble> {
        Ok(())
    }

    fn delete(&mut self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }
}

impl Browser for Nothing {
    fn open(&self, _: &Url) -> Result<(), String> {
        Ok(())
    }
}

/// Always says the same.
struct Always(Answer);

impl Asked for Always {
    type Said = Answer;

    async fn ask(&self, _: UnixTime) -> Answer {
        self.0
    }

    fn answer(said: &Answer) -> Answer {
        *said
    }
}

fn begin(answer: Answer, kept: bool) -> (Subscription<Always>, Arc<Wall>, tokio::sync::watch::Sender<()>) {
    let clock = Arc::new(Wall { start: Instant::now(), slept: AtomicU64::new(0) });
    let (tell, network) = Network::new();
    let means = Means {
        clock: clock.clone(),
        entropy: Arc::new(Half),
        http: Http::new(Way::default()),
        network,
        people: None,
        keychain: Keychain::new(Box::new(Nothing)),
        browser: Arc::new(Nothing),
        language: Spoken::new(Language::Fr),
        patience: EVERY,
    };
    let pace = Pace { plan: Plan::default(), kept, every: EVERY };
    (Subscription::begin(Always(answer), pace, means), clock, tell)
}

#[tokio::test(start_paused = true)]
async fn a_computer_that_slept_through_its_turn_asks_within_ten_minutes_but_not_with_all_the_others() {
    let (mut subscription, clock, _network) = begin(Answer::Release, true);
    let first = subscription.news().await.at.0 - NOW;
    assert!((300..=302).contains(&first), "half of ten minutes after the start, not {first} s");
    sleep(Duration::from_secs(HOUR + 100)).await;
    clock.slept.fetch_add(15 * HOUR, Ordering::Relaxed);
    let woken = clock.now();
    let asked = woken.until(subscription.news().await.at).as_secs();
    assert!((300..=600).contains(&asked), "asked {asked} s after it was woken up");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_returns_brings_a_desk_sooner_than_news_of_it() {
    for (kept, most) in [(true, 300), (false, 30)] {
        let (mut subscription, clock, network) = begin(Answer::Refused { retry_after: None }, kept);
        // By then it would rest for more than an hour.
        for _ in 0..5 {
            subscription.news().await;
        }
        network.send(()).unwrap();
        let returned = clock.now();
        let asked = returned.until(subscription.news().await.at).as_secs();
        assert!((most - 2..=most + 2).contains(&asked), "asked {asked} s after it returned");
    }
}
