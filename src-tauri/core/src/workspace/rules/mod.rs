//! What types cannot say of a workspace: every rule is applied, so that an administrator sees all problems at once.
//!
//! What would make Parvis open, ask or say something other than what was meant is a problem, and the document is not
//! used. What only looks other than meant, a picture or a colour, is left out with a warning: it is no reason to take a
//! whole desk away.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::assets::Assets;
use super::audience::Audience;
use super::format::Document;
use super::problem::{Findings, Problem, quoted, write};
use super::{Picture, Workspace, brand, icon};
use crate::DEMO;
use crate::launch::address::{Hosts, Refusal};
use crate::view::{AccentView, BrandView};
use crate::words;
use crate::words::Words;

mod app;
mod extras;
mod identity;

/// Applies them all. The workspace is only good if no problem was found.
pub(super) fn apply(document: Document, assets: &dyn Assets, findings: &mut Findings) -> Workspace {
    if document.format != 1 {
        let format = document.format;
        let what = words!(
            "vaut {format}, et cette version lit 1",
            "is {format}, and this version reads 1",
            "ist {format}, und diese Version liest 1"
        );
        findings.wrong(Problem::new("format", what));
    }
    if document.id.trim().is_empty() {
        findings.wrong(Problem::new("id", empty()));
    }
    if document.name.is_empty() {
        findings.wrong(Problem::new("name", empty()));
    }
    let hosts = hosts(&document.hosts, findings);
    if let Some(identity) = &document.identity {
        identity::check(identity, findings);
    }
    unique(document.sections.iter().map(|section| section.id.as_str()), "sections", findings);
    unique(document.apps.iter().map(|app| app.id.as_str()), "apps", findings);
    extras::check(&document, &hosts, findings);
    let mut pictures = Pictures { assets, read: HashMap::new() };
    let logo = document.brand.logo.as_ref();
    let brand = BrandView {
        logo: logo.and_then(|logo| pictures.load(logo, || "brand.logo".into(), findings)),
        accent: document.brand.accent.as_ref().and_then(|text| accent(text, findings)),
    };
    let mut tools = Vec::with_capacity(document.apps.len());
    for (index, app) in document.apps.into_iter().enumerate() {
        tools.extend(app::check(app, index, &hosts, &mut pictures, findings));
    }
    Workspace {
        id: document.id,
        name: document.name,
        revision: document.revision,
        brand,
        hosts,
        identity: document.identity,
        sections: document.sections,
        tools,
        feeds: document.feeds,
        routines: document.routines,
        notices: document.notices,
        settings: document.settings,
        warnings: Vec::new(),
    }
}

/// The pictures of a workspace, each read once: many tools share few of them.
struct Pictures<'a> {
    assets: &'a dyn Assets,
    read: HashMap<String, Result<Picture, Words>>,
}

impl Pictures<'_> {
    /// A picture; what is wrong with it is a warning at `path`.
    fn load(&mut self, name: &str, path: impl Fn() -> String, findings: &mut Findings) -> Option<Picture> {
        if !self.read.contains_key(name) {
            self.read.insert(name.to_owned(), icon::load(name, self.assets));
        }
        match self.read.get(name)? {
            Ok(picture) => Some(picture.clone()),
            Err(what) => {
                findings.odd(Problem::new(path(), what.clone()));
                None
            }
        }
    }
}

fn accent(text: &str, findings: &mut Findings) -> Option<AccentView> {
    let shades = brand::accent(text);
    if shades.is_none() {
        let written = quoted(text);
        let what = words!(
            "{written} n’est pas une couleur : celle de Parvis est montrée",
            "{written} is not a colour: that of Parvis is shown",
            "{written} ist keine Farbe: Die von Parvis wird gezeigt"
        );
        let instead = words!(
            "Écrivez-la comme \"#3e5de7\"",
            "Write it as in \"#3e5de7\"",
            "Schreiben Sie sie wie in \"#3e5de7\""
        );
        findings.odd(Problem::new("brand.accent", what).instead(instead));
    }
    shades
}

