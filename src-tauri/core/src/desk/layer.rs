//! The agent's own arrangement, laid over the workspace's. It names tools and sections by their ids and holds those
//! that are away as well: what comes back finds its place again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::workspace::format::Place;

/// What the agent changed. Empty, the desk is the organisation's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layer {
    /// Suggested tools that they took away.
    hidden: BTreeSet<String>,
    /// Available tools that they put on the desk.
    added: BTreeSet<String>,
    /// The order of the sections in which they moved something: tools' ids by section id; the section of what has none
    /// is the empty one.
    order: BTreeMap<String, Vec<String>>,
}

/// Something that the agent does with a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes it away.
    Hide(String),
    /// Puts it on the desk.
    Show(String),
    /// Moves it.
    Move {
        /// The tool.
        app: String,
        /// To this section.
        section: String,
        /// Before this tool there; absent, to the end.
        before: Option<String>,
    },
}

/// A tool as the layer sees it, in the workspace's order.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Its id.
    pub id: &'a str,
    /// The section that the workspace puts it in; empty for none.
    pub section: &'a str,
    /// Where the workspace wants it.
    pub place: Place,
}

impl Layer {
    /// Whether a tool is on the desk. What is pinned is, whatever the agent once did.
    fn shows(&self, piece: &Piece) -> bool {
        match piece.place {
            Place::Pinned => true,
            Place::Suggested => !self.hidden.contains(piece.id),
            Place::Available => self.added.contains(piece.id),
            Place::Hidden => false,
        }
    }

    /// The tools of each section, as indices into `pieces`. `sections` are the ids in their order; the empty one, of
    /// what belongs nowhere, is last and need not be named.
    pub fn lay(&self, sections: &[&str], pieces: &[Piece]) -> Vec<Vec<usize>> {
        let place: HashMap<&str, usize> = sections.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let of = |section: &str| place.get(section).copied().unwrap_or(sections.len());
        // Only in sections that are there: a tool that was moved to one that went is back where it comes from.
        let moved: HashMap<&str, usize> = self
            .order
            .iter()
            .filter(|(section, _)| section.is_empty() || place.contains_key(section.as_str()))
            .flat_map(|(section, ids)| ids.iter().map(move |id| (id.as_str(), of(section))))
            .collect();
        let mut laid = vec![Vec::new(); sections.len() + 1];
        for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| self.shows(piece)) {
            laid[moved.get(piece.id).copied().unwrap_or_else(|| of(piece.section))].push(index);
        }
        for (section, ids) in &self.order {
            let at = of(section);
            if section.is_empty() || at < sections.len() {
                laid[at] = in_order(ids, &laid[at], pieces);
            }
        }
        laid
    }

    /// Does what the agent did, to a desk that looks like `laid` (as [`lay`](Self::lay) gave it).
    pub fn change(&mut self, change: Change, sections: &[&str], pieces: &[Piece]) {
        match change {
            Change::Hide(app) => {
                self.added.remove(&app);
                self.hidden.insert(app);
            }
            Change::Show(app) => {
                self.hidden.remove(&app);
                if pieces.iter().any(|piece| piece.id == app && piece.place == Place::Available) {
                    self.added.insert(app);
                }
            }
            Change::Move { app, section, before } => {
                let at = sections.iter().position(|id| *id == section).unwrap_or(sections.len());
                let shown = self.lay(sections, pieces).swap_remove(at);
                let shown: Vec<String> = shown.into_iter().map(|index| pieces[index].id.to_owned()).collect();
                for ids in self.order.values_mut() {
                    ids.retain(|id| *id != app);
                }
                let ids = self.order.entry(section).or_default();
                keep_places(ids, shown.into_iter().filter(|id| *id != app));
                let to = before.and_then(|before| ids.iter().position(|id| *id == before));
                ids.insert(to.unwrap_or(ids.len()), app);
            }
        }
    }
}

/// The agent's order of what is there; what it does not name stands after what the workspace puts before it.
fn in_order(ids: &[String], there: &[usize], pieces: &[Piece]) -> Vec<usize> {
    let named: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let mut first = Vec::new();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); ids.len()];
    let mut behind = None;
    for &index in there {
        match named.get(pieces[index].id) {
            Some(&at) => {
                groups[at].insert(0, index);
                behind = Some(at);
            }
            None => behind.map_or(&mut first, |at| &mut groups[at]).push(index),
        }
    }
    first.extend(groups.into_iter().flatten());
    first
}

