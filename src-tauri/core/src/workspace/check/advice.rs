//! What a good workspace leaves to be desired. Reading one does not look for it.

use std::collections::HashSet;

use crate::DEMO;
use crate::clock::UnixTime;
use crate::launch::address::Hosts;
use crate::view::AccentView;
use crate::words;
use crate::words::Language;
use crate::workspace::brand;
use crate::workspace::format::{Document, Place, Sso, Text};
use crate::workspace::nearest::did_you_mean;
use crate::workspace::problem::{Findings, Problem, quoted, write};

/// More tools than this that nobody can take away leave an agent no desk of their own.
const MOST_PINNED: usize = 24;

/// Adds it all.
pub(super) fn give(document: &Document, now: UnixTime, findings: &mut Findings) {
    texts(document, findings);
    ids(document, findings);
    sections(document, findings);
    past_notices(document, now, findings);
    if let Some(text) = &document.brand.accent {
        accent(text, findings);
    }
    let pinned = document.apps.iter().filter(|app| app.place == Place::Pinned).count();
    if pinned > MOST_PINNED {
        let what = words!(
            "épingle {pinned} outils : au-delà de {MOST_PINNED}, chacun cherche au lieu de voir",
            "pins {pinned} tools: beyond {MOST_PINNED}, people search instead of seeing",
            "heftet {pinned} Anwendungen an: Ab {MOST_PINNED} sucht man, statt zu sehen"
        );
        let instead = words!(
            "Gardez \"pinned\" pour ceux dont chacun a besoin, et écrivez \"suggested\" ou \"available\" pour les autres",
            "Keep \"pinned\" for those that everybody needs, and write \"suggested\" or \"available\" for the others",
            "Behalten Sie \"pinned\" für die, die jeder braucht, und schreiben Sie sonst \"suggested\" oder \"available\""
        );
        findings.odd(Problem::new("apps", what).instead(instead));
    }
}

fn texts(document: &Document, findings: &mut Findings) {
    text(&document.name, "name", findings);
    for (index, section) in document.sections.iter().enumerate() {
        let path = format!("sections[{index}].name");
        if section.name.is_empty() {
            findings.odd(Problem::new(path, words!("est vide", "is empty", "ist leer")));
        } else {
            text(&section.name, &path, findings);
        }
    }
    for (index, app) in document.apps.iter().enumerate() {
        text(&app.name, &format!("apps[{index}].name"), findings);
        text(&app.purpose, &format!("apps[{index}].purpose"), findings);
        for (nth, action) in app.actions.iter().enumerate() {
            text(&action.name, &format!("apps[{index}].actions[{nth}].name"), findings);
        }
    }
    for (index, routine) in document.routines.iter().enumerate() {
        text(&routine.name, &format!("routines[{index}].name"), findings);
    }
    for (index, notice) in document.notices.iter().enumerate() {
        text(&notice.text, &format!("notices[{index}].text"), findings);
    }
}

fn text(text: &Text, path: &str, findings: &mut Findings) {
    let spoken = [Language::Fr, Language::En, Language::De].map(Language::tag);
    for tag in text.tags().filter(|tag| !spoken.contains(tag)) {
        let what = words!(
            "est dans une langue que Parvis ne parle pas",
            "is in a language that Parvis does not speak",
            "ist in einer Sprache, die Parvis nicht spricht"
        );
        let base = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let meant = spoken.contains(&base.as_str()).then(|| write(&quoted(&base)));
        findings.odd(Problem::new(format!("{path}.{tag}"), what).instead(meant));
    }
    if !text.is_empty() && !text.tags().any(|tag| tag == "fr") {
        let shown = quoted(text.pick(Language::Fr));
        let what = words!(
            "n’a pas de français (\"fr\") : {shown} est montré à sa place",
            "has no French (\"fr\"): {shown} is shown in its place",
            "hat kein Französisch (\"fr\"): {shown} wird stattdessen gezeigt"
        );
        findings.odd(Problem::new(path, what));
    }
}

