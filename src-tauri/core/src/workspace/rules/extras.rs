//! The rules of feeds, routines and notices.

use std::collections::HashSet;

use super::{audience, empty, refused, twice, unique};
use crate::clock::UnixTime;
use crate::launch::address::Hosts;
use crate::words;
use crate::words::Words;
use crate::workspace::format::{Document, Feed, Notice, Routine};
use crate::workspace::nearest::did_you_mean;
use crate::workspace::problem::{Findings, Problem, quoted};

/// Adds what is wrong with them.
pub(super) fn check(document: &Document, hosts: &Hosts, findings: &mut Findings) {
    feeds(&document.feeds, hosts, findings);
    routines(document, findings);
    unique(document.notices.iter().map(|notice| notice.id.as_str()), "notices", findings);
    for (index, notice) in document.notices.iter().enumerate() {
        check_notice(notice, index, hosts, findings);
    }
}

fn feeds(feeds: &[Feed], hosts: &Hosts, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for (index, feed) in feeds.iter().enumerate() {
        let id = feed.id();
        if id.trim().is_empty() {
            findings.wrong(Problem::new(format!("feeds[{index}].id"), empty()));
        } else if !seen.insert(id) {
            let instead = words!(
                "Donnez à chaque flux un \"id\" à lui",
                "Give each feed an \"id\" of its own",
                "Geben Sie jedem Feed eine eigene \"id\""
            );
            findings.wrong(Problem::new(format!("feeds[{index}].id"), twice(id)).instead(instead));
        }
        // What stands for the organisation is a number in the address that is asked.
        let address = feed.url.replace("{siret}", "0");
        if let Err(refusal) = hosts.check(&address) {
            findings.wrong(refused(format!("feeds[{index}].url"), &feed.url, refusal));
        }
    }
}

fn routines(document: &Document, findings: &mut Findings) {
    unique(document.routines.iter().map(|routine| routine.id.as_str()), "routines", findings);
    let tools: HashSet<_> = document.apps.iter().map(|app| app.id.as_str()).collect();
    let of_feed =
        |id: &str| id.split_once('/').is_some_and(|(feed, _)| document.feeds.iter().any(|f| f.id() == feed));
    for (index, routine) in document.routines.iter().enumerate() {
        let Routine { name, apps, audience: whose, .. } = routine;
        if name.is_empty() {
            findings.wrong(Problem::new(format!("routines[{index}].name"), empty()));
        }
        if apps.is_empty() {
            let what = words!(
                "est vide : l’enchaînement n’ouvre rien",
                "is empty, so the routine opens nothing",
                "ist leer: Der Ablauf öffnet nichts"
            );
            findings.odd(Problem::new(format!("routines[{index}].apps"), what));
        }
        for (nth, id) in apps.iter().enumerate() {
            if !tools.contains(id.as_str()) && !of_feed(id) {
                let path = format!("routines[{index}].apps[{nth}]");
                findings
                    .warnings
                    .push(Problem::new(path, no_tool(id)).instead(did_you_mean(id, tools.iter().copied())));
            }
        }
        audience(whose.as_ref(), || format!("routines[{index}]"), findings);
    }
}

fn no_tool(id: &str) -> Words {
    let id = quoted(id);
    words!(
        "{id} n’est l’identifiant d’aucun outil : l’enchaînement s’en passe",
        "{id} is the id of no tool, so the routine does without it",
        "{id} ist die id keiner Anwendung: Der Ablauf lässt sie aus"
    )
}

fn check_notice(notice: &Notice, index: usize, hosts: &Hosts, findings: &mut Findings) {
    let at = |field: &str| format!("notices[{index}].{field}");
    if notice.text.is_empty() {
        findings.wrong(Problem::new(at("text"), empty()));
    }
    let mut moment = |field: &str, text: &Option<String>| {
        let text = text.as_deref()?;
        let moment = UnixTime::of_rfc3339(text);
        if moment.is_none() {
            findings.wrong(no_moment(at(field), text));
        }
        moment
    };
    let (from, until) = (moment("from", &notice.from), moment("until", &notice.until));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let what = words!(
            "n’est pas après \"from\" : l’annonce ne serait jamais montrée",
            "is not after \"from\", so the notice would never be shown",
            "liegt nicht nach \"from\": Die Mitteilung würde nie gezeigt"
        );
        findings.wrong(Problem::new(at("until"), what));
    }
    if let Some(link) = &notice.link
        && let Err(refusal) = hosts.check(link)
    {
        findings.wrong(refused(at("link"), link, refusal));
    }
    audience(notice.audience.as_ref(), || format!("notices[{index}]"), findings);
}

fn no_moment(path: String, text: &str) -> Problem {
    let written = quoted(text);
    let what = words!(
        "{written} n’est pas une date avec son heure et son fuseau (RFC 3339)",
        "{written} is not a date with its time and time zone (RFC 3339)",
        "{written} ist kein Datum mit Uhrzeit und Zeitzone (RFC 3339)"
    );
    let instead = words!(
        "Écrivez-la comme \"2026-12-01T08:00:00+01:00\"",
        "Write it as in \"2026-12-01T08:00:00+01:00\"",
        "Schreiben Sie es wie in \"2026-12-01T08:00:00+01:00\""
    );
    Problem::new(path, what).instead(instead)
}