/// Brings `ids` into the order of `shown` and adds what it lacks; what is away stays behind what it stood behind.
fn keep_places(ids: &mut Vec<String>, shown: impl Iterator<Item = String>) {
    let shown: Vec<String> = shown.collect();
    let here: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
    let mut away: HashMap<Option<String>, Vec<String>> = HashMap::new();
    let mut behind = None;
    for id in ids.drain(..) {
        if here.contains(id.as_str()) {
            behind = Some(id);
        } else {
            away.entry(behind.clone()).or_default().push(id);
        }
    }
    ids.extend(away.remove(&None).unwrap_or_default());
    for id in shown {
        let followers = away.remove(&Some(id.clone())).unwrap_or_default();
        ids.push(id);
        ids.extend(followers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 2] = ["a", "b"];

    fn pieces<'a>(ids: &[&'a str]) -> Vec<Piece<'a>> {
        let piece = |id: &&'a str| {
            let (id, place) = match id.strip_suffix('?') {
                Some(id) => (id, Place::Available),
                None => match id.strip_suffix('!') {
                    Some(id) => (id, Place::Pinned),
                    None => (*id, Place::Suggested),
                },
            };
            Piece { id, section: &id[..1], place }
        };
        ids.iter().map(piece).collect()
    }

    fn show(layer: &Layer, ids: &[&str]) -> String {
        let pieces = pieces(ids);
        let laid = layer.lay(&SECTIONS, &pieces);
        let names = |ids: Vec<usize>| ids.into_iter().map(|i| pieces[i].id).collect::<Vec<_>>().join(" ");
        laid.into_iter().map(names).collect::<Vec<_>>().join(" | ")
    }

    fn moved(app: &str, section: &str, before: Option<&str>) -> Change {
        Change::Move { app: app.into(), section: section.into(), before: before.map(Into::into) }
    }

    #[test]
    fn what_the_agent_did_lies_over_what_the_organisation_did() {
        let ids = ["a1", "a2", "a3!", "a4?", "b1", "c1"];
        let mut layer = Layer::default();
        assert_eq!(show(&layer, &ids), "a1 a2 a3 | b1 | c1");
        for change in [Change::Hide("a1".into()), Change::Hide("a3".into()), Change::Show("a4".into())] {
            layer.change(change, &SECTIONS, &pieces(&ids));
        }
        assert_eq!(show(&layer, &ids), "a2 a3 a4 | b1 | c1", "what is pinned stays");
        layer.change(moved("a4", "b", Some("b1")), &SECTIONS, &pieces(&ids));
        layer.change(moved("a3", "a", Some("a2")), &SECTIONS, &pieces(&ids));
        assert_eq!(show(&layer, &ids), "a3 a2 | a4 b1 | c1");
        layer.change(moved("b1", "", None), &SECTIONS, &pieces(&ids));
        assert_eq!(show(&layer, &ids), "a3 a2 | a4 | c1 b1");
    }

    #[test]
    fn what_goes_and_comes_back_finds_its_place() {
        let all = ["a1", "a2", "a3", "a4", "b1"];
        let mut layer = Layer::default();
        layer.change(moved("a4", "a", Some("a1")), &SECTIONS, &pieces(&all));
        layer.change(moved("a2", "b", None), &SECTIONS, &pieces(&all));
        assert_eq!(show(&layer, &all), "a4 a1 a3 | b1 a2 | ");
        let fewer = ["a1", "a3", "b1"];
        assert_eq!(show(&layer, &fewer), "a1 a3 | b1 | ");
        // The agent goes on arranging meanwhile.
        layer.change(moved("a3", "a", Some("a1")), &SECTIONS, &pieces(&fewer));
        assert_eq!(show(&layer, &all), "a4 a3 a1 | b1 a2 | ");
        let without_b = layer.lay(&["a"], &pieces(&["a2", "a4"]));
        assert_eq!(without_b, [vec![0, 1], vec![]], "its section went: back where it comes from");
    }

    #[test]
    fn what_is_new_stands_where_the_organisation_put_it() {
        let mut layer = Layer::default();
        layer.change(moved("a3", "a", Some("a1")), &SECTIONS, &pieces(&["a1", "a2", "a3"]));
        assert_eq!(show(&layer, &["a0", "a1", "aa", "ab", "a2", "a3", "a9"]), "a0 a3 a9 a1 aa ab a2 |  | ");
    }

    #[test]
    fn whatever_happens_every_tool_is_there_once() {
        let ids: Vec<String> = (0..12).map(|n| format!("{}{n}", ["a", "b", "c"][n % 3])).collect();
        let mut layer = Layer::default();
        let mut chance = 1_u64;
        let mut next = |below: usize| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(chance >> 33).unwrap_or(0) % below
        };
        for _ in 0..2_000 {
            let there: Vec<&str> = ids.iter().map(String::as_str).filter(|_| next(3) > 0).collect();
            let app = ids[next(12)].clone();
            let before = Some(ids[next(12)].clone()).filter(|id| *id != app);
            let act = match next(6) {
                0 => Change::Hide(app),
                1 => Change::Show(app),
                _ => Change::Move { app, section: ["a", "b", "", "gone"][next(4)].into(), before },
            };
            layer.change(act, &SECTIONS, &pieces(&there));
            let pieces = pieces(&there);
            let mut laid: Vec<usize> = layer.lay(&SECTIONS, &pieces).into_iter().flatten().collect();
            laid.sort_unstable();
            let shown: Vec<usize> = (0..pieces.len()).filter(|i| layer.shows(&pieces[*i])).collect();
            assert_eq!(laid, shown);
        }
    }
}
