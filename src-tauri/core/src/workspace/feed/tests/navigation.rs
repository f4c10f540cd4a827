//! openDesk's central navigation.

use super::*;
use crate::workspace::feed::navigation::asked;

fn navigation(entries: Value) -> Result<Reading, Unusable> {
    let categories = json!([{"identifier": "swp.files", "display_name": "Dateien", "entries": entries}]);
    read_json(FeedKind::OpendeskNavigation, &json!({ "categories": categories }))
}

#[test]
fn categories_are_sections() {
    let reading = read_json(
        FeedKind::OpendeskNavigation,
        &json!({"categories": [
            {"identifier": "swp.groupware", "display_name": "Groupware", "entries": [
                {"identifier": "swp.groupware_mail", "icon_url": "https://portal.exemple.fr/univention/portal/mail.svg",
                 "display_name": "E-Mail", "link": "https://webmail.exemple.fr/appsuite/#app=io.ox/mail",
                 "target": "tab_groupware", "keywords": {"de_DE": "Post, Nachrichten", "en_US": "mail"}},
                {"identifier": "swp.groupware_calendar", "icon_url": null, "display_name": "Kalender",
                 "link": "https://webmail.exemple.fr/appsuite/#app=io.ox/calendar", "target": null, "keywords": null}]},
            {"identifier": "empty", "display_name": "Leer", "entries": []},
            {"identifier": "swp.files", "display_name": null, "entries": [
                {"identifier": "swp.files", "display_name": "Dateien", "description": "Ablage",
                 "link": "https://files.exemple.fr/apps/files", "keywords": "kw1 kw2"}]},
        ]}),
    )
    .expect("a list");
    assert_eq!(
        tools(&reading),
        [
            ["f/swp.groupware_mail", "E-Mail", "https://webmail.exemple.fr/appsuite/#app=io.ox/mail"],
            [
                "f/swp.groupware_calendar",
                "Kalender",
                "https://webmail.exemple.fr/appsuite/#app=io.ox/calendar"
            ],
            ["f/swp.files", "Dateien", "https://files.exemple.fr/apps/files"],
        ]
    );
    let sections: Vec<_> =
        reading.sections.iter().map(|s| (s.id.as_str(), s.name.pick(Language::De))).collect();
    assert_eq!(sections, [("f/swp.groupware", "Groupware"), ("f/swp.files", "swp.files")]);
    assert_eq!(reading.apps[0].app.keywords, ["Post", "Nachrichten", "mail"]);
    assert_eq!(reading.apps[2].app.purpose.pick(Language::De), "Ablage");
    assert_eq!(reading.apps[0].logo.as_ref().map(Url::path), Some("/univention/portal/mail.svg"));
    assert!(reading.apps[1].logo.is_none() && reading.left_out.is_empty());
}

#[test]
fn what_the_portal_made_of_an_address_is_undone() {
    for (link, expected) in [
        (
            json!("https://portal.exemple.fr/univention/management/"),
            Ok("https://portal.exemple.fr/univention/management/"),
        ),
        (json!("https://portal.exemple.fr/"), Ok("https://portal.exemple.fr/")),
        (json!("/univention/self-service/"), Ok("https://portal.exemple.fr/univention/self-service/")),
        (json!("https://portal.exemple.frhttps://git.exemple.fr/"), Ok("https://git.exemple.fr/")),
        (
            json!("https://portal.exemple.frhttps://git.exemple.fr:8443/"),
            Err("its address \"https://git.exemple.fr:8443/\" uses a port that \"hosts\" does not list"),
        ),
        (json!("https://portal.exemple.fr"), Err("has no address")),
        (json!(""), Err("has no address")),
        (json!(null), Err("has no address")),
        (
            json!("http://portal-server:8080/univention/management/"),
            Err("its address \"http://portal-server:8080/univention/management/\" is not https"),
        ),
        (
            json!("//evil.example/"),
            Err("its address \"//evil.example/\" is on a host that \"hosts\" does not list"),
        ),
    ] {
        let reading =
            navigation(json!([{"identifier": "a", "display_name": "A", "link": link}])).expect("a list");
        let found = match reading.apps.first() {
            Some(listed) => Ok(listed.url.as_str().to_owned()),
            None => Err(left_out(&reading)[0].clone()),
        };
        let expected =
            expected.map(str::to_owned).map_err(|what| format!("categories[0].entries[0]: {what}"));
        assert_eq!(found, expected, "{link}");
    }
}

#[test]
fn an_empty_answer_is_not_a_list() {
    for answer in [json!({}), json!([]), json!(null), json!({"categories": null}), json!({"categories": []})]
    {
        let read = read_json(FeedKind::OpendeskNavigation, &answer).map(|_| ());
        assert_eq!(read, Err(Unusable::Empty), "{answer}");
    }
    assert_eq!(navigation(json!([])).map(|_| ()), Err(Unusable::Empty));
    assert_eq!(navigation(json!(null)).map(|_| ()), Err(Unusable::Empty));
    for answer in [json!(3), json!("x"), json!([1]), json!({"categories": 3}), json!({"services": []})] {
        let read = read_json(FeedKind::OpendeskNavigation, &answer).map(|_| ());
        assert_eq!(read, Err(Unusable::NotAList), "{answer}");
    }
}

#[test]
fn the_portal_is_told_its_own_address_and_the_language() {
    let ask = |address: &str| asked(Url::parse(address).expect("an address"), Language::Fr).to_string();
    let list = "https://portal.exemple.fr/univention/portal/navigation.json";
    assert_eq!(ask(list), format!("{list}?base=https%3A%2F%2Fportal.exemple.fr&language=fr-FR"));
    let own = format!("{list}?base=https%3A%2F%2Fdesk.exemple.fr&language=de-DE");
    assert_eq!(ask(&own), own);
}
