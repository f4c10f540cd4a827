//! One change at a time, and everything it makes different.

use serde_json::{Value, json};

use super::*;

fn workspace() -> Value {
    json!({
        "format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "revision": 1, "hosts": ["*.exemple.fr"],
        "identity": {"issuer": "https://auth.exemple.fr", "client": "public", "client_id": "parvis"},
        "sections": [{"id": "s", "name": {"fr": "Ici"}}, {"id": "t", "name": {"fr": "Là"}}],
        "apps": [
            {"id": "a", "name": {"fr": "A"}, "url": "https://a.exemple.fr", "section": "s"},
            {"id": "b", "name": {"fr": "B"}, "url": "https://b.exemple.fr", "section": "s"},
            {"id": "c", "name": {"fr": "C"}, "url": "https://c.exemple.fr", "section": "s",
             "audience": {"any": [{"groups": ["rh"]}]}},
        ],
        "feeds": [{"kind": "gaufre", "url": "https://listes.exemple.fr"}],
        "routines": [{"id": "r", "name": {"fr": "R"}, "apps": ["a"]}],
        "notices": [{"id": "n", "text": {"fr": "N"}}],
        "settings": {"theme": {"value": "dark"}},
    })
}

fn changes(edit: impl FnOnce(&mut Value), person: Option<&Membership>) -> Vec<Change> {
    let read = |value: Value| -> Document { serde_json::from_value(value).expect("a workspace") };
    let mut new = workspace();
    new["revision"] = 2.into();
    edit(&mut new);
    diff(&read(workspace()), &read(new), person, Language::Fr)
}

#[test]
fn each_change_is_said_once_and_as_what_it_is() {
    type Edit = fn(&mut Value);
    let table: &[(Edit, &[(Kind, &str)])] = &[
        (|_| (), &[]),
        (|v| v["id"] = "de.exemple".into(), &[(Kind::Warning, "id"), (Kind::Warning, "identity")]),
        (|v| v["name"]["en"] = "Example".into(), &[(Kind::Renamed, "name")]),
        (|v| v["brand"] = json!({"logo": "data:image/png;base64,"}), &[(Kind::Changed, "brand.logo")]),
        (|v| v["identity"] = Value::Null, &[(Kind::Gone, "identity")]),
        (
            |v| v["identity"]["client_id"] = "other".into(),
            &[(Kind::Warning, "identity"), (Kind::Changed, "client_id")],
        ),
        (|v| v["identity"]["session_hours"] = 4.into(), &[(Kind::Changed, "session_hours")]),
        (|v| v["hosts"][0] = "*.b.fr".into(), &[(Kind::Appeared, "*.b.fr"), (Kind::Gone, "*.exemple.fr")]),
        (|v| v["sections"].as_array_mut().expect("sections").reverse(), &[(Kind::Moved, "t")]),
        (|v| v["sections"][0]["name"]["fr"] = "Ailleurs".into(), &[(Kind::Renamed, "s")]),
        (|v| v["apps"][0]["place"] = "pinned".into(), &[(Kind::Moved, "a")]),
        (|v| v["apps"][0]["section"] = "t".into(), &[(Kind::Moved, "a")]),
        (|v| v["apps"].as_array_mut().expect("apps").swap(0, 1), &[(Kind::Moved, "b")]),
        (|v| v["apps"][0]["id"] = "z".into(), &[(Kind::Appeared, "z"), (Kind::Gone, "a")]),
        (|v| v["apps"][2]["audience"] = Value::Null, &[(Kind::Audience, "c")]),
        (|v| v["apps"][1]["sso"] = json!({"kind": "lasuite"}), &[(Kind::Changed, "b")]),
        (|v| v["apps"][1]["keywords"] = json!(["x"]), &[(Kind::Changed, "b")]),
        (|v| v["feeds"][0]["url"] = "https://l.exemple.fr".into(), &[(Kind::Changed, "gaufre")]),
        (|v| v["routines"][0]["apps"] = json!(["b"]), &[(Kind::Changed, "r")]),
        (|v| v["notices"] = json!([]), &[(Kind::Gone, "n")]),
        (|v| v["settings"]["theme"]["locked"] = true.into(), &[(Kind::Changed, "theme")]),
        (
            |v| {
                v["revision"] = 1.into();
                v["hosts"] = json!(["*.exemple.fr", "b.fr"]);
            },
            &[(Kind::Warning, "revision"), (Kind::Appeared, "b.fr")],
        ),
    ];
    for (edit, expected) in table {
        let found = changes(edit, None);
        let found: Vec<_> = found.iter().map(|change| (change.kind, change.subject.as_str())).collect();
        assert_eq!(&found, expected);
    }
}

#[test]
fn for_a_person_only_what_they_are_shown_changes() {
    let person = |claims: Value| Membership::of_claims(claims.as_object().expect("claims"));
    let somebody = person(json!({"groups": ["dsi"]}));
    let edit = |v: &mut Value| v["apps"][2]["audience"]["any"][0]["groups"] = json!(["dsi"]);
    let found = changes(edit, Some(&somebody));
    assert_eq!(found.iter().map(|change| change.kind).collect::<Vec<_>>(), [Kind::Appeared]);
    let found = changes(edit, Some(&person(json!({"groups": ["rh"]}))));
    assert_eq!(found.iter().map(|change| change.kind).collect::<Vec<_>>(), [Kind::Gone]);
    assert_eq!(changes(edit, Some(&person(json!({})))), []);
}
