//! The workspace with what its feeds add: the workspace's own first and untouched, then each feed's in its order.

use std::collections::{HashMap, HashSet};

use url::{Origin, Url};

use super::feed::Reading;
use super::format::{Notice, Section};
use super::problem::Problem;
use super::{Tool, Workspace};
use crate::words;

/// What is shown.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The workspace, with the feeds' sections, tools and notices after its own.
    pub workspace: Workspace,
    /// What was left out here, by the id it would have had: good to know, nothing to repair.
    pub left_out: Vec<Problem>,
}

/// Adds the tools of feeds, in this order. No id that the workspace or an earlier feed has is given away, and a tool
/// that is there already is not shown twice.
pub fn merge(mut workspace: Workspace, readings: &[Reading]) -> Merged {
    let mut ids: HashSet<String> = workspace.tools.iter().map(|tool| tool.app.id.clone()).collect();
    let mut sections: HashSet<String> = workspace.sections.iter().map(|section| section.id.clone()).collect();
    let mut notices: HashSet<String> = workspace.notices.iter().map(|notice| notice.id.clone()).collect();
    let mut left_out = Vec::new();
    for reading in readings {
        let there = There::of(&workspace.tools, reading);
        let mut new = Vec::with_capacity(reading.apps.len());
        for listed in &reading.apps {
            let id = &listed.app.id;
            let what = if let Some(same) = there.same_as(&listed.url) {
                words!(
                    "est déjà là sous l’identifiant \"{same}\"",
                    "is there already, with the id \"{same}\"",
                    "ist schon da, mit der Kennung \"{same}\""
                )
            } else if ids.insert(id.clone()) {
                let (app, url, icon) = (listed.app.clone(), listed.url.clone(), listed.icon.clone());
                new.push(Tool { app, url, icon, initiate: None });
                continue;
            } else {
                words!("a un identifiant déjà pris", "has an id that is taken", "hat eine vergebene Kennung")
            };
            left_out.push(Problem::new(id, what));
        }
        workspace.tools.extend(new);
        let is_new = |section: &&Section| sections.insert(section.id.clone());
        workspace.sections.extend(reading.sections.iter().filter(is_new).cloned());
        let is_new = |notice: &&Notice| notices.insert(notice.id.clone());
        workspace.notices.extend(reading.notices.iter().filter(is_new).cloned());
    }
    Merged { workspace, left_out }
}

/// The tools that are there already.
struct There<'a> {
    /// Ids by address.
    addresses: HashMap<&'a str, &'a str>,
    /// By origin, how many tools are there, one of them, and how many more the feed lists.
    origins: HashMap<Origin, (usize, &'a Tool, usize)>,
}

impl<'a> There<'a> {
    fn of(tools: &'a [Tool], reading: &Reading) -> Self {
        let mut there = Self { addresses: HashMap::new(), origins: HashMap::new() };
        for tool in tools {
            there.addresses.entry(address(&tool.url)).or_insert(&tool.app.id);
            there.origins.entry(tool.url.origin()).or_insert((0, tool, 0)).0 += 1;
        }
        for listed in &reading.apps {
            if let Some((_, _, listed)) = there.origins.get_mut(&listed.url.origin()) {
                *listed += 1;
            }
        }
        there
    }

    /// The id of the tool that this address is of. An origin stands for a tool where both have one tool there and one
    /// lies in the other: `https://docs.exemple.fr` and `https://docs.exemple.fr/home/` are the same,
    /// `https://intranet.exemple.fr/rh` and `…/conges` are not, nor are two modules of one portal.
    fn same_as(&self, url: &Url) -> Option<&'a str> {
        if let Some(same) = self.addresses.get(address(url)) {
            return Some(same);
        }
        let (1, tool, 1) = self.origins.get(&url.origin())? else { return None };
        (lies_in(url, &tool.url) || lies_in(&tool.url, url)).then_some(tool.app.id.as_str())
    }
}

/// As a key: with and without a slash at the end is the same.
fn address(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

fn lies_in(inner: &Url, outer: &Url) -> bool {
    let is_whole = outer.query().is_none() && outer.fragment().is_none();
    let rest = inner.path().strip_prefix(outer.path().trim_end_matches('/'));
    is_whole && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
