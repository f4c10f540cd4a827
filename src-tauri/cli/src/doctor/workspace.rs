//! What the desk is made of, and why it is not the newest, if so.

use parvis_core::policy::Laid;
use parvis_core::store::Joined;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::problem::Problem;
use parvis_core::workspace::source::Source;

use super::check::{Check, Trouble};
use super::{argument, refused, shown};
use crate::machine::Machine;

const SCHEMA: &str = "packaging/schemas/workspace-1.json";

pub(super) fn check(machine: &Machine) -> Check {
    let mut check = Check::new("workspace", words!("Espace de travail", "Workspace", "Arbeitsbereich"));
    let (id, workspace) = (&machine.workspace.id, &machine.workspace);
    let [fr, en, de] = [Language::Fr, Language::En, Language::De].map(|l| workspace.name.pick(l).to_owned());
    let (tools, revision) = (workspace.tools.len(), workspace.revision.map_or("–".into(), |r| r.to_string()));
    check.say(Words::new(
        format!("{fr} ({id}), révision {revision}, outils : {tools}"),
        format!("{en} ({id}), revision {revision}, tools: {tools}"),
        format!("{de} ({id}), Revision {revision}, Anwendungen: {tools}"),
    ));
    check.say(origin(machine));
    if machine.reading.workspace.is_none() && machine.source != Source::BuiltIn {
        check.say(words!(
            "aucun n’est utilisable ; les outils publics le remplacent",
            "none can be used; the public tools stand in for it",
            "keiner ist verwendbar; die öffentlichen Anwendungen vertreten ihn"
        ));
    }
    broken(machine, &mut check);
    repository(machine, &mut check);
    for warning in &workspace.warnings {
        check.trouble(Trouble::attention(line(warning)).read(SCHEMA));
    }
    check
}

fn origin(machine: &Machine) -> Words {
    match &machine.source {
        Source::Laid(Laid::File(file)) => {
            let file = file.display();
            words!("fichier posé : {file}", "file that was laid: {file}", "hinterlegte Datei: {file}")
        }
        Source::Laid(Laid::Repository { address, .. }) => {
            let address = shown(address);
            words!("dépôt : {address}", "repository: {address}", "Repository: {address}")
        }
        // The address that an agent typed is theirs: only its host is told.
        Source::Joined(Joined { .. }) => {
            let host = machine.source.host().unwrap_or_default();
            words!(
                "rejoint par l’agent, chez {host}, sans garant",
                "joined by the agent, at {host}, vouched for by nobody",
                "selbst hinzugefügt, bei {host}, ohne Bürgschaft"
            )
        }
        Source::BuiltIn => words!("livré avec Parvis", "comes with Parvis", "mit Parvis geliefert"),
    }
}

fn broken(machine: &Machine, check: &mut Check) {
    let Some(broken) = &machine.reading.broken else { return };
    let file = broken.file.display().to_string();
    for problem in &broken.problems {
        let what = line(problem);
        let trouble = Trouble::wrong(what.map(|what| format!("{file}: {what}"))).read(SCHEMA);
        check.trouble(match &machine.source {
            Source::Laid(Laid::File(_)) => {
                trouble.see(format!("parvisctl workspace check {}", argument(&broken.file)))
            }
            _ => trouble,
        });
    }
}

fn repository(machine: &Machine, check: &mut Check) {
    let address = match &machine.source {
        Source::Laid(Laid::Repository { address, .. }) => Some(address.clone()),
        Source::Joined(joined) => joined.address.parse().ok(),
        Source::Laid(Laid::File(_)) | Source::BuiltIn => None,
    };
    let Some(address) = address else { return };
    if let Some(refused) = &machine.reading.refused {
        check.trouble(refused::trouble(refused, &address));
    }
    if machine.reading.repository.is_none() {
        return;
    }
    match &machine.refreshed {
        Some(Ok(refreshed)) => {
            let (version, (expires, role)) = (refreshed.release.version(), refreshed.release.expires());
            check.say(words!(
                "le dépôt répond bien : version {version} ; le rôle {role} expire le premier, {expires}",
                "the repository answers well: version {version}; the role {role} expires first, {expires}",
                "das Repository antwortet gut: Version {version}; die Rolle {role} läuft zuerst ab, {expires}"
            ));
            for left_out in &refreshed.left_out {
                check.trouble(Trouble::attention(words!(
                    "un fichier n’a pas suivi : {left_out}",
                    "a file did not come along: {left_out}",
                    "eine Datei kam nicht mit: {left_out}"
                )));
            }
        }
        Some(Err(refused)) => check.trouble(refused::trouble(refused, &address)),
        None if machine.until.is_some() => check.trouble(refused::late(&address)),
        None => check.say(words!(
            "le dépôt n’a pas été interrogé",
            "the repository was not asked",
            "das Repository wurde nicht gefragt"
        )),
    }
}

fn line(problem: &Problem) -> Words {
    let [fr, en, de] = [Language::Fr, Language::En, Language::De].map(|l| problem.line(l));
    Words::new(fr, en, de)
}
