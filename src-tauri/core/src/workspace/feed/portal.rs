//! `portal.json`, what Univention's portal (Nubus, openDesk) draws its own page from.
//!
//! `{portal: {content: [[category, …]], categories: [dn]}, categories: [{dn, display_name, entries: [dn]}],
//! folders: [{dn, name, entries: [dn]}], entries: [{dn, name, description, keywords, links: [{locale, value}], icon_url,
//! activated, anonymous, allowedGroups, …}], announcements: [{name, title, message, severity, visibleFrom,
//! visibleUntil, allowedGroups, …}]}` (univention/univention-portal, `handlers/portal_entries_handler.py`,
//! `extensions/reloader_content.py`, `docs/features/Announcements.md`, and the front end's `portalData.models.ts`).
//! In the portal's own store each list is an object by dn instead. Texts are objects by locale, `[]` when empty.
//!
//! Without a sign-in, which no feed has, the portal names only what it shows to visitors.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use url::Url;

use super::list::{Found, List, address, id, not_an_entry};
use super::text::{self, LONGEST_NAME, LONGEST_PURPOSE};
use super::{Unusable, announcement, error_in};
use crate::words;
use crate::words::Language;
use crate::workspace::format::Text;

/// A folder in a folder in a folder is more than anybody draws.
const DEEPEST: usize = 3;

type ByDn<'v> = HashMap<&'v str, (String, &'v Value)>;

pub(super) fn read(answer: &Value, list: &mut List) -> Result<(), Unusable> {
    if let Some(error) = error_in(answer) {
        return Err(error);
    }
    if !answer["entries"].is_array() && !answer["entries"].is_object() {
        return Err(Unusable::NotAList);
    }
    let entries = by_dn(answer, "entries", Some(list));
    let mut walk = Walk {
        folders: by_dn(answer, "folders", None),
        entries,
        seen: HashSet::new(),
        base: list.source.address.and_then(|address| address.join("./").ok()),
    };
    if walk.entries.is_empty() {
        return Err(Unusable::Empty);
    }
    let categories = by_dn(answer, "categories", None);
    for dn in order(answer, &categories) {
        let Some((_, category)) = categories.get(dn) else { continue };
        let name: Text = text::by_language(&category["display_name"], LONGEST_NAME).into_iter().collect();
        let section = (!name.is_empty()).then(|| (format!("{}/{}", list.source.feed.id(), short(dn)), name));
        walk.inside(category, section.as_ref(), list);
    }
    for (path, announcement) in items(answer, "announcements") {
        announcement::read(&path, announcement, list);
    }
    Ok(())
}

struct Walk<'v> {
    folders: ByDn<'v>,
    entries: ByDn<'v>,
    /// Folders and entries that were met: each is taken once, where it stands first.
    seen: HashSet<&'v str>,
    base: Option<Url>,
}

