//! The tools: which there are, where they stand, and who for.

use std::collections::{HashMap, HashSet};

use super::{About, Changes, Kind, from_to, order, paired};
use crate::words::Language;
use crate::workspace::format::{App, Document, Section, Sso};

pub(super) fn compare(old: &Document, new: &Document, changes: &mut Changes) {
    let (before, now) = (Sections::of(old, changes), Sections::of(new, changes));
    let tools = paired(&old.apps, &new.apps, |app| &app.id);
    for app in &tools.appeared {
        let name = changes.name(&app.name);
        let (section, place) = (now.name(app), app.place.in_words(changes.language));
        let whom = changes.whom(app.audience.as_ref());
        changes.say(
            About::Tools,
            Kind::Appeared,
            &app.id,
            [
                format!("{name} apparaît dans {section} ({place}), pour : {whom}"),
                format!("{name} appears in {section} ({place}), for: {whom}"),
                format!("{name} erscheint in {section} ({place}), für: {whom}"),
            ],
        );
    }
    for app in &tools.gone {
        let (name, section) = (changes.name(&app.name), before.name(app));
        changes.say(
            About::Tools,
            Kind::Gone,
            &app.id,
            [
                format!("{name} disparaît de {section}"),
                format!("{name} disappears from {section}"),
                format!("{name} verschwindet aus {section}"),
            ],
        );
    }
    for (was, is) in &tools.both {
        if was != is {
            one(was, is, changes);
        }
        let (from, to) = (before.id(was), now.id(is));
        if from != to {
            let (name, from, to) = (changes.name(&is.name), before.name(was), now.name(is));
            changes.say(
                About::Tools,
                Kind::Moved,
                &is.id,
                [
                    format!("{name} passe de {from} à {to}"),
                    format!("{name} moves from {from} to {to}"),
                    format!("{name} zieht von {from} nach {to}"),
                ],
            );
        }
    }
    let ranks: HashMap<&str, usize> =
        old.apps.iter().enumerate().map(|(rank, app)| (app.id.as_str(), rank)).collect();
    let stayed: Vec<&App> =
        tools.both.iter().filter(|(was, is)| before.id(was) == now.id(is)).map(|(_, is)| *is).collect();
    let mut by_section: HashMap<Option<&str>, Vec<&App>> = HashMap::new();
    for app in &stayed {
        by_section.entry(now.id(app)).or_default().push(app);
    }
    for id in now.ids.iter().map(|id| Some(*id)).chain([None]) {
        let apps = by_section.remove(&id).unwrap_or_default();
        let old_ranks: Vec<_> = apps.iter().map(|app| ranks[app.id.as_str()]).collect();
        for index in order::moved(&old_ranks) {
            let (name, section) = (changes.name(&apps[index].name), now.name(apps[index]));
            let previous = index.checked_sub(1).map(|previous| changes.name(&apps[previous].name));
            changes.say(
                About::Tools,
                Kind::Moved,
                &apps[index].id,
                match previous {
                    Some(previous) => [
                        format!("{name} passe après {previous} dans {section}"),
                        format!("{name} moves behind {previous} in {section}"),
                        format!("{name} rückt hinter {previous} in {section}"),
                    ],
                    None => [
                        format!("{name} passe en tête de {section}"),
                        format!("{name} moves to the front of {section}"),
                        format!("{name} rückt an den Anfang von {section}"),
                    ],
                },
            );
        }
    }
}

