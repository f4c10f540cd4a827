//! Waiting for something to be so, never for a time to pass.

use std::time::Duration;

use tokio::time::Instant;

/// Long enough for a machine that does three other things; nothing that works takes nearly as long.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none in time; `what` says what was waited for.
pub async fn until<T>(what: impl std::fmt::Display, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Looks again and again for `span`, and says whether it was so each time: for what must not happen.
pub async fn holds(span: Duration, mut look: impl AsyncFnMut() -> bool) -> bool {
    let end = Instant::now() + span;
    while Instant::now() < end {
        if !look().await {
            return false;
        }
        tokio::time::sleep(PAUSE).await;
    }
    true
}
