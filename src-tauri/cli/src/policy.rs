//! `parvisctl policy`: what IT decided on this machine, what is wrong with it, and templates to decide it with.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use parvis_core::paths::Paths;
use parvis_core::policy::catalogue::Kind;
use parvis_core::policy::template::Template;
use parvis_core::policy::{self, Entry, Laid, Place, Policy, Problem, Source};
use parvis_core::settings::{Decider, Settings};
use parvis_core::store::Store;
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use serde::Serialize;

use crate::help::say;
use crate::output::{Exit, Form, data, json, words};

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = say(
        "Dit ce qui compte sur ce poste, et qui l’a décidé",
        "Says what counts on this machine, and who decided it",
        "Zeigt, was auf diesem Rechner zählt und wer es entschieden hat",
    ))]
    Show,

    #[command(about = say(
        "Dit tout ce qui ne va pas dans ce qui a été posé, ou va l’être",
        "Says everything that is wrong with what was laid, or will be",
        "Zeigt alles, was an dem Festgelegten oder noch Festzulegenden nicht stimmt",
    ))]
    Check {
        #[arg(value_name = say("DOSSIER", "FOLDER", "ORDNER"), help = say(
            "Un dossier avec managed/ et recommended/, pas encore posé ; sans cela, ce poste",
            "A folder with managed/ and recommended/, not laid yet; without it, this machine",
            "Ein Ordner mit managed/ und recommended/, noch nicht festgelegt; sonst dieser Rechner",
        ))]
        folder: Option<PathBuf>,
    },

    #[command(about = say(
        "Écrit un modèle pour ce qui pose les décisions",
        "Writes a template for what lays decisions",
        "Schreibt eine Vorlage zum Festlegen",
    ))]
    Template {
        #[arg(value_name = say("MODÈLE", "TEMPLATE", "VORLAGE"), hide_possible_values = true, help = say(
            "schema ou schema-recommended (JSON, Linux), admx ou adml (Windows), mobileconfig (macOS), reference (Markdown)",
            "schema or schema-recommended (JSON, Linux), admx or adml (Windows), mobileconfig (macOS), reference (Markdown)",
            "schema oder schema-recommended (JSON, Linux), admx oder adml (Windows), mobileconfig (macOS), reference (Markdown)",
        ))]
        kind: TemplateKind,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TemplateKind {
    Schema,
    SchemaRecommended,
    Admx,
    Adml,
    Mobileconfig,
    Reference,
}

impl Command {
    pub(crate) fn run(self, form: Form) -> Exit {
        match self {
            Self::Show => show(form),
            Self::Check { folder } => check(folder.map_or_else(Source::of_system, Source::Draft), form),
            Self::Template { kind } => {
                let template = match kind {
                    TemplateKind::Schema => Template::Schema,
                    TemplateKind::SchemaRecommended => Template::RecommendedSchema,
                    TemplateKind::Admx => Template::Admx,
                    TemplateKind::Adml => Template::Adml,
                    TemplateKind::Mobileconfig => Template::Mobileconfig,
                    TemplateKind::Reference => Template::Reference,
                };
                data(template.write(form.language()).trim_end());
                Exit::Well
            }
        }
    }
}

/// What JSON says of a place.
#[derive(Serialize)]
struct At {
    of: String,
    line: Option<usize>,
    column: Option<usize>,
}

impl At {
    fn of(place: &Place) -> Self {
        let (line, column) = place.position.unzip();
        Self { of: place.of.clone(), line, column }
    }
}

/// What JSON says of a problem.
#[derive(Serialize)]
struct Finding {
    place: At,
    key: Option<String>,
    what: String,
}

fn findings(problems: &[Problem], language: Language) -> Vec<Finding> {
    let one = |problem: &Problem| Finding {
        place: At::of(&problem.place),
        key: problem.key.clone(),
        what: problem.what.pick(language).to_owned(),
    };
    problems.iter().map(one).collect()
}

/// What JSON says of a key.
#[derive(Serialize)]
struct Shown {
    key: &'static str,
    title: &'static str,
    value: Option<String>,
    by: Decider,
    place: Option<At>,
    problems: Vec<Finding>,
}

/// What JSON says of a policy. No secret is in it.
#[derive(Serialize)]
pub(crate) struct Answer {
    keys: Vec<Shown>,
    problems: Vec<Finding>,
    warnings: Vec<Finding>,
}

