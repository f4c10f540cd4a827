//! The portal of Univention's Nubus and of openDesk.

use super::*;

fn dn(kind: &str, name: &str) -> String {
    format!("cn={name},cn={kind},cn=portals,cn=univention,dc=exemple,dc=fr")
}

fn entry(name: &str, link: &str) -> Value {
    json!({"dn": dn("entry", name), "name": {"de_DE": format!("{name} (de)"), "en_US": format!("{name} (en)")},
           "description": {"de_DE": "Wozu", "fr_FR": "Pour quoi faire"}, "keywords": {}, "icon_url": null,
           "activated": true, "anonymous": false, "allowedGroups": [], "linkTarget": "useportaldefault",
           "target": null, "backgroundColor": null, "links": [{"locale": "en_US", "value": link}]})
}

/// Two categories, the second drawn first; a folder in a folder; an entry that stands twice, and one that stands
/// nowhere.
fn portal() -> Value {
    json!({
        "portal": {"name": {"en_US": "Portal"}, "defaultLinkTarget": "embedded",
                   "categories": [dn("category", "apps"), dn("category", "admin")],
                   "content": [[dn("category", "apps"), []], [dn("category", "admin"), []], [dn("category", "gone"), []]]},
        "categories": [
            {"dn": dn("category", "admin"), "display_name": {"de_DE": "Verwaltung", "fr_FR": "Administration"},
             "entries": [dn("entry", "users"), dn("entry", "mail")]},
            {"dn": dn("category", "apps"), "display_name": {"de_DE": "Anwendungen"},
             "entries": [dn("entry", "mail"), dn("folder", "office"), dn("entry", "files"), dn("entry", "gone")]}],
        "folders": [
            {"dn": dn("folder", "office"), "name": {"de_DE": "Büro"}, "entries": [dn("entry", "wiki"), dn("folder", "deep")]},
            {"dn": dn("folder", "deep"), "name": {"de_DE": "Tief"}, "entries": [dn("entry", "chat"), dn("folder", "office")]}],
        "entries": [
            entry("users", "/univention/management/#module=udm:users/user"),
            entry("mail", "https://mail.exemple.fr/"),
            entry("wiki", "https://wiki.exemple.fr/"),
            entry("chat", "https://chat.exemple.fr/"),
            entry("files", "https://files.exemple.fr/"),
            entry("password", "#/selfservice/passwordchange")],
        "user_links": [dn("entry", "password")], "menu_links": [], "announcements": [], "username": null
    })
}

fn read_portal(portal: &Value) -> Reading {
    read_json(FeedKind::OpendeskPortal, portal).expect("a list")
}

