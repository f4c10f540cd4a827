//! `parvisctl repository init`.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use parvis_core::clock::Clock;
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::tuf::fingerprint;
use serde::Serialize;
use tough::schema::RoleType;

use super::folder::Folder;
use super::keys::Key;
use super::passphrase::Passphrases;
use super::release::{Release, Signers, Since, first_root, stage_root};
use super::report::{Done, Report};

pub(super) struct Choice {
    /// How many root keys have to sign.
    pub(super) root_threshold: u64,
    /// Whether the timestamp's key has no passphrase.
    pub(super) open_timestamp_key: bool,
}

#[derive(Serialize)]
pub(super) struct Made {
    /// What is uploaded.
    public: PathBuf,
    /// What is laid on each machine, with the address.
    root: PathBuf,
    /// That root in words, to be compared by people.
    fingerprint: String,
    /// The key files, those of the root first.
    keys: Vec<PathBuf>,
    /// How many of the root's keys can be kept apart: with the others alone the root can still be signed.
    spare_root_keys: usize,
}

pub(super) fn run(path: &Path, choice: Choice, secrets: &mut Passphrases, clock: &dyn Clock) -> Done<Made> {
    let now = clock.now();
    // Asked for before anything is made, so that somebody who gives up leaves nothing behind.
    let passphrase = secrets.choose()?;
    let folder = Folder::create(path)?;
    let threshold = NonZeroU64::new(choice.root_threshold).unwrap_or(NonZeroU64::MIN);
    let make = |role| folder.keys().make(role, Some(&passphrase));
    let roots = (0..=threshold.get()).map(|_| make(RoleType::Root)).collect::<Done<Vec<Key>>>()?;
    let open = choice.open_timestamp_key;
    let timestamp = folder.keys().make(RoleType::Timestamp, Some(&passphrase).filter(|_| !open))?;
    let mut keys = HashMap::from([
        (RoleType::Root, roots),
        (RoleType::Targets, vec![make(RoleType::Targets)?]),
        (RoleType::Snapshot, vec![make(RoleType::Snapshot)?]),
        (RoleType::Timestamp, vec![timestamp]),
    ]);
    let files = [RoleType::Root, RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp];
    let files = files.iter().flat_map(|role| &keys[role]).map(|key| key.file.clone()).collect();

    let root = first_root(&keys, threshold, now)?;
    let staging = folder.stage()?;
    stage_root(root.clone(), None, &keys[&RoleType::Root].iter().collect::<Vec<_>>(), &staging)?;
    let mut signers = Signers::default();
    for role in [RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp] {
        *signers.of(role) = keys.remove(&role).unwrap_or_default();
    }
    let empty = Release { root: &root, before: None, since: Since::Targets, targets: None, now };
    empty.stage(&signers, &staging)?;
    staging.commit()?;
    folder.state()?;
    Ok(Made {
        public: path.join("public"),
        root: path.join("public/metadata/1.root.json"),
        fingerprint: fingerprint(&folder.public("metadata/1.root.json")?),
        keys: files,
        spare_root_keys: keys[&RoleType::Root].len() - usize::try_from(threshold.get()).unwrap_or(1),
    })
}

impl Report for Made {
    fn data(&self, language: Language) -> Vec<String> {
        let (public, root) = (self.public.display(), self.root.display());
        let fingerprint = &self.fingerprint;
        let mut lines = vec![
            words!("À servir      {public}", "To serve      {public}", "Auszuliefern  {public}"),
            words!("À déposer     {root}", "To lay        {root}", "Abzulegen     {root}"),
            words!(
                "Empreinte     {fingerprint}",
                "Fingerprint   {fingerprint}",
                "Fingerabdruck {fingerprint}"
            ),
        ];
        lines.extend(self.keys.iter().map(|file| {
            let file = file.display();
            words!("Clé           {file}", "Key           {file}", "Schlüssel     {file}")
        }));
        lines.iter().map(|line| line.pick(language).to_owned()).collect()
    }

    fn words(&self, language: Language) -> Vec<String> {
        let spare = self.keys.iter().take(self.spare_root_keys);
        let spare: Vec<_> = spare.map(|file| file.display().to_string()).collect();
        let spare = spare.join(", ");
        let root = self.root.display();
        [
            words!(
                "Gardez {spare} à part, sur une clé USB dans un coffre, et effacez-la d’ici : elle sert quand l’autre est perdue.",
                "Keep {spare} apart, on a USB stick in a safe, and delete it here: it is for when another is lost.",
                "Bewahren Sie {spare} getrennt auf, auf einem USB-Stick im Tresor, und löschen Sie die Datei hier: Sie hilft, wenn ein anderer Schlüssel verloren ist."
            ),
            words!(
                "Déposez {root} sur chaque poste, avec l’adresse du dépôt. Ensuite : parvisctl repository publish.",
                "Lay {root} on each machine, with the repository’s address. Next: parvisctl repository publish.",
                "Legen Sie {root} auf jedem Rechner ab, mit der Adresse des Repositorys. Danach: parvisctl repository publish."
            ),
        ]
        .iter()
        .map(|line| line.pick(language).to_owned())
        .collect()
    }
}
