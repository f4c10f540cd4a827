//! What is wrong with what was laid, said so that whoever laid it can put it right.

use std::path::Path;

use super::catalogue::Key;
use crate::words;
use crate::words::{Language, Words};

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file or the registry value.
    pub of: String,
    /// Line and column in that file, both from 1, where they are known. Columns count characters.
    pub position: Option<(usize, usize)>,
}

/// A policy file, or a key of one, that cannot be used or was perhaps meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// The name of the key, as it is written there; absent, the file as a whole.
    pub key: Option<String>,
    /// That key, where it is known.
    pub of: Option<&'static Key>,
    /// What is wrong: goes on after the key, such as "has to be a text".
    pub what: Words,
}

impl Place {
    /// The whole of a file or registry key.
    pub(crate) fn whole(of: impl Into<String>) -> Self {
        Self { of: of.into(), position: None }
    }

    /// The whole of a file.
    pub(super) fn file(file: &Path) -> Self {
        Self::whole(file.display().to_string())
    }

    /// Such as `/etc/parvis/policies/managed/parvis.json, line 2, column 16`.
    pub fn line(&self, language: Language) -> String {
        let of = &self.of;
        match self.position {
            Some((line, column)) => words!(
                "{of}, ligne {line}, colonne {column}",
                "{of}, line {line}, column {column}",
                "{of}, Zeile {line}, Spalte {column}"
            )
            .pick(language)
            .to_owned(),
            None => of.clone(),
        }
    }
}

impl Problem {
    /// With a file as a whole.
    pub(super) fn whole(file: &Path, what: Words) -> Self {
        Self { place: Place::file(file), key: None, of: None, what }
    }

    /// In one line: where, which key, what.
    pub fn line(&self, language: Language) -> String {
        let (place, what) = (self.place.line(language), self.what.pick(language));
        let colon = language.pick(" :", ":", ":");
        match &self.key {
            Some(key) => format!("{place}{colon} {key} {what}"),
            None => format!("{place}{colon} {what}"),
        }
    }
}
