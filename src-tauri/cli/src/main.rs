//! `parvisctl`, for those who administer Parvis. Data on standard output, words on standard error; needs no window,
//! no display and no keychain.

mod desktop;
mod doctor;
mod generate;
mod help;
mod machine;
mod network;
mod output;
mod policy;
mod report;
mod repository;
mod session;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::help::say;
use crate::output::{Exit, Form};

#[derive(Parser)]
#[command(name = "parvisctl", bin_name = "parvisctl", version = parvis_core::VERSION, disable_help_subcommand = true)]
#[command(disable_version_flag = true, about = say(
    "Parvis en ligne de commande, pour qui l’administre",
    "Parvis on the command line, for those who administer it",
    "Parvis auf der Kommandozeile, für die Administration",
), after_help = say(
    "Code de retour : 0 tout va bien ; 1 quelque chose demande un administrateur ; 2 la commande n’a pas été comprise.\n\
     Les données vont sur la sortie standard, ce qui s’adresse aux personnes sur la sortie d’erreur.",
    "Exit status: 0 all is well; 1 something needs an administrator; 2 the command was not understood.\n\
     Data goes to standard output, what is said to people to standard error.",
    "Rückgabewert: 0 alles in Ordnung; 1 etwas braucht die Administration; 2 der Befehl wurde nicht verstanden.\n\
     Daten gehen an die Standardausgabe, Hinweise für Menschen an die Fehlerausgabe.",
))]
struct Arguments {
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help = say(
        "Dit la version",
        "Says the version",
        "Zeigt die Version an",
    ))]
    version: Option<bool>,

    #[command(flatten)]
    form: Form,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = say(
        "Examine ce dont Parvis dépend : ce qui ne va pas, comment le voir, où c’est expliqué",
        "Looks at what Parvis depends on: what is wrong, how to see it, where it is explained",
        "Untersucht, wovon Parvis abhängt: was nicht stimmt, wie man es sieht, wo es erklärt ist",
    ))]
    Doctor(doctor::Doctor),

    #[command(subcommand, about = say(
        "La session de l’agent : la montrer, la terminer",
        "The agent's session: show it, end it",
        "Die Sitzung: zeigen, beenden",
    ))]
    Session(session::Command),

    #[command(about = say(
        "Rassemble en un fichier de quoi aider, sans aucun secret",
        "Gathers what helps to help in one file, without any secret",
        "Sammelt in einer Datei, was beim Helfen hilft, ohne Geheimnisse",
    ))]
    Report(report::Report),

    #[command(subcommand, about = say(
        "Espaces de travail : commencer, vérifier, montrer, comparer",
        "Workspaces: begin, check, show, compare",
        "Arbeitsbereiche: beginnen, prüfen, zeigen, vergleichen",
    ))]
    Workspace(workspace::Workspace),

    #[command(subcommand, about = say(
        "Dépôts : publier un espace de travail à tous les postes, en fichiers signés",
        "Repositories: publish a workspace to all machines, as signed files",
        "Repositorys: einen Arbeitsbereich als signierte Dateien an alle Rechner veröffentlichen",
    ))]
    Repository(repository::Repository),

    #[command(subcommand, about = say(
        "Ce que la machine décide : montrer, vérifier, modèles",
        "What the machine decides: show, check, templates",
        "Was der Rechner entscheidet: zeigen, prüfen, Vorlagen",
    ))]
    Policy(policy::Command),

    #[command(subcommand, hide = true, about = say(
        "Écrit ce qui accompagne le programme",
        "Writes what goes with the program",
        "Schreibt, was zum Programm gehört",
    ))]
    Generate(generate::Generate),
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    help::choose(&arguments);
    let parsed =
        command().try_get_matches_from(arguments).and_then(|found| Arguments::from_arg_matches(&found));
    match parsed {
        Ok(Arguments { command, form, .. }) => run(command, form).into(),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            output::data(error.to_string().trim_end());
            Exit::Well.into()
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::words(error.to_string().trim_end());
            Exit::NotUnderstood.into()
        }
        Err(error) => {
            output::words(&help::misunderstood(&error));
            Exit::NotUnderstood.into()
        }
    }
}

/// Everything there is, in the language that was asked for.
fn command() -> clap::Command {
    help::translate(Arguments::command())
}

fn run(command: Command, form: Form) -> Exit {
    match command {
        Command::Doctor(what) => what.run(form),
        Command::Session(what) => what.run(form),
        Command::Report(what) => what.run(form),
        Command::Workspace(what) => what.run(form),
        Command::Repository(what) => what.run(form),
        Command::Policy(what) => what.run(form),
        Command::Generate(what) => what.run(),
    }
}
