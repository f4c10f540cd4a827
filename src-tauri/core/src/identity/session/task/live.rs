//! A session that lives, and how much of it the keychain has.

use std::time::Duration;

use super::Due;
use crate::clock::UnixTime;
use crate::identity::client::Grant;
use crate::identity::kept::Kept;

/// The agent is told this long before the session ends.
pub(super) const WARNING: Duration = Duration::from_secs(15 * 60);

/// A session.
pub(super) struct Live {
    /// Tells this session from the one before, whose refresh may still be on its way.
    pub(super) number: u64,
    pub(super) kept: Kept,
    /// What the keychain has of it.
    pub(super) in_keychain: InKeychain,
    /// Counts what was changed in `kept`.
    pub(super) revision: u32,
    /// The revision that is on its way to the keychain.
    pub(super) writing: Option<u32>,
    /// When to refresh; never without a refresh token.
    pub(super) refresh: Option<Due>,
    pub(super) refreshing: bool,
    /// Refreshes that failed in a row.
    pub(super) failures: u32,
    /// When the refresh token ends, where the provider says so, and when it said it.
    pub(super) refresh_ends: Option<(UnixTime, UnixTime)>,
}

/// What the keychain has of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InKeychain {
    /// Nothing.
    No,
    /// It as it was before, and it is about to be replaced.
    Stale,
    /// It as it is.
    Yes,
}

impl Live {
    /// One that was not renewed yet.
    pub(super) fn new(number: u64, kept: Kept, in_keychain: InKeychain, refresh: Option<Due>) -> Self {
        Self {
            number,
            kept,
            in_keychain,
            revision: 0,
            writing: None,
            refresh,
            refreshing: false,
            failures: 0,
            refresh_ends: None,
        }
    }

    /// Something of it is another now, so that the keychain has to be told.
    pub(super) fn changed(&mut self) {
        self.revision += 1;
        if self.in_keychain == InKeychain::Yes {
            self.in_keychain = InKeychain::Stale;
        }
    }

    /// Whether the level of authentication is one of these, or does not matter.
    pub(super) fn satisfies(&self, levels: &[String]) -> bool {
        levels.is_empty() || self.kept.acr.as_ref().is_some_and(|acr| levels.contains(acr))
    }

    /// Whether it is time to tell that it ends.
    pub(super) fn is_ending(&self, now: UnixTime) -> bool {
        self.kept.ends_at <= now.plus(WARNING)
    }

    /// A refresh token whose end does not move when it is used shows when the provider's own session ends.
    pub(super) fn note_end(&mut self, grant: &Grant, now: UnixTime) {
        /// In less time, an end that moves is not told from one that does not.
        const ENOUGH: Duration = Duration::from_secs(120);
        let Some(ends) = grant.refresh_expires_in.map(|life| now.plus(life)) else { return };
        if let Some((noted, before)) = self.refresh_ends {
            let elapsed = noted.until(now);
            if elapsed < ENOUGH {
                return;
            }
            if before.until(ends) < elapsed / 2 && ends < self.kept.ends_at {
                self.kept.ends_at = ends;
                self.changed();
            }
        }
        self.refresh_ends = Some((now, ends));
    }
}
