//! The pictures that come with a workspace, wherever it came from.

use std::path::{Component, Path, PathBuf};

use super::problem::{quoted, unreadable};
use crate::policy::trust;
use crate::words;
use crate::words::Words;

/// No icon or logo is larger, as a file.
pub const LARGEST: usize = 64 * 1024;

/// Reads the files beside a workspace. What it gives was checked: nobody but the workspace's own author wrote it.
pub trait Assets {
    /// The bytes of a file, at most [`LARGEST`]; `name` is relative, such as `assets/docs.svg`. Otherwise why not, for
    /// the administrator.
    fn read(&self, name: &str) -> Result<Vec<u8>, Words>;
}

/// For a workspace without files of its own.
pub struct NoAssets;

impl Assets for NoAssets {
    fn read(&self, name: &str) -> Result<Vec<u8>, Words> {
        let name = quoted(name);
        Err(words!(
            "{name} demande un dossier à côté de l’espace de travail",
            "{name} needs a folder beside the workspace",
            "{name} braucht einen Ordner neben dem Arbeitsbereich"
        ))
    }
}

/// A folder.
pub struct Folder {
    folder: PathBuf,
    /// Whether each file has to be the administrator's own.
    laid: bool,
}

impl Folder {
    /// A folder that IT laid: each file is as safe as the workspace itself, or refused.
    pub fn laid(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), laid: true }
    }

    /// A folder of whoever is looking at it.
    pub fn own(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), laid: false }
    }
}

impl Assets for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, Words> {
        if !is_plain(name) {
            return Err(not_plain(name));
        }
        let file = self.folder.join(name);
        let file = if self.laid { trust::of(&file)? } else { file };
        let failed = |error: std::io::Error| {
            let (name, why) = (quoted(name), unreadable(&error));
            why.map(|why| format!("{name} {why}"))
        };
        if std::fs::metadata(&file).map_err(failed)?.len() > LARGEST as u64 {
            return Err(too_large(name));
        }
        std::fs::read(&file).map_err(failed)
    }
}

/// What is said of a file that is too large.
pub(crate) fn too_large(name: &str) -> Words {
    let (name, most) = (quoted(name), LARGEST / 1024);
    words!(
        "{name} dépasse {most} Kio",
        "{name} is larger than {most} KiB",
        "{name} ist größer als {most} KiB"
    )
}

/// What is said of a name that is not [plain](is_plain).
pub(super) fn not_plain(name: &str) -> Words {
    let name = quoted(name);
    words!(
        "{name} n’est pas un chemin à côté de l’espace de travail",
        "{name} is not a path beside the workspace",
        "{name} ist kein Pfad neben dem Arbeitsbereich"
    )
}

/// Whether a name stays beside the workspace: no absolute path, no `..`.
pub fn is_plain(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}
