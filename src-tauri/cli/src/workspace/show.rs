//! `parvisctl workspace show`.

use std::path::PathBuf;

use clap::Args;
use parvis_core::clock::{Clock as _, SystemClock, UnixTime};
use parvis_core::words::Language;

use super::asked::Asked;
use super::file;
use super::person::As;
use super::seen::{Seen, see};
use crate::help::say;
use crate::output::{Exit, Form, data, json, words};

#[derive(Args)]
pub(crate) struct Show {
    #[arg(value_name = say("FICHIER", "FILE", "DATEI"), required_unless_present = "machine", help = say(
        "Fichier de l’espace de travail",
        "Workspace file",
        "Datei des Arbeitsbereichs",
    ))]
    file: Option<PathBuf>,

    #[arg(long, conflicts_with = "file", help = say(
        "Celui que ce poste montre",
        "The one that this machine shows",
        "Der, den dieser Rechner zeigt",
    ))]
    machine: bool,

    #[command(flatten)]
    person: As,

    #[arg(long, value_parser = moment, value_name = "2026-12-01[T08:00:00+01:00]", help = say(
        "À quel moment, pour les annonces ; sans cela, maintenant",
        "At which moment, for notices; without it, now",
        "Zu welchem Zeitpunkt, für Mitteilungen; sonst jetzt",
    ))]
    at: Option<UnixTime>,

    #[arg(long, help = say(
        "Interroge aussi les listes d’outils de l’espace de travail, sans rien en garder",
        "Also asks the workspace's lists of tools, and keeps nothing of them",
        "Fragt auch die Listen des Arbeitsbereichs ab und behält nichts davon",
    ))]
    feeds: bool,
}

/// Reads a moment; a day alone is its noon.
fn moment(written: &str) -> Result<UnixTime, String> {
    let noon = format!("{written}T12:00:00Z");
    UnixTime::of_rfc3339(written).or_else(|| UnixTime::of_rfc3339(&noon)).ok_or_else(|| {
        let example = say("Il faut par exemple", "Write for example", "Schreiben Sie zum Beispiel");
        format!("{example} 2026-12-01, 2026-12-01T08:00:00+01:00.")
    })
}

impl Show {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let read = match &self.file {
            Some(file) => file::read(file, language).map(|read| read.workspace),
            None => file::of_machine(language),
        };
        let Some(workspace) = read else { return Exit::Attention };
        let person = self.person.person.unwrap_or_default();
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let asked = self.feeds.then(|| Asked::of(&workspace, &person, now, language)).transpose();
        let asked = match asked {
            Ok(asked) => asked,
            Err(error) => {
                words(&error.to_string());
                return Exit::Attention;
            }
        };
        let shown = asked.as_ref().map_or(&workspace, |asked| &asked.merged);
        let mut seen = see(shown, &person, now, language);
        if let Some(asked) = &asked {
            asked.note(&mut seen.feeds, language);
        }
        if form.json {
            json(&seen);
        } else {
            print(&seen, self.feeds, language);
        }
        for warning in &workspace.warnings {
            words(&warning.line(language));
        }
        Exit::of(asked.is_none_or(|asked| asked.is_well()))
    }
}

fn print(seen: &Seen, asked: bool, language: Language) {
    let l = language;
    data(&format!("{} ({})", seen.name, seen.id));
    data(&match seen.person.as_str() {
        "" => l.pick(
            "pour une personne dont rien n’est connu".to_owned(),
            "for a person of whom nothing is known".to_owned(),
            "für eine Person, über die nichts bekannt ist".to_owned(),
        ),
        person => l.pick(format!("pour {person}"), format!("for {person}"), format!("für {person}")),
    });
    for section in &seen.sections {
        let tools = section.tools.iter();
        list(
            &section.name,
            tools.map(|tool| format!("{} – {}, {}", tool.name, tool.place.in_words(l), tool.because)),
        );
    }
    let on_demand = seen.on_demand.iter().map(|tool| format!("{} – {}", tool.name, tool.because));
    list(l.pick("À la demande", "On demand", "Auf Wunsch"), on_demand);
    let routines = seen.routines.iter();
    list(
        l.pick("Enchaînements", "Routines", "Abläufe"),
        routines
            .map(|routine| format!("{} ({}) – {}", routine.name, routine.apps.join(", "), routine.because)),
    );
    let notices = seen
        .notices
        .iter()
        .map(|notice| format!("{} – {}, {}", notice.text, notice.severity.in_words(l), notice.because));
    list(l.pick("Annonces", "Notices", "Mitteilungen"), notices);
    let lists = if asked {
        l.pick("Listes d’outils", "Lists of tools", "Listen von Anwendungen")
    } else {
        l.pick(
            "Des outils viennent aussi de (listes non interrogées ici)",
            "Tools also come from (lists not asked here)",
            "Anwendungen kommen auch aus (Listen hier nicht abgefragt)",
        )
    };
    let feeds = seen.feeds.iter().flat_map(|feed| {
        let note = feed.not_asked.or(feed.answer.as_deref());
        let line = note.map_or_else(|| feed.url.clone(), |note| format!("{} – {note}", feed.url));
        let left_out = feed.left_out.iter().map(|left_out| format!("  {left_out}"));
        std::iter::once(line).chain(left_out)
    });
    list(lists, feeds);
    let settings = seen.settings.iter().map(|setting| {
        let who = if setting.locked {
            l.pick("imposé", "locked", "festgelegt")
        } else {
            l.pick("proposé", "preferred", "bevorzugt")
        };
        format!("{} = {} – {who}", setting.key, setting.value)
    });
    list(l.pick("Réglages", "Settings", "Einstellungen"), settings);
    let hidden = seen.hidden.iter().map(|hidden| format!("{} – {}", hidden.name, hidden.because));
    list(l.pick("Pas montré", "Not shown", "Nicht gezeigt"), hidden);
}

/// A title and what is under it, if anything is.
fn list(title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        data("");
        data(title);
        lines.for_each(|line| data(&format!("  {line}")));
    }
}
