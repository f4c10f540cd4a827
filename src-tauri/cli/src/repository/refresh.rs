//! `parvisctl repository refresh`: by hand, or each day by a timer.

use std::path::Path;

use parvis_core::clock::{Clock, UnixTime};
use parvis_core::words;
use parvis_core::words::Language;
use serde::Serialize;
use tough::schema::RoleType;

use super::folder::Folder;
use super::keys::{Keys, is_open};
use super::passphrase::Passphrases;
use super::place::State;
use super::release::{Release, Signers, Since, next_root, stage_root};
use super::report::{Done, Report, Trouble};
use super::status::{Expiry, Stage};

/// How often to begin again when somebody uploads a release meanwhile.
const ATTEMPTS: usize = 3;

#[derive(Serialize)]
pub(super) struct Refreshed {
    /// The roles that were signed anew.
    renewed: Vec<String>,
    /// Until when each role counts now.
    roles: Vec<Expiry>,
}

pub(super) fn run(path: &Path, secrets: &mut Passphrases, clock: &dyn Clock) -> Done<Refreshed> {
    let folder = Folder::open(path)?;
    for _ in 0..ATTEMPTS {
        if let Some(renewed) = attempt(&folder, secrets, clock.now())? {
            let roles = Expiry::of(&folder.state()?, clock.now());
            return Ok(Refreshed { renewed, roles });
        }
    }
    Err(Trouble(words!(
        "Le dépôt change sans cesse : une publication est en cours. Réessayez plus tard.",
        "The repository keeps changing: something is being published. Try again later.",
        "Das Repository ändert sich ständig: Es wird gerade veröffentlicht. Versuchen Sie es später erneut."
    )))
}

/// Renews what is due and can be signed here; nothing if somebody uploaded another timestamp meanwhile, which the new
/// one must not replace with what it names.
fn attempt(folder: &Folder, secrets: &mut Passphrases, now: UnixTime) -> Done<Option<Vec<String>>> {
    let current = folder.public("metadata/timestamp.json")?;
    let state = folder.state()?;
    let keys = folder.keys();
    let due = |role| {
        Expiry::of_role(&state, role, now).stage > Stage::Fine && can_sign(&keys, &state, role, secrets)
    };
    let since = if due(RoleType::Targets) && can_sign(&keys, &state, RoleType::Snapshot, secrets) {
        Since::Targets
    } else if due(RoleType::Snapshot) {
        Since::Snapshot
    } else {
        Since::Timestamp
    };
    let renew_root = due(RoleType::Root);

    let signers = Signers::gather(&keys, &state.root, since, None, secrets)?;
    let staging = folder.stage()?;
    let mut renewed = vec![RoleType::Timestamp];
    if since >= Since::Snapshot {
        renewed.push(RoleType::Snapshot);
    }
    if since >= Since::Targets {
        renewed.push(RoleType::Targets);
    }
    if renew_root {
        let root = next_root(&state.root, None, now)?;
        let signers = keys.signers(&state.root, RoleType::Root, secrets)?;
        stage_root(root, Some(&state.root), &signers.iter().collect::<Vec<_>>(), &staging)?;
        renewed.push(RoleType::Root);
    }
    Release { root: &state.root, before: Some(&state), since, targets: None, now }
        .stage(&signers, &staging)?;
    if folder.public("metadata/timestamp.json")? != current {
        return Ok(None);
    }
    staging.commit()?;
    if since > Since::Timestamp {
        folder.prune(&folder.state()?, now)?;
    }
    Ok(Some(renewed.iter().map(ToString::to_string).collect()))
}

/// Whether enough keys of a role are here and can be opened.
fn can_sign(keys: &Keys, state: &State, role: RoleType, secrets: &Passphrases) -> bool {
    state.root.roles.get(&role).is_some_and(|wanted| {
        let here = wanted.keyids.iter().filter_map(|id| keys.file(role, id));
        here.filter(|file| secrets.at_hand() || is_open(file)).count() as u64 >= wanted.threshold.get()
    })
}

impl Report for Refreshed {
    fn data(&self, language: Language) -> Vec<String> {
        let renewed = self.renewed.join(", ");
        let until = self.roles.iter().map(|role| role.expires.as_str()).min().unwrap_or_default();
        let line = words!(
            "Signé à nouveau : {renewed}. Tout est valable jusqu’au {until}.",
            "Signed anew: {renewed}. All is valid until {until}.",
            "Neu signiert: {renewed}. Alles gilt bis {until}."
        );
        vec![line.pick(language).to_owned()]
    }

    fn words(&self, language: Language) -> Vec<String> {
        self.roles.iter().filter_map(|role| role.warning(language)).collect()
    }

    fn is_well(&self) -> bool {
        self.roles.iter().all(|role| role.stage == Stage::Fine)
    }
}
