//! Feeds: lists of tools that somebody else keeps.
//!
//! A feed adds tools that open by their address. It never adds a host, an identity or a policy, it gets no token, and
//! an entry that cannot be used is left out by itself, with the reason. The readers are pure: [`read`] turns the bytes
//! of an answer into a [`Reading`], [`fetch`] asks and keeps, [`merge`](super::merge) lays readings beside the
//! workspace's own tools, and [`draft`] makes a workspace of one.

use serde_json::Value;
use url::Url;

mod announcement;
pub mod draft;
pub mod fetch;
mod gaufre;
mod kept;
mod list;
pub mod logos;
mod navigation;
mod portal;
mod text;

use self::list::List;
use super::Picture;
use super::format::{App, Feed, FeedKind, Notice, Section};
use super::problem::Problem;
use crate::launch::address::Refusal;
use crate::line::one_line;
use crate::words;
use crate::words::{Language, Words};

/// Where an answer comes from, and what it may lead to.
pub struct Source<'a> {
    /// What the workspace says of the feed.
    pub feed: &'a Feed,
    /// The address that was asked: relative addresses begin there. Absent for a file that somebody has.
    pub address: Option<&'a Url>,
    /// Which of several addresses of an entry is taken, where it has one for each language.
    pub language: Language,
    /// Which addresses may be opened, [`Hosts::check`](crate::launch::address::Hosts::check) of the workspace.
    pub allowed: &'a dyn Fn(&str) -> Result<Url, Refusal>,
}

/// What a feed lists, as far as it can be used.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The [id](Feed::id) of the feed: what all ids in here begin with.
    pub feed: String,
    /// The tools, in the feed's order.
    pub apps: Vec<Listed>,
    /// The feed's own sections that a tool stands in.
    pub sections: Vec<Section>,
    /// What the feed's organisation has to say.
    pub notices: Vec<Notice>,
    /// The entries, logos and notices that were left out, or read otherwise than written, each with the reason.
    pub left_out: Vec<Problem>,
}

/// A tool of a feed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// As a workspace would have written it.
    pub app: App,
    /// Its checked address.
    pub url: Url,
    /// The checked address of its logo.
    pub logo: Option<Url>,
    /// Its logo, once it was [fetched](logos).
    pub icon: Option<Picture>,
}

/// An answer that is not a list. Whatever was read before stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// It is not JSON: a sign-in page, an error page.
    NotJson,
    /// It is JSON of another shape.
    NotAList,
    /// It says itself that something is wrong: what, in its own words, in one line.
    Refused(String),
    /// It names no tool at all: an openDesk portal does so where it is not configured, or shows nothing to visitors
    /// who are not signed in.
    Empty,
}

impl Unusable {
    /// For the administrator.
    pub fn words(&self) -> Words {
        match self {
            Self::NotJson => words!(
                "la réponse n’est pas une liste (pas du JSON)",
                "the answer is not a list (not JSON)",
                "die Antwort ist keine Liste (kein JSON)"
            ),
            Self::NotAList => words!(
                "la réponse n’a pas la forme attendue",
                "the answer does not have the expected shape",
                "die Antwort hat nicht die erwartete Form"
            ),
            Self::Refused(why) => {
                words!(
                    "le service répond : {why}",
                    "the service answers: {why}",
                    "der Dienst antwortet: {why}"
                )
            }
            Self::Empty => words!(
                "la réponse ne nomme aucun outil : le portail n’est pas configuré, ou ne montre rien sans connexion",
                "the answer names no tool: the portal is not configured, or shows nothing to visitors who are not signed in",
                "die Antwort nennt keine Anwendung: das Portal ist nicht eingerichtet oder zeigt ohne Anmeldung nichts"
            ),
        }
    }
}

/// Reads an answer.
pub fn read(answer: &[u8], source: &Source) -> Result<Reading, Unusable> {
    let answer = answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer);
    let answer: Value = serde_json::from_slice(answer).map_err(|_| Unusable::NotJson)?;
    let mut list = List::new(source);
    match source.feed.kind {
        FeedKind::Gaufre => gaufre::read(&answer, &mut list)?,
        FeedKind::OpendeskNavigation => navigation::read(&answer, &mut list)?,
        FeedKind::OpendeskPortal => portal::read(&answer, &mut list)?,
    }
    Ok(list.reading)
}

/// What an answer says of itself that is wrong, as La Gaufre does: a text, or an object.
fn error_in(answer: &Value) -> Option<Unusable> {
    let why = match answer.get("error")? {
        Value::String(why) if !why.is_empty() => one_line(why, 120),
        error @ (Value::Object(_) | Value::Array(_)) => one_line(&error.to_string(), 120),
        _ => return None,
    };
    Some(Unusable::Refused(why))
}

#[cfg(test)]
#[path = "tests/mod.rs"]
mod tests;
