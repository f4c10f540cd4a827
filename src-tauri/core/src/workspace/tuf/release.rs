//! A release: metadata that were verified together, and the targets that are here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::store::Store;
use super::targets::{Listed, listed};
use super::trouble::{Refused, Role, Trouble};
use crate::clock::UnixTime;
use crate::words::Words;
use crate::workspace::assets::{Assets, LARGEST, too_large};

/// What a repository published at one time, verified. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Release(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    version: u64,
    root_version: u64,
    consistent: bool,
    expires: (UnixTime, Role),
    listed: BTreeMap<String, Listed>,
}

impl Release {
    pub(super) fn new(store: Store, repository: &tough::Repository) -> Self {
        let (root, timestamp) = (&repository.root().signed, &repository.timestamp().signed);
        let (snapshot, targets) = (&repository.snapshot().signed, &repository.targets().signed);
        let roles = [
            (root.expires, Role::Root),
            (timestamp.expires, Role::Timestamp),
            (snapshot.expires, Role::Snapshot),
            (targets.expires, Role::Targets),
        ];
        let earliest = roles.into_iter().min_by_key(|(expires, _)| *expires).expect("there are four");
        let expires = UnixTime(u64::try_from(earliest.0.as_second()).unwrap_or(0));
        Self(Arc::new(Inner {
            store,
            version: targets.version.get(),
            root_version: root.version.get(),
            consistent: root.consistent_snapshot,
            expires: (expires, earliest.1),
            listed: listed(repository),
        }))
    }

    /// The version of the targets metadata.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// The version of the root that signed for it.
    pub fn root_version(&self) -> u64 {
        self.0.root_version
    }

    /// When the first of the four roles expires, and which it is.
    pub fn expires(&self) -> (UnixTime, Role) {
        self.0.expires
    }

    /// The names of all targets, whether they are here or not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.listed.keys().map(String::as_str)
    }

    /// The bytes of a target that is here, verified again. Blocks.
    pub fn target(&self, name: &str) -> Result<Vec<u8>, Refused> {
        let missing = |detail| Refused::new(Trouble::Missing { file: name.to_owned() }, detail);
        let listed = self.0.listed.get(name).ok_or_else(|| missing(format!("{name:?} is not a target")))?;
        let bytes = self.0.store.read(&listed.hash);
        bytes.ok_or_else(|| missing(format!("{name:?} was not downloaded")))
    }

    pub(super) fn listed(&self) -> &BTreeMap<String, Listed> {
        &self.0.listed
    }

    /// Whether the targets carry their hash in their name (TUF §6.2).
    pub(super) fn is_consistent(&self) -> bool {
        self.0.consistent
    }
}

/// `assets/docs.svg` is the target of that name.
impl Assets for Release {
    fn read(&self, name: &str) -> Result<Vec<u8>, Words> {
        let why = |Refused { detail, .. }| Words::same(detail);
        let bytes = self.target(name).map_err(why)?;
        if bytes.len() > LARGEST {
            return Err(too_large(name));
        }
        Ok(bytes)
    }
}
