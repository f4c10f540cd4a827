//! The checker: everything that is wrong with a document at once, each with its place and what to write instead. Reading
//! a good workspace does not come this way.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::Value;

use super::assets::Assets;
use super::format::Document;
use super::problem::{Findings, Problem};
use super::{LARGEST, Workspace, rules, too_large};
use crate::clock::UnixTime;
use crate::words;

mod advice;
mod lines;
#[cfg(test)]
mod schema;
mod shape;
mod stumble;
mod text;

use self::lines::{Lines, place};

/// The published schema of the format.
const SCHEMA: &str = include_str!("../../../../../packaging/schemas/workspace-1.json");

static PARSED: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).expect("the schema is JSON"));

/// What the checker has to say of a document.
#[derive(Debug)]
pub struct Report {
    /// What has to be put right, in the order of the document. A document without is read by [`Workspace::read`]; the
    /// checker also names what that one leaves alone and nobody means: secrets, a list in place of an object, more than
    /// 100 braces one in the other.
    pub problems: Vec<Problem>,
    /// What was perhaps meant otherwise, in the order of the document.
    pub warnings: Vec<Problem>,
    /// The workspace, where there are no problems.
    pub workspace: Option<Workspace>,
}

/// Checks a document as a whole; `now` tells which notices are past.
pub fn check(text: &[u8], assets: &dyn Assets, now: UnixTime) -> Report {
    let mut report = examine(text, assets, Some(now));
    if report.problems.is_empty() {
        match Workspace::read(text, assets) {
            Ok(workspace) => report.workspace = Some(workspace),
            Err(problems) => report.problems = problems,
        }
    }
    report
}

/// What is wrong with a document that cannot be read.
pub(super) fn problems(text: &[u8], assets: &dyn Assets) -> Vec<Problem> {
    examine(text, assets, None).problems
}

fn examine(bytes: &[u8], assets: &dyn Assets, now: Option<UnixTime>) -> Report {
    if bytes.len() > LARGEST {
        return Report { problems: vec![too_large()], warnings: Vec::new(), workspace: None };
    }
    let mut found = Findings::default();
    let text = decode(bytes, &mut found);
    let lines = Lines::of(&text);
    let reading = text::read(&text);
    for (at, stumble) in &reading.stumbles {
        found.wrong(Problem { position: Some(lines.position(*at)), ..stumble.problem() });
    }
    let stumbles = found.problems.len();
    if let Some(root) = &reading.root {
        let fitted = shape::fit(root, &PARSED, &lines, &mut found);
        let mut meaning = Findings::default();
        if let Ok(document) = serde_json::from_value::<Document>(fitted) {
            rules::apply(document.clone(), assets, &mut meaning);
            if let Some(now) = now {
                advice::give(&document, now, &mut meaning);
                if found.problems.is_empty() && meaning.problems.is_empty() {
                    advice::unused_hosts(&document, &mut meaning);
                }
            }
        }
        // What was said already is not said again of what stands there instead.
        let said: Vec<_> = found.problems[stumbles..].iter().map(|problem| problem.path.clone()).collect();
        let is_new = |problem: &Problem| {
            !said.iter().any(|path| is_within(&problem.path, path) || is_within(path, &problem.path))
        };
        let placed = |mut problem: Problem| {
            problem.position = Some(lines.position(place(root, &problem.path)));
            problem
        };
        meaning.problems.into_iter().filter(is_new).map(placed).for_each(|problem| found.wrong(problem));
        meaning.warnings.into_iter().filter(is_new).map(placed).for_each(|problem| found.odd(problem));
    }
    found.problems.sort_by_key(|problem| problem.position);
    found.warnings.sort_by_key(|problem| problem.position);
    Report { problems: found.problems, warnings: found.warnings, workspace: None }
}

/// Whether a path is this one, or leads further from it.
fn is_within(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || of.is_empty() || rest.starts_with(['.', '[']))
}

/// The text, read on as what it probably is where it is not UTF-8.
fn decode<'a>(bytes: &'a [u8], found: &mut Findings) -> Cow<'a, str> {
    let save = words!(
        "Enregistrez le fichier en UTF-8",
        "Save the file as UTF-8",
        "Speichern Sie die Datei als UTF-8"
    );
    let units = |from: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect()
    };
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Some(units(u16::from_be_bytes)),
        _ => None,
    };
    if let Some(wide) = wide {
        let what = words!("est en UTF-16", "is in UTF-16", "ist in UTF-16");
        found.wrong(Problem { position: Some((1, 1)), ..Problem::new("", what).instead(save) });
        return String::from_utf16_lossy(&wide).into();
    }
    // Notepad begins its files with a mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            let text: String = bytes.iter().copied().map(char::from).collect();
            let at =
                bytes[..error.valid_up_to()].iter().copied().map(|byte| char::from(byte).len_utf8()).sum();
            let what = words!(
                "a un caractère qui n’est pas en UTF-8 ; le fichier est sans doute en Latin-1 (Windows-1252)",
                "has a character that is not in UTF-8; the file is probably in Latin-1 (Windows-1252)",
                "hat ein Zeichen, das nicht in UTF-8 ist; die Datei ist wohl in Latin-1 (Windows-1252)"
            );
            let position = Some(Lines::of(&text).position(at));
            found.wrong(Problem { position, ..Problem::new("", what).instead(save) });
            text.into()
        }
    }
}

#[cfg(test)]
mod tests;
