//! Odd listings and odd people. The wire itself is tried in `tests/core/directory.rs`, against a real server.

use serde_json::json;

use super::*;

#[test]
fn no_query_ends_its_value() {
    for (query, value) in [
        ("dur", r#""dur""#),
        (r#"a" or userName pr or userName eq ""#, r#""a\" or userName pr or userName eq \"""#),
        (r"back\slash\", r#""back\\slash\\""#),
        ("Éloïse d'Ys", r#""Éloïse d'Ys""#),
    ] {
        let filter = filter(query);
        assert!(filter.starts_with(&format!("displayName co {value} or name.familyName co {value} or ")));
        assert!(filter.ends_with(&format!(" or emails.value co {value}")), "{filter}");
    }
}

/// What a server gave of so many, beginning where it says: the ids on the page, and where the next one starts.
fn page(
    total: usize,
    start: Option<usize>,
    given: std::ops::Range<usize>,
    asked: usize,
) -> (Vec<usize>, Option<usize>) {
    let resources = given.map(|n| json!({"id": n.to_string(), "displayName": "Noé"})).collect();
    let page = Listing { total, start, resources }.page(asked, PAGE.min(MOST + 1 - asked));
    (page.entries.iter().map(|entry| entry.id.parse().expect("a number")).collect(), page.next)
}

#[test]
fn pages_of_servers_that_do_as_they_please() {
    let ids = |range: std::ops::RangeInclusive<usize>| range.collect::<Vec<_>>();
    // As asked, and the last page.
    assert_eq!(page(120, Some(1), 1..51, 1), (ids(1..=50), Some(51)));
    assert_eq!(page(120, Some(101), 101..121, 101), (ids(101..=120), None));
    assert_eq!(page(50, None, 1..51, 1), (ids(1..=50), None));
    // Fewer than asked, and nobody any more although there should be.
    assert_eq!(page(120, Some(1), 1..21, 1), (ids(1..=20), Some(21)));
    assert_eq!(page(120, Some(21), 0..0, 21), (vec![], None));
    // `count` ignored, then `startIndex` as well.
    assert_eq!(page(120, Some(1), 1..121, 1), (ids(1..=50), Some(51)));
    assert_eq!(page(120, Some(1), 1..121, 51), (ids(51..=100), Some(101)));
    assert_eq!(page(120, Some(1), 1..21, 51), (vec![], None));
    // Further on than asked; indexes that are none; and more than anybody reads.
    assert_eq!(page(120, Some(61), 61..81, 51), (ids(61..=80), Some(81)));
    assert_eq!(page(1, Some(0), 1..2, 1), (vec![1], None));
    assert_eq!(page(usize::MAX, Some(usize::MAX), 1..3, 1), (vec![1, 2], None));
    assert_eq!(page(9000, Some(151), 151..201, 151), (ids(151..=200), None));
    assert_eq!(page(9000, Some(190), 190..240, 190), (ids(190..=200), None));
}

#[test]
fn people_as_servers_describe_them() {
    let entry = |user| entry(&user).map(|e| (e.name, e.email, e.organisation));
    let named = |name: &str| Some((name.to_owned(), None, None));
    for (user, expected) in [
        (json!({"id": "1", "displayName": " Camille\u{202e}\n Durand\u{7}"}), named("Camille Durand")),
        (json!({"id": "1", "name": {"formatted": "Dr Durand"}, "userName": "cd"}), named("Dr Durand")),
        (
            json!({"id": "1", "name": {"familyName": "Durand", "givenName": "Camille"}}),
            named("Camille Durand"),
        ),
        (json!({"id": "1", "displayName": "", "userName": "cd"}), named("cd")),
        (json!({"id": "1", "displayName": ["x"], "name": 3, "userName": "cd"}), named("cd")),
        (json!({"id": "1", "displayName": "x".repeat(500)}), named(&"x".repeat(120))),
        (json!({"id": "1"}), None),
        (json!({"displayName": "Camille"}), None),
        (json!({"id": 1, "displayName": "Camille"}), None),
        (json!({"id": "1", "displayName": "Camille", "active": false}), None),
        (json!("Camille"), None),
    ] {
        assert_eq!(entry(user.clone()), expected, "{user}");
    }
    let whole = json!({
        "id": "1", "displayName": "Camille", "active": true, ENTERPRISE: {"organization": "Préfecture"},
        "emails": [{"value": "home@exemple.fr"}, {"value": "work@exemple.fr", "primary": true}]
    });
    let expected = ("Camille".into(), Some("work@exemple.fr".into()), Some("Préfecture".into()));
    assert_eq!(entry(whole), Some(expected));
}

#[test]
fn only_an_address_is_an_address() {
    for (emails, expected) in [
        (json!([{"value": "a@b.fr"}]), Some("a@b.fr")),
        (json!([{"value": "nobody", "primary": true}, {"value": "o'neil+x@b.fr"}]), Some("o'neil+x@b.fr")),
        (json!([{"value": "a@b.fr?bcc=c@d.fr"}]), None),
        (
            json!([{"value": "a@b@c"}, {"value": "@b"}, {"value": "a@"}, {"value": "a b@c"}, {"value": 1}]),
            None,
        ),
        (json!(["a@b.fr"]), None),
        (json!({"value": "a@b.fr"}), None),
    ] {
        assert_eq!(email(&emails).as_deref(), expected, "{emails}");
    }
}
