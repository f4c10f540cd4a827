//! What is wrong with a workspace document, said so that whoever wrote it can put it right.

use std::io;

use crate::words;
use crate::words::{Language, Words};

/// One thing that is wrong, or that is left alone and was perhaps meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where in the document, such as `apps[3].url`; empty for the document as a whole.
    pub path: String,
    /// Line and column, both from 1, where the text of the document is at hand.
    pub position: Option<(u32, u32)>,
    /// What is wrong: goes on after the path, such as "is not https".
    pub what: Words,
    /// What to write instead, where that can be said.
    pub instead: Option<Words>,
}

impl Problem {
    /// A problem at a place in the document.
    pub fn new(path: impl Into<String>, what: Words) -> Self {
        Self { path: path.into(), position: None, what, instead: None }
    }

    /// The same, with what to write instead.
    #[must_use]
    pub fn instead(self, instead: impl Into<Option<Words>>) -> Self {
        Self { instead: instead.into(), ..self }
    }

    /// In one line, such as `apps[3].url (line 12, column 9): is not https`.
    pub fn line(&self, language: Language) -> String {
        let path = &self.path;
        let place = match self.position {
            Some((line, column)) if path.is_empty() => words!(
                "ligne {line}, colonne {column} : ",
                "line {line}, column {column}: ",
                "Zeile {line}, Spalte {column}: "
            ),
            Some((line, column)) => words!(
                "{path} (ligne {line}, colonne {column}) : ",
                "{path} (line {line}, column {column}): ",
                "{path} (Zeile {line}, Spalte {column}): "
            ),
            None if path.is_empty() => Words::new("", "", ""),
            None => words!("{path} : ", "{path}: ", "{path}: "),
        };
        let place = place.pick(language);
        let what = self.what.pick(language);
        match &self.instead {
            Some(instead) => format!("{place}{what}. {}", instead.pick(language)),
            None => format!("{place}{what}"),
        }
    }
}

/// What was found while a document was read, in the order in which it was found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Because of these the document is not used.
    pub(super) problems: Vec<Problem>,
    /// In spite of these it is.
    pub(super) warnings: Vec<Problem>,
}

impl Findings {
    /// After so many, nobody reads on.
    const MOST: usize = 1000;

    /// Whether there are so many problems that no other is listed.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= Self::MOST
    }

    /// Whether there are so many warnings that no other is listed.
    pub(super) fn is_wordy(&self) -> bool {
        self.warnings.len() >= Self::MOST
    }

    /// Adds what is wrong.
    pub(super) fn wrong(&mut self, problem: Problem) {
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// Adds what is left out, or perhaps meant otherwise.
    pub(super) fn odd(&mut self, problem: Problem) {
        if !self.is_wordy() {
            self.warnings.push(problem);
        }
    }
}

/// What to write instead, already quoted as it has to be.
pub(super) fn write(text: &str) -> Words {
    words!("Écrivez {text}", "Write {text}", "Schreiben Sie {text}")
}

/// What somebody wrote, as it is quoted in a sentence: on one line, and not for ever.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Why a file cannot be read.
pub fn unreadable(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::NotFound => words!("n’existe pas", "does not exist", "gibt es nicht"),
        io::ErrorKind::PermissionDenied => words!(
            "ne peut pas être lu : les droits manquent",
            "cannot be read: permission is missing",
            "kann nicht gelesen werden: Die Berechtigung fehlt"
        ),
        _ => words!(
            "ne peut pas être lu : {error}",
            "cannot be read: {error}",
            "kann nicht gelesen werden: {error}"
        ),
    }
}