/// What counts on a machine, for an agent and the workspace they see.
pub(crate) fn answer(policy: &Policy, workspace: &Workspace, agent: &Settings, language: Language) -> Answer {
    let shown = |entry: Entry| Shown {
        key: entry.key.name,
        title: entry.key.title.pick(language),
        value: entry.value,
        by: entry.by,
        place: entry.place.as_ref().map(At::of),
        problems: findings(&entry.problems, language),
    };
    Answer {
        keys: policy::effective(policy, &workspace.settings, agent).into_iter().map(shown).collect(),
        problems: findings(&policy.problems, language),
        warnings: findings(&policy.warnings, language),
    }
}

fn show(form: Form) -> Exit {
    let (policy, language) = (Source::of_system().read(), form.language());
    let (workspace, agent) = (workspace(&policy), agent());
    if form.json {
        json(&answer(&policy, &workspace, &agent, language));
    } else {
        let entries = policy::effective(&policy, &workspace.settings, &agent);
        let width = entries.iter().map(|entry| entry.key.name.len()).max().unwrap_or_default();
        for entry in &entries {
            let (value, by) = (value(entry, language), decider(entry, language));
            data(&format!("{:width$}  {value}  ({by})", entry.key.name));
        }
        for line in lines(&policy, language) {
            words(&line);
        }
    }
    Exit::of(policy.problems.is_empty())
}

/// The workspace that this machine shows, as far as its own files say.
fn workspace(policy: &Policy) -> Workspace {
    match &policy.workspace {
        Some(Laid::File(file)) => Workspace::load(file).unwrap_or_else(|_| Workspace::built_in()),
        Some(Laid::Repository { .. }) | None => Workspace::built_in(),
    }
}

/// What whoever asks chose themselves, if they ever used Parvis.
fn agent() -> Settings {
    let file = Paths::of_system().map(|paths| paths.store()).filter(|file| file.exists());
    let store = file.and_then(|file| Store::open(&file).ok());
    store.and_then(|store| Settings::of_agent(&store).ok()).unwrap_or_default()
}

fn value(entry: &Entry, language: Language) -> String {
    match (&entry.value, entry.key.kind, entry.by) {
        (Some(value), ..) => value.clone(),
        (None, Kind::Secret, Decider::MachineManaged) => {
            language.pick("donné, pas montré", "given, not shown", "angegeben, nicht gezeigt").to_owned()
        }
        (None, ..) => "–".to_owned(),
    }
}

fn decider(entry: &Entry, language: Language) -> String {
    let by = match entry.by {
        Decider::MachineManaged => {
            words!("décidé par la machine", "decided by the machine", "vom Rechner bestimmt")
        }
        Decider::WorkspaceLocked => words!(
            "verrouillé par l’espace de travail",
            "locked by the workspace",
            "vom Arbeitsbereich gesperrt"
        ),
        Decider::Agent => words!("choisi par l’agent", "chosen by the agent", "selbst gewählt"),
        Decider::WorkspaceDefault => {
            words!(
                "proposé par l’espace de travail",
                "proposed by the workspace",
                "vom Arbeitsbereich vorgeschlagen"
            )
        }
        Decider::MachineRecommended => {
            words!("recommandé par la machine", "recommended by the machine", "vom Rechner empfohlen")
        }
        Decider::BuiltIn => {
            words!("comme Parvis est livré", "as Parvis comes", "wie Parvis ausgeliefert wird")
        }
    };
    let by = by.pick(language);
    match &entry.place {
        Some(place) => format!("{by}{} {}", language.pick(" :", ":", ":"), place.line(language)),
        None => by.to_owned(),
    }
}

fn check(source: Source, form: Form) -> Exit {
    #[derive(Serialize)]
    struct Answer {
        problems: Vec<Finding>,
        warnings: Vec<Finding>,
    }

    let (policy, language) = (source.read(), form.language());
    if form.json {
        json(&Answer {
            problems: findings(&policy.problems, language),
            warnings: findings(&policy.warnings, language),
        });
    } else {
        let lines = lines(&policy, language);
        if lines.is_empty() {
            words(language.pick("Tout est en ordre.", "All is well.", "Alles in Ordnung."));
        }
        for line in lines {
            data(&line);
        }
    }
    Exit::of(policy.problems.is_empty())
}

fn lines(policy: &Policy, language: Language) -> Vec<String> {
    let problem = language.pick("Problème, ", "Problem, ", "Problem, ");
    let warning = language.pick("Attention, ", "Warning, ", "Achtung, ");
    let marked = |mark: &'static str, problems: &[Problem]| -> Vec<String> {
        problems.iter().map(|problem| format!("{mark}{}", problem.line(language))).collect()
    };
    [marked(problem, &policy.problems), marked(warning, &policy.warnings)].concat()
}
