//! What the IT department decided on this machine. Laid where only an administrator can write; read, never written.

use std::collections::BTreeMap;
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
    /// What was laid and is not known to this version, likewise.
    pub warnings: Vec<Problem>,
}

/// A policy file, or a part of one, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or registry key.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// One file of policy. Unknown keys are left for a Parvis that knows them, with a warning.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    workspace: Option<PathBuf>,
    client_secret: Option<SecretString>,
    #[serde(flatten)]
    #[expect(clippy::zero_sized_map_values, reason = "the values may be secrets, and are not kept")]
    unknown: BTreeMap<String, serde::de::IgnoredAny>,
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
        for key in settings.unknown.into_keys() {
            let what = format!("{key:?} is not a setting of this version");
            self.warnings.push(Problem { place: place.to_owned(), what });
        }
        if settings.client_secret.is_some() {
            self.client_secret = settings.client_secret;
        }
    }

    fn problem(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { place: place.into(), what: what.into() });
    }
}

/// Where a file really is, if it can be trusted as laid by an administrator; else why not. Where somebody else owns or
/// may write the file, or any folder above it or above a link on the way to it, it could be another one tomorrow.
#[cfg(unix)]
pub fn trusted(path: &Path) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
    let above_link = path.parent().into_iter().flat_map(Path::ancestors);
    for place in real.ancestors().chain(above_link).filter(|place| !place.as_os_str().is_empty()) {
        check_place(place)?;
    }
    Ok(real)
}

#[cfg(unix)]
fn check_place(place: &Path) -> Result<(), String> {
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
    let metadata = std::fs::metadata(place).map_err(|error| format!("{}: {error}", place.display()))?;
    if metadata.uid() != 0 && metadata.uid() != own {
        return Err(format!("{} is not owned by root", place.display()));
    }
    let sticky = metadata.is_dir() && metadata.mode() & STICKY != 0;
    // In an agent's own folder the group is most often theirs alone, and often may write.
    let others = if metadata.uid() == 0 { GROUP_MAY_WRITE | ALL_MAY_WRITE } else { ALL_MAY_WRITE };
    if metadata.mode() & others != 0 && !sticky {
        return Err(format!("{} can be written by others than its owner", place.display()));
    }
    Ok(())
}

/// On Windows only administrators can write below Program Files, and only they can say where that is.
#[cfg(windows)]
pub fn trusted(path: &Path) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
    match registry::program_files().and_then(|folder| folder.canonicalize().ok()) {
        Some(folder) if real.starts_with(&folder) => Ok(real),
        _ => {
            Err(format!("{} is not under Program Files, where only administrators can write", path.display()))
        }
    }
}
