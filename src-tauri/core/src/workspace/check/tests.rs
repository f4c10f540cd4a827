//! What is said of the mistakes that people make (`tests/fixtures/workspaces/mistakes`, one to a document), and what holds for
//! any. To write what is said again: `PARVIS_WRITE_TYPES=1 cargo test -p parvis-core mistakes`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::*;
use crate::words::Language;
use crate::workspace::assets::{Folder, NoAssets};

/// 22 November 2026.
const NOW: UnixTime = UnixTime(1_795_000_000);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/workspaces/mistakes")
}

fn said(report: &Report) -> String {
    let mut said = String::new();
    for language in [Language::Fr, Language::En, Language::De] {
        let titles = [
            (language.pick("À corriger", "To be put right", "Zu korrigieren"), &report.problems),
            (language.pick("À vérifier", "To be looked at", "Zu prüfen"), &report.warnings),
        ];
        for (title, problems) in titles.into_iter().filter(|(_, problems)| !problems.is_empty()) {
            writeln!(said, "{title}").expect("text");
            for problem in problems {
                writeln!(said, "  {}", problem.line(language)).expect("text");
            }
        }
    }
    said
}

#[test]
fn the_mistakes_that_people_make_are_explained() {
    let mut files: Vec<_> =
        std::fs::read_dir(folder()).expect("the folder").flatten().map(|f| f.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(files.len() > 25, "{files:?}");
    for file in files {
        let text = std::fs::read(&file).expect("a document");
        let report = check(&text, &Folder::own(folder()), NOW);
        let said = said(&report);
        let expected = file.with_extension("txt");
        if std::env::var_os("PARVIS_WRITE_TYPES").is_some() {
            std::fs::write(&expected, &said).expect("a file");
        }
        let expected = std::fs::read_to_string(expected).unwrap_or_default();
        assert!(said == expected.replace("\r\n", "\n"), "{} is said to be:\n{said}", file.display());
        assert_eq!(said.is_empty(), file.ends_with("good.json"), "{}: {said}", file.display());
    }
}

/// Each way of spoiling one place in a document, with the document that comes out.
fn spoilt(value: &Value) -> Vec<Value> {
    let mut all: Vec<_> =
        [json!(null), json!(true), json!(-1), json!(1.5), json!("x"), json!([]), json!([1]), json!({})]
            .into();
    match value {
        Value::Object(fields) => {
            for (key, below) in fields {
                let mut without = fields.clone();
                without.remove(key);
                all.push(without.clone().into());
                without.insert(format!("{key}x"), below.clone());
                all.push(without.into());
                for below in spoilt(below) {
                    let mut changed = fields.clone();
                    changed.insert(key.clone(), below);
                    all.push(changed.into());
                }
            }
        }
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                for below in spoilt(below) {
                    let mut changed = items.clone();
                    changed[index] = below;
                    all.push(changed.into());
                }
            }
        }
        _ => {}
    }
    all
}

/// Whether a list stands where an object belongs: the one thing that reading takes by its order, and nobody means.
fn is_list_for_object(report: &Report) -> bool {
    report
        .problems
        .iter()
        .any(|problem| problem.what.pick(Language::En) == "is a list, and has to be an object")
}

#[test]
fn whatever_is_spoilt_is_said_at_its_place_and_only_then_refused() {
    let good: Value =
        serde_json::from_slice(&std::fs::read(folder().join("good.json")).expect("it")).expect("JSON");
    let documents = spoilt(&good);
    assert!(documents.len() > 800, "{}", documents.len());
    for document in documents {
        let text = serde_json::to_string_pretty(&document).expect("JSON");
        let report = check(text.as_bytes(), &NoAssets, NOW);
        let read = Workspace::read(text.as_bytes(), &NoAssets);
        assert!(
            read.is_ok() == report.problems.is_empty() || is_list_for_object(&report),
            "{text}\n{}",
            said(&report)
        );
        assert_eq!(report.workspace.is_some(), report.problems.is_empty());
        for problem in report.problems.iter().chain(&report.warnings) {
            let (line, column) = problem.position.expect("a position");
            let line = text.lines().nth(line as usize - 1).expect("a line of the text");
            assert!(column as usize <= line.chars().count() + 1, "{problem:?} in {text}");
        }
    }
}

#[test]
fn a_text_spoilt_anywhere_is_still_read_to_a_place() {
    let good = "{\"é\": [1, \"b\", true,\n{\"c\": null}], \"d\": \"\\\"\"}";
    for (at, _) in good.char_indices() {
        for with in ["", ",", "\"", "}", "]", "'", "//", "\\", "\u{a0}", "é"] {
            let end = at + good[at..].chars().next().map_or(0, char::len_utf8);
            let text = format!("{}{with}{}", &good[..at], &good[end..]);
            let is_json = serde_json::from_str::<Value>(&text).is_ok();
            let reading = super::text::read(&text);
            assert_eq!(reading.stumbles.is_empty(), is_json, "{text}");
            assert!(is_json || reading.stumbles.iter().all(|(at, _)| *at <= text.len()), "{text}");
        }
    }
}

#[test]
fn hostile_texts_come_to_an_end() {
    let deep = "[".repeat(100_000);
    let many = format!("{{\"apps\": [{}0]}}", "0,".repeat(100_000));
    let commas = ",".repeat(200_000);
    let keys = format!("{{{}}}", (0..20_000).map(|n| format!("\"k{n}\":0")).collect::<Vec<_>>().join(","));
    let wide = vec![0xff_u8, 0xfe, 0x00, 0xd8, 0x22];
    for text in [
        deep.as_bytes(),
        many.as_bytes(),
        commas.as_bytes(),
        keys.as_bytes(),
        &wide,
        &[0x80; 1000],
        b"\xef\xbb\xbf",
    ] {
        let report = check(text, &NoAssets, NOW);
        assert!(!report.problems.is_empty() && report.problems.len() <= 1000);
        assert!(report.warnings.len() <= 1000);
    }
    assert_eq!(check(&vec![b' '; LARGEST + 1], &NoAssets, NOW).problems[0], too_large());
}
