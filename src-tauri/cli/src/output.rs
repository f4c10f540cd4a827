//! How a command answers: what was asked for on standard output, what a person should know about it on standard error,
//! and the exit status.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use parvis_core::words::Language;
use serde::Serialize;

use crate::help::say;

/// The form in which an answer is wanted.
#[derive(Args, Clone, Copy)]
pub(crate) struct Form {
    #[arg(long, global = true, help = say(
        "Réponse en JSON, pour les programmes",
        "Answer as JSON, for programs",
        "Antwort als JSON, für Programme",
    ))]
    pub json: bool,

    #[arg(long, global = true, value_name = "fr|en|de", hide_possible_values = true, help = say(
        "Langue de la réponse ; sans cela, celle du système",
        "Language of the answer; without it, that of the system",
        "Sprache der Antwort; sonst die des Systems",
    ), value_parser = PossibleValuesParser::new(["fr", "en", "de"]).map(|tag| Language::of_locale(&tag)))]
    language: Option<Language>,
}

impl Form {
    /// The language that people are spoken to in.
    pub(crate) fn language(self) -> Language {
        self.language.unwrap_or_else(Language::of_system)
    }
}

/// What the shell is told. The help lists them: there are three, since a script acts on no other difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Well,
    /// Something needs an administrator.
    Attention,
    /// The command was not understood, or asks for what cannot be.
    NotUnderstood,
}

impl Exit {
    /// [`Well`](Self::Well) if it is, else [`Attention`](Self::Attention).
    pub(crate) fn of(well: bool) -> Self {
        if well { Self::Well } else { Self::Attention }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Well => 0,
            Exit::Attention => 1,
            Exit::NotUnderstood => 2,
        })
    }
}

/// Writes a line of data. A reader that went away (`| head`) is no error.
pub(crate) fn data(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Writes the whole answer as JSON.
pub(crate) fn json(answer: &impl Serialize) {
    data(&serde_json::to_string_pretty(answer).expect("an answer has text keys and no failing parts"));
}

/// Writes a line for people.
pub(crate) fn words(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What runs the commands that ask others.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads can be started")
}
