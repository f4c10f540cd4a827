//! What the keychain holds of the session.

use tokio::time::Instant;

use super::{Ask, Due, InKeychain, Live, State, TICK, Task};
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
            Some(kept) => State::Starting(Some(Live::new(number, kept, InKeychain::Yes, refresh))),
            None => State::Out,
        };
        self.recall(None).await;
        // The workspace may have asked for less when this session began.
        if self.live().is_some_and(|live| !live.satisfies(&self.setup.registration.acr)) {
            self.expire().await;
        }
    }

    /// Lays the session into the keychain if it is not there yet, without waiting for it. Trouble is told once, and tried
    /// again at the next refresh: keychains get unlocked. A session that cannot be renewed is not kept, and leaves no
    /// earlier one there.
    pub(super) async fn keep(&mut self) {
        let entry = self.entry.clone();
        let Some(live) = self.live_mut().filter(|live| live.in_keychain != InKeychain::Yes) else { return };
        if live.refresh.is_none() {
            return self.forget().await;
        }
        if live.writing.is_some() {
            // Its answer comes here again.
            return;
        }
        live.writing = Some(live.revision);
        let (number, revision, bytes) = (live.number, live.revision, live.kept.to_bytes());
        let (written, asks) = (self.means.keychain.set(entry, bytes), self.asks.clone());
        tokio::spawn(async move {
            let _ = asks.send(Ask::Kept(number, revision, written.await));
        });
    }

    /// Takes the keychain's answer.
    pub(super) async fn kept(&mut self, revision: u32, result: Result<(), Trouble>) {
        let Some(live) = self.live_mut() else { return };
        live.writing = None;
        match result {
            Ok(()) if live.revision == revision => {
                live.in_keychain = InKeychain::Yes;
                self.to_forget = None;
            }
            // Something changed since.
            Ok(()) => self.keep().await,
            Err(trouble) => {
                tracing::warn!(?trouble, "the session stays in memory");
                live.in_keychain = InKeychain::No;
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
        let again = remains.then(|| Instant::now() + TICK);
        if std::mem::replace(&mut self.to_forget, again).is_none() && remains {
            self.say(Code::KeychainNotEmptied);
        }
    }
}
