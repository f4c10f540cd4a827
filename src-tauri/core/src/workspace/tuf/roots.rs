//! Roots: who may sign for what, each signed by the one before it.

use tough::schema::{RoleType, Root, Signed};

use super::store::{Index, Store};
use super::trouble::{Refused, Role, Trouble};

/// A root that signed itself, as every root does.
pub(super) fn anchor(bytes: &[u8]) -> Result<Signed<Root>, Refused> {
    let root: Signed<Root> = serde_json::from_slice(bytes)
        .map_err(|error| Refused::new(Trouble::NotARepository, format!("not a root: {error}")))?;
    let refused = |error: tough::schema::Error| {
        Refused::new(Trouble::Signature { role: Role::Root }, format!("not signed by its own keys: {error}"))
    };
    root.signed.verify_role(&root).map_err(refused)?;
    Ok(root)
}

/// The chain from the pinned root to the newest that is kept, verified again: what the agent's cache says counts no
/// more than what IT laid. `None`: it is broken.
pub(super) fn chain(pinned: &[u8], store: &Store, index: &Index) -> Option<Vec<Vec<u8>>> {
    let mut last = anchor(pinned).ok()?;
    let mut chain = vec![pinned.to_vec()];
    for hash in &index.roots {
        let bytes = store.read(hash)?;
        let next = anchor(&bytes).ok()?;
        let follows = last.signed.verify_role(&next).is_ok()
            && last.signed.version.get().checked_add(1) == Some(next.signed.version.get());
        if !follows {
            return None;
        }
        chain.push(bytes);
        last = next;
    }
    Some(chain)
}

/// A root that was verified before.
pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Root> {
    Ok(serde_json::from_slice::<Signed<Root>>(bytes)?.signed)
}

/// Whether a root gives the timestamp or the snapshot to other keys than the one before.
pub(super) fn renews(last: &Root, next: &Root) -> bool {
    [RoleType::Timestamp, RoleType::Snapshot].iter().any(|role| last.keys(*role).ne(next.keys(*role)))
}
