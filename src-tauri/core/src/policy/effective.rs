//! What counts on this machine, key by key, and who decided it.

use super::catalogue::{KEYS, Key, Scope};
use super::{Place, Policy, Problem};
use crate::settings::{Decider, Settings, resolve};
use crate::workspace::format;

/// What counts for one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: &'static Key,
    /// What counts, as text. Absent: nothing, or a secret.
    pub value: Option<String>,
    /// Because of whom.
    pub by: Decider,
    /// Where the machine's policy says so, if that is who decided.
    pub place: Option<Place>,
    /// What was laid for it and does not count.
    pub problems: Vec<Problem>,
}

/// What counts for every key of the catalogue, in its order, for an agent and the workspace they see.
pub fn effective(policy: &Policy, workspace: &format::Settings, agent: &Settings) -> Vec<Entry> {
    let shared = resolve(&policy.managed, workspace, agent, &policy.recommended);
    let entry = |key: &'static Key| {
        let built_in = || (key.built_in.map(str::to_owned), Decider::BuiltIn, None);
        let (value, by, place) = match key.scope {
            Scope::Machine => policy.decided.get(key.name).map_or_else(built_in, |(text, place)| {
                (text.clone(), Decider::MachineManaged, Some(place.clone()))
            }),
            Scope::Shared => shared
                .text(key.name)
                .map_or_else(built_in, |effective| (Some(effective.value), effective.by, effective.place)),
        };
        let problems = policy.problems.iter().filter(|problem| problem.of == Some(key)).cloned().collect();
        Entry { key, value, by, place, problems }
    };
    KEYS.iter().map(entry).collect()
}
