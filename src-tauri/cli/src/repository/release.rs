//! What is signed: the next versions of the roles, from the one that changed down to the timestamp.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use parvis_core::clock::UnixTime;
use parvis_core::words;
use serde::Serialize;
use tough::TargetName;
use tough::schema::{
    Hashes, Metafile, Role, RoleKeys, RoleType, Root, Signed, Snapshot, Target, Targets, Timestamp,
};

use super::keys::{Key, KeyId, Keys, sign};
use super::passphrase::Passphrases;
use super::place::State;
use super::report::{Done, Trouble};
use super::staging::Staging;

/// The version of the specification that the metadata follow.
const SPECIFICATION: &str = "1.0.0";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// What people sign.
const YEAR: Duration = DAY.saturating_mul(365);
/// A timestamp that a server renews daily.
const UNATTENDED: Duration = DAY.saturating_mul(14);
/// A timestamp that people renew.
const ATTENDED: Duration = DAY.saturating_mul(90);

/// The first role that changes. The ones after it follow, because each names the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Since {
    Timestamp,
    Snapshot,
    Targets,
}

/// The keys that sign: for each role the new one first, where there is one.
#[derive(Default)]
pub(super) struct Signers {
    pub(super) targets: Vec<Key>,
    pub(super) snapshot: Vec<Key>,
    pub(super) timestamp: Vec<Key>,
}

impl Signers {
    /// Opens the keys that are needed for a release, except those of `apart`.
    pub(super) fn gather(
        keys: &Keys,
        root: &Root,
        since: Since,
        apart: Option<RoleType>,
        secrets: &mut Passphrases,
    ) -> Done<Self> {
        let mut signers = |role, needed| {
            if needed && apart != Some(role) { keys.signers(root, role, secrets) } else { Ok(Vec::new()) }
        };
        Ok(Self {
            targets: signers(RoleType::Targets, since >= Since::Targets)?,
            snapshot: signers(RoleType::Snapshot, since >= Since::Snapshot)?,
            timestamp: signers(RoleType::Timestamp, true)?,
        })
    }

    /// The keys of one role.
    pub(super) fn of(&mut self, role: RoleType) -> &mut Vec<Key> {
        match role {
            RoleType::Targets | RoleType::DelegatedTargets | RoleType::Root => &mut self.targets,
            RoleType::Snapshot => &mut self.snapshot,
            RoleType::Timestamp => &mut self.timestamp,
        }
    }
}

/// What comes after `before`; nothing before means the first release. `targets` replaces what is published.
pub(super) struct Release<'a> {
    pub(super) root: &'a Root,
    pub(super) before: Option<&'a State>,
    pub(super) since: Since,
    pub(super) targets: Option<HashMap<TargetName, Target>>,
    pub(super) now: UnixTime,
}

impl Release<'_> {
    /// Signs and stages it.
    pub(super) fn stage(self, signers: &Signers, staging: &Staging) -> Done<()> {
        let Self { root, before, since, now, .. } = self;
        let mut targets_meta = before.and_then(|before| before.snapshot.meta.get("targets.json").cloned());
        if since >= Since::Targets {
            let version = next(before.map(|before| before.targets.version));
            let mut targets = Targets::new(SPECIFICATION.to_owned(), version, after(now, YEAR)?);
            targets.delegations = None;
            targets.targets = self
                .targets
                .or_else(|| before.map(|before| before.targets.targets.clone()))
                .unwrap_or_default();
            targets_meta = Some(put(root, targets, &signers.targets, staging)?);
        }
        let mut snapshot_meta = before.and_then(|before| before.timestamp.meta.get("snapshot.json").cloned());
        if since >= Since::Snapshot {
            let version = next(before.map(|before| before.snapshot.version));
            let mut snapshot = Snapshot::new(SPECIFICATION.to_owned(), version, after(now, YEAR)?);
            snapshot.meta.extend(targets_meta.map(|meta| ("targets.json".to_owned(), meta)));
            snapshot_meta = Some(put(root, snapshot, &signers.snapshot, staging)?);
        }
        let version = next(before.map(|before| before.timestamp.version));
        let version = NonZeroU64::new(now.0).map_or(version, |now| version.max(now));
        let unattended = signers.timestamp.first().is_some_and(|key| key.is_open);
        let lifetime = if unattended { UNATTENDED } else { ATTENDED };
        let mut timestamp = Timestamp::new(SPECIFICATION.to_owned(), version, after(now, lifetime)?);
        timestamp.meta.extend(snapshot_meta.map(|meta| ("snapshot.json".to_owned(), meta)));
        put(root, timestamp, &signers.timestamp, staging).map(drop)
    }
}