/// Reads `hosts`. Where it can be told what an entry should have been, that counts for the rest of the check, so that
/// one mistake is not said again with each address.
fn hosts(entries: &[String], findings: &mut Findings) -> Hosts {
    let (hosts, refused) = Hosts::read(entries, DEMO);
    if refused.is_empty() {
        return hosts;
    }
    let mut meant = entries.to_vec();
    for (index, refusal) in refused {
        let entry = quoted(&entries[index]);
        let what = match refusal {
            Refusal::NotAnAddress => {
                words!("{entry} n’est pas un hôte", "{entry} is not a host", "{entry} ist kein Host")
            }
            other => other.words().map(|why| format!("{entry} {why}")),
        };
        let host = host_in(&entries[index]);
        let instead = match (&host, refusal) {
            (Some(host), _) => write(&quoted(host)),
            (None, Refusal::PublicSuffix) => words!(
                "Citez les hôtes un à un, ou le joker d’un domaine qui est à vous, comme *.exemple.gouv.fr",
                "List the hosts one by one, or a wildcard over a domain of your own, such as *.exemple.gouv.fr",
                "Nennen Sie die Hosts einzeln oder einen Platzhalter über eine eigene Domain, etwa *.exemple.gouv.fr"
            ),
            (None, _) => words!(
                "Écrivez un hôte comme docs.exemple.gouv.fr ou *.exemple.gouv.fr",
                "Write a host such as docs.exemple.gouv.fr or *.exemple.gouv.fr",
                "Schreiben Sie einen Host wie docs.exemple.gouv.fr oder *.exemple.gouv.fr"
            ),
        };
        findings.wrong(Problem::new(format!("hosts[{index}]"), what).instead(instead));
        if let Some(host) = host {
            meant[index] = host;
        }
    }
    Hosts::read(&meant, DEMO).0
}

/// The host that somebody meant who wrote a whole address, or more than a host.
fn host_in(entry: &str) -> Option<String> {
    let rest = entry.trim().split_once("://").map_or(entry.trim(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.trim_end_matches('.').to_owned();
    let is_host = host != entry && Hosts::read(std::slice::from_ref(&host), DEMO).1.is_empty();
    is_host.then_some(host)
}

/// An address that is refused, with what to do about it.
fn refused(path: String, address: &str, refusal: Refusal) -> Problem {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(|url| {
        let host = url.domain()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    let instead = match (refusal, host) {
        (Refusal::Host | Refusal::Port, Some(host)) => Some(words!(
            "Si c’est voulu, ajoutez \"{host}\" à \"hosts\"",
            "If it is meant, add \"{host}\" to \"hosts\"",
            "Wenn es so gemeint ist, fügen Sie \"{host}\" zu \"hosts\" hinzu"
        )),
        (Refusal::NotHttps, Some(_)) => {
            address.split_once("://").map(|(_, rest)| write(&format!("\"https://{rest}\"")))
        }
        (Refusal::NotAnAddress, _) if is_secure_address(&format!("https://{address}")) => {
            Some(write(&format!("\"https://{address}\"")))
        }
        (Refusal::OddCharacters, _) if is_secure_address(address.trim()) => {
            Some(write(&quoted(address.trim())))
        }
        _ => None,
    };
    let written = quoted(address);
    Problem::new(path, refusal.words().map(|why| format!("{written} {why}"))).instead(instead)
}

fn is_secure_address(text: &str) -> bool {
    let named = |url: Url| url.scheme() == "https" && url.domain().is_some_and(|name| name.contains('.'));
    !text.contains(char::is_whitespace) && Url::parse(text).is_ok_and(named)
}

/// Adds what can never hold in an audience.
fn audience(audience: Option<&Audience>, path: impl Fn() -> String, findings: &mut Findings) {
    for (place, what) in audience.into_iter().flat_map(Audience::warnings) {
        findings.odd(Problem::new(format!("{}.audience.{place}", path()), what));
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, list: &str, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        if id.trim().is_empty() {
            findings.wrong(Problem::new(format!("{list}[{index}].id"), empty()));
        } else if !seen.insert(id) {
            findings.wrong(Problem::new(format!("{list}[{index}].id"), twice(id)));
        }
    }
}

fn twice(id: &str) -> Words {
    let id = quoted(id);
    words!("{id} est là deux fois", "{id} is there twice", "{id} steht zweimal da")
}

fn empty() -> Words {
    words!("est vide", "is empty", "ist leer")
}
