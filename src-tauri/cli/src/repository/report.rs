//! How a command ends: what it did, or why it did nothing.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;

use crate::output;

/// What a command did.
pub(super) trait Report: Serialize {
    /// The result, line by line.
    fn data(&self, language: Language) -> Vec<String>;

    /// What a person should know or do besides.
    fn words(&self, language: Language) -> Vec<String>;

    /// Whether nothing needs an administrator.
    fn is_well(&self) -> bool {
        true
    }
}

/// Why a command did nothing, or stopped.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Words);

/// What a command or a part of it comes to.
pub(super) type Done<T> = Result<T, Trouble>;

impl Trouble {
    /// A file or folder that cannot be read or written.
    pub(super) fn file(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        Self(words!("{path} : {error}.", "{path}: {error}.", "{path}: {error}."))
    }

    /// What the libraries say about metadata or keys, which nobody but a specialist can act on.
    pub(super) fn library(error: impl std::fmt::Display) -> Self {
        Self(words!(
            "Le dépôt n’est pas valide : {error}.",
            "The repository is not valid: {error}.",
            "Das Repository ist nicht gültig: {error}."
        ))
    }
}

/// Says how it ended, on the two streams and by the exit status.
pub(super) fn finish(done: Done<impl Report>, json: bool, language: Language) -> ExitCode {
    let report = match done {
        Ok(report) => report,
        Err(Trouble(why)) => {
            output::words(why.pick(language));
            return ExitCode::FAILURE;
        }
    };
    if json {
        output::data(&serde_json::to_string_pretty(&report).unwrap_or_default());
    } else {
        for line in report.data(language) {
            output::data(&line);
        }
    }
    for line in report.words(language) {
        output::words(&line);
    }
    if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
