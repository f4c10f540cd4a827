//! `navigation.json`, openDesk's central navigation: what Univention's portal answers to other applications.
//!
//! `{categories: [{identifier, display_name, entries: [{identifier, display_name, link, icon_url, target, keywords}]}]}`
//! (univention/univention-portal, `handlers/navigation_handler.py`; Univention's manual "Nubus customization", Central
//! Navigation API; `nextcloud/integration_swp`, whose sample also has `description`). All but the identifiers may be
//! null. Texts are in one language, the one that `language` asked for.
//!
//! The portal makes relative addresses absolute with the parameter `base`, or with what it takes for its own address,
//! which behind a proxy may be an internal one: [`asked`] therefore names it. It writes `base` before everything that
//! is not a plain host, an address with a port included, and gives `base` alone for an entry without an address.
//!
//! Without a secret, which no feed is given, the portal names only what it shows to visitors.

use serde_json::Value;
use url::Url;

use super::Unusable;
use super::error_in;
use super::list::{Found, List, address, id, named, not_an_entry};
use super::text::{self, LONGEST_PURPOSE};
use crate::words::Language;

/// The address to ask, with the `base` and the `language` that it does not name itself.
pub(super) fn asked(mut address: Url, language: Language) -> Url {
    let names = |name| address.query_pairs().any(|(key, _)| key == name);
    let base = (!names("base")).then(|| address.origin().ascii_serialization());
    let locale = (!names("language")).then(|| language.pick("fr-FR", "en-US", "de-DE"));
    if base.is_some() || locale.is_some() {
        let mut query = address.query_pairs_mut();
        query.extend_pairs(base.map(|base| ("base", base)));
        query.extend_pairs(locale.map(|locale| ("language", locale)));
    }
    address
}

pub(super) fn read(answer: &Value, list: &mut List) -> Result<(), Unusable> {
    if let Some(error) = error_in(answer) {
        return Err(error);
    }
    let categories = match answer {
        Value::Object(fields) if fields.is_empty() => return Err(Unusable::Empty),
        Value::Array(none) if none.is_empty() => return Err(Unusable::Empty),
        Value::Null => return Err(Unusable::Empty),
        other => other.get("categories").ok_or(Unusable::NotAList)?,
    };
    let categories = match categories {
        Value::Null => return Err(Unusable::Empty),
        Value::Array(categories) => categories,
        _ => return Err(Unusable::NotAList),
    };
    let base = base(list.source.address);
    let mut none = true;
    'all: for (nth, category) in categories.iter().enumerate() {
        let section = section(category, list);
        for (index, entry) in category["entries"].as_array().into_iter().flatten().enumerate() {
            none = false;
            let path = format!("categories[{nth}].entries[{index}]");
            if !list.has_room(&path) {
                break 'all;
            }
            if !entry.is_object() {
                list.leave_out(&path, not_an_entry());
                continue;
            }
            let tag = list.source.language.tag();
            let found = Found {
                id: id(&entry["identifier"]),
                name: named(tag, &entry["display_name"]),
                purpose: text::one(tag, text::shown(&entry["description"], LONGEST_PURPOSE)),
                links: address(&entry["link"])
                    .and_then(|link| link_of(&link, base.as_ref()))
                    .into_iter()
                    .collect(),
                logo: address(&entry["icon_url"]).and_then(|logo| link_of(&logo, base.as_ref())),
                section: section.clone(),
                keywords: text::keywords(&entry["keywords"]),
                base: base.clone(),
                ..Found::default()
            };
            list.add(&path, found);
        }
    }
    if none { Err(Unusable::Empty) } else { Ok(()) }
}

fn section(category: &Value, list: &List) -> Option<(String, crate::workspace::format::Text)> {
    let id = id(&category["identifier"])?;
    let tag = list.source.language.tag();
    let name = named(tag, &category["display_name"]);
    let name = if name.is_empty() { named(tag, &category["identifier"]) } else { name };
    (!name.is_empty()).then(|| (format!("{}/{id}", list.source.feed.id()), name))
}

/// The `base` that the portal was asked with.
fn base(address: Option<&Url>) -> Option<Url> {
    let address = address?;
    let named = address.query_pairs().find(|(key, _)| key == "base");
    let named = named.and_then(|(_, base)| Url::parse(&base).ok());
    named.or_else(|| address.join("/").ok())
}

/// What the portal was told to lead to, from what it made of it; `None` if nothing.
fn link_of(link: &str, base: Option<&Url>) -> Option<String> {
    let Some(rest) = base.and_then(|base| link.strip_prefix(base.as_str().trim_end_matches('/'))) else {
        return Some(link.to_owned());
    };
    if rest.starts_with("https:") || rest.starts_with("http:") {
        return Some(rest.to_owned());
    }
    (!rest.is_empty()).then(|| link.to_owned())
}