/// Signs a role, makes sure that clients will accept it, and stages its file.
fn put<T: Role>(root: &Root, role: T, keys: &[Key], staging: &Staging) -> Done<Metafile> {
    let signed = sign(role, &keys.iter().collect::<Vec<_>>())?;
    root.verify_role(&signed).map_err(Trouble::library)?;
    let bytes = bytes(&signed)?;
    // Consistent snapshots, TUF specification §6: versions in the names of all but the timestamp.
    staging.put(&format!("metadata/{}", signed.signed.filename(true)), &bytes)?;
    Ok(Metafile {
        length: Some(bytes.len() as u64),
        hashes: Some(hashes(&bytes)),
        version: signed.signed.version(),
        _extra: HashMap::new(),
    })
}

/// The first root: one key for each role but the root, which has several.
pub(super) fn first_root(
    keys: &HashMap<RoleType, Vec<Key>>,
    threshold: NonZeroU64,
    now: UnixTime,
) -> Done<Root> {
    let mut root = Root {
        spec_version: SPECIFICATION.to_owned(),
        consistent_snapshot: true,
        version: NonZeroU64::MIN,
        expires: after(now, YEAR)?,
        keys: HashMap::new(),
        roles: HashMap::new(),
        _extra: HashMap::new(),
    };
    for (role, keys) in keys {
        root.keys.extend(keys.iter().map(|key| (key.id.clone(), key.public())));
        let threshold = if *role == RoleType::Root { threshold } else { NonZeroU64::MIN };
        let keyids = keys.iter().map(|key| key.id.clone()).collect();
        root.roles.insert(*role, RoleKeys { keyids, threshold, _extra: HashMap::new() });
    }
    Ok(root)
}

/// The root after this one, with `added` in the place of `removed` for a role. Keys that no role has any more are gone.
pub(super) fn next_root(
    root: &Root,
    change: Option<(RoleType, &[KeyId], &Key)>,
    now: UnixTime,
) -> Done<Root> {
    let mut new = root.clone();
    new.version = next(Some(root.version));
    new.expires = after(now, YEAR)?;
    if let Some((role, removed, added)) = change
        && let Some(keys) = new.roles.get_mut(&role)
    {
        keys.keyids.retain(|id| !removed.contains(id));
        keys.keyids.push(added.id.clone());
        new.keys.insert(added.id.clone(), added.public());
    }
    new.keys.retain(|id, _| new.roles.values().any(|keys| keys.keyids.contains(id)));
    Ok(new)
}

/// Signs a root and stages it. The one before it has to accept it too, or no client would follow.
pub(super) fn stage_root(root: Root, before: Option<&Root>, keys: &[&Key], staging: &Staging) -> Done<()> {
    let signed = sign(root, keys)?;
    let follows = before.map_or(Ok(()), |before| before.verify_role(&signed));
    follows.and_then(|()| signed.signed.verify_role(&signed)).map_err(|_| {
        Trouble(words!(
            "Il n’y a pas assez de clés de la racine ici pour la signer : apportez celle qui est gardée à part.",
            "There are too few keys of the root here to sign it: bring the one that is kept apart.",
            "Es sind zu wenige Schlüssel der Wurzel hier, um sie zu signieren: Holen Sie den getrennt aufbewahrten."
        ))
    })?;
    staging.put(&format!("metadata/{}", signed.signed.filename(true)), &bytes(&signed)?)
}

/// What is said of a file.
pub(super) fn describe(bytes: &[u8]) -> Target {
    Target {
        length: bytes.len() as u64,
        hashes: hashes(bytes),
        custom: HashMap::new(),
        _extra: HashMap::new(),
    }
}

/// The place of a target in the public folder: the hash stands before the file's own name, in the target's folder (TUF
/// specification §5.7.3).
pub(super) fn place(name: &str, target: &Target) -> String {
    let hash = hex::encode(&target.hashes.sha256);
    match name.rsplit_once('/') {
        Some((folder, file)) => format!("targets/{folder}/{hash}.{file}"),
        None => format!("targets/{hash}.{name}"),
    }
}

/// The places of all targets.
pub(super) fn files(targets: &Targets) -> impl Iterator<Item = String> + '_ {
    targets.targets.iter().map(|(name, target)| place(name.raw(), target))
}

fn hashes(bytes: &[u8]) -> Hashes {
    Hashes { sha256: digest(&SHA256, bytes).as_ref().to_vec().into(), _extra: HashMap::new() }
}

fn bytes<T: Serialize>(signed: &Signed<T>) -> Done<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(signed).map_err(Trouble::library)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn next(version: Option<NonZeroU64>) -> NonZeroU64 {
    version.map_or(NonZeroU64::MIN, |version| version.saturating_add(1))
}

fn after(now: UnixTime, lifetime: Duration) -> Done<jiff::Timestamp> {
    let seconds = i64::try_from(now.plus(lifetime).0).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_err(Trouble::library)
}
