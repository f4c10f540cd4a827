//! How a command ends: what it did, or why it did nothing.

use std::io;
use std::path::Path;

use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;

use crate::output::{Exit, Form, data, json, words};

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
        Self(match error.kind() {
            io::ErrorKind::NotFound => {
                words!("{path} n’existe pas.", "{path} does not exist.", "{path} gibt es nicht.")
            }
            io::ErrorKind::PermissionDenied => words!(
                "{path} : les droits manquent.",
                "{path}: permission is missing.",
                "{path}: Die Berechtigung fehlt."
            ),
            _ => words!("{path} : {error}.", "{path}: {error}.", "{path}: {error}."),
        })
    }

    /// A folder that holds no repository.
    pub(super) fn nothing_in(folder: &Path) -> Self {
        let folder = folder.display();
        Self(words!(
            "{folder} ne contient pas de dépôt. Pour en créer un : parvisctl repository init.",
            "{folder} holds no repository. To make one: parvisctl repository init.",
            "{folder} enthält kein Repository. Um eines anzulegen: parvisctl repository init."
        ))
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
pub(super) fn finish(done: Done<impl Report>, form: Form) -> Exit {
    let language = form.language();
    let report = match done {
        Ok(report) => report,
        Err(Trouble(why)) => {
            words(why.pick(language));
            return Exit::Attention;
        }
    };
    if form.json {
        json(&report);
    } else {
        for line in report.data(language) {
            data(&line);
        }
    }
    for line in report.words(language) {
        words(&line);
    }
    Exit::of(report.is_well())
}
