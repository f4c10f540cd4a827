//! What the IT department decided on this machine. Laid where only an administrator can write; read, never written.
//!
//! [`Source`] knows where each operating system keeps it and reads the values as they are written; [`Policy`] is what
//! they mean, checked against the [`catalogue`]; [`effective()`] puts it beside what workspace and agent want.

use std::path::PathBuf;

use crate::workspace::problem::unreadable;

mod assemble;
pub mod catalogue;
mod effective;
mod files;
#[cfg(any(target_os = "macos", all(unix, test)))]
mod preferences;
mod problem;
#[cfg(windows)]
mod registry;
pub mod template;
pub mod trust;
mod value;
mod watch;

pub use self::assemble::{Laid, Policy};
pub use self::effective::{Entry, effective};
pub use self::problem::{Place, Problem};
pub use self::trust::trusted;
pub use self::watch::Watch;

/// Where this machine's policy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder with `managed/*.json` and `recommended/*.json`, each as safe as [`trust`] asks. Linux.
    Folder(PathBuf),
    /// Such a folder while it is being written, wherever it is and whoever owns it. Decides nothing: to be checked.
    Draft(PathBuf),
    /// A file of managed preferences: what a configuration profile forces, and nothing is only recommended. macOS.
    #[cfg(any(target_os = "macos", all(unix, test)))]
    Preferences(PathBuf),
    /// `HKLM\Software\Policies\Parvis`, and `Recommended` below it.
    #[cfg(windows)]
    Registry,
}

impl Source {
    /// The operating system's place for it.
    pub fn of_system() -> Self {
        #[cfg(all(unix, feature = "demo"))]
        if let Some(folder) = std::env::var_os("PARVIS_DEMO_POLICY") {
            return Self::Folder(folder.into());
        }
        #[cfg(target_os = "macos")]
        return Self::Preferences("/Library/Managed Preferences/org.parvis.Parvis.plist".into());
        #[cfg(all(unix, not(target_os = "macos")))]
        return Self::Folder("/etc/parvis/policies".into());
        #[cfg(windows)]
        return Self::Registry;
    }

    /// Reads the policy. What cannot be used is left out and listed; the rest counts.
    pub fn read(&self) -> Policy {
        Policy::of(self.find(), |key| self.spell(key))
    }

    /// The policy as long as the disk does not answer.
    pub fn silent(&self) -> Policy {
        let file = match self {
            Self::Folder(file) | Self::Draft(file) => file.as_path(),
            #[cfg(any(target_os = "macos", all(unix, test)))]
            Self::Preferences(file) => file.as_path(),
            #[cfg(windows)]
            Self::Registry => std::path::Path::new("Parvis"),
        };
        let what = unreadable(&std::io::ErrorKind::TimedOut.into());
        let found = Found { problems: vec![Problem::whole(file, what)], ..Found::default() };
        Policy::of(found, |key| self.spell(key))
    }

    /// Tells when what [`read`](Self::read) would find has changed. Has to be called within a tokio runtime.
    pub fn watch(&self) -> Watch {
        Watch::new(self.clone())
    }

    /// The name of a key as it is written there.
    fn spell(&self, key: &catalogue::Key) -> String {
        match self {
            #[cfg(windows)]
            Self::Registry => key.registry_name(),
            _ => key.name.to_owned(),
        }
    }

    fn find(&self) -> Found {
        match self {
            Self::Folder(folder) => files::read(folder, trust::of),
            Self::Draft(folder) => files::read_draft(folder),
            #[cfg(any(target_os = "macos", all(unix, test)))]
            Self::Preferences(file) => preferences::read(file),
            #[cfg(windows)]
            Self::Registry => registry::read(),
        }
    }
}

/// What a source holds, in the order in which it counts: a later value replaces an earlier one.
#[derive(Debug, Default)]
struct Found {
    written: Vec<Written>,
    /// What could not even be read.
    problems: Vec<Problem>,
    /// What was read, and was perhaps meant otherwise.
    warnings: Vec<Problem>,
}

/// A value as it is written, not checked.
struct Written {
    class: Class,
    /// Its name, in the spelling of a policy file where it is known.
    name: String,
    value: serde_json::Value,
    place: Place,
}

/// It may be a secret: shown without its value.
impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({:?}, {})", self.name, self.class, self.place.of)
    }
}

/// How strongly a value was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It is so.
    Managed,
    /// It is so until the agent chooses otherwise.
    Recommended,
}

impl Class {
    const ALL: [Self; 2] = [Self::Managed, Self::Recommended];

    /// Its folder.
    fn folder(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::Recommended => "recommended",
        }
    }
}

#[cfg(test)]
mod tests;
