//! What the keychain holds of the session.

use tokio::time::Instant;

use super::{Due, InKeychain, Live, State, Task};
use crate::error::Code;
use crate::identity::kept::Kept;
use crate::identity::keychain::Trouble;

impl Task {
    /// Begins with what the keychain holds.
    pub(super) async fn restore(&mut self) {
        let kept = match self.means.keychain.get(self.entry.clone()).await {
            Ok(bytes) => bytes.as_ref().and_then(Kept::from_bytes),
            // Told to the agent when it matters: when there is a session to keep.
            Err(trouble) => {
                tracing::info!(?trouble, "the keychain cannot be read");
                None
            }
        };
        let refresh = Some(Due(self.means.clock.now(), Instant::now()));
        let number = self.next_number();
        self.state = match kept {
            Some(kept) => State::Starting(Some(Live {
                number,
                kept,
                in_keychain: InKeychain::Yes,
                refresh,
                refreshing: false,
                failures: 0,
                refresh_ends: None,
            })),
            None => State::Out,
        };
        self.recall(None).await;
        // The workspace may have asked for less when this session began.
        if self.live().is_some_and(|live| !live.satisfies(&self.setup.registration.acr)) {
            self.expire().await;
        }
    }

    /// Lays the session into the keychain if it is not there yet. Trouble is told once, and tried again at the next
    /// refresh: keychains get unlocked. A session that cannot be renewed is not kept, and leaves no earlier one there.
    pub(super) async fn keep(&mut self) {
        let Some(live) = self.live().filter(|live| live.in_keychain != InKeychain::Yes) else { return };
        if live.refresh.is_none() {
            return self.forget().await;
        }
        let bytes = live.kept.to_bytes();
        match self.means.keychain.set(self.entry.clone(), bytes).await {
            Ok(()) => {
                self.to_forget = false;
                if let Some(live) = self.live_mut() {
                    live.in_keychain = InKeychain::Yes;
                }
            }
            Err(trouble) => {
                tracing::warn!(?trouble, "the session stays in memory");
                if let Some(live) = self.live_mut() {
                    live.in_keychain = InKeychain::No;
                }
                if !std::mem::replace(&mut self.keychain_said, true) {
                    self.say(trouble.into());
                }
            }
        }
    }

    /// Empties the keychain of the session. Where that fails, an earlier session may come back with the next start:
    /// the agent is told, and it is tried again until it works.
    pub(super) async fn forget(&mut self) {
        let trouble = self.means.keychain.delete(self.entry.clone()).await.err();
        // Where there is no keychain, nothing was kept.
        let remains = trouble.is_some_and(|trouble| trouble != Trouble::Absent);
        if remains && !std::mem::replace(&mut self.to_forget, true) {
            self.say(Code::KeychainNotEmptied);
        }
        self.to_forget = remains;
    }
}
