//! Linux: `managed/*.json` and `recommended/*.json` in the policy folder, in the order of their names.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Class, Found, Place, Problem, Written};
use crate::words;
use crate::words::Words;

/// No policy file is larger.
const LARGEST: u64 = 256 * 1024;

/// Reads a folder; `trust` says where a file really is, or why it cannot be used.
pub(super) fn read(folder: &Path, trust: fn(&Path) -> Result<PathBuf, Words>) -> Found {
    let mut found = Found::default();
    for class in Class::ALL {
        match json_files(&folder.join(class.folder())) {
            Ok(files) => {
                for file in files {
                    match trust(&file) {
                        Ok(real) => read_file(class, &file, &real, &mut found),
                        Err(why) => found.problems.push(Problem::whole(&file, why)),
                    }
                }
            }
            Err(error) => {
                found.problems.push(Problem::whole(&folder.join(class.folder()), unreadable(&error)));
            }
        }
    }
    found
}

/// Reads a folder that is not laid yet.
pub(super) fn read_draft(folder: &Path) -> Found {
    let mut found = read(folder, |file| Ok(file.to_owned()));
    if !Class::ALL.iter().any(|class| folder.join(class.folder()).is_dir()) {
        found.problems.push(Problem::whole(
            folder,
            words!(
                "ne contient ni dossier « managed » ni dossier « recommended »",
                "holds no folder “managed” or “recommended”",
                "enthält weder einen Ordner „managed“ noch „recommended“"
            ),
        ));
    }
    found
}

fn json_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(files)
}

fn read_file(class: Class, file: &Path, real: &Path, found: &mut Found) {
    let text = match text(real) {
        Ok(text) => text,
        Err(what) => return found.problems.push(Problem::whole(file, what)),
    };
    // Notepad begins its files with a mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let at = |position| Place { position: Some(position), ..Place::file(file) };
    let mut json = serde_json::Deserializer::from_str(text);
    match json.deserialize_map(Pairs).and_then(|pairs| json.end().map(|()| pairs)) {
        Ok(pairs) => {
            let mut names = HashSet::new();
            // The schema that an editor checks the file with.
            for (name, raw) in pairs.iter().filter(|(name, _)| name != "$schema") {
                let offset = raw.get().as_ptr().addr() - text.as_ptr().addr();
                let value = serde_json::from_str(raw.get()).unwrap_or_default();
                let (place, name) = (at(position(text, offset)), name.clone().into_owned());
                if !names.insert(name.clone()) {
                    let (place, key) = (place.clone(), Some(name.clone()));
                    found.warnings.push(Problem { place, key, of: None, what: twice() });
                }
                found.written.push(Written { class, name, value, place });
            }
        }
        Err(error) => {
            let place = at(position(text, offset(text, error.line(), error.column())));
            found.problems.push(Problem { place, key: None, of: None, what: not_an_object(&error) });
        }
    }
}

fn text(file: &Path) -> Result<String, Words> {
    let size = std::fs::metadata(file).map_err(|error| unreadable(&error))?.len();
    if size > LARGEST {
        let most = LARGEST / 1024;
        return Err(words!(
            "le fichier dépasse {most} Kio",
            "the file is larger than {most} KiB",
            "die Datei ist größer als {most} KiB"
        ));
    }
    let bytes = std::fs::read(file).map_err(|error| unreadable(&error))?;
    String::from_utf8(bytes).map_err(|_| {
        words!(
            "le fichier n’est pas en UTF-8 : enregistrez-le en UTF-8",
            "the file is not UTF-8: save it as UTF-8",
            "die Datei ist nicht UTF-8: speichern Sie sie als UTF-8"
        )
    })
}

fn unreadable(error: &std::io::Error) -> Words {
    words!("ne peut pas être lu : {error}", "cannot be read: {error}", "kann nicht gelesen werden: {error}")
}

fn twice() -> Words {
    words!(
        "est donné deux fois dans ce fichier : la dernière compte",
        "is given twice in this file: the last one counts",
        "ist in dieser Datei zweimal angegeben: die letzte Angabe zählt"
    )
}

fn not_an_object(error: &serde_json::Error) -> Words {
    match error.classify() {
        Category::Eof => words!(
            "le fichier s’arrête trop tôt : il manque une accolade, un crochet ou un guillemet",
            "the file ends too early: a brace, bracket or quote is missing",
            "die Datei endet zu früh: eine Klammer oder ein Anführungszeichen fehlt"
        ),
        // What the parser says here quotes what it found.
        Category::Data => words!(
            "le fichier doit être un objet, entre accolades",
            "the file has to be an object, in braces",
            "die Datei muss ein Objekt sein, in geschweiften Klammern"
        ),
        Category::Syntax | Category::Io => {
            let all = error.to_string();
            let detail = all.split(" at line ").next().unwrap_or_default();
            words!(
                "le fichier n’est pas du JSON à cet endroit ({detail})",
                "the file is not JSON at this place ({detail})",
                "die Datei ist an dieser Stelle kein JSON ({detail})"
            )
        }
    }
}

/// Where a line and a column, which count from 1 and in bytes, are in the text.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = before + column.saturating_sub(1);
    // A column may be in the midst of a character, or behind the end.
    (0..=within.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or_default()
}

/// Line and column, both from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The keys and values of an object as they are written, in order.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}
