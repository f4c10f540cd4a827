//! Why a repository was refused: for the agent, who is told which of these it is, and for their help desk.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use tough::schema::RoleType;

use crate::clock::UnixTime;
use crate::http::Unreached;

/// A refusal. What was kept before is as good as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{trouble:?}: {detail}")]
pub struct Refused {
    /// What is wrong.
    pub trouble: Trouble,
    /// More about it, for the help desk, in English.
    pub detail: String,
    /// How long the server wants to be left alone (RFC 9110 §10.2.3).
    pub retry_after: Option<Duration>,
    /// Why nobody answered, with words for it, if that is what happened.
    pub unreached: Option<Box<Unreached>>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server, or the way to it, did not answer as a server of files does.
    Unreachable,
    /// Something answered that is not the repository: a redirect, a page of HTML, a network that wants a sign-in.
    NotARepository,
    /// Nobody renewed this role's metadata in time, or somebody holds the renewal back (TUF §5.3.10, §5.4.4,
    /// §5.5.6, §5.6.5).
    Expired {
        /// The first that expired.
        role: Role,
    },
    /// Too few good signatures (TUF §5.3.4, §5.4.2, §5.5.3, §5.6.3).
    Signature {
        /// Whose.
        role: Role,
    },
    /// Older than what was already verified here (TUF §5.3.5, §5.4.3, §5.5.5).
    Rollback {
        /// Whose metadata.
        role: Role,
    },
    /// Not the file that the metadata speaks of: another hash, length or version (TUF §5.5.2, §5.6.2, §5.7.3).
    Mismatch {
        /// The file.
        file: String,
    },
    /// Larger than it may be.
    TooLarge {
        /// The file.
        file: String,
    },
    /// This computer's clock and the server's are more than a day apart, and that explains the rest.
    Clock {
        /// What time it is here.
        ours: UnixTime,
        /// What time it is there.
        theirs: UnixTime,
    },
    /// More new roots at once than anybody signs in years.
    TooManyRoots,
    /// A file without which there is no release is not there.
    Missing {
        /// The file.
        file: String,
    },
    /// The agent's own disk: full, or not to be written to.
    Disk,
}

/// The four roles of TUF. What was delegated counts as targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Whose keys are whose.
    Root,
    /// Which snapshot is the newest.
    Timestamp,
    /// Which metadata belong together.
    Snapshot,
    /// Which files there are.
    Targets,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "root",
            Self::Timestamp => "timestamp",
            Self::Snapshot => "snapshot",
            Self::Targets => "targets",
        })
    }
}

impl From<RoleType> for Role {
    fn from(role: RoleType) -> Self {
        match role {
            RoleType::Root => Self::Root,
            RoleType::Timestamp => Self::Timestamp,
            RoleType::Snapshot => Self::Snapshot,
            RoleType::Targets | RoleType::DelegatedTargets => Self::Targets,
        }
    }
}

impl Refused {
    /// A refusal that waits for nobody.
    pub(super) fn new(trouble: Trouble, detail: impl Into<String>) -> Self {
        Self { trouble, detail: detail.into(), retry_after: None, unreached: None }
    }

    /// A file of our own that could not be read or written.
    pub(super) fn disk(error: std::io::Error) -> Self {
        Self::new(Trouble::Disk, error.to_string())
    }

    /// What `tough` said; `last` is the file that it looked at last, with its bytes.
    pub(super) fn of(error: &tough::error::Error, last: Option<(&str, &[u8])>) -> Self {
        use tough::error::Error as E;
        let file = last.map(|(name, _)| name.to_owned()).unwrap_or_default();
        let trouble = match error {
            E::Transport { source, .. } => return Self::on_the_way(source, file),
            E::ExpiredMetadata { role, .. } => Trouble::Expired { role: (*role).into() },
            E::VerifyMetadata { role, .. } => Trouble::Signature { role: (*role).into() },
            E::VerifyRoleMetadata { .. } | E::InvalidPath { .. } => {
                Trouble::Signature { role: Role::Targets }
            }
            E::VerifyTrustedMetadata { .. } | E::ParseTrustedMetadata { .. } => {
                Trouble::Signature { role: Role::Root }
            }
            E::OlderMetadata { role, .. } => Trouble::Rollback { role: (*role).into() },
            E::OlderSnapshotInTimestamp { .. } => Trouble::Rollback { role: Role::Snapshot },
            E::SnapshotRoleRollback { .. } | E::SnapshotRoleMissing { .. } => {
                Trouble::Rollback { role: Role::Targets }
            }
            E::VersionMismatch { .. } => Trouble::Mismatch { file },
            E::HashMismatch { calculated, expected, .. } => {
                let detail = format!("{file} has the hash {calculated}, and {expected} was signed");
                return Self::new(Trouble::Mismatch { file }, detail);
            }
            E::MaxSizeExceeded { .. } => Trouble::TooLarge { file },
            E::MaxUpdatesExceeded { .. } => Trouble::TooManyRoots,
            E::ParseMetadata { .. } => {
                let begins = last.map(|(_, bytes)| beginning(bytes)).unwrap_or_default();
                return Self::new(Trouble::NotARepository, format!("{file} begins with {begins:?}: {error}"));
            }
            E::DatastoreInit { .. }
            | E::DatastoreCreate { .. }
            | E::DatastoreOpen { .. }
            | E::DatastoreRemove { .. }
            | E::DatastoreSerialize { .. } => Trouble::Disk,
            // The others say that metadata lack a part that they must have.
            _ => Trouble::NotARepository,
        };
        Self::new(trouble, error.to_string())
    }

    /// What came with an answer: our own refusal, or one of the checks that `tough` makes while it reads. Without the
    /// address, which may hold a password.
    fn on_the_way(source: &tough::TransportError, file: String) -> Self {
        match source.source() {
            Some(cause) if let Some(refused) = cause.downcast_ref::<Self>() => refused.clone(),
            Some(cause) if let Some(cause) = cause.downcast_ref::<tough::error::Error>() => {
                Self::of(cause, Some((&file, &[])))
            }
            _ if source.kind() == tough::TransportErrorKind::FileNotFound => {
                let detail = format!("{file} is not there");
                Self::new(Trouble::Missing { file }, detail)
            }
            _ => Self::new(Trouble::Unreachable, format!("{file}: {}", source.kind())),
        }
    }
}

/// Enough of an answer to see what it is.
fn beginning(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).trim().to_owned()
}
