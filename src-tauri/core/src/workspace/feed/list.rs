//! What every reader does with an entry: its id, its name and its address have to be usable, the rest may be.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::text::{self, LONGEST_NAME};
use super::{Listed, Reading, Source};
use crate::launch::address::Refusal;
use crate::line::one_line;
use crate::words;
use crate::words::{Language, Words};
use crate::workspace::format::{Acr, App, Place, Section, Sso, Text};
use crate::workspace::problem::Problem;

/// No desk is larger; what comes after is left out.
const MOST_ENTRIES: usize = 2_000;
/// Longer ids, in bytes, are refused.
const LONGEST_ID: usize = 200;
/// Longer addresses, in bytes, are refused.
const LONGEST_ADDRESS: usize = 2_000;

/// The reading as it grows.
pub(super) struct List<'a> {
    pub source: &'a Source<'a>,
    pub reading: Reading,
    ids: HashSet<String>,
    sections: HashSet<String>,
    asked: usize,
}

/// An entry as a reader found it.
#[derive(Default)]
pub(super) struct Found {
    pub id: Option<String>,
    pub name: Text,
    pub purpose: Text,
    /// Its addresses, the best one first. The first that may be opened is taken.
    pub links: Vec<String>,
    pub logo: Option<String>,
    /// The id and the name of the feed's own section.
    pub section: Option<(String, Text)>,
    pub keywords: Vec<String>,
    /// Whether it is offered to this organisation but not ready for it.
    pub on_demand: bool,
    /// The address that relative ones begin at.
    pub base: Option<Url>,
}

impl<'a> List<'a> {
    pub fn new(source: &'a Source<'a>) -> Self {
        let reading = Reading { feed: source.feed.id().to_owned(), ..Reading::default() };
        Self { source, reading, ids: HashSet::new(), sections: HashSet::new(), asked: 0 }
    }

    /// Says why something at this place was left out.
    pub fn leave_out(&mut self, path: &str, what: Words) {
        self.reading.left_out.push(Problem::new(path, what));
    }

    /// Whether there is room for another entry; says so once when there is not.
    pub fn has_room(&mut self, path: &str) -> bool {
        self.asked += 1;
        if self.asked == MOST_ENTRIES + 1 {
            let what = words!(
                "est le premier de trop : {MOST_ENTRIES} entrées sont lues",
                "is the first too many: {MOST_ENTRIES} entries are read",
                "ist der erste zu viel: {MOST_ENTRIES} Einträge werden gelesen"
            );
            self.leave_out(path, what);
        }
        self.asked <= MOST_ENTRIES
    }

    /// Takes an entry, or says why not.
    pub fn add(&mut self, path: &str, found: Found) {
        match self.tool(path, &found) {
            Ok(tool) => {
                if let Some((id, name)) = found.section
                    && self.sections.insert(id.clone())
                {
                    self.reading.sections.push(Section { id, name });
                }
                self.reading.apps.push(tool);
            }
            Err(what) => self.leave_out(path, what),
        }
    }

    fn tool(&mut self, path: &str, found: &Found) -> Result<Listed, Words> {
        let id = found.id.as_ref().ok_or_else(no_id)?;
        if found.name.is_empty() {
            return Err(words!("n’a pas de nom", "has no name", "hat keinen Namen"));
        }
        let url = self.first_allowed(found)?;
        if !self.ids.insert(id.clone()) {
            let id = one_line(id, LONGEST_NAME);
            return Err(words!(
                "a l’identifiant \"{id}\", déjà pris",
                "has the id \"{id}\", which is taken",
                "hat die Kennung \"{id}\", die vergeben ist"
            ));
        }
        let logo = found.logo.as_deref().and_then(|logo| match self.check(logo, found.base.as_ref()) {
            Ok(logo) => Some(logo),
            Err(refusal) => {
                let what = said(refusal, logo, ["son logo", "its logo", "sein Logo"]);
                self.leave_out(path, what);
                None
            }
        });
        let feed = self.source.feed;
        let place = match feed.place {
            Place::Pinned | Place::Suggested if found.on_demand => Place::Available,
            place => place,
        };
        let app = App {
            id: format!("{}/{id}", feed.id()),
            name: found.name.clone(),
            purpose: found.purpose.clone(),
            url: url.as_str().to_owned(),
            icon: None,
            section: found.section.as_ref().map(|(id, _)| id.clone()).or_else(|| feed.section.clone()),
            keywords: found.keywords.clone(),
            sso: Sso::Link,
            place,
            audience: None,
            actions: Vec::new(),
            acr: Acr::default(),
            documents: None,
            health: None,
            source: None,
        };
        Ok(Listed { app, url, logo, icon: None })
    }

    fn first_allowed(&self, found: &Found) -> Result<Url, Words> {
        let mut refused = None;
        for link in &found.links {
            match self.check(link, found.base.as_ref()) {
                Ok(url) => return Ok(url),
                Err(refusal) => {
                    refused.get_or_insert((refusal, link));
                }
            }
        }
        Err(refused.map_or_else(
            || words!("n’a pas d’adresse", "has no address", "hat keine Adresse"),
            |(refusal, link)| said(refusal, link, ["son adresse", "its address", "seine Adresse"]),
        ))
    }

    /// Checks an address; a relative one begins at `base`.
    fn check(&self, address: &str, base: Option<&Url>) -> Result<Url, Refusal> {
        let address = address.trim();
        if address.len() > LONGEST_ADDRESS {
            return Err(Refusal::NotAnAddress);
        }
        // As the check itself does, and before anything is joined: joining drops such characters.
        if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(Refusal::OddCharacters);
        }
        match (Url::parse(address), base) {
            (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => {
                let joined = base.join(address).map_err(|_| Refusal::NotAnAddress)?;
                (self.source.allowed)(joined.as_str())
            }
            _ => (self.source.allowed)(address),
        }
    }
}

/// An id: a text, or a whole number.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        // Only what is the same when it is read out.
        Value::String(id) if !id.is_empty() && id.len() <= LONGEST_ID && one_line(id, LONGEST_ID) == *id => {
            Some(id.clone())
        }
        _ => None,
    }
}

/// A text of the feed that is an address, as it is written.
pub(super) fn address(value: &Value) -> Option<String> {
    value.as_str().filter(|address| !address.trim().is_empty()).map(str::to_owned)
}

/// What is said of something that is no entry at all.
pub(super) fn not_an_entry() -> Words {
    words!("n’est pas un objet", "is not an object", "ist kein Objekt")
}

fn no_id() -> Words {
    words!("n’a pas d’identifiant utilisable", "has no usable id", "hat keine brauchbare Kennung")
}

fn said(refusal: Refusal, address: &str, [fr, en, de]: [&str; 3]) -> Words {
    let address = one_line(address, LONGEST_NAME);
    let why = refusal.words();
    let [why_fr, why_en, why_de] = [Language::Fr, Language::En, Language::De].map(|l| why.pick(l));
    words!("{fr} \"{address}\" {why_fr}", "{en} \"{address}\" {why_en}", "{de} \"{address}\" {why_de}")
}

/// One language's text as a [`Text`].
pub(super) fn named(tag: &str, value: &Value) -> Text {
    text::one(tag, text::shown(value, LONGEST_NAME))
}