/// Ids end up in addresses, in files and in what an agent keeps: plain ones have no surprises.
fn ids(document: &Document, findings: &mut Findings) {
    let mut id = |id: &str, path: String| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_/".contains(c);
        if !id.trim().is_empty() && !id.chars().all(is_plain) {
            let written = quoted(id);
            let what = words!(
                "{written} contient autre chose que des lettres sans accent, des chiffres et . - _ /",
                "{written} holds something other than letters without accents, digits and . - _ /",
                "{written} enthält anderes als Buchstaben ohne Akzent, Ziffern und . - _ /"
            );
            findings.odd(Problem::new(path, what));
        }
    };
    id(&document.id, "id".into());
    for (index, section) in document.sections.iter().enumerate() {
        id(&section.id, format!("sections[{index}].id"));
    }
    for (index, app) in document.apps.iter().enumerate() {
        id(&app.id, format!("apps[{index}].id"));
        for (nth, action) in app.actions.iter().enumerate() {
            id(&action.id, format!("apps[{index}].actions[{nth}].id"));
        }
    }
    for (index, feed) in document.feeds.iter().enumerate() {
        id(feed.id(), format!("feeds[{index}].id"));
    }
    for (index, routine) in document.routines.iter().enumerate() {
        id(&routine.id, format!("routines[{index}].id"));
    }
    for (index, notice) in document.notices.iter().enumerate() {
        id(&notice.id, format!("notices[{index}].id"));
    }
    for (index, app) in document.apps.iter().enumerate() {
        let mut seen = HashSet::new();
        for (nth, action) in app.actions.iter().enumerate() {
            if !seen.insert(&action.id) {
                let written = quoted(&action.id);
                let what = words!(
                    "{written} est là deux fois : seule la première action s’ouvre",
                    "{written} is there twice: only the first action opens",
                    "{written} steht zweimal da: Nur die erste Aktion wird geöffnet"
                );
                findings.odd(Problem::new(format!("apps[{index}].actions[{nth}].id"), what));
            }
        }
    }
}

fn sections(document: &Document, findings: &mut Findings) {
    let known: HashSet<_> = document.sections.iter().map(|section| section.id.as_str()).collect();
    let of_apps =
        document.apps.iter().enumerate().map(|(n, app)| (format!("apps[{n}].section"), &app.section));
    let of_feeds =
        document.feeds.iter().enumerate().map(|(n, feed)| (format!("feeds[{n}].section"), &feed.section));
    for (path, section) in of_apps.chain(of_feeds) {
        if let Some(section) = section.as_deref().filter(|section| !known.contains(section)) {
            let written = quoted(section);
            let what = words!(
                "{written} n’est l’identifiant d’aucune section : l’outil est rangé à la fin",
                "{written} is the id of no section, so the tool comes last",
                "{written} ist die id keines Abschnitts: Die Anwendung steht am Ende"
            );
            findings.odd(Problem::new(path, what).instead(did_you_mean(section, known.iter().copied())));
        }
    }
}

/// Adds the hosts that no address needs. Where an address could not be read, this cannot be told.
pub(super) fn unused_hosts(document: &Document, findings: &mut Findings) {
    // The addresses of a feed's tools are not known here.
    if !document.feeds.is_empty() {
        return;
    }
    let of_apps = document.apps.iter().flat_map(|app| {
        let initiate = match &app.sso {
            Sso::InitiateLogin { uri } => Some(uri),
            _ => None,
        };
        let repository = app.source.as_ref().and_then(|source| source.repository.as_ref());
        [Some(&app.url), initiate, app.health.as_ref().map(|health| &health.url), repository]
    });
    let of_notices = document.notices.iter().map(|notice| notice.link.as_ref());
    let addresses: Vec<_> = of_apps.chain(of_notices).flatten().collect();
    for (index, entry) in document.hosts.iter().enumerate() {
        let (host, refused) = Hosts::read(std::slice::from_ref(entry), DEMO);
        if refused.is_empty() && !addresses.iter().any(|address| host.check(address).is_ok()) {
            let entry = quoted(entry);
            let what = words!(
                "{entry} ne sert à aucune adresse de cet espace de travail",
                "{entry} is used by no address of this workspace",
                "{entry} wird von keiner Adresse dieses Arbeitsbereichs gebraucht"
            );
            findings.odd(Problem::new(format!("hosts[{index}]"), what));
        }
    }
}

fn past_notices(document: &Document, now: UnixTime, findings: &mut Findings) {
    for (index, notice) in document.notices.iter().enumerate() {
        if notice.until.as_deref().and_then(UnixTime::of_rfc3339).is_some_and(|until| until <= now) {
            let what = words!(
                "est passé : l’annonce n’est plus montrée",
                "is past: the notice is not shown any more",
                "ist vorbei: Die Mitteilung wird nicht mehr gezeigt"
            );
            findings.odd(Problem::new(format!("notices[{index}].until"), what));
        }
    }
}

/// On a dark ground nearly every colour is lightened, as one would expect; on a light one its owner will notice.
fn accent(text: &str, findings: &mut Findings) {
    let Some(AccentView { light, dark }) = brand::accent(text) else { return };
    if !light.eq_ignore_ascii_case(text) {
        let what = words!(
            "a trop peu de contraste pour être lu : {light} est montré à sa place, {dark} sur fond sombre",
            "has too little contrast to be read: {light} is shown in its place, {dark} on a dark ground",
            "hat zu wenig Kontrast, um lesbar zu sein: Gezeigt wird {light}, auf dunklem Grund {dark}"
        );
        findings.odd(Problem::new("brand.accent", what));
    }
}
