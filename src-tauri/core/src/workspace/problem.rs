//! What is wrong with a workspace document, said so that whoever wrote it can put it right.

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

    /// In one line, such as `apps[3].url (line 12, column 9): is not https`.
    pub fn line(&self, language: Language) -> String {
        let place = match self.position {
            Some((line, column)) => {
                let path = &self.path;
                let place = words!(
                    "{path} (ligne {line}, colonne {column}) : ",
                    "{path} (line {line}, column {column}): ",
                    "{path} (Zeile {line}, Spalte {column}): "
                );
                place.pick(language).trim_start().to_owned()
            }
            None if self.path.is_empty() => String::new(),
            None => format!("{}: ", self.path),
        };
        let what = self.what.pick(language);
        match &self.instead {
            Some(instead) => format!("{place}{what}. {}", instead.pick(language)),
            None => format!("{place}{what}"),
        }
    }
}
