//! What was last known of a person, on disk, so that their desk is theirs before the network answers.
//!
//! One small file each, for the agent's account alone. It holds no secret, and only decides what is shown: a file
//! that is absent, unreadable or about somebody else means that nothing is known.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::UnixTime;
use crate::private;
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
    let record: Record = serde_json::from_slice(&private::read(&file(folder, whose), LARGEST)?).ok()?;
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
    private::write(folder, &name(whose), &text)
}

/// Removes what is kept in `folder` about this person. Blocks.
pub fn forget(folder: &Path, whose: &Whose) -> io::Result<()> {
    match fs::remove_file(file(folder, whose)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file(folder: &Path, whose: &Whose) -> PathBuf {
    folder.join(name(whose))
}

fn name(whose: &Whose) -> String {
    private::name([&whose.workspace, &whose.issuer, &whose.sub].into_iter().chain(&whose.siret))
}

#[cfg(test)]
#[path = "known_tests.rs"]
mod tests;
