//! When to ask a repository again: pure, so that a million machines can be played through in seconds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::UnixTime;

/// How often a repository is asked where nothing says otherwise.
pub const INTERVAL: Duration = Duration::from_secs(4 * 60 * 60);

/// Machines that are switched on together, or whose network returns together, ask within this time.
const SPREAD: Duration = Duration::from_secs(10 * 60);

/// A network also returns for everybody. Those who have nothing to show wait less for it.
const RETURN: Duration = Duration::from_secs(60);

/// The first retry after a failure comes about then; each further one after twice as long.
const RETRY: Duration = Duration::from_secs(5 * 60);

/// No server is obeyed that wants to be left alone for longer.
const LONGEST_REST: Duration = Duration::from_secs(24 * 60 * 60);

/// What the last question led to, as far as the next one depends on it. Kept over restarts, so that starting Parvis
/// again is no way to ask more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// When to ask next. `None`: never asked.
    next: Option<UnixTime>,
    /// How many answers in a row were refused.
    failures: u32,
}

/// What the repository answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A release, new or not.
    Release,
    /// None that could be used.
    Refused {
        /// How long the server wants to be left alone.
        retry_after: Option<Duration>,
    },
}

impl Plan {
    /// How long to wait when Parvis starts, or wakes up. At once if nothing was ever `kept`; if it is time, at a random
    /// moment of the next ten minutes, since the whole building is switched on at half past eight. `chance` is random.
    #[must_use]
    pub fn start(self, now: UnixTime, interval: Duration, kept: bool, chance: u64) -> Duration {
        let wait = self.next.map_or(Duration::ZERO, |next| now.until(next));
        // Whoever has nothing to show waits only after a refusal.
        if !kept && self.failures == 0 {
            return Duration::ZERO;
        }
        // A clock that was ahead when this was planned would otherwise keep the machine waiting until then.
        if wait.is_zero() || wait > longest(interval) {
            return part(SPREAD, chance);
        }
        wait
    }

    /// How long to wait after an answer.
    pub fn answered(&mut self, now: UnixTime, interval: Duration, answer: Answer, chance: u64) -> Duration {
        let wait = match answer {
            Answer::Release => {
                self.failures = 0;
                about(interval, chance)
            }
            Answer::Refused { retry_after } => {
                let doubled = RETRY.saturating_mul(1 << self.failures.min(16));
                self.failures = self.failures.saturating_add(1);
                let rest = retry_after.map(|rest| {
                    let rest = rest.min(LONGEST_REST);
                    rest + part(after(rest), chance)
                });
                about(doubled.min(interval), chance).max(rest.unwrap_or_default())
            }
        };
        self.next = Some(now.plus(wait));
        wait
    }
}

/// How long to wait once the network is back, after a refusal.
#[must_use]
pub fn network_returned(kept: bool, chance: u64) -> Duration {
    part(if kept { SPREAD } else { RETURN }, chance)
}

/// Those who were told the same moment do not come back at the same moment: the longer it was announced, the more of
/// them there are.
fn after(rest: Duration) -> Duration {
    SPREAD.max(rest / 2)
}

/// The longest that [`Plan::answered`] ever says.
fn longest(interval: Duration) -> Duration {
    interval.saturating_add(interval / 4).max(LONGEST_REST + after(LONGEST_REST))
}

/// A quarter more or less.
fn about(time: Duration, chance: u64) -> Duration {
    time / 4 * 3 + part(time / 2, chance)
}

/// From nothing to all of it, evenly.
fn part(whole: Duration, chance: u64) -> Duration {
    // The upper half of the chance is fine enough, and the product stays exact.
    let millis = whole.as_millis().saturating_mul(u128::from(chance >> 32)) >> 32;
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

#[cfg(test)]
#[path = "tests/poll.rs"]
mod tests;
