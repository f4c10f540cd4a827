//! What is different between two workspaces, said as an administrator thinks of it. Pure: two documents in, sentences out.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

mod identity;
mod lists;
mod order;
mod tools;

use super::audience::{Audience, Membership};
use super::format::{Document, Place, Text};
use crate::words::Language;

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    pub about: About,
    /// What happened to it.
    pub kind: Kind,
    /// The id, host or name of the field that it is about.
    pub subject: String,
    /// The same as a sentence without a full stop, in the reader's language.
    pub words: String,
}

/// What a change is about, in the order in which changes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The workspace as a whole: id, name, revision, brand.
    Workspace,
    /// How agents sign in.
    SignIn,
    /// What may be opened.
    Hosts,
    /// The groups of tiles.
    Sections,
    /// The tools.
    Tools,
    /// Tools that are opened together.
    Routines,
    /// What the organisation says.
    Notices,
    /// Lists that somebody else keeps.
    Feeds,
    /// What the organisation prefers of Parvis' own settings.
    Settings,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is new.
    Appeared,
    /// It is no more.
    Gone,
    /// It has another name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// It is for other people.
    Audience,
    /// It is different otherwise.
    Changed,
    /// It deserves a second look before it is published.
    Warning,
}

/// Everything that is different in `new`. With a person, everything that is different for them: what they are not shown
/// in either is left out.
pub fn diff(old: &Document, new: &Document, person: Option<&Membership>, language: Language) -> Vec<Change> {
    if let Some(person) = person {
        return diff(&seen_by(old, person), &seen_by(new, person), None, language);
    }
    let mut changes = Changes { language, found: Vec::new() };
    whole(old, new, &mut changes);
    identity::compare(old, new, &mut changes);
    hosts(old, new, &mut changes);
    lists::sections(old, new, &mut changes);
    tools::compare(old, new, &mut changes);
    lists::routines(old, new, &mut changes);
    lists::notices(old, new, &mut changes);
    lists::feeds(old, new, &mut changes);
    lists::settings(old, new, &mut changes);
    if !changes.found.is_empty() {
        revision(old, new, &mut changes);
    }
    changes.found.sort_by_key(|change| change.about);
    changes.found
}

/// The document as if it held only what this person is shown.
fn seen_by(document: &Document, person: &Membership) -> Document {
    let is_for =
        |audience: &Option<Audience>| audience.as_ref().is_none_or(|audience| audience.includes(person));
    let mut seen = document.clone();
    seen.apps.retain(|app| app.place != Place::Hidden && is_for(&app.audience));
    seen.routines.retain(|routine| is_for(&routine.audience));
    seen.notices.retain(|notice| is_for(&notice.audience));
    seen
}

/// What was found so far, and the language it is said in.
struct Changes {
    language: Language,
    found: Vec<Change>,
}

impl Changes {
    /// Adds one, said in French, English and German.
    fn say(&mut self, about: About, kind: Kind, subject: &str, [fr, en, de]: [String; 3]) {
        let words = self.language.pick(fr, en, de);
        self.found.push(Change { about, kind, subject: subject.to_owned(), words });
    }

    /// A name in quotation marks.
    fn quoted(&self, name: &str) -> String {
        self.language.pick(format!("« {name} »"), format!("\"{name}\""), format!("„{name}“"))
    }

    /// A text in quotation marks.
    fn name(&self, text: &Text) -> String {
        self.quoted(text.pick(self.language))
    }

    /// How a text is different.
    fn renamed(&self, old: &Text, new: &Text) -> String {
        let (was, is) = (self.name(old), self.name(new));
        if was == is {
            let l = self.language;
            return l
                .pick("dans une autre langue", "in another language", "in einer anderen Sprache")
                .to_owned();
        }
        from_to(&was, &is)
    }

    /// Who sees something.
    fn whom(&self, audience: Option<&Audience>) -> String {
        match audience {
            Some(audience) => audience.in_words(self.language),
            None => self.language.pick("tout le monde", "everybody", "alle").to_owned(),
        }
    }
}

