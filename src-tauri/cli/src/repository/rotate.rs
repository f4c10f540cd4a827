//! `parvisctl repository rotate`: a new key for a role, because the old one is lost, has leaked, or its holder left.
//!
//! What the role signs is signed by the old key and the new one where the old one is at hand, and stands there before
//! the root that asks for the new one: a client sees a whole at each moment, whichever root it has. Where the old key is
//! lost, clients that come between two renames refuse what they see, keep what they have, and come again.
//!
//! After a leak, also rotate the roles that the thief could push forward: with the timestamp's key the timestamp; with
//! the snapshot's, both; with the targets', all three. Clients drop the stored versions of timestamp and snapshot when
//! their keys change (TUF specification §5.3.11), so that a version pushed to the sky is forgotten.

use std::fs;
use std::path::{Path, PathBuf};

use parvis_core::clock::Clock;
use parvis_core::words;
use parvis_core::words::Language;
use serde::Serialize;
use tough::schema::{RoleType, Root};

use super::folder::Folder;
use super::keys::{Key, KeyId, Keys, is_open, short};
use super::passphrase::Passphrases;
use super::place::State;
use super::release::{Release, Signers, Since, next_root, stage_root};
use super::report::{Done, Report, Trouble};

pub(super) struct Wish {
    pub(super) role: RoleType,
    /// The id of the key that goes, or how it begins.
    pub(super) remove: Option<String>,
    /// Whether the new key has no passphrase, for the timestamp's; if the old one had none, neither has the new one.
    pub(super) open_timestamp_key: bool,
}

#[derive(Serialize)]
pub(super) struct Rotated {
    role: String,
    root_version: u64,
    /// The new key.
    key_id: String,
    file: PathBuf,
    /// The files of the keys that went, where they are here.
    useless: Vec<PathBuf>,
    /// Whether no client saw a moment between the two keys.
    seamless: bool,
}

pub(super) fn run(path: &Path, wish: &Wish, secrets: &mut Passphrases, clock: &dyn Clock) -> Done<Rotated> {
    let folder = Folder::open(path)?;
    let state = folder.state()?;
    let keys = folder.keys();
    let removed = removed(&state.root, wish)?;
    let old_files: Vec<_> = removed.iter().filter_map(|id| keys.file(wish.role, id)).collect();
    let open = wish.role == RoleType::Timestamp
        && (wish.open_timestamp_key || old_files.iter().any(|file| is_open(file)));
    let root_keys = root_keys(&keys, &state.root, &removed, secrets)?;
    let passphrase = if open { None } else { Some(secrets.choose()?) };
    let new = keys.make(wish.role, passphrase.as_ref())?;
    let (key_id, file) = (hex::encode(&new.id), new.file.clone());
    let work = Rotation { folder: &folder, state: &state, removed: &removed, root_keys, now: clock.now() };
    let seamless = work.run(wish.role, new, secrets).inspect_err(|_| {
        // A key that no root names would only puzzle whoever finds it.
        let _ = fs::remove_file(&file);
    })?;
    let state = folder.state()?;
    folder.prune(&state, clock.now())?;
    Ok(Rotated {
        role: wish.role.to_string(),
        root_version: state.root.version.get(),
        key_id,
        file,
        useless: old_files,
        seamless,
    })
}

struct Rotation<'a> {
    folder: &'a Folder,
    state: &'a State,
    removed: &'a [KeyId],
    root_keys: Vec<Key>,
    now: parvis_core::clock::UnixTime,
}

