//! `parvisctl workspace diff`.

use std::path::PathBuf;

use clap::Args;
use parvis_core::words::Language;
use parvis_core::workspace::diff::{About, Change, Kind, diff};
use serde::Serialize;

use super::file;
use super::person::As;
use crate::help::say;
use crate::output::{Exit, Form, data, json, words};

#[derive(Args)]
pub(crate) struct Diff {
    #[arg(value_name = say("ANCIEN", "OLD", "ALT"), help = say(
        "Fichier de l’espace de travail tel qu’il est",
        "Workspace file as it is",
        "Datei des Arbeitsbereichs, wie er ist",
    ))]
    old: PathBuf,

    #[arg(value_name = say("NOUVEAU", "NEW", "NEU"), help = say(
        "Fichier de l’espace de travail tel qu’il sera",
        "Workspace file as it will be",
        "Datei des Arbeitsbereichs, wie er wird",
    ))]
    new: PathBuf,

    #[command(flatten)]
    person: As,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    old_revision: Option<u64>,
    new_revision: Option<u64>,
    changes: &'a [Change],
}

impl Diff {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let (old, new) = (file::read(&self.old, language), file::read(&self.new, language));
        let (Some(old), Some(new)) = (old, new) else { return Exit::Attention };
        let (old, new) = (old.document, new.document);
        let person = self.person.person.map(|person| person.membership);
        let changes = diff(&old, &new, person.as_ref(), language);
        if form.json {
            let (old_revision, new_revision) = (old.revision, new.revision);
            json(&Answer { id: &new.id, old_revision, new_revision, changes: &changes });
        } else if changes.is_empty() {
            words(language.pick("Rien ne change.", "Nothing changes.", "Es ändert sich nichts."));
        } else {
            data(&format!("{} ({})", new.name.pick(language), new.id));
            for line in lines(&changes, language) {
                data(&line);
            }
        }
        Exit::Well
    }
}

/// Changes under their titles, each group after an empty line.
pub(crate) fn lines(changes: &[Change], language: Language) -> Vec<String> {
    let groups = changes.chunk_by(|one, next| one.about == next.about);
    let group = |changes: &[Change]| {
        let title = [String::new(), title(changes[0].about, language).to_owned()];
        let lines = changes.iter().map(|change| format!("  {} {}", sign(change.kind), change.words));
        title.into_iter().chain(lines).collect::<Vec<_>>()
    };
    groups.flat_map(group).collect()
}

fn sign(kind: Kind) -> char {
    match kind {
        Kind::Appeared => '+',
        Kind::Gone => '-',
        Kind::Warning => '!',
        Kind::Renamed | Kind::Moved | Kind::Audience | Kind::Changed => '~',
    }
}

fn title(about: About, language: Language) -> &'static str {
    let (fr, en, de) = match about {
        About::Workspace => ("Espace de travail", "Workspace", "Arbeitsbereich"),
        About::SignIn => ("Connexion", "Sign-in", "Anmeldung"),
        About::Hosts => ("Adresses autorisées", "Allowed hosts", "Erlaubte Adressen"),
        About::Sections => ("Sections", "Sections", "Abschnitte"),
        About::Tools => ("Outils", "Tools", "Anwendungen"),
        About::Routines => ("Enchaînements", "Routines", "Abläufe"),
        About::Notices => ("Annonces", "Notices", "Mitteilungen"),
        About::Feeds => ("Listes d’outils", "Lists of tools", "Listen von Anwendungen"),
        About::Settings => ("Réglages", "Settings", "Einstellungen"),
    };
    language.pick(fr, en, de)
}