/// What is different in a tool itself.
fn one(was: &App, is: &App, changes: &mut Changes) {
    let (about, id, l) = (About::Tools, &is.id, changes.language);
    let name = changes.name(&is.name);
    if was.name != is.name {
        let how = changes.renamed(&was.name, &is.name);
        changes.say(
            about,
            Kind::Renamed,
            id,
            [
                format!("un outil change de nom : {how}"),
                format!("a tool is renamed: {how}"),
                format!("eine Anwendung heißt anders: {how}"),
            ],
        );
    }
    if was.url != is.url {
        let how = from_to(&was.url, &is.url);
        changes.say(
            about,
            Kind::Changed,
            id,
            [
                format!("{name} a une autre adresse : {how}"),
                format!("{name} has another address: {how}"),
                format!("{name} hat eine andere Adresse: {how}"),
            ],
        );
    }
    if was.place != is.place {
        let how = from_to(was.place.in_words(l), is.place.in_words(l));
        changes.say(
            about,
            Kind::Moved,
            id,
            [
                format!("{name} change de place : {how}"),
                format!("{name} changes its place: {how}"),
                format!("{name} ändert den Platz: {how}"),
            ],
        );
    }
    if was.audience != is.audience {
        let (before, now) = (changes.whom(was.audience.as_ref()), changes.whom(is.audience.as_ref()));
        changes.say(
            about,
            Kind::Audience,
            id,
            [
                format!("{name} est maintenant pour : {now} (avant : {before})"),
                format!("{name} is now for: {now} (before: {before})"),
                format!("{name} ist jetzt für: {now} (bisher: {before})"),
            ],
        );
    }
    if was.sso != is.sso {
        let how = from_to(&opening(&was.sso), &opening(&is.sso));
        changes.say(
            about,
            Kind::Changed,
            id,
            [
                format!("{name} s’ouvre autrement : {how}"),
                format!("{name} opens in another way: {how}"),
                format!("{name} öffnet sich anders: {how}"),
            ],
        );
    }
    let details = details(was, is, l);
    if !details.is_empty() {
        let details = details.join(", ");
        changes.say(
            about,
            Kind::Changed,
            id,
            [
                format!("{name} change : {details}"),
                format!("{name} changes: {details}"),
                format!("{name} ändert sich: {details}"),
            ],
        );
    }
}

fn opening(sso: &Sso) -> String {
    match sso {
        Sso::Lasuite { next_param } => format!("lasuite ({next_param})"),
        Sso::InitiateLogin { uri } => format!("initiate_login ({uri})"),
        Sso::Link => "link".to_owned(),
    }
}

fn details(was: &App, is: &App, l: Language) -> Vec<&'static str> {
    [
        (was.purpose != is.purpose, l.pick("description", "purpose", "Zweck")),
        (was.icon != is.icon, l.pick("icône", "icon", "Symbol")),
        (was.keywords != is.keywords, l.pick("mots-clés", "keywords", "Stichwörter")),
        (was.actions != is.actions, l.pick("actions", "actions", "Aktionen")),
        (
            was.acr != is.acr,
            l.pick("niveau de connexion demandé", "level of sign-in asked for", "verlangte Anmeldestufe"),
        ),
        (was.documents != is.documents, l.pick("documents récents", "recent documents", "letzte Dokumente")),
        (was.health != is.health, l.pick("adresse d’état", "health address", "Statusadresse")),
        (was.source != is.source, l.pick("code source", "source code", "Quellcode")),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect()
}

/// The sections of a document, and how they are named.
struct Sections<'a> {
    ids: Vec<&'a str>,
    known: HashSet<&'a str>,
    names: HashMap<&'a str, String>,
    others: String,
}

impl<'a> Sections<'a> {
    fn of(document: &'a Document, changes: &Changes) -> Self {
        let name = |section: &'a Section| (section.id.as_str(), changes.name(&section.name));
        let ids: Vec<_> = document.sections.iter().map(|section| section.id.as_str()).collect();
        Self {
            known: ids.iter().copied().collect(),
            ids,
            names: document.sections.iter().map(name).collect(),
            others: changes.quoted(crate::desk::others(changes.language)),
        }
    }

    /// The section that a tool stands in, as the desk sees it.
    fn id<'b>(&self, app: &'b App) -> Option<&'b str> {
        app.section.as_deref().filter(|id| self.known.contains(id))
    }

    fn name(&self, app: &App) -> String {
        self.id(app).map_or_else(|| self.others.clone(), |id| self.names[id].clone())
    }
}