impl<'v> Walk<'v> {
    /// Everything inside a category, folders opened: what they are called is what their entries are found by.
    fn inside(&mut self, category: &'v Value, section: Option<&(String, Text)>, list: &mut List) {
        let inside = |holder: &'v Value| holder["entries"].as_array().into_iter().flatten();
        let mut open = vec![(inside(category), Vec::<&'v Value>::new())];
        while let Some((rest, folders)) = open.last_mut() {
            let Some(dn) = rest.next() else {
                open.pop();
                continue;
            };
            let Some(dn) = dn.as_str().filter(|dn| self.seen.insert(dn)) else { continue };
            if let Some((path, entry)) = self.entries.get(dn) {
                if !list.has_room(path) {
                    return;
                }
                self.entry(path, dn, entry, folders, section, list);
            } else if let Some((_, folder)) = self.folders.get(dn) {
                let mut folders = folders.clone();
                folders.truncate(DEEPEST - 1);
                folders.push(&folder["name"]);
                open.push((inside(folder), folders));
            }
        }
    }

    fn entry(
        &self,
        path: &str,
        dn: &str,
        entry: &Value,
        folders: &[&Value],
        section: Option<&(String, Text)>,
        list: &mut List,
    ) {
        if entry["activated"] == false || entry["in_portal"] == false {
            return;
        }
        if entry["anonymous"] == true {
            let what = words!(
                "s’adresse aux visiteurs sans connexion",
                "is for visitors who are not signed in",
                "richtet sich an Besucher ohne Anmeldung"
            );
            return list.leave_out(path, what);
        }
        if is_for_some(entry) {
            let what = words!(
                "est pour certains groupes dans le portail ; ici, tout le monde le voit",
                "is for certain groups in the portal; here everybody is shown it",
                "ist im Portal für bestimmte Gruppen; hier sehen es alle"
            );
            list.leave_out(path, what);
        }
        let mut keywords = text::keywords(&entry["keywords"]);
        for folder in folders {
            keywords.extend(text::by_language(folder, LONGEST_NAME).into_values());
        }
        let mut met = HashSet::new();
        keywords.retain(|word| met.insert(word.clone()));
        let found = Found {
            id: id(&Value::String(short(dn).to_owned())),
            name: text::by_language(&entry["name"], LONGEST_NAME).into_iter().collect(),
            purpose: text::by_language(&entry["description"], LONGEST_PURPOSE).into_iter().collect(),
            links: links(&entry["links"], list.source.language),
            logo: address(&entry["icon_url"]),
            section: section.cloned(),
            keywords,
            on_demand: false,
            base: self.base.clone(),
        };
        list.add(path, found);
    }
}

/// Whether only some groups are shown this.
pub(super) fn is_for_some(item: &Value) -> bool {
    item["allowedGroups"].as_array().is_some_and(|groups| !groups.is_empty())
}

/// The items of a list, or of an object by dn, each with its place.
fn items<'v>(answer: &'v Value, list: &str) -> Vec<(String, &'v Value)> {
    match &answer[list] {
        Value::Array(items) => {
            items.iter().enumerate().map(|(nth, item)| (format!("{list}[{nth}]"), item)).collect()
        }
        Value::Object(items) => {
            items.values().enumerate().map(|(nth, item)| (format!("{list}.{nth}"), item)).collect()
        }
        _ => Vec::new(),
    }
}

/// The same by dn. With a list, says what has none.
fn by_dn<'v>(answer: &'v Value, name: &str, mut list: Option<&mut List>) -> ByDn<'v> {
    let mut found = ByDn::new();
    for (path, item) in items(answer, name) {
        match (item["dn"].as_str(), &mut list) {
            (Some(dn), _) => {
                found.entry(dn).or_insert((path, item));
            }
            (None, Some(list)) => {
                if list.has_room(&path) {
                    list.leave_out(&path, not_an_entry());
                }
            }
            (None, None) => {}
        }
    }
    found
}

/// The categories in the order of the page.
fn order<'v>(answer: &'v Value, all: &ByDn<'v>) -> Vec<&'v str> {
    let portal = &answer["portal"];
    let content = portal["content"].as_array().into_iter().flatten().filter_map(|pair| pair[0].as_str());
    let named = portal["categories"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let written = items(answer, "categories").into_iter().filter_map(|(_, category)| category["dn"].as_str());
    let mut seen = HashSet::new();
    let is_drawn = |dn: &&'v str| all.contains_key(dn) && seen.insert(*dn);
    let drawn: Vec<_> = content.chain(named).filter(is_drawn).collect();
    if drawn.is_empty() { written.collect() } else { drawn }
}

/// The first value of a distinguished name (RFC 4514 §3), which is also what `navigation.json` calls an entry.
fn short(dn: &str) -> &str {
    let first = dn.split(',').next().unwrap_or(dn);
    first.split_once('=').map_or(dn, |(_, value)| value)
}

/// The addresses: those in this language, then English, then any, as the portal itself chooses.
fn links(links: &Value, language: Language) -> Vec<String> {
    /// More of one entry are not tried.
    const MOST: usize = 12;
    let rank = |locale: &str| match text::tag(locale) {
        Some(tag) if tag == language.tag() => 0,
        Some(tag) if tag == "en" => 1,
        _ => 2,
    };
    let mut found: Vec<(u8, String)> = links
        .as_array()
        .into_iter()
        .flatten()
        .take(MOST)
        .filter_map(|link| {
            Some((rank(link["locale"].as_str().unwrap_or_default()), address(&link["value"])?))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, link)| link).collect()
}
