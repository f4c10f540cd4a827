//! Whether a file can be trusted as laid by an administrator.

use std::path::{Path, PathBuf};

use crate::words;
use crate::words::{Language, Words};

/// [`of`], where the reason is said in English.
pub fn trusted(path: &Path) -> Result<PathBuf, String> {
    of(path).map_err(|why| why.pick(Language::En).to_owned())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Words {
    let path = path.display();
    words!(
        "{path} ne peut pas être lu : {error}",
        "{path} cannot be read: {error}",
        "{path} kann nicht gelesen werden: {error}"
    )
}

/// Where a file really is, if it can be trusted as laid by an administrator; else why not. Where somebody else owns or
/// may write the file, or any folder above it or above a link on the way to it, it could be another one tomorrow.
#[cfg(unix)]
pub fn of(path: &Path) -> Result<PathBuf, Words> {
    let real = path.canonicalize().map_err(|error| unreadable(path, &error))?;
    let above_link = path.parent().into_iter().flat_map(Path::ancestors);
    for place in real.ancestors().chain(above_link).filter(|place| !place.as_os_str().is_empty()) {
        check_place(place)?;
    }
    Ok(real)
}

#[cfg(unix)]
fn check_place(place: &Path) -> Result<(), Words> {
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
    let metadata = std::fs::metadata(place).map_err(|error| unreadable(place, &error))?;
    let shown = place.display();
    if metadata.uid() != 0 && metadata.uid() != own {
        return Err(words!(
            "{shown} n’appartient pas à root",
            "{shown} is not owned by root",
            "{shown} gehört nicht root"
        ));
    }
    let sticky = metadata.is_dir() && metadata.mode() & STICKY != 0;
    // In an agent's own folder the group is most often theirs alone, and often may write.
    let others = if metadata.uid() == 0 { GROUP_MAY_WRITE | ALL_MAY_WRITE } else { ALL_MAY_WRITE };
    if metadata.mode() & others != 0 && !sticky {
        return Err(words!(
            "{shown} peut être modifié par d’autres que son propriétaire",
            "{shown} can be written by others than its owner",
            "{shown} kann von anderen als dem Eigentümer geändert werden"
        ));
    }
    Ok(())
}

/// On Windows only administrators can write below Program Files, and only they can say where that is.
#[cfg(windows)]
pub fn of(path: &Path) -> Result<PathBuf, Words> {
    let real = path.canonicalize().map_err(|error| unreadable(path, &error))?;
    match super::registry::program_files().and_then(|folder| folder.canonicalize().ok()) {
        Some(folder) if real.starts_with(&folder) => Ok(real),
        _ => {
            let path = path.display();
            Err(words!(
                "{path} n’est pas dans Program Files, où seuls les administrateurs peuvent écrire",
                "{path} is not under Program Files, where only administrators can write",
                "{path} liegt nicht unter Program Files, wo nur die Administration schreiben darf"
            ))
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    fn folder(mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("real.json");
        fs::write(&file, "{}").expect("a file");
        allow(&file, mode);
        (folder, file)
    }

    #[test]
    fn a_file_is_as_safe_as_every_folder_above_it() {
        let (folder, file) = folder(0o644);
        assert!(trusted(&file).is_ok());
        allow(folder.path(), 0o777);
        assert!(trusted(&file).is_err_and(|why| why.contains("can be written by others")));
        allow(folder.path(), 0o1777);
        assert!(trusted(&file).is_ok(), "as in /tmp, only its owner can replace it");
    }

    #[test]
    fn a_link_is_as_safe_as_what_it_leads_to() {
        let (safe, _) = folder(0o644);
        let (_open, real) = folder(0o666);
        let link = safe.path().join("link.json");
        std::os::unix::fs::symlink(real, &link).expect("a link");
        assert!(trusted(&link).is_err_and(|why| why.contains("real.json can be written by others")));
    }

    #[test]
    fn a_link_in_an_open_folder_could_lead_elsewhere_tomorrow() {
        let (_safe, real) = folder(0o644);
        let (open, _) = folder(0o644);
        let link = open.path().join("link.json");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        assert_eq!(trusted(&link).ok(), real.canonicalize().ok());
        allow(open.path(), 0o777);
        assert!(trusted(&link).is_err());
    }
}
