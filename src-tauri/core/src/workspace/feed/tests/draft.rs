//! A list becomes a workspace that is valid as it is.

use super::*;
use crate::clock::UnixTime;
use crate::workspace::Workspace;
use crate::workspace::assets::NoAssets;
use crate::workspace::check::check;

/// What the checker makes of it: nothing to say, and the workspace.
fn workspace(document: &Value) -> Workspace {
    let report = check(document.to_string().as_bytes(), &NoAssets, UnixTime(1_790_000_000));
    assert_eq!((&report.problems, &report.warnings), (&vec![], &vec![]));
    report.workspace.expect("a workspace")
}

#[test]
fn a_gaufre_becomes_a_workspace() {
    let answer = include_bytes!("../../../../../../tests/fixtures/recordings/gaufre/v1_api_services.json");
    let reading = read_any(FeedKind::Gaufre, answer, None, Language::Fr).expect("a list");
    let document = to_document(&reading, "fr.exemple", &Text::of("Mairie", "Town hall", "Rathaus"));
    assert_eq!(
        document["hosts"],
        json!([
            "demarche.numerique.gouv.fr",
            "docs.numerique.gouv.fr",
            "fichiers.numerique.gouv.fr",
            "francetransfert.numerique.gouv.fr",
            "grist.numerique.gouv.fr",
            "rdv.anct.gouv.fr",
            "resana.numerique.gouv.fr",
            "visio.numerique.gouv.fr",
            "www.tchap.gouv.fr"
        ])
    );
    assert_eq!(
        document["apps"][1],
        json!({"id": "docs", "name": {"fr": "Docs"}, "url": "https://docs.numerique.gouv.fr/"})
    );
    let workspace = workspace(&document);
    assert_eq!((workspace.tools.len(), workspace.warnings.len()), (9, 0));
}

#[test]
fn numbers_become_names_and_nothing_is_lost() {
    let answer = json!({"services": [
        {"id": 1, "name": "Fichiers partagés", "url": "https://a.example/", "subscribed": false, "maturity": "beta"},
        {"id": 2, "name": "Fichiers partagés", "url": "https://a.example:8443/x"},
        {"id": 3, "name": "日本", "url": "https://b.example/"},
        {"id": 4, "name": "Nulle part", "url": "https://10.0.0.1/"},
        {"id": 5, "name": "Autrement", "url": "http://c.example/"},
        {"id": 6, "name": "Relatif", "url": "/x"}]});
    let answer = answer.to_string();
    let reading = read_any(FeedKind::Gaufre, answer.as_bytes(), None, Language::Fr).expect("a list");
    assert_eq!(
        left_out(&reading),
        [
            "services[3]: its address \"https://10.0.0.1/\" names an IP address instead of a host",
            "services[4]: its address \"http://c.example/\" is not https",
            "services[5]: its address \"/x\" is not an absolute address"
        ]
    );
    let document = to_document(&reading, "fr.exemple", &Text::of("M", "M", "M"));
    assert_eq!(document["hosts"], json!(["a.example", "a.example:8443", "b.example"]));
    let ids: Vec<_> = document["apps"].as_array().expect("apps").iter().map(|app| &app["id"]).collect();
    assert_eq!(ids, ["fichiers-partag-s", "fichiers-partag-s-2", "tool"]);
    assert_eq!(document["apps"][0]["place"], "available");
    assert_eq!(workspace(&document).tools.len(), 3);
}

#[test]
fn a_portal_brings_its_sections_and_notices() {
    let answer = json!({
        "categories": [{"dn": "cn=Büro,dc=x", "display_name": {"fr_FR": "Bureau"}, "entries": ["cn=mail,dc=x"]}],
        "entries": [{"dn": "cn=mail,dc=x", "name": {"fr_FR": "Courriel"}, "keywords": {"fr_FR": "mel"},
                     "links": [{"locale": "fr_FR", "value": "/mail"}]}],
        "announcements": [{"name": "n", "title": {"fr_FR": "Travaux"}, "severity": "danger", "visibleUntil": "2027-01-01"}]});
    let from = Url::parse("https://portal.exemple.fr/univention/portal/portal.json").expect("an address");
    let answer = answer.to_string();
    let reading =
        read_any(FeedKind::OpendeskPortal, answer.as_bytes(), Some(&from), Language::Fr).expect("a list");
    let document = to_document(&reading, "fr.exemple", &Text::of("M", "M", "M"));
    assert_eq!(
        document,
        json!({"format": 1, "id": "fr.exemple", "name": {"fr": "M"}, "revision": 1,
               "hosts": ["portal.exemple.fr"], "sections": [{"id": "b-ro", "name": {"fr": "Bureau"}}],
               "apps": [{"id": "mail", "name": {"fr": "Courriel"}, "url": "https://portal.exemple.fr/mail",
                         "section": "b-ro", "keywords": ["mel"]}],
               "notices": [{"id": "n", "severity": "critical", "text": {"fr": "Travaux"},
                            "until": "2027-01-01T23:59:59Z"}]})
    );
    assert_eq!(workspace(&document).sections.len(), 1);
}
