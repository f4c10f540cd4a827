//! La Gaufre: what its three services answered, and what its other shapes become.

use super::*;

const HOSTS: [&str; 4] =
    ["*.numerique.gouv.fr", "www.tchap.gouv.fr", "rdv.anct.gouv.fr", "*.suite.anct.gouv.fr"];

fn gaufre(answer: &[u8]) -> Result<Reading, Unusable> {
    read_with(FeedKind::Gaufre, &HOSTS, answer)
}

/// The body of a recorded exchange.
fn body(recording: &str) -> Vec<u8> {
    let recording: Value = serde_json::from_str(recording).expect("a recording");
    recording["response"]["body"].to_string().into_bytes()
}

macro_rules! recorded {
    ($file:literal) => {
        include_str!(concat!("../../../../../../tests/fixtures/recordings/gaufre/", $file))
    };
}

#[test]
fn version_1_is_read_whole_and_in_order() {
    let reading = gaufre(recorded!("v1_api_services.json").as_bytes()).expect("a list");
    assert_eq!((reading.apps.len(), left_out(&reading)), (9, vec![]));
    assert_eq!(tools(&reading)[0], ["f/tchap", "Tchap", "https://www.tchap.gouv.fr/"]);
    assert_eq!(tools(&reading)[8], ["f/demarches", "Démarche", "https://demarche.numerique.gouv.fr/"]);
    assert!(reading.apps.iter().all(|l| l.app.section.as_deref() == Some("others")));

    let local = gaufre(recorded!("v1_api_services-local.json").as_bytes()).expect("a list");
    assert_eq!(local.apps.len(), 3);
}

#[test]
fn version_2_without_an_organisation() {
    let reading = gaufre(&body(recorded!("v2_deploycenter_operator_only.json"))).expect("a list");
    let purposes: Vec<_> = reading.apps.iter().map(|l| l.app.purpose.pick(Language::Fr)).collect();
    assert_eq!(purposes, ["", "Version bêta", "", "Version alpha"]);
    assert_eq!(tools(&reading)[3], ["f/4", "Messages", "https://messages.suite.anct.gouv.fr/"]);
    // The logos of that server were on loopback, and its last tool on a host that is not listed.
    let said = left_out(&reading);
    assert_eq!(
        said.last().map(String::as_str),
        Some(
            r#"services[4]: its address "https://exemple.gouv.fr/" is on a host that "hosts" does not list"#
        )
    );
    assert_eq!(said.len(), 5);
    assert!(said[0].starts_with("services[0]: its logo \"http://127.0.0.1:8076/"), "{said:?}");
}

#[test]
fn what_an_organisation_has_not_subscribed_to_is_on_demand() {
    let reading = gaufre(&body(recorded!("v2_deploycenter_operator_siret.json"))).expect("a list");
    let places: Vec<_> = reading.apps.iter().map(|l| (l.app.id.as_str(), l.app.place)).collect();
    assert_eq!(
        places,
        [
            ("f/1", Place::Suggested),
            ("f/2", Place::Suggested),
            ("f/4", Place::Suggested),
            ("f/3", Place::Available)
        ]
    );
    let purpose = &reading.apps[3].app.purpose;
    assert_eq!(purpose.pick(Language::Fr), "Votre organisation n’y est pas abonnée");
    assert_eq!(purpose.pick(Language::De), "Ihre Organisation hat kein Abonnement");
}

#[test]
fn a_refusal_is_no_list() {
    for (recording, said) in [
        (recorded!("v2_deploycenter_no_operator_400.json"), "operator is required"),
        (recorded!("v2_deploycenter_unknown_operator_404.json"), "Operator not found"),
        (
            recorded!("v2_deploycenter_bad_siret.json"),
            r#"{"siret":["Invalid SIRET format. Must be 14 digits."]}"#,
        ),
        (
            recorded!("v2_deploycenter_unknown_siret.json"),
            "[ErrorDetail(string='Organization not found with siret: 99999999999999', code='invalid')]",
        ),
    ] {
        let answer = gaufre(&body(recording)).map(|reading| reading.apps.len());
        assert_eq!(answer, Err(Unusable::Refused(said.into())));
    }
}

#[test]
fn the_other_shapes_are_read_too() {
    let reading = gaufre(
        json!({"error": null, "organization": "ignored", "services": [
            {"id": 1, "name": "Fr. Transfert", "accessibleName": "France Transfert", "maturity": "deprecated",
             "url": "https://francetransfert.numerique.gouv.fr/upload", "logo": "/logos/1.svg", "subscribed": false},
            {"id": "b", "name": "B", "url": "https://b.numerique.gouv.fr", "maturity": "pilote", "subscribed": null},
            {"id": "c", "name": "C", "url": "https://c.numerique.gouv.fr", "beta": true},
            {"id": "d", "name": "D", "url": "https://d.numerique.gouv.fr", "enabled": false},
        ]})
        .to_string()
        .as_bytes(),
    )
    .expect("a list");
    let shown: Vec<_> = reading.apps.iter().map(|l| l.app.purpose.pick(Language::Fr)).collect();
    assert_eq!(shown, ["Bientôt retiré · Votre organisation n’y est pas abonnée", "pilote", "Version bêta"]);
    assert_eq!(reading.apps[0].app.keywords, ["France Transfert"]);
    // The feed of the tests is on a host that these do not list.
    assert!(
        left_out(&reading)[0].contains("its logo \"/logos/1.svg\" is on a host"),
        "{:?}",
        left_out(&reading)
    );

    let near = json!([{"id": 1, "name": "A", "url": "https://a.exemple.fr", "logo": "../logos/1.svg"}]);
    let reading = read_json(FeedKind::Gaufre, &near).expect("a list");
    let logo = reading.apps[0].logo.as_ref().map(Url::as_str);
    assert_eq!(logo, Some("https://portal.exemple.fr/univention/logos/1.svg"));
    assert_eq!(gaufre(br#"{"services": []}"#).expect("an empty list").apps.len(), 0);
}

#[test]
fn logos_are_given_until_there_is_no_room() {
    let entry = |nth: u32| json!({"id": nth, "name": "A", "url": "https://a.exemple.fr", "logo": "/l.svg"});
    let answer: Vec<_> = (0..100).map(entry).collect();
    let mut reading = read_json(FeedKind::Gaufre, &json!(answer)).expect("a list");
    let logos = [("https://portal.exemple.fr/l.svg".to_owned(), "x".repeat(64 * 1024).into())].into();
    give(&mut reading, &logos);
    assert_eq!(reading.apps.iter().filter(|listed| listed.icon.is_some()).count(), 48);
}
