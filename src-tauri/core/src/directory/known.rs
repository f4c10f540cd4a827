//! What was last known of a person, on disk, so that their desk is theirs before the network answers.
//!
//! One small file each, for the agent's account alone. It holds no secret, and only decides what is shown: a file
//! that is absent, unreadable or about somebody else means that nothing is known.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::UnixTime;
use crate::workspace::audience::Membership;

/// Whom it is known of: a person of an organisation, in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The workspace's id.
    pub workspace: String,
    /// The issuer of the subject.
    pub issuer: String,
    /// The subject.
    pub sub: String,
    /// The organisation. The same person elsewhere is somebody else.
    pub siret: Option<String>,
}

/// What is known, each part from when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// From userinfo.
    pub claims: Membership,
    /// When userinfo was read.
    pub read_at: UnixTime,
    /// From the directory, if it ever said.
    pub groups: Option<Groups>,
}

/// The groups that the directory named. Kept apart from the claims, so that one that fails takes nothing from the
/// other, and a group that one of them no longer names is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// As [`Me::groups`](super::Me::groups) has them.
    pub names: BTreeSet<String>,
    /// When they were read.
    pub read_at: UnixTime,
}

impl Known {
    /// Both together.
    pub fn membership(&self) -> Membership {
        match &self.groups {
            Some(groups) => self.claims.clone().with_groups(&groups.names),
            None => self.claims.clone(),
        }
    }
}

/// No file is larger: as many values as a [`Membership`] takes need less.
const LARGEST: u64 = 1024 * 1024;

/// The bytes on disk. Versioned, since an older Parvis may find what a newer one kept.
#[derive(Serialize, Deserialize)]
struct Record {
    v: u8,
    whose: Whose,
    known: Known,
}

/// What is kept in `folder` about this person. Blocks.
pub fn load(folder: &Path, whose: &Whose) -> Option<Known> {
    let file = file(folder, whose);
    // Asked before it is opened: to open a pipe can take for ever.
    if !fs::symlink_metadata(&file).ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    fs::File::open(&file).ok()?.take(LARGEST + 1).read_to_end(&mut text).ok()?;
    if text.len() as u64 > LARGEST {
        return None;
    }
    let record: Record = serde_json::from_slice(&text).ok()?;
    (record.v == 1 && record.whose == *whose).then_some(record.known)
}

/// Keeps it in `folder`, which nobody else may look into. Killed at any moment, this leaves the old file or the new
/// one. Blocks.
pub fn save(folder: &Path, whose: &Whose, known: &Known) -> io::Result<()> {
    let record = Record { v: 1, whose: whose.clone(), known: known.clone() };
    let text = serde_json::to_vec(&record)?;
    if text.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    make_private(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(&text)?;
    new.as_file().sync_all()?;
    new.persist(file(folder, whose))?;
    Ok(())
}

/// Removes what is kept in `folder` about this person. Blocks.
pub fn forget(folder: &Path, whose: &Whose) -> io::Result<()> {
    match fs::remove_file(file(folder, whose)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name tells nobody whom the file is about.
fn file(folder: &Path, whose: &Whose) -> PathBuf {
    let mut hash = Sha256::new();
    for part in [&whose.workspace, &whose.issuer, &whose.sub].into_iter().chain(&whose.siret) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    folder.join(format!("{}.json", BASE64_URL_SAFE_NO_PAD.encode(&digest[..16])))
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// On Windows the agent's local folder is theirs alone already.
#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
#[path = "known_tests.rs"]
mod tests;
