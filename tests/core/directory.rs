//! The directory: People as it was recorded, a real SCIM server, and answers that nobody should give.

use std::collections::BTreeSet;

use parvis_core::directory::{Directory, Entry, Page, Trouble};
use parvis_core::http::{Http, Way};
use parvis_tests::{Answer, Canned, ScimServer};
use secrecy::SecretString;
use serde_json::json;
use url::Url;

/// Where People has it.
const PEOPLE: &str = "/resource-server/v1.0/scim/";
const SCIM: &str = "application/scim+json";

fn directory(base: Url) -> Directory {
    Directory::new(Http::new(Way::default()), base).expect("an address that a token may be sent to")
}

fn token() -> SecretString {
    ScimServer::TOKEN.into()
}

fn targets(requests: &[String]) -> Vec<&str> {
    requests.iter().map(|head| head.split(' ').nth(1).expect("a target")).collect()
}

fn unreachable(what: &str) -> Trouble {
    Trouble::Unreachable(format!("127.0.0.1 {what}"))
}

#[tokio::test]
async fn people_names_the_groups_however_its_address_is_written() {
    let people = Canned::start(|target| {
        let is_me = target == format!("{PEOPLE}Me/");
        Answer::recorded(if is_me { "people/scim_me.json" } else { "people/prod_contacts_404.json" })
    })
    .await;
    let groups: BTreeSet<_> = [
        "0cd97ca2-edd8-4add-9a6a-d7595a7f5063",
        "a658b030-53b9-4eba-ad3b-71ee3aaa4575",
        "Équipe du lanceur",
        "Équipe recette",
    ]
    .map(str::to_owned)
    .into();
    for (base, asked) in [
        (PEOPLE, &["/resource-server/v1.0/scim/Me/"][..]),
        (PEOPLE.trim_end_matches('/'), &["/resource-server/v1.0/scim/Me", "/resource-server/v1.0/scim/Me/"]),
    ] {
        let me = directory(people.address(base)).me(&token()).await.expect("an answer");
        assert_eq!(me.groups.as_ref(), Some(&groups));
        let requests = people.requests();
        assert_eq!(targets(&requests), asked);
        for request in requests {
            let header = |name: &str| request.lines().find_map(|line| line.strip_prefix(name));
            assert_eq!(header("authorization: Bearer "), Some(ScimServer::TOKEN));
            assert_eq!(
                header("accept: "),
                Some("application/scim+json, application/json+scim, application/json")
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_is_told_from_a_failure() {
    for (file, trouble) in [
        ("people/no_token.json", Trouble::NotOpened),
        ("people/unknown_user.json", Trouble::NotOpened),
        ("people/prod_contacts_404.json", Trouble::NotOffered),
        ("people/prod_token_expired.json", unreachable("400")),
    ] {
        let people = Canned::start(move |_| Answer::recorded(file)).await;
        assert_eq!(directory(people.address(PEOPLE)).me(&token()).await, Err(trouble), "{file}");
    }
    for (status, trouble) in [
        (403, Trouble::NotOpened),
        (501, Trouble::NotOffered),
        (204, unreachable("204")),
        (429, unreachable("429")),
        (500, unreachable("500")),
        (503, unreachable("503")),
    ] {
        let server = Canned::start(move |_| Answer::new(status, SCIM, "")).await;
        assert_eq!(directory(server.address("/scim")).me(&token()).await, Err(trouble), "{status}");
        assert_eq!(targets(&server.requests()), ["/scim/Me"], "{status} is not asked about again");
    }
    let gone = Canned::start(|_| Answer::new(200, SCIM, "{}")).await.address("/scim");
    assert_eq!(
        directory(gone).me(&token()).await,
        Err(Trouble::Unreachable("127.0.0.1: connection refused".into()))
    );
}

#[tokio::test]
async fn the_token_follows_nobody_elsewhere() {
    let elsewhere = Canned::start(|_| Answer::new(200, SCIM, r#"{"groups": ["a trap"]}"#)).await;
    let trap = elsewhere.address("/Me").to_string();
    for (status, trouble, asked) in [
        (301, Trouble::NotOffered, 2),
        (308, Trouble::NotOffered, 2),
        (302, unreachable("302"), 1),
        (307, unreachable("307"), 1),
    ] {
        let trap = trap.clone();
        let server = Canned::start(move |_| Answer::new(status, SCIM, "").with("location", &trap)).await;
        assert_eq!(directory(server.address("/scim")).me(&token()).await, Err(trouble), "{status}");
        assert_eq!(server.requests().len(), asked, "{status}");
    }
    assert!(elsewhere.requests().is_empty(), "somebody else was asked");
}

#[test]
fn a_token_is_not_sent_just_anywhere() {
    for (base, accepted) in [
        ("https://annuaire.exemple.gouv.fr/scim/v2", true),
        ("https://annuaire.exemple.gouv.fr", true),
        ("http://annuaire.exemple.gouv.fr/scim/v2", false),
        ("https://a:b@annuaire.exemple.gouv.fr/scim", false),
        ("https://annuaire.exemple.gouv.fr/scim?realm=1", false),
        ("https://annuaire.exemple.gouv.fr/scim#v2", false),
        ("data:,scim", false),
    ] {
        let directory = Directory::new(Http::new(Way::default()), Url::parse(base).expect("an address"));
        assert_eq!(directory.is_some(), accepted, "{base}");
    }
}

#[tokio::test]
async fn odd_answers_end_in_a_clear_state() {
    let huge = format!(r#"{{"groups": [{}"x"]}}"#, "\"x\",".repeat(300_000));
    let deep = "[".repeat(100_000);
    let unreadable = || Err(unreachable("answer is not readable"));
    for (content_type, body, expected) in [
        ("application/scim+json; charset=utf-8", "{}", Ok(None)),
        ("Application/JSON", r#"{"groups": null, "later": {"a": [1]}}"#, Ok(None)),
        (SCIM, r#"{"groups": "rh"}"#, Ok(Some(["rh".to_owned()].into()))),
        (SCIM, r#"{"groups": []}"#, Ok(Some(BTreeSet::new()))),
        (SCIM, r#"{"groups": 3}"#, Ok(None)),
        ("text/html", "<h1>Portail</h1>", Err(unreachable("answers something else"))),
        ("", "{}", Err(unreachable("answers something else"))),
        (SCIM, "", unreadable()),
        (SCIM, "<html>", unreadable()),
        (SCIM, r#"{"groups": ["rh"#, unreadable()),
        (SCIM, r#"{"groups": ["rh"], "groups": []}"#, unreadable()),
        (SCIM, "\u{feff}{}", unreadable()),
        (SCIM, "\x1f\u{8b}\x08", unreadable()),
        (SCIM, &deep, unreadable()),
        (SCIM, &huge, Err(Trouble::Unreachable("127.0.0.1: answer too large".into()))),
    ] {
        let answer = Answer::new(200, content_type, body);
        let server = Canned::start(move |_| answer.clone()).await;
        let me = directory(server.address("/")).me(&token()).await;
        assert_eq!(me.map(|me| me.groups), expected, "{content_type} {body:.40}");
    }
    let cut = Canned::start(|_| Answer::new(200, SCIM, "{}").with("content-length", "200")).await;
    let me = directory(cut.address("/")).me(&token()).await;
    assert_eq!(me, Err(Trouble::Unreachable("127.0.0.1: connection broken".into())));
}

#[tokio::test]
async fn a_search_asks_for_what_it_shows_and_nothing_else() {
    let listing = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 2, "later": true,
        "Resources": [{"id": "1", "displayName": "Noé Martin", "later": {"a": 1}}, {"id": "2"}]
    });
    let server = Canned::start(move |_| Answer::new(200, SCIM, listing.to_string())).await;
    let directory = directory(server.address("/scim/v2"));
    let page = directory.users(&token(), " Noé\n\"M ", 1).await.expect("a page");
    let noe = Entry { id: "1".into(), name: "Noé Martin".into(), email: None, organisation: None };
    assert_eq!(page, Page { entries: vec![noe], next: None });

    let requests = server.requests();
    let address = server.address(targets(&requests)[0]);
    assert_eq!((requests.len(), address.path()), (1, "/scim/v2/Users"));
    let parameters: Vec<_> = address.query_pairs().into_owned().collect();
    let names: Vec<_> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["filter", "startIndex", "count", "attributes"]);
    assert!(parameters[0].1.starts_with(r#"displayName co "Noé \"M" or "#), "{}", parameters[0].1);
    assert!(!address.as_str().contains(ScimServer::TOKEN));

    for (query, start) in [("", 1), (" \n", 1), ("noé", 201)] {
        assert_eq!(directory.users(&token(), query, start).await, Ok(Page::default()));
    }
    assert!(server.requests().is_empty(), "nobody was asked for nothing");
    directory.users(&token(), &"x".repeat(5_000), 0).await.expect("a page");
    let address = server.address(targets(&server.requests())[0]);
    assert!(address.as_str().len() < 1_500 && address.as_str().contains("startIndex=1&"), "{address}");
}

/// Every entry of a search, page by page, and how long the pages were.
async fn all(directory: &Directory, query: &str) -> (Vec<Entry>, Vec<usize>) {
    let (mut entries, mut lengths, mut start) = (Vec::new(), Vec::new(), Some(1));
    while let Some(from) = start {
        let page = directory.users(&token(), query, from).await.expect("a page");
        lengths.push(page.entries.len());
        entries.extend(page.entries);
        start = page.next;
    }
    (entries, lengths)
}

#[tokio::test]
async fn a_real_server_is_searched_page_by_page() {
    const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let folder = tempfile::tempdir().expect("a folder");
    let server = ScimServer::start(&folder.path().join("scim.log")).await;
    let directory = directory(server.base().clone());
    assert_eq!(directory.me(&token()).await, Err(Trouble::NotOffered), "its /Me answers 501");
    assert_eq!(directory.me(&"wrong".into()).await, Err(Trouble::NotOpened));
    assert_eq!(directory.users(&"wrong".into(), "durand", 1).await, Err(Trouble::NotOpened));
    assert_eq!(directory.users(&token(), "durand", 1).await, Ok(Page::default()), "nobody yet");

    for n in 0..210 {
        let last = if n < 120 { "Durand" } else { "Martin" };
        let user =
            json!({"schemas": [USER], "userName": format!("agent{n}"), "displayName": format!("{last} {n}")});
        server.create(&user).await;
    }
    server
        .create(&json!({
            "schemas": [USER, ENTERPRISE], "userName": "zoe", "displayName": r#"Zoé "Zaza" \ O'Neil (DRH)"#,
            "name": {"familyName": "O'Neil", "givenName": "Zoé"}, ENTERPRISE: {"organization": "Préfecture"},
            "emails": [{"value": "zoe@ailleurs.fr"}, {"value": "zoe.oneil@exemple.gouv.fr", "primary": true}]
        }))
        .await;
    server
        .create(&json!({"schemas": [USER], "userName": "gone", "displayName": "Zoé Partie", "active": false}))
        .await;

    let (durand, pages) = all(&directory, "DURAND").await;
    assert_eq!(pages, [50, 50, 20]);
    assert!(durand.iter().all(|entry| entry.name.starts_with("Durand ")));
    assert_eq!(durand.iter().map(|entry| &entry.id).collect::<BTreeSet<_>>().len(), 120);
    let (agents, pages) = all(&directory, "agent").await;
    assert_eq!((agents.len(), pages), (200, vec![50; 4]), "nobody reads further");

    let (found, _) = all(&directory, "zoe.oneil@").await;
    let zoe = Entry {
        id: found[0].id.clone(),
        name: r#"Zoé "Zaza" \ O'Neil (DRH)"#.into(),
        email: Some("zoe.oneil@exemple.gouv.fr".into()),
        organisation: Some("Préfecture".into()),
    };
    for query in ["Zoé", r#""Zaza" \"#, r"\", "\"", "O'Neil", "(DRH)", "zoe.oneil@exemple.gouv.fr", "é \"Z"]
    {
        assert_eq!(all(&directory, query).await, (vec![zoe.clone()], vec![1]), "{query}");
    }
    for query in [
        r#"" or userName pr or userName eq ""#,
        r#"\" or userName pr or userName eq "\"#,
        "%22 or userName pr",
        "x&filter=userName pr",
        "*",
        "%",
    ] {
        assert_eq!(all(&directory, query).await, (vec![], vec![0]), "{query}");
    }
}
