//! Answers that somebody made to do harm, or that are broken in every single place.

use std::collections::HashSet;

use super::*;

/// One good answer of each kind, and where its first entry is.
fn good() -> [(FeedKind, Value, &'static str); 4] {
    let services = json!([{"id": 1, "name": "A", "url": "https://a.exemple.fr/", "maturity": "beta",
                           "logo": "https://a.exemple.fr/a.svg", "subscribed": false, "accessibleName": "AA"},
                          {"id": "b", "name": "B", "url": "https://b.exemple.fr/", "beta": true, "enabled": true}]);
    let navigation = json!({"categories": [{"identifier": "c", "display_name": "C", "entries": [
        {"identifier": "a", "display_name": "A", "link": "https://a.exemple.fr/", "icon_url": "/a.svg",
         "target": "_blank", "keywords": {"de_DE": "k"}, "description": "d"},
        {"identifier": "b", "display_name": "B", "link": "/b"}]}]});
    let portal = json!({
        "portal": {"categories": ["cn=c"], "content": [["cn=c", ["cn=a"]]]},
        "categories": [{"dn": "cn=c", "display_name": {"de_DE": "C"}, "entries": ["cn=a", "cn=f"]}],
        "folders": [{"dn": "cn=f", "name": {"de_DE": "F"}, "entries": ["cn=b"]}],
        "entries": [
            {"dn": "cn=a", "name": {"de_DE": "A"}, "description": {"de_DE": "d"}, "keywords": {"de_DE": "k"},
             "links": [{"locale": "de_DE", "value": "https://a.exemple.fr/"}], "icon_url": "./a.svg",
             "activated": true, "anonymous": false, "allowedGroups": []},
            {"dn": "cn=b", "name": {"de_DE": "B"}, "links": [{"locale": "de_DE", "value": "/b"}]}],
        "announcements": [{"name": "n", "title": {"de_DE": "t"}, "message": {"de_DE": "m"}, "severity": "warn",
                           "visibleFrom": "2026-12-01", "visibleUntil": "2026-12-02", "allowedGroups": []}]});
    [
        (FeedKind::Gaufre, services.clone(), "/0/"),
        (FeedKind::Gaufre, json!({"organization": {"name": "O"}, "services": services}), "/services/0/"),
        (FeedKind::OpendeskNavigation, navigation, "/categories/0/entries/0/"),
        (FeedKind::OpendeskPortal, portal, "/entries/0/"),
    ]
}

/// Every place in a document, as JSON pointers (RFC 6901).
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                places(field, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{nth}"), found);
            }
        }
        _ => {}
    }
}

/// Whatever was read may be shown and opened.
fn is_sound(reading: &Reading) {
    let (hosts, _) = Hosts::read(&["*.exemple.fr".to_owned()], false);
    let mut ids = HashSet::new();
    for listed in &reading.apps {
        assert_eq!(hosts.check(&listed.app.url).as_ref(), Ok(&listed.url));
        assert!(listed.logo.iter().all(|logo| hosts.check(logo.as_str()).is_ok()), "{:?}", listed.logo);
        assert!(ids.insert(listed.app.id.as_str()), "{} twice", listed.app.id);
        assert!(
            listed.app.id.starts_with("f/")
                && listed.app.audience.is_none()
                && listed.app.documents.is_none()
        );
        for language in [Language::Fr, Language::En, Language::De] {
            let (name, purpose) = (listed.app.name.pick(language), listed.app.purpose.pick(language));
            assert!((1..=80).contains(&name.chars().count()), "{name}");
            assert!(purpose.chars().count() <= 200, "{purpose}");
            let is_odd =
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!name.contains(is_odd) && !purpose.contains(is_odd), "{name:?} {purpose:?}");
        }
    }
    for section in &reading.sections {
        assert!(section.id.starts_with("f/") && !section.name.is_empty());
    }
    for notice in &reading.notices {
        assert!(notice.id.starts_with("f/") && !notice.text.is_empty());
    }
    assert!(reading.left_out.iter().all(|problem| problem.line(Language::Fr).len() < 600));
}

#[test]
fn one_wrong_place_never_takes_more_than_it_must() {
    let wrong = [
        Value::Null,
        json!(true),
        json!(-1.5),
        json!(u64::MAX),
        json!(""),
        json!("\u{202e}\u{0}\u{200b} "),
        json!("javascript:alert(1)"),
        json!("https://evil.example/"),
        json!([]),
        json!({}),
        json!([[["x"]]]),
        json!({"de_DE": {"de_DE": "x"}}),
    ];
    for (kind, document, first) in good() {
        let whole = read_json(kind, &document).expect("a list").apps.len();
        assert_eq!(whole, 2);
        let mut all = Vec::new();
        places(&document, "", &mut all);
        assert!(all.len() >= 15, "{all:?}");
        for place in &all {
            let check = |broken: &Value| match read_json(kind, broken) {
                Ok(reading) => {
                    is_sound(&reading);
                    let has_other = reading.apps.iter().any(|listed| listed.app.id == "f/b");
                    assert!(has_other || !place.starts_with(first), "{place}: {broken}");
                }
                Err(unusable) => assert!(!place.starts_with(first), "{place}: {unusable:?}"),
            };
            for wrong in &wrong {
                let mut broken = document.clone();
                *broken.pointer_mut(place).expect("a place") = wrong.clone();
                check(&broken);
            }
            let Some((parent, name)) = place.rsplit_once('/') else { continue };
            let mut broken = document.clone();
            if let Some(fields) = broken.pointer_mut(parent).and_then(Value::as_object_mut) {
                fields.remove(name);
                check(&broken);
            }
        }
    }
}

