//! `parvisctl workspace`: what a workspace is, before it is laid on machines.

mod answer;
mod ask;
mod asked;
mod check;
pub(crate) mod diff;
mod draft;
mod file;
mod list;
mod new;
mod person;
mod preview;
mod seen;
mod show;

use clap::Subcommand;

use crate::help::say;
use crate::output::{Exit, Form};

#[derive(Subcommand)]
pub(crate) enum Workspace {
    #[command(about = say(
        "Écrit un premier espace de travail, après quelques questions",
        "Writes a first workspace, after a few questions",
        "Schreibt nach einigen Fragen einen ersten Arbeitsbereich",
    ))]
    New(new::New),

    #[command(about = say(
        "Dit tout ce qui ne va pas dans un espace de travail, et quoi écrire à la place",
        "Says everything that is wrong with a workspace, and what to write instead",
        "Zeigt alles, was an einem Arbeitsbereich nicht stimmt, und was stattdessen zu schreiben ist",
    ))]
    Check(check::Check),

    #[command(about = say(
        "Montre ce que verrait une personne donnée",
        "Shows what a given person would see",
        "Zeigt, was eine bestimmte Person sehen würde",
    ))]
    Show(show::Show),

    #[command(about = say(
        "Dit ce qui change d’un espace de travail à l’autre",
        "Says what changes from one workspace to another",
        "Zeigt, was sich von einem Arbeitsbereich zum anderen ändert",
    ))]
    Diff(diff::Diff),

    #[command(about = say(
        "Ouvre le bureau tel qu’il sera, avant de le déposer où que ce soit",
        "Opens the desk as it will be, before it is laid anywhere",
        "Öffnet den Schreibtisch, wie er wird, bevor er irgendwo abgelegt ist",
    ))]
    Preview(preview::Preview),
}

impl Workspace {
    pub(crate) fn run(self, form: Form) -> Exit {
        match self {
            Self::New(new) => new.run(form),
            Self::Check(check) => check.run(form),
            Self::Show(show) => show.run(form),
            Self::Diff(diff) => diff.run(form),
            Self::Preview(preview) => preview.run(form),
        }
    }
}
