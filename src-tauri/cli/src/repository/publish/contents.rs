//! What a workspace consists of: its document and its pictures, checked as a client will check them. Here, where
//! somebody can put it right, a picture that a client would do without stops everything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::{Assets as _, Folder};
use parvis_core::workspace::format::Document;
use parvis_core::workspace::icon;
use parvis_core::workspace::problem::Problem;

use super::{Published, WORKSPACE};
use crate::repository::report::{Done, Trouble};

/// Clients look for pictures below this folder.
const PICTURES: &str = "assets/";
/// What clients take at most: so many files, and so many bytes in all.
const MOST: usize = 4_000;
const LARGEST: usize = 32 * 1024 * 1024;
/// No workspace is larger.
const LARGEST_WORKSPACE: usize = 4 * 1024 * 1024;

/// What is published.
pub(super) struct Contents {
    pub(super) workspace: Published,
    /// Name to bytes, the workspace itself among them.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) warnings: Vec<String>,
}

/// Reads a workspace and its pictures; refuses with all problems at once.
pub(super) fn read(file: &Path, assets: Option<&Path>) -> Done<Contents> {
    let text = std::fs::read(file).map_err(|error| Trouble::file(file, &error))?;
    let folder = assets.or(file.parent()).filter(|folder| !folder.as_os_str().is_empty());
    let assets = Folder::own(folder.unwrap_or(Path::new(".")));
    let mut problems = Vec::new();
    if text.len() > LARGEST_WORKSPACE {
        problems
            .push(Problem::new("", words!("dépasse 4 Mio", "is larger than 4 MiB", "ist größer als 4 MiB")));
    }
    let checked = Workspace::read(&text, &assets);
    let document: Option<Document> =
        serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text)).ok();
    let mut files = BTreeMap::new();
    for (path, name) in document.as_ref().map(pictures).unwrap_or_default() {
        match picture(&name, &assets) {
            Ok(bytes) => drop(files.insert(name, bytes)),
            Err(what) => problems.push(Problem::new(path, what)),
        }
    }
    if files.len() > MOST || files.values().map(Vec::len).sum::<usize>() > LARGEST {
        problems.push(Problem::new(
            "",
            words!(
                "a plus de {MOST} images, ou plus de 32 Mio d’images",
                "has more than {MOST} pictures, or more than 32 MiB of them",
                "hat mehr als {MOST} Bilder oder mehr als 32 MiB davon"
            ),
        ));
    }
    match (checked, Published::read(&text)) {
        (Ok(workspace), Some(published)) if problems.is_empty() => {
            files.insert(WORKSPACE.to_owned(), text);
            Ok(Contents { workspace: published, files, warnings: workspace.warnings })
        }
        (checked, _) => {
            let found = checked.err().unwrap_or_default().into_iter();
            let found = found.map(|line| Problem::new("", Words::new(line.clone(), line.clone(), line)));
            Err(refused(file, &found.chain(problems).collect::<Vec<_>>()))
        }
    }
}

/// The files that a workspace names, each with its place in the document.
fn pictures(document: &Document) -> Vec<(String, String)> {
    let logo = document.brand.logo.iter().map(|logo| ("brand.logo".to_owned(), logo));
    let icons = document.apps.iter().enumerate();
    let icons = icons.filter_map(|(index, app)| Some((format!("apps[{index}].icon"), app.icon.as_ref()?)));
    let mut seen = BTreeSet::new();
    let files = logo.chain(icons).filter(|(_, name)| !name.starts_with("data:") && seen.insert(*name));
    files.map(|(path, name)| (path, name.clone())).collect()
}

fn picture(name: &str, assets: &Folder) -> Result<Vec<u8>, Words> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if !name.starts_with(PICTURES) || !name.chars().all(plain) {
        return Err(words!(
            "{name:?} n’est pas un nom tel que assets/docs.svg, sans espace ni accent",
            "{name:?} is not a name such as assets/docs.svg, without space or accent",
            "{name:?} ist kein Name wie assets/docs.svg, ohne Leerzeichen und Umlaute"
        ));
    }
    let unclean = |what: String| Words::new(what.clone(), what.clone(), what);
    icon::load(name, assets).map_err(unclean)?;
    assets.read(name).map_err(unclean)
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
