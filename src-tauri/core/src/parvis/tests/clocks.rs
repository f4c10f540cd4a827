//! Asking from time to time, on clocks that jump.

use std::sync::atomic::AtomicU64;

use tokio::time::Instant;

use super::*;
use crate::clock::{Clock, UnixTime};
use crate::parvis::subscription::{Asked, Pace, Subscription};
use crate::workspace::tuf::poll::{Answer, Plan};

const HOUR: Duration = Duration::from_secs(3600);

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

/// Always has something to say.
struct Talkative;

impl Asked for Talkative {
    type Said = ();

    async fn ask(&self, _: UnixTime) {}

    fn answer((): &()) -> Answer {
        Answer::Release
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_holds_up_no_question() {
    const NOW: u64 = 1_800_000_000;
    let clock = Arc::new(SetClock { start: Instant::now(), set: AtomicU64::new(NOW) });
    let means = Means { clock: clock.clone(), ..Computer::new().means() };
    let pace = Pace { plan: Plan::default(), kept: false, every: 4 * HOUR };
    let mut subscription = Subscription::begin(Talkative, pace, means);
    for set in [NOW, NOW - 365 * 24 * 3600, 0] {
        subscription.news().await;
        clock.set.store(set, Ordering::Relaxed);
    }
    let next = tokio::time::timeout(6 * HOUR, subscription.news()).await;
    assert!(next.is_ok(), "asked again as if nothing had been set");
}
