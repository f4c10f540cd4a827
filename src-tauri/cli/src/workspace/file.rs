//! A workspace file as an administrator writes it: on their own machine, trusted by nobody yet.

use std::io;
use std::path::Path;

use parvis_core::policy::{Laid, Source};
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::assets::Folder;
use parvis_core::workspace::format::Document;
use parvis_core::workspace::problem::{Problem, unreadable};
use parvis_core::workspace::{Broken, Workspace};

use crate::output::words as tell;

/// A workspace, checked and as it was written.
pub(super) struct Read {
    pub workspace: Workspace,
    pub document: Document,
}

/// Reads and checks a file. If it is not fit for use, its problems are told, and there is nothing.
pub(super) fn read(file: &Path, language: Language) -> Option<Read> {
    let unreadable = |error: io::Error| told(file, &[Problem::new("", unreadable(&error))], language);
    let text = std::fs::read(file).map_err(unreadable).ok()?;
    let beside = Folder::own(file.parent().unwrap_or(Path::new("")));
    let workspace =
        Workspace::read(&text, &beside).map_err(|problems| told(file, &problems, language)).ok()?;
    let document = serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text));
    Some(Read { workspace, document: document.expect("what was checked can be read") })
}

/// What this machine shows: the file that its policy names, or the built-in workspace.
pub(super) fn of_machine(language: Language) -> Option<Workspace> {
    let file = match Source::of_system().read().workspace {
        None => return Some(Workspace::built_in()),
        Some(Laid::File(file)) => file,
        Some(Laid::Repository { address, .. }) => {
            let words = words!(
                "Ce poste suit le dépôt {address}, et chaque agent en garde sa copie : donnez un fichier.",
                "This machine follows the repository {address}, and each agent keeps a copy of it: name a file.",
                "Dieser Rechner folgt dem Repository {address}, jede Person hat ihre Kopie: nennen Sie eine Datei.",
            );
            tell(words.pick(language));
            return None;
        }
    };
    let broken = |Broken { file, problems, .. }| told(&file, &problems, language);
    Workspace::load(&file).map_err(broken).ok()
}

/// Tells what is wrong with a file.
pub(super) fn told(file: &Path, problems: &[Problem], language: Language) {
    let file = file.display();
    let title =
        words!("{file} ne peut pas servir :", "{file} cannot be used:", "{file} ist nicht verwendbar:",);
    tell(title.pick(language));
    for problem in problems {
        tell(&format!("  {}", problem.line(language)));
    }
}
