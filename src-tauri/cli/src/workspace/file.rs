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
use url::Url;

use crate::machine::Machine;
use crate::output::{runtime, words as tell};

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

/// What this machine shows: the file that its policy names, the newest of the repository, or the built-in workspace.
pub(super) fn of_machine(language: Language) -> Option<Workspace> {
    match Source::of_system().read().workspace {
        None => Some(Workspace::built_in()),
        Some(Laid::File(file)) => {
            let broken = |Broken { file, problems, .. }| told(&file, &problems, language);
            Workspace::load(&file).map_err(broken).ok()
        }
        Some(Laid::Repository { address, .. }) => of_repository(&address, language),
    }
}

/// What the repository holds now, else what this account received last.
fn of_repository(address: &Url, language: Language) -> Option<Workspace> {
    let machine = match runtime().block_on(Machine::look(true)) {
        Ok(machine) => machine,
        Err(error) => {
            tell(&error.to_string());
            return None;
        }
    };
    let words = match (&machine.refreshed, &machine.reading.workspace) {
        (Some(Ok(_)), Some(_)) => None,
        (_, Some(_)) => Some(words!(
            "{address} n’a pas répondu comme il faut : voici ce que ce compte a reçu en dernier. « parvisctl doctor » dit pourquoi.",
            "{address} did not answer as it should: this is what this account received last. \"parvisctl doctor\" says why.",
            "{address} hat nicht richtig geantwortet: Dies hat dieses Konto zuletzt erhalten. „parvisctl doctor“ sagt, warum."
        )),
        (_, None) => Some(words!(
            "{address} n’a rien donné d’utilisable. « parvisctl doctor » dit pourquoi.",
            "{address} gave nothing that can be used. \"parvisctl doctor\" says why.",
            "{address} hat nichts Brauchbares geliefert. „parvisctl doctor“ sagt, warum."
        )),
    };
    if let Some(words) = words {
        tell(words.pick(language));
    }
    machine.reading.workspace
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
