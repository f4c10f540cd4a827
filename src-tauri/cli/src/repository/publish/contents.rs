//! What a workspace consists of: its document and its pictures, checked as a client will check them. Here, where
//! somebody can put it right, a picture that a client would do without stops everything.

use std::collections::BTreeMap;
use std::path::Path;

use parvis_core::clock::UnixTime;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::assets::{Assets as _, Folder};
use parvis_core::workspace::check::check;
use parvis_core::workspace::format::Document;
use parvis_core::workspace::problem::Problem;

use super::WORKSPACE;
use crate::repository::report::{Done, Trouble};

/// Clients look for pictures below this folder.
const PICTURES: &str = "assets/";
/// What clients take at most: so many files, and so many bytes in all.
const MOST: usize = 4_000;
const LARGEST: usize = 32 * 1024 * 1024;

/// What is published.
pub(super) struct Contents {
    pub(super) document: Document,
    /// Name to bytes, the workspace itself among them.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) warnings: Vec<Problem>,
}

/// Reads a workspace and its pictures; refuses with all problems at once.
pub(super) fn read(file: &Path, assets: Option<&Path>, now: UnixTime) -> Done<Contents> {
    let text = std::fs::read(file).map_err(|error| Trouble::file(file, &error))?;
    let folder = assets.or(file.parent()).filter(|folder| !folder.as_os_str().is_empty());
    let assets = Folder::own(folder.unwrap_or(Path::new(".")));
    let report = check(&text, &assets, now);
    let (unseen, warnings): (Vec<_>, Vec<_>) =
        report.warnings.into_iter().partition(|warning| is_picture(&warning.path));
    let mut problems = report.problems;
    problems.extend(unseen);

    let document = document(&text);
    let mut files = BTreeMap::new();
    for (path, name) in document.as_ref().map(pictures).unwrap_or_default() {
        if !is_plain(&name) {
            problems.push(Problem::new(path, misplaced(&name)));
        } else if let Ok(bytes) = assets.read(&name) {
            files.insert(name, bytes);
        }
    }
    if files.len() >= MOST || files.values().map(Vec::len).sum::<usize>() + text.len() > LARGEST {
        let too_many = words!(
            "a plus de {MOST} images, ou plus de 32 Mio d’images",
            "has more than {MOST} pictures, or more than 32 MiB of them",
            "hat mehr als {MOST} Bilder oder mehr als 32 MiB davon"
        );
        problems.push(Problem::new("", too_many));
    }
    match document {
        Some(document) if problems.is_empty() => {
            files.insert(WORKSPACE.to_owned(), text);
            Ok(Contents { document, files, warnings })
        }
        _ => Err(refused(file, &problems)),
    }
}

/// A document that was checked, or will be.
pub(super) fn document(text: &[u8]) -> Option<Document> {
    // Notepad begins its files with a mark.
    serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)).ok()
}

/// The files that a workspace names, each with its place in the document.
fn pictures(document: &Document) -> Vec<(String, String)> {
    let logo = document.brand.logo.iter().map(|logo| ("brand.logo".to_owned(), logo));
    let icons = document.apps.iter().enumerate();
    let icons = icons.filter_map(|(index, app)| Some((format!("apps[{index}].icon"), app.icon.as_ref()?)));
    let files = logo.chain(icons).filter(|(_, name)| !name.starts_with("data:"));
    files.map(|(path, name)| (path, name.clone())).collect()
}

/// Whether a place in the document is one of those that [`pictures`] names.
fn is_picture(path: &str) -> bool {
    path == "brand.logo" || (path.starts_with("apps[") && path.ends_with("].icon"))
}

/// Whether a name can be a part of an address as it is, on every server.
fn is_plain(name: &str) -> bool {
    name.starts_with(PICTURES) && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
}

fn misplaced(name: &str) -> Words {
    words!(
        "{name:?} n’est pas un nom tel que assets/docs.svg, sans espace ni accent",
        "{name:?} is not a name such as assets/docs.svg, without space or accent",
        "{name:?} ist kein Name wie assets/docs.svg, ohne Leerzeichen und Umlaute"
    )
}

fn refused(file: &Path, problems: &[Problem]) -> Trouble {
    let file = file.display();
    let lines = |language: Language, title: String| {
        let lines = problems.iter().map(|problem| format!("\n  {}", problem.line(language)));
        title + &lines.collect::<String>()
    };
    Trouble(Words::new(
        lines(Language::Fr, format!("Rien n’est publié. À corriger dans {file} :")),
        lines(Language::En, format!("Nothing is published. To be put right in {file}:")),
        lines(Language::De, format!("Nichts wurde veröffentlicht. Zu berichtigen in {file}:")),
    ))
}