#[test]
fn the_page_of_the_portal_is_read_in_its_order() {
    let reading = read_portal(&portal());
    let shown: Vec<_> = reading
        .apps
        .iter()
        .map(|l| (l.app.id.as_str(), l.app.section.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        shown,
        [
            ("f/mail", "f/apps"),
            ("f/wiki", "f/apps"),
            ("f/chat", "f/apps"),
            ("f/files", "f/apps"),
            ("f/users", "f/admin")
        ]
    );
    assert_eq!(reading.apps[2].app.keywords, ["Büro", "Tief"]);
    assert_eq!(
        reading.apps[4].url.as_str(),
        "https://portal.exemple.fr/univention/management/#module=udm:users/user"
    );
    let app = &reading.apps[0].app;
    assert_eq!([app.name.pick(Language::De), app.name.pick(Language::En)], ["mail (de)", "mail (en)"]);
    assert_eq!(app.purpose.pick(Language::Fr), "Pour quoi faire");
    let names: Vec<_> = reading.sections.iter().map(|s| s.name.pick(Language::Fr)).collect();
    assert_eq!(names, ["Anwendungen", "Administration"]);
    assert!(reading.left_out.is_empty(), "{:?}", left_out(&reading));
}

#[test]
fn the_portals_own_store_is_read_the_same() {
    let mut store = portal();
    for list in ["categories", "folders", "entries"] {
        let items = store[list].as_array().expect("a list").clone();
        let by_dn = items.into_iter().map(|item| (item["dn"].as_str().expect("a dn").to_owned(), item));
        store[list] = Value::Object(by_dn.collect());
    }
    store["announcements"] = json!({});
    assert_eq!(tools(&read_portal(&store)), tools(&read_portal(&portal())));
}

#[test]
fn an_entry_is_for_whom_the_portal_says() {
    let mut changed = portal();
    changed["entries"][1]["activated"] = false.into();
    changed["entries"][2]["anonymous"] = true.into();
    changed["entries"][3]["allowedGroups"] = json!(["cn=Domain Admins,cn=groups,dc=exemple,dc=fr"]);
    let reading = read_portal(&changed);
    let ids: Vec<_> = reading.apps.iter().map(|l| l.app.id.as_str()).collect();
    assert_eq!(ids, ["f/chat", "f/files", "f/users"]);
    assert_eq!(
        left_out(&reading),
        [
            "entries[2]: is for visitors who are not signed in",
            "entries[3]: is for certain groups in the portal; here everybody is shown it"
        ]
    );
}

#[test]
fn the_address_of_the_agents_language_comes_first() {
    let mut changed = portal();
    let link = |locale: &str, value: &str| json!({"locale": locale, "value": value});
    for (links, expected) in [
        (
            json!([link("en_US", "https://en.exemple.fr"), link("de_DE", "https://de.exemple.fr")]),
            Some("https://de.exemple.fr/"),
        ),
        (
            json!([link("fr_FR", "https://fr.exemple.fr"), link("en_US", "https://en.exemple.fr")]),
            Some("https://en.exemple.fr/"),
        ),
        // The portal takes a name before a number, and https before http.
        (
            json!([link("de_DE", "http://10.0.0.1/"), link("de_DE", "https://de.exemple.fr/")]),
            Some("https://de.exemple.fr/"),
        ),
        (json!([link("de_DE", "javascript:alert(1)")]), None),
        (json!([link("de_DE", "")]), None),
        (json!("https://de.exemple.fr/"), None),
    ] {
        changed["entries"][1]["links"] = links.clone();
        let reading = read_portal(&changed);
        let mail = reading.apps.iter().find(|listed| listed.app.id == "f/mail");
        assert_eq!(mail.map(|listed| listed.url.as_str()), expected, "{links}");
    }
}

#[test]
fn announcements_are_notices() {
    let mut changed = portal();
    let said = |name: &str, severity: Value, from: Value, until: Value| {
        json!({"dn": dn("announcement", name), "name": name, "severity": severity, "visibleFrom": from,
               "visibleUntil": until, "allowedGroups": [], "isSticky": false, "needsConfirmation": false,
               "title": {"de_DE": "Wartung", "en_US": "Works."}, "message": {"de_DE": "Heute Abend", "en_US": "Tonight"}})
    };
    let mut group = said("group", json!(null), json!(null), json!(null));
    group["allowedGroups"] = json!(["cn=rh"]);
    let mut silent = said("silent", json!(null), json!(null), json!(null));
    (silent["title"], silent["message"]) = (json!([]), json!({}));
    changed["announcements"] = json!([
        said("a", json!("danger"), json!("2026-12-21"), json!("2026-12-24")),
        said("b", json!("warn"), json!("2026-12-21T08:00:00"), json!("2026-12-24T08:00+01:00")),
        said("c", json!("success"), json!("some day"), json!(null)),
        said("d", json!(null), json!("2026-12-24"), json!("2026-12-21")),
        group,
        silent,
        3,
    ]);
    let reading = read_portal(&changed);
    let notices: Vec<_> = reading
        .notices
        .iter()
        .map(|n| {
            (n.id.as_str(), n.severity, n.from.as_deref().unwrap_or("-"), n.until.as_deref().unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        notices,
        [
            ("f/a", Severity::Critical, "2026-12-21T00:00:00Z", "2026-12-24T23:59:59Z"),
            ("f/b", Severity::Warning, "2026-12-21T08:00:00Z", "2026-12-24T07:00:00Z"),
            ("f/c", Severity::Info, "-", "-"),
            ("f/d", Severity::Info, "-", "-"),
        ]
    );
    assert!(reading.notices.iter().all(|notice| notice.audience.is_none()));
    let text = &reading.notices[0].text;
    assert_eq!(
        [text.pick(Language::De), text.pick(Language::En)],
        ["Wartung. Heute Abend", "Works. Tonight"]
    );
    assert_eq!(
        left_out(&reading),
        [
            "announcements[4]: is for certain groups only",
            "announcements[5]: has no name or no text",
            "announcements[6]: is not an object"
        ]
    );
}

#[test]
fn a_portal_that_shows_nothing_is_not_a_list() {
    let mut empty = portal();
    empty["entries"] = json!([]);
    assert_eq!(read_json(FeedKind::OpendeskPortal, &empty).map(|_| ()), Err(Unusable::Empty));
    for answer in [json!({}), json!([]), json!(3), json!({"entries": null})] {
        assert_eq!(
            read_json(FeedKind::OpendeskPortal, &answer).map(|_| ()),
            Err(Unusable::NotAList),
            "{answer}"
        );
    }
}