impl Rotation<'_> {
    fn run(&self, role: RoleType, new: Key, secrets: &mut Passphrases) -> Done<bool> {
        let before = &self.state.root;
        let root = next_root(before, Some((role, self.removed, &new)), self.now)?;
        let staging = self.folder.stage()?;
        let mut root_keys: Vec<_> = self.root_keys.iter().collect();
        let mut seamless = true;
        if let Some(since) = first_to_sign(role) {
            let keys = self.folder.keys();
            let mut signers = Signers::gather(&keys, before, since, Some(role), secrets)?;
            let old = keys.open(before, role, secrets)?;
            seamless = !old.is_empty();
            signers.of(role).push(new);
            signers.of(role).extend(old);
            let next = Release { root: &root, before: Some(self.state), since, targets: None, now: self.now };
            next.stage(&signers, &staging)?;
            stage_root(root, Some(before), &root_keys, &staging)?;
        } else {
            root_keys.push(&new);
            stage_root(root, Some(before), &root_keys, &staging)?;
        }
        staging.commit()?;
        Ok(seamless)
    }
}

/// What has to be signed anew when a role's key changes; nothing but the root itself for the root's.
fn first_to_sign(role: RoleType) -> Option<Since> {
    match role {
        RoleType::Root => None,
        RoleType::Targets | RoleType::DelegatedTargets => Some(Since::Targets),
        RoleType::Snapshot => Some(Since::Snapshot),
        RoleType::Timestamp => Some(Since::Timestamp),
    }
}

/// The keys that go: the one that was named, else the role's.
fn removed(root: &Root, wish: &Wish) -> Done<Vec<KeyId>> {
    let ids = root.roles.get(&wish.role).map(|keys| keys.keyids.clone()).unwrap_or_default();
    let Some(start) = &wish.remove else { return Ok(ids) };
    let named: Vec<_> = ids.iter().filter(|id| hex::encode(id).starts_with(&start.to_lowercase())).collect();
    if let ([one], true) = (named.as_slice(), start.len() >= 4) {
        return Ok(vec![(*one).clone()]);
    }
    let ids = ids.iter().map(short).collect::<Vec<_>>().join(", ");
    let role = wish.role;
    Err(Trouble(words!(
        "« {start} » ne désigne pas une clé de {role}. Il y a : {ids}.",
        "\"{start}\" does not name one key of {role}. There are: {ids}.",
        "„{start}“ bezeichnet nicht genau einen Schlüssel von {role}. Es gibt: {ids}."
    )))
}

/// The root's keys that are at hand. Those that stay sign first; the one that goes only where the others are too few.
fn root_keys(keys: &Keys, root: &Root, removed: &[KeyId], secrets: &mut Passphrases) -> Done<Vec<Key>> {
    let mut ordered = root.clone();
    let Some(role) = ordered.roles.get_mut(&RoleType::Root) else { return Ok(Vec::new()) };
    role.keyids.sort_by_key(|id| removed.contains(id));
    keys.signers(&ordered, RoleType::Root, secrets)
}

impl Report for Rotated {
    fn data(&self, language: Language) -> Vec<String> {
        let Self { role, root_version, key_id, .. } = self;
        let file = self.file.display();
        let line = words!(
            "Nouvelle clé de {role} : {key_id} ({file}). La racine en est à la version {root_version}.",
            "New key of {role}: {key_id} ({file}). The root is at version {root_version}.",
            "Neuer Schlüssel von {role}: {key_id} ({file}). Die Wurzel hat die Version {root_version}."
        );
        vec![line.pick(language).to_owned()]
    }

    fn words(&self, language: Language) -> Vec<String> {
        let mut lines: Vec<_> = self
            .useless
            .iter()
            .map(|file| {
                let file = file.display();
                words!(
                    "{file} ne sert plus : détruisez ce fichier et ses copies.",
                    "{file} is of no use any more: destroy the file and its copies.",
                    "{file} wird nicht mehr gebraucht: Vernichten Sie die Datei und ihre Kopien."
                )
            })
            .collect();
        if !self.seamless {
            lines.push(words!(
                "L’ancienne clé n’étant pas là, un poste qui télécharge pendant l’envoi garde son espace et revient plus tard.",
                "As the old key is not here, a machine that downloads during the upload keeps what it has and comes again.",
                "Da der alte Schlüssel fehlt, behält ein Rechner, der während des Hochladens abruft, seinen Stand und kommt später wieder."
            ));
        }
        lines.iter().map(|line| line.pick(language).to_owned()).collect()
    }
}