/// From one thing to another.
fn from_to(old: &str, new: &str) -> String {
    format!("{old} → {new}")
}

/// What is new, what is no more, and what is in both, by id, in the order of the newer.
fn paired<'a, T>(old: &'a [T], new: &'a [T], id: fn(&T) -> &str) -> Paired<'a, T> {
    let before: HashMap<&str, &T> = old.iter().map(|one| (id(one), one)).collect();
    let now: HashSet<&str> = new.iter().map(id).collect();
    Paired {
        appeared: new.iter().filter(|one| !before.contains_key(id(one))).collect(),
        gone: old.iter().filter(|one| !now.contains(id(one))).collect(),
        both: new.iter().filter_map(|one| Some((*before.get(id(one))?, one))).collect(),
    }
}

struct Paired<'a, T> {
    appeared: Vec<&'a T>,
    gone: Vec<&'a T>,
    both: Vec<(&'a T, &'a T)>,
}

fn whole(old: &Document, new: &Document, changes: &mut Changes) {
    use About::Workspace;
    let (was, is) = (&old.id, &new.id);
    if was != is {
        changes.say(Workspace, Kind::Warning, "id", [
            format!("l’identifiant devient {is} (c’était {was}) : pour Parvis, c’est un autre espace de travail"),
            format!("the id becomes {is} (it was {was}): to Parvis, this is another workspace"),
            format!("die Kennung wird {is} (bisher {was}): für Parvis ist das ein anderer Arbeitsbereich"),
        ]);
    }
    if old.name != new.name {
        let how = changes.renamed(&old.name, &new.name);
        changes.say(
            Workspace,
            Kind::Renamed,
            "name",
            [
                format!("le nom change : {how}"),
                format!("the name changes: {how}"),
                format!("der Name ändert sich: {how}"),
            ],
        );
    }
    for (subject, was, is, [fr, en, de]) in [
        ("brand.logo", &old.brand.logo, &new.brand.logo, ["le logo", "the logo", "das Logo"]),
        ("brand.accent", &old.brand.accent, &new.brand.accent, ["la couleur", "the colour", "die Farbe"]),
    ] {
        if was != is {
            let what = |value: &Option<String>| match value {
                None => "–".to_owned(),
                Some(data) if data.starts_with("data:") => "data:…".to_owned(),
                Some(value) => value.clone(),
            };
            let how = from_to(&what(was), &what(is));
            changes.say(
                Workspace,
                Kind::Changed,
                subject,
                [
                    format!("{fr} change : {how}"),
                    format!("{en} changes: {how}"),
                    format!("{de} ändert sich: {how}"),
                ],
            );
        }
    }
}

/// Help desks ask for it: two different workspaces should not have the same.
fn revision(old: &Document, new: &Document, changes: &mut Changes) {
    if let Some(was) = old.revision
        && new.revision.is_none_or(|is| is <= was)
    {
        let is = new.revision.map_or("–".to_owned(), |is| is.to_string());
        changes.say(
            About::Workspace,
            Kind::Warning,
            "revision",
            [
                format!("la révision n’augmente pas ({was} → {is})"),
                format!("the revision does not grow ({was} → {is})"),
                format!("die Revision steigt nicht ({was} → {is})"),
            ],
        );
    }
}

fn hosts(old: &Document, new: &Document, changes: &mut Changes) {
    for host in new.hosts.iter().filter(|host| !old.hosts.contains(host)) {
        changes.say(
            About::Hosts,
            Kind::Appeared,
            host,
            [
                format!("{host} peut être ouvert"),
                format!("{host} may be opened"),
                format!("{host} darf geöffnet werden"),
            ],
        );
    }
    for host in old.hosts.iter().filter(|host| !new.hosts.contains(host)) {
        changes.say(
            About::Hosts,
            Kind::Gone,
            host,
            [
                format!("{host} ne peut plus être ouvert"),
                format!("{host} may no longer be opened"),
                format!("{host} darf nicht mehr geöffnet werden"),
            ],
        );
    }
}

#[cfg(test)]
#[path = "../diff_tests.rs"]
mod tests;
