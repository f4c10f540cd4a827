//! Asks for what is newer, from time to time and when told to.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::clock::{Entropy, UnixTime};
use crate::outside::Means;
use crate::workspace::feed::fetch::{self as feed, Feeds, Known};
use crate::workspace::tuf::poll::{Answer, Plan, network_returned};
use crate::workspace::tuf::{Refreshed, Refused, Repository};

/// A computer that sleeps does not count the time: the clock is looked at again at least so often.
const GLANCE: Duration = Duration::from_secs(300);
/// Whoever is so late for their turn slept through it.
const LATE: Duration = Duration::from_secs(60);

/// Who is asked.
pub(super) trait Asked: Send + 'static {
    /// What they say.
    type Said: Send;

    /// Asks them.
    fn ask(&self, now: UnixTime) -> impl Future<Output = Self::Said> + Send;

    /// When that makes them worth asking again.
    fn answer(said: &Self::Said) -> Answer;
}

/// What was said.
pub(super) struct News<S> {
    pub(super) said: S,
    /// When.
    pub(super) at: UnixTime,
    /// What to go on with after the next start.
    pub(super) plan: Plan,
}

/// Ends with its drop.
pub(super) struct Subscription<A: Asked> {
    now: mpsc::UnboundedSender<()>,
    news: mpsc::UnboundedReceiver<News<A::Said>>,
    task: JoinHandle<()>,
}

/// When to ask.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// Where an earlier run left off.
    pub(super) plan: Plan,
    /// Whether there is something to show meanwhile.
    pub(super) kept: bool,
    /// How often.
    pub(super) every: Duration,
}

impl<A: Asked> Subscription<A> {
    /// Begins.
    pub(super) fn begin(asked: A, pace: Pace, means: Means) -> Self {
        let (now, told) = mpsc::unbounded_channel();
        let (tell, news) = mpsc::unbounded_channel();
        let task = tokio::spawn(go_on(asked, pace, means, told, tell));
        Self { now, news, task }
    }

    /// Asks at once.
    pub(super) fn ask(&self) {
        let _ = self.now.send(());
    }

    /// What is said next.
    pub(super) async fn news(&mut self) -> News<A::Said> {
        match self.news.recv().await {
            Some(news) => news,
            None => std::future::pending().await,
        }
    }
}

impl<A: Asked> Drop for Subscription<A> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn go_on<A: Asked>(
    asked: A,
    Pace { mut plan, mut kept, every }: Pace,
    means: Means,
    mut told: mpsc::UnboundedReceiver<()>,
    tell: mpsc::UnboundedSender<News<A::Said>>,
) {
    let mut network = means.network.clone();
    let mut wait = plan.start(means.clock.now(), every, kept, chance(&*means.entropy));
    let mut failing = !kept;
    loop {
        let mut due = means.clock.now().plus(wait);
        while !wait.is_zero() {
            let since = Instant::now();
            tokio::select! {
                () = tokio::time::sleep(wait.min(GLANCE)) => {}
                asked = told.recv() => match asked {
                    Some(()) => break,
                    None => return,
                },
                () = network.returned(), if failing => {
                    let soon = network_returned(kept, chance(&*means.entropy));
                    due = due.min(means.clock.now().plus(soon));
                }
            }
            let now = means.clock.now();
            // A clock that is set back does not make it longer.
            wait = now.until(due).min(wait.saturating_sub(since.elapsed()));
            // So did the whole building, if those who maintain its machines wake them up together.
            if due.until(now) > LATE {
                wait = plan.start(now, every, kept, chance(&*means.entropy));
                due = now.plus(wait);
            }
        }
        while told.try_recv().is_ok() {}
        let said = asked.ask(means.clock.now()).await;
        let (at, answer) = (means.clock.now(), A::answer(&said));
        failing = matches!(answer, Answer::Refused { .. });
        kept |= !failing;
        wait = plan.answered(at, every, answer, chance(&*means.entropy));
        if tell.send(News { said, at, plan }).is_err() {
            return;
        }
    }
}

impl Asked for Repository {
    type Said = Result<Refreshed, Refused>;

    async fn ask(&self, _: UnixTime) -> Self::Said {
        self.refresh().await
    }

    fn answer(said: &Self::Said) -> Answer {
        match said {
            Ok(_) => Answer::Release,
            Err(Refused { retry_after, .. }) => Answer::Refused { retry_after: *retry_after },
        }
    }
}

/// The feeds of a workspace, for an agent.
pub(super) struct FeedsFor {
    pub(super) feeds: Feeds,
    pub(super) whom: feed::Subscription,
}

impl Asked for FeedsFor {
    type Said = Vec<Known>;

    async fn ask(&self, now: UnixTime) -> Vec<Known> {
        self.feeds.refresh(&self.whom, now).await
    }

    fn answer(said: &Vec<Known>) -> Answer {
        // One that answers is no reason to leave another one alone, which may just be being restarted.
        let is_well = said.iter().all(|known| known.trouble.is_none() || known.is_waiting());
        if is_well { Answer::Release } else { Answer::Refused { retry_after: None } }
    }
}

/// Without chance everybody asks at the same moment, which is no reason not to ask.
fn chance(entropy: &dyn Entropy) -> u64 {
    let mut bytes = [0; 8];
    let _ = entropy.fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}

#[cfg(test)]
#[path = "subscription_tests.rs"]
mod tests;
