//! `parvisctl workspace check`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use parvis_core::clock::{Clock as _, SystemClock};
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::LARGEST;
use parvis_core::workspace::assets::Folder;
use parvis_core::workspace::check::{Report, check};
use parvis_core::workspace::problem::{Problem, unreadable};
use serde::Serialize;

use crate::help::say;
use crate::output::{Exit, Form, data, json, words as tell};

#[derive(Args)]
pub(crate) struct Check {
    #[arg(value_name = say("FICHIER", "FILE", "DATEI"), help = say(
        "Fichier de l’espace de travail, ou - pour l’entrée standard ; les images sont cherchées à côté",
        "Workspace file, or - for standard input; pictures are looked for beside it",
        "Datei des Arbeitsbereichs oder - für die Standardeingabe; Bilder werden daneben gesucht",
    ))]
    file: PathBuf,
}

#[derive(Serialize)]
struct Answer<'a> {
    file: String,
    /// Whether Parvis would use it.
    good: bool,
    problems: Vec<Item<'a>>,
    warnings: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub(super) struct Item<'a> {
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    what: &'a str,
    instead: Option<&'a str>,
}

impl Check {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let text = match read(&self.file) {
            Ok(text) => text,
            Err(error) => {
                let problem = Problem::new(self.file.display().to_string(), unreadable(&error));
                tell(&problem.line(language));
                return Exit::NotUnderstood;
            }
        };
        let beside = Folder::own(self.file.parent().unwrap_or(Path::new("")));
        let report = check(&text, &beside, SystemClock.now());
        if form.json {
            json(&Answer {
                file: self.file.display().to_string(),
                good: report.problems.is_empty(),
                problems: items(&report.problems, language),
                warnings: items(&report.warnings, language),
            });
        } else {
            print(&report, language);
        }
        Exit::of(report.problems.is_empty())
    }
}

/// The file, or as much of it as is needed to tell that it is too large.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let source: Box<dyn io::Read> =
        if file == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(file)?) };
    let mut text = Vec::new();
    source.take(LARGEST as u64 + 1).read_to_end(&mut text)?;
    Ok(text)
}

pub(super) fn items(problems: &[Problem], language: Language) -> Vec<Item<'_>> {
    problems.iter().map(|problem| item(problem, language)).collect()
}

fn item(problem: &Problem, language: Language) -> Item<'_> {
    Item {
        path: &problem.path,
        line: problem.position.map(|(line, _)| line),
        column: problem.position.map(|(_, column)| column),
        what: problem.what.pick(language),
        instead: problem.instead.as_ref().map(|instead| instead.pick(language)),
    }
}

fn print(report: &Report, language: Language) {
    let titles = [
        (language.pick("À corriger", "To be put right", "Zu korrigieren"), &report.problems),
        (language.pick("À vérifier", "To be looked at", "Zu prüfen"), &report.warnings),
    ];
    for (title, problems) in titles.into_iter().filter(|(_, problems)| !problems.is_empty()) {
        data(title);
        for problem in problems {
            data(&format!("  {}", problem.line(language)));
        }
    }
    let said = match &report.workspace {
        Some(workspace) => {
            let (name, tools) = (workspace.name.pick(language), workspace.tools.len());
            words!(
                "{name} peut servir (outils : {tools}).",
                "{name} can be used (tools: {tools}).",
                "{name} ist verwendbar (Anwendungen: {tools})."
            )
        }
        None => words!(
            "Parvis ne se servirait pas de ce fichier.",
            "Parvis would not use this file.",
            "Parvis würde diese Datei nicht verwenden."
        ),
    };
    tell(said.pick(language));
}
