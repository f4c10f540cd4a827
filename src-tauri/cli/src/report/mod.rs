//! `parvisctl report`: one text file for whoever helps, that the agent can read before they send it.

mod parts;
mod scrub;

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;

use self::parts::Part;
use crate::help::say;
use crate::output::{Exit, Form, data, json, runtime, words as tell};

#[derive(Args)]
pub(crate) struct Report {
    #[arg(value_name = say("FICHIER", "FILE", "DATEI"), help = say(
        "Fichier texte à écrire, qui n’existe pas encore",
        "Text file to write, which does not exist yet",
        "Textdatei, die geschrieben wird und die es noch nicht gibt",
    ))]
    file: PathBuf,

    #[arg(long, help = say("Écrit sans demander", "Writes without asking", "Schreibt ohne zu fragen"))]
    yes: bool,

    #[arg(long, help = say(
        "Avec les adresses que l’agent a tapées",
        "With the addresses that the agent typed",
        "Mit den selbst eingegebenen Adressen",
    ))]
    with_addresses: bool,
}

/// What JSON says of the file.
#[derive(Serialize)]
struct Answer {
    file: String,
    written: bool,
    parts: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    name: String,
    bytes: usize,
    purpose: String,
}

impl Report {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let parts = match runtime().block_on(parts::gather(language, self.with_addresses)) {
            Ok(parts) => parts,
            Err(error) => {
                tell(&error.to_string());
                return Exit::Attention;
            }
        };
        if !form.json {
            for line in list(&parts, language) {
                data(&line);
            }
        }
        if !self.yes && !std::io::stdin().is_terminal() {
            let what = words!(
                "Sans terminal, --yes dit que le fichier peut être écrit.",
                "Without a terminal, --yes says that the file may be written.",
                "Ohne Terminal sagt --yes, dass die Datei geschrieben werden darf."
            );
            tell(what.pick(language));
            return Exit::NotUnderstood;
        }
        let written =
            (self.yes || agreed(&self.file, language)).then(|| write(&self.file, &text(&parts, language)));
        if form.json {
            let written = written.as_ref().is_some_and(Result::is_ok);
            let parts = parts.iter().map(|part| listed(part, language)).collect();
            json(&Answer { file: self.file.display().to_string(), written, parts });
        }
        let file = self.file.display();
        let said = match &written {
            None => words!("Rien n’est écrit.", "Nothing is written.", "Es ist nichts geschrieben."),
            Some(Ok(())) => words!(
                "{file} est écrit. Lisez-le avant de l’envoyer.",
                "{file} is written. Read it before you send it.",
                "{file} ist geschrieben. Lesen Sie die Datei, bevor Sie sie senden."
            ),
            Some(Err(error)) => {
                words!("{file} : {error}", "{file}: {error}", "{file}: {error}")
            }
        };
        tell(said.pick(language));
        Exit::of(matches!(written, Some(Ok(()))))
    }
}

fn listed(part: &Part, language: Language) -> Listed {
    Listed {
        name: part.name.clone(),
        bytes: part.text.len(),
        purpose: part.purpose.pick(language).to_owned(),
    }
}

/// What there is, part by part.
fn list(parts: &[Part], language: Language) -> Vec<String> {
    let width = parts.iter().map(|part| part.name.len()).max().unwrap_or_default();
    let unit = language.pick("octets", "bytes", "Bytes");
    let line = |part: &Part| {
        format!("{:width$}  {:>7} {unit}  {}", part.name, part.text.len(), part.purpose.pick(language))
    };
    parts.iter().map(line).collect()
}

fn text(parts: &[Part], language: Language) -> String {
    let mut text = list(parts, language).join("\n");
    for part in parts {
        let _ = write!(text, "\n\n===== {} =====\n\n{}", part.name, part.text.trim_end());
    }
    text.push('\n');
    text
}

fn agreed(file: &Path, language: Language) -> bool {
    let file = file.display();
    let question: Words = words!("Écrire {file} ? [o/N]", "Write {file}? [y/N]", "{file} schreiben? [j/N]");
    let mut terminal = std::io::stderr();
    let _ = write!(terminal, "{} ", question.pick(language));
    let _ = terminal.flush();
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes" | "j" | "ja")
}

/// A new file, for this account alone.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}
