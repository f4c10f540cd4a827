//! `workspace show --feeds`: what the lists that a workspace names answer now.

use std::io;

use parvis_core::clock::UnixTime;
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::feed::Reading;
use parvis_core::workspace::feed::fetch::{Feeds, Known, Subscription, Trouble};
use parvis_core::workspace::merge::{Merged, merge};
use parvis_core::workspace::problem::Problem;
use parvis_core::workspace::someone::Someone;

use super::seen;
use crate::network;
use crate::output::runtime;

/// The answers, in the workspace's order, and the workspace with what they add.
pub(super) struct Asked {
    pub merged: Workspace,
    answers: Vec<Known>,
    /// What is there already.
    left_out: Vec<Problem>,
}

impl Asked {
    /// Asks every list as Parvis would for this person. What was answered is kept nowhere.
    pub(super) fn of(
        workspace: &Workspace,
        person: &Someone,
        now: UnixTime,
        language: Language,
    ) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let feeds = Feeds::new(network::http(), folder.path().to_owned());
        let subscription = Subscription::new(workspace, person.siret.as_deref(), language);
        let answers = runtime().block_on(feeds.refresh(&subscription, now));
        let readings: Vec<Reading> = answers.iter().filter_map(|known| known.reading.clone()).collect();
        let Merged { workspace: merged, left_out } = merge(workspace.clone(), &readings);
        Ok(Self { merged, answers, left_out })
    }

    /// Writes each answer beside its list.
    pub(super) fn note(&self, feeds: &mut [seen::Feed], language: Language) {
        for (feed, known) in feeds.iter_mut().zip(&self.answers) {
            let tools = known.reading.as_ref().map_or(0, |reading| reading.apps.len());
            let answer = known.trouble.as_ref().map_or_else(
                || words!("outils : {tools}", "tools: {tools}", "Anwendungen: {tools}"),
                Trouble::words,
            );
            feed.answer = Some(answer.pick(language).to_owned());
            let prefix = format!("{}/", known.feed);
            let there = self.left_out.iter().filter(|problem| problem.path.starts_with(&prefix));
            let read = known.reading.iter().flat_map(|reading| &reading.left_out);
            feed.left_out = read.chain(there).map(|problem| problem.line(language)).collect();
        }
    }

    /// Whether every list that can be asked answered.
    pub(super) fn is_well(&self) -> bool {
        self.answers.iter().all(|known| known.trouble.is_none() || known.is_waiting())
    }
}
