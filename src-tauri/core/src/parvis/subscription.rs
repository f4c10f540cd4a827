//! Asks the repository of a workspace for a newer one, from time to time and when told to.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::clock::{Entropy, UnixTime};
use crate::outside::Means;
use crate::workspace::tuf::poll::{Answer, Plan};
use crate::workspace::tuf::{Refreshed, Refused, Repository};

/// A computer that sleeps does not count the time: the clock is looked at again at least so often.
const GLANCE: Duration = Duration::from_secs(300);
/// When a building's network returns, it does so for everybody in it: they ask within this.
const RETURN: Duration = Duration::from_secs(60);

/// Ends with its drop.
pub(super) struct Subscription {
    now: mpsc::UnboundedSender<()>,
    task: JoinHandle<()>,
}

/// What the repository said.
pub(super) struct News {
    pub(super) answer: Result<Refreshed, Refused>,
    /// When.
    pub(super) at: UnixTime,
    /// What to go on with after the next start.
    pub(super) plan: Plan,
}

impl Subscription {
    /// Begins where `plan` left off; with `kept`, there is a workspace to show meanwhile.
    pub(super) fn begin(
        repository: Repository,
        mut plan: Plan,
        kept: bool,
        every: Duration,
        means: Means,
        news: mpsc::UnboundedSender<News>,
    ) -> Self {
        let (now, mut told) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut network = means.network.clone();
            let mut wait = plan.start(means.clock.now(), every, kept, chance(&*means.entropy));
            let mut failing = !kept;
            loop {
                let mut due = means.clock.now().plus(wait);
                while !wait.is_zero() {
                    tokio::select! {
                        () = tokio::time::sleep(wait.min(GLANCE)) => {}
                        asked = told.recv() => match asked {
                            Some(()) => break,
                            None => return,
                        },
                        () = network.returned(), if failing => {
                            let soon = Duration::from_secs(chance(&*means.entropy) % RETURN.as_secs());
                            due = due.min(means.clock.now().plus(soon));
                        }
                    }
                    wait = means.clock.now().until(due);
                }
                let answer = repository.refresh().await;
                let at = means.clock.now();
                let said = match &answer {
                    Ok(_) => Answer::Release,
                    Err(Refused { retry_after, .. }) => Answer::Refused { retry_after: *retry_after },
                };
                failing = answer.is_err();
                wait = plan.answered(at, every, said, chance(&*means.entropy));
                if news.send(News { answer, at, plan }).is_err() {
                    return;
                }
                while told.try_recv().is_ok() {}
            }
        });
        Self { now, task }
    }

    /// Asks at once.
    pub(super) fn ask(&self) {
        let _ = self.now.send(());
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Without chance everybody asks at the same moment, which is no reason not to ask.
fn chance(entropy: &dyn Entropy) -> u64 {
    let mut bytes = [0; 8];
    let _ = entropy.fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}
