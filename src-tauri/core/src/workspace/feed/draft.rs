//! A workspace to begin with, made of a list that is already there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};
use url::Url;

use super::{Listed, Reading, Source, Unusable, read};
use crate::DEMO;
use crate::launch::address::{Hosts, Refusal};
use crate::words::Language;
use crate::workspace::format::{Feed, FeedKind, Notice, Place, Severity, Text};

/// Reads an answer as if every host that it names were listed; what could not be opened from anywhere is left out.
/// `from` is where the answer was read, if it was, and what relative addresses begin with.
pub fn read_any(
    kind: FeedKind,
    answer: &[u8],
    from: Option<&Url>,
    language: Language,
) -> Result<Reading, Unusable> {
    let feed = Feed { id: None, kind, url: String::new(), section: None, place: Place::default() };
    let source = Source { feed: &feed, address: from, language, allowed: &anywhere };
    read(answer, &source)
}

/// A whole document of format 1: `hosts` are the ones that its tools are on, each by its name and nothing beyond.
pub fn to_document(reading: &Reading, id: &str, name: &Text) -> Value {
    let prefix = format!("{}/", reading.feed);
    let mut taken = HashSet::new();
    let mut sections = BTreeMap::new();
    let mut written = Vec::new();
    for section in &reading.sections {
        let own = section.id.strip_prefix(&prefix).unwrap_or(&section.id);
        let plain = unique(plain(own), &mut taken);
        written.push(json!({"id": plain, "name": section.name}));
        sections.insert(section.id.as_str(), plain);
    }
    let hosts: BTreeSet<String> = reading.apps.iter().filter_map(|listed| entry(&listed.url)).collect();
    taken.clear();
    let apps: Vec<Value> = reading
        .apps
        .iter()
        .map(|listed| app(listed, unique(app_id(listed, &prefix), &mut taken), &sections))
        .collect();
    let notices: Vec<Value> = reading.notices.iter().map(|said| notice(said, &prefix)).collect();
    let mut document = json!({"format": 1, "id": id, "name": name, "revision": 1, "hosts": hosts});
    for (field, list) in [("sections", written), ("apps", apps), ("notices", notices)] {
        if !list.is_empty() {
            document[field] = list.into();
        }
    }
    document
}

/// Checks an address against the one host that it is on.
fn anywhere(address: &str) -> Result<Url, Refusal> {
    let url = Url::parse(address).map_err(|_| Refusal::NotAnAddress)?;
    let entry = entry(&url).ok_or(Refusal::NotAnAddress)?;
    let (hosts, refused) = Hosts::read(&[entry], DEMO);
    match refused.first() {
        Some((_, refusal)) => Err(*refusal),
        None => hosts.check(address),
    }
}

/// How `hosts` names where this is.
fn entry(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn app(listed: &Listed, id: String, sections: &BTreeMap<&str, String>) -> Value {
    let mut fields = Map::new();
    let app = &listed.app;
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("id", id.into());
    put("name", json!(app.name));
    if !app.purpose.is_empty() {
        put("purpose", json!(app.purpose));
    }
    put("url", listed.url.as_str().into());
    if let Some(icon) = &listed.icon {
        put("icon", json!(icon));
    }
    if let Some(section) = app.section.as_deref().and_then(|section| sections.get(section)) {
        put("section", section.as_str().into());
    }
    if !app.keywords.is_empty() {
        put("keywords", json!(app.keywords));
    }
    if app.place == Place::Available {
        put("place", "available".into());
    }
    Value::Object(fields)
}

fn notice(said: &Notice, prefix: &str) -> Value {
    let severity = match said.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    };
    let id = plain(said.id.strip_prefix(prefix).unwrap_or(&said.id));
    let mut notice = json!({"id": id, "severity": severity, "text": said.text});
    for (field, moment) in [("from", &said.from), ("until", &said.until)] {
        if let Some(moment) = moment {
            notice[field] = moment.as_str().into();
        }
    }
    notice
}

/// The id that the list gives, unless it is a mere number: then what the tool is called.
fn app_id(listed: &Listed, prefix: &str) -> String {
    let own = listed.app.id.strip_prefix(prefix).unwrap_or(&listed.app.id);
    let is_number = own.bytes().all(|byte| byte.is_ascii_digit());
    plain(if is_number { listed.app.name.pick(Language::Fr) } else { own })
}

/// Letters, digits and hyphens.
fn plain(id: &str) -> String {
    let plain: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "tool".to_owned() } else { parts.join("-") }
}

fn unique(id: String, taken: &mut HashSet<String>) -> String {
    let free = (1..).map(|nth| if nth == 1 { id.clone() } else { format!("{id}-{nth}") });
    let mut free = free.filter(|id| !taken.contains(id));
    let id = free.next().unwrap_or_default();
    taken.insert(id.clone());
    id
}