#[test]
fn one_bad_entry_does_not_take_the_others() {
    for bad in [
        json!(null),
        json!(3),
        json!("x"),
        json!({}),
        json!({"id": 1, "name": "N", "url": "ftp://a.exemple.fr"}),
    ] {
        let answer = json!([bad, {"id": "good", "name": "Good", "url": "https://a.exemple.fr/"}, bad]);
        let reading = read_json(FeedKind::Gaufre, &answer).expect("a list");
        assert_eq!(tools(&reading), [["f/good", "Good", "https://a.exemple.fr/"]]);
        assert_eq!(reading.left_out.len(), 2, "{:?}", left_out(&reading));
    }
}

#[test]
fn addresses_that_deceive_are_left_out() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://a.exemple.fr/",
        "https://a.exemple.fr@evil.example/",
        "https://evil.example/a.exemple.fr",
        "https://a.exemple.fr.evil.example/",
        "https://exemple.fr/",
        "https://a.exemple.fr\\@evil.example/",
        "https://a.exemple.fr\t.evil.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://a.exemple.fr:8443/",
        "\\\\evil.example\\x",
        "https:evil.example",
    ] {
        let reading =
            read_json(FeedKind::Gaufre, &json!([{"id": 1, "name": "A", "url": url}])).expect("a list");
        assert!(reading.apps.is_empty() && reading.left_out.len() == 1, "{url}");
    }
}

#[test]
fn names_are_cut_and_cleaned() {
    let long = "é".repeat(1_000_000);
    for (name, shown) in [
        (" Docs \n de\u{202e} travail\u{0} ", Some("Docs de travail")),
        (&long, Some(format!("{}…", "é".repeat(79))).as_deref()),
        ("Ver\u{ad}wal\u{ad}tung", Some("Verwaltung")),
        ("\u{200b}\u{202e}", None),
        ("· – ·", None),
    ] {
        let answer = json!([{"id": 1, "name": name, "url": "https://a.exemple.fr/"}]);
        let reading = read_json(FeedKind::Gaufre, &answer).expect("a list");
        assert_eq!(tools(&reading).first().map(|tool| tool[1]), shown);
        is_sound(&reading);
    }
}

#[test]
fn ids_are_stable_and_single() {
    let ids = [
        json!(7),
        json!("7"),
        json!("x"),
        json!("x"),
        json!(1.5),
        json!(""),
        json!(" x"),
        json!("a\u{202e}b"),
    ];
    let entry = |id: &Value| json!({"id": id, "name": "A", "url": "https://a.exemple.fr/"});
    let answer: Vec<_> = ids.iter().map(entry).collect();
    let reading = read_json(FeedKind::Gaufre, &json!(answer)).expect("a list");
    let found: Vec<_> = reading.apps.iter().map(|listed| listed.app.id.as_str()).collect();
    assert_eq!(found, ["f/7", "f/x"]);
    assert_eq!(left_out(&reading)[0], "[1]: has the id \"7\", which is taken");
    assert_eq!(left_out(&reading)[2], "[4]: has no usable id");
}

#[test]
fn a_hundred_thousand_entries_are_two_thousand() {
    let entry = |nth: u32| json!({"id": nth, "name": "A", "url": format!("https://a.exemple.fr/{nth}")});
    let many: Vec<_> = (0..100_000).map(entry).collect();
    let reading = read_json(FeedKind::Gaufre, &json!(many)).expect("a list");
    assert_eq!(
        (reading.apps.len(), left_out(&reading)),
        (2_000, vec!["[2000]: is the first too many: 2000 entries are read".to_owned()])
    );
    let nothing = vec![json!(0); 100_000];
    let reading = read_json(FeedKind::Gaufre, &json!(nothing)).expect("a list");
    assert_eq!((reading.apps.len(), reading.left_out.len()), (0, 2_001));
    let dns: Vec<_> = (0..100_000).map(|nth| format!("cn={nth}")).collect();
    let entries: Vec<_> = dns
        .iter()
        .map(|dn| json!({"dn": dn, "name": {"de": "A"}, "links": [{"locale": "de", "value": "https://a.exemple.fr"}]}))
        .collect();
    let portal =
        json!({"entries": entries, "categories": [{"dn": "cn=c", "display_name": {}, "entries": dns}]});
    let reading = read_json(FeedKind::OpendeskPortal, &portal).expect("a list");
    assert_eq!((reading.apps.len(), reading.left_out.len()), (2_000, 1));
    // Each folder holds all of them.
    let folders: Vec<_> = (0..500).map(|nth| format!("cn=f{nth}")).collect();
    let folder = |dn: &String| json!({"dn": dn, "name": {"de": "F"}, "entries": folders});
    let portal = json!({"entries": [{"dn": "x"}], "folders": folders.iter().map(folder).collect::<Vec<_>>(),
                        "categories": [{"dn": "cn=c", "entries": folders}]});
    assert!(read_json(FeedKind::OpendeskPortal, &portal).expect("a list").apps.is_empty());
}

#[test]
fn what_is_no_json_is_no_list() {
    let deep = [b"{\"services\":".as_slice(), &b"[".repeat(100_000)].concat();
    for kind in [FeedKind::Gaufre, FeedKind::OpendeskNavigation, FeedKind::OpendeskPortal] {
        for answer in
            [b"<!doctype html><title>Portail</title>".as_slice(), b"", b"{", b"\xff\xfe[\0]\0", &deep]
        {
            assert_eq!(read_with(kind, &["a.fr"], answer).map(|_| ()), Err(Unusable::NotJson));
        }
    }
    let marked = [b"\xef\xbb\xbf".as_slice(), b"[]"].concat();
    assert!(read_with(FeedKind::Gaufre, &["a.fr"], &marked).is_ok(), "Notepad's mark is no harm");
}
