//! What the IT department decided on this machine. Laid where only an administrator can write; read, never written.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

#[cfg(unix)]
mod files;
#[cfg(windows)]
mod registry;

/// The settings that only the machine decides.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The workspace file, an absolute path.
    pub workspace: Option<PathBuf>,
    /// The secret of the workspace's client, where it has one. Readable by every agent of this machine, so no
    /// secret towards them; see the README, "Sign-in".
    pub client_secret: Option<SecretString>,
    /// What was laid and cannot be used, for the administrator, in English.
    pub problems: Vec<Problem>,
}

/// A policy file, or a part of one, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or registry key.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// One file of policy. Unknown keys are left for a Parvis that knows them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    workspace: Option<PathBuf>,
    client_secret: Option<SecretString>,
}

/// Where this machine's policy is.
#[derive(Debug, Clone)]
pub enum Source {
    /// A folder with `managed/*.json`.
    #[cfg(unix)]
    Folder(PathBuf),
    /// `HKLM\Software\Policies\Parvis`.
    #[cfg(windows)]
    Registry,
}

impl Source {
    /// The operating system's place for it. macOS' managed preferences are not read yet: there the folder counts.
    pub fn of_system() -> Self {
        #[cfg(all(unix, feature = "demo"))]
        if let Some(folder) = std::env::var_os("PARVIS_DEMO_POLICY") {
            return Self::Folder(folder.into());
        }
        #[cfg(unix)]
        return Self::Folder("/etc/parvis/policies".into());
        #[cfg(windows)]
        return Self::Registry;
    }

    /// Reads the policy. What cannot be used is left out and listed; the rest counts.
    pub fn read(&self) -> Policy {
        match self {
            #[cfg(unix)]
            Self::Folder(folder) => files::read(folder),
            #[cfg(windows)]
            Self::Registry => registry::read(),
        }
    }
}

impl Policy {
    /// A later setting replaces an earlier one.
    fn lay(&mut self, settings: Settings, place: &str) {
        if let Some(path) = settings.workspace {
            if path.is_absolute() {
                self.workspace = Some(path);
            } else {
                self.problem(place, "\"workspace\" is not an absolute path");
            }
        }
        if settings.client_secret.is_some() {
            self.client_secret = settings.client_secret;
        }
    }

    fn problem(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { place: place.into(), what: what.into() });
    }
}

/// Why a file cannot be trusted as laid by an administrator, if so: where somebody else owns or may write the file, or
/// any folder above it, that file could be another one tomorrow. Links are followed first.
#[cfg(unix)]
pub fn untrusted(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;

    const GROUP_MAY_WRITE: u32 = 0o020;
    const ALL_MAY_WRITE: u32 = 0o002;
    /// In a folder such as `/tmp`, only the owner of an entry may replace it.
    const STICKY: u32 = 0o1000;
    // A demonstration runs from a folder of the agent's own.
    #[cfg(feature = "demo")]
    let own = std::fs::metadata("/proc/self").map_or(0, |m| m.uid());
    #[cfg(not(feature = "demo"))]
    let own = 0;
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) => return Some(format!("{}: {error}", path.display())),
    };
    real.ancestors().find_map(|place| {
        let metadata = match std::fs::metadata(place) {
            Ok(metadata) => metadata,
            Err(error) => return Some(format!("{}: {error}", place.display())),
        };
        if metadata.uid() != 0 && metadata.uid() != own {
            return Some(format!("{} is not owned by root", place.display()));
        }
        let sticky = metadata.is_dir() && metadata.mode() & STICKY != 0;
        // In an agent's own folder the group is most often theirs alone, and often may write.
        let others = if metadata.uid() == 0 { GROUP_MAY_WRITE | ALL_MAY_WRITE } else { ALL_MAY_WRITE };
        (metadata.mode() & others != 0 && !sticky)
            .then(|| format!("{} can be written by others than its owner", place.display()))
    })
}

/// On Windows the registry key that names the file is the administrator's; the file's own access list is checked
/// by the folder it has to be in.
#[cfg(windows)]
pub fn untrusted(path: &Path) -> Option<String> {
    let allowed = ["ProgramFiles", "ProgramData", "SystemRoot"];
    let inside =
        allowed.iter().filter_map(std::env::var_os).any(|folder| path.starts_with(Path::new(&folder)));
    (!inside).then(|| format!("{} is not under Program Files, ProgramData or Windows", path.display()))
}
