//! Answers of real services, and answers that none should give.

use serde_json::{Value, json};
use url::Url;

use super::draft::{read_any, to_document};
use super::logos::give;
use super::*;
use crate::launch::address::Hosts;
use crate::workspace::format::{Place, Severity, Text};

mod draft;
mod gaufre;
mod hostile;
mod navigation;
mod portal;

/// A feed of this kind, as a workspace names it.
fn feed(kind: FeedKind) -> Feed {
    let url = "https://portal.exemple.fr/univention/portal/list.json".to_owned();
    Feed { id: Some("f".into()), kind, url, section: Some("others".into()), place: Place::Suggested }
}

/// Reads an answer as the workspace with these hosts would.
fn read_with(kind: FeedKind, hosts: &[&str], answer: &[u8]) -> Result<Reading, Unusable> {
    let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
    let (hosts, refused) = Hosts::read(&hosts, false);
    assert!(refused.is_empty(), "{refused:?}");
    let feed = feed(kind);
    let address = Url::parse(&feed.url).expect("an address");
    let allowed = |address: &str| hosts.check(address);
    read(answer, &Source { feed: &feed, address: Some(&address), language: Language::De, allowed: &allowed })
}

/// The same with the hosts of the tests.
fn read_json(kind: FeedKind, answer: &Value) -> Result<Reading, Unusable> {
    read_with(kind, &["*.exemple.fr"], answer.to_string().as_bytes())
}

/// Id, name in French and address of each tool.
fn tools(reading: &Reading) -> Vec<[&str; 3]> {
    reading
        .apps
        .iter()
        .map(|listed| [listed.app.id.as_str(), listed.app.name.pick(Language::Fr), listed.url.as_str()])
        .collect()
}

/// What was left out, in English.
fn left_out(reading: &Reading) -> Vec<String> {
    reading.left_out.iter().map(|problem| problem.line(Language::En)).collect()
}
