//! What a feed may add, and what it may not touch.

use serde_json::json;

use super::*;
use crate::words::Language;
use crate::workspace::assets::NoAssets;
use crate::workspace::feed::{Source, read};
use crate::workspace::format::{Feed, FeedKind, Place};

fn workspace(apps: &[(&str, &str)]) -> Workspace {
    let apps: Vec<_> =
        apps.iter().map(|(id, url)| json!({"id": id, "name": {"fr": id}, "url": url})).collect();
    let text = json!({"format": 1, "id": "w", "name": {"fr": "W"}, "hosts": ["*.exemple.fr"], "apps": apps,
                      "sections": [{"id": "f/c", "name": {"fr": "À nous"}}]});
    Workspace::read(text.to_string().as_bytes(), &NoAssets).expect("a workspace")
}

/// A feed with this id, which lists these tools in one section `c`.
fn feed(id: &str, entries: &[(&str, &str)]) -> Reading {
    let entry = |(id, link): &(&str, &str)| json!({"identifier": id, "display_name": id, "link": link});
    let entries: Vec<_> = entries.iter().map(entry).collect();
    let answer = json!({"categories": [{"identifier": "c", "display_name": "À eux", "entries": entries}]});
    let feed = Feed {
        id: Some(id.into()),
        kind: FeedKind::OpendeskNavigation,
        url: String::new(),
        section: None,
        place: Place::Pinned,
    };
    let hosts = workspace(&[]).hosts;
    let allowed = |address: &str| hosts.check(address);
    let source = Source { feed: &feed, address: None, language: Language::Fr, allowed: &allowed };
    read(answer.to_string().as_bytes(), &source).expect("a list")
}

fn ids(merged: &Merged) -> Vec<&str> {
    merged.workspace.tools.iter().map(|tool| tool.app.id.as_str()).collect()
}

#[test]
fn the_workspace_comes_first_then_each_feed_in_its_order() {
    let ours = workspace(&[("z", "https://z.exemple.fr"), ("a", "https://a.exemple.fr")]);
    let feeds = [
        feed("g", &[("2", "https://two.exemple.fr"), ("1", "https://one.exemple.fr")]),
        feed("f", &[("1", "https://three.exemple.fr")]),
    ];
    let merged = merge(ours.clone(), &feeds);
    assert_eq!(ids(&merged), ["z", "a", "g/2", "g/1", "f/1"]);
    let sections: Vec<_> =
        merged.workspace.sections.iter().map(|s| (s.id.as_str(), s.name.pick(Language::Fr))).collect();
    assert_eq!(sections, [("f/c", "À nous"), ("g/c", "À eux")], "no feed renames a section of ours");
    assert_eq!(merged.workspace.hosts, ours.hosts);
    assert!(merged.workspace.identity.is_none() && merged.workspace.name == ours.name);
    assert_eq!(ids(&merge(ours, &[])), ["z", "a"]);
}

#[test]
fn no_id_is_given_away() {
    let ours = workspace(&[("f/1", "https://ours.exemple.fr")]);
    let feeds = [feed("f", &[("1", "https://evil.exemple.fr")]), feed("f", &[("2", "https://b.exemple.fr")])];
    let merged = merge(ours, &feeds);
    assert_eq!(ids(&merged), ["f/1", "f/2"]);
    assert_eq!(merged.workspace.tools[0].url.as_str(), "https://ours.exemple.fr/");
    assert_eq!(merged.left_out[0].line(Language::En), "f/1: has an id that is taken");
}

#[test]
fn what_is_there_already_is_not_shown_twice() {
    for (ours, theirs, shown) in [
        (&["https://docs.exemple.fr"][..], &["https://docs.exemple.fr/"][..], 0),
        (&["https://docs.exemple.fr"], &["https://docs.exemple.fr/home/"], 0),
        (&["https://docs.exemple.fr/upload"], &["https://docs.exemple.fr/"], 0),
        (&["https://intra.exemple.fr/rh"], &["https://intra.exemple.fr/conges"], 1),
        (&["https://intra.exemple.fr/rh"], &["https://intra.exemple.fr/rhum"], 1),
        (&["https://x.exemple.fr/#app=mail"], &["https://x.exemple.fr/#app=calendar"], 1),
        (&["https://x.exemple.fr/#app=mail"], &["https://x.exemple.fr/#app=mail"], 0),
        (
            &["https://portal.exemple.fr"],
            &["https://portal.exemple.fr/users", "https://portal.exemple.fr/groups"],
            2,
        ),
        (&["https://x.exemple.fr/a", "https://x.exemple.fr/b"], &["https://x.exemple.fr/"], 1),
        (&["https://x.exemple.fr/a", "https://x.exemple.fr/b"], &["https://x.exemple.fr/b/"], 0),
        (&["https://x.exemple.fr"], &["https://y.exemple.fr"], 1),
    ] {
        let named = |urls: &[&'static str]| -> Vec<(&str, &str)> {
            ["a", "b"].into_iter().zip(urls.to_vec()).collect()
        };
        let (own, other) = (named(ours), named(theirs));
        let merged = merge(workspace(&own), &[feed("f", &other)]);
        assert_eq!(merged.workspace.tools.len() - ours.len(), shown, "{ours:?} {theirs:?}");
        assert_eq!(merged.left_out.len(), theirs.len() - shown);
    }
    let merged = merge(
        workspace(&[]),
        &[feed("f", &[("1", "https://x.exemple.fr")]), feed("g", &[("1", "https://x.exemple.fr")])],
    );
    assert_eq!(merged.left_out[0].line(Language::En), "g/1: is there already, with the id \"f/1\"");
}
