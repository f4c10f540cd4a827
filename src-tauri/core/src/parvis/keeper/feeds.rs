//! What the feeds of the workspace bring.

use super::Keeper;
use crate::parvis::subscription::{FeedsFor, Pace, Subscription};
use crate::paths::Paths;
use crate::workspace::feed::fetch::{self as feed, Feeds, Known};
use crate::workspace::merge::merge;
use crate::workspace::tuf::poll::Plan;

/// The feeds of a workspace, asked for an agent.
pub(super) struct Followed {
    whom: feed::Subscription,
    said: Subscription<FeedsFor>,
    /// What is known of them, which the disk may not have.
    known: Vec<Known>,
}

impl Followed {
    /// Asks at once.
    pub(super) fn ask(&self) {
        self.said.ask();
    }

    /// What is said next.
    pub(super) async fn news(&mut self) -> Vec<Known> {
        self.said.news().await.said
    }
}

impl Keeper {
    /// Asks the feeds for this agent, unless that is what is being done.
    pub(super) async fn ask_feeds(&mut self) {
        let siret = self.whose.as_ref().and_then(|whose| whose.siret.as_deref());
        let whom = feed::Subscription::new(&self.current.own, siret, self.outside.means.language.now());
        match self.outside.paths.as_ref().map(Paths::feeds).filter(|_| !whom.is_empty()) {
            None => self.current.feeds = None,
            Some(_) if self.current.feeds.as_ref().is_some_and(|followed| followed.whom == whom) => {}
            Some(folder) => {
                let feeds = Feeds::new(self.outside.means.http.clone(), folder);
                let (read, of) = (feeds.clone(), whom.clone());
                let Some(known) = self.reads.read("feeds", move || read.kept(&of)).await else {
                    // They are asked once the disk answers.
                    self.current.feeds = None;
                    return self.lay_feeds();
                };
                let kept = known.iter().all(|known| known.reading.is_some() || known.is_waiting());
                let pace = Pace { plan: Plan::default(), kept, every: self.policy.check_every };
                let asked = FeedsFor { feeds, whom: whom.clone() };
                let said = Subscription::begin(asked, pace, self.outside.means.clone());
                self.current.feeds = Some(Followed { whom, said, known });
            }
        }
        self.lay_feeds();
    }

    /// The feeds said something.
    pub(super) fn hear_feeds(&mut self, mut known: Vec<Known>) {
        let Some(followed) = &mut self.current.feeds else { return };
        for (new, before) in known.iter_mut().zip(&followed.known) {
            if let Some(trouble) = &new.trouble {
                tracing::info!(feed = new.feed, ?trouble, "a feed gave no list");
            }
            if new.reading.is_none() {
                (new.reading, new.read_at) = (before.reading.clone(), before.read_at);
            }
        }
        followed.known = known;
        self.lay_feeds();
    }

    fn lay_feeds(&mut self) {
        let known = self.current.feeds.iter().flat_map(|followed| &followed.known);
        let readings: Vec<_> = known.filter_map(|known| known.reading.clone()).collect();
        let is_more = !readings.is_empty();
        self.current.with_feeds = is_more.then(|| merge(self.current.own.clone(), &readings).workspace);
    }
}
