//! Who belongs to an audience, and who does not.

use serde_json::json;

use super::*;
use crate::words::Language;

fn person(claims: Value) -> Membership {
    Membership::of_claims(claims.as_object().expect("an object"))
}

fn camille() -> Membership {
    person(json!({
        "sub": "1", "siret": "130 025 265 00013", "roles": ["agent_public", "agent_public_etat"],
        "groups": ["rh", {"value": "a658b030", "display": "Équipe recette"}],
        "organizational_unit": "DRH/Paie", "email": "Camille.Durand@Exemple.GOUV.fr"
    }))
}

fn audience(any: Value) -> Audience {
    serde_json::from_value(json!({ "any": any })).expect("an audience")
}

#[test]
fn one_condition_is_enough_and_within_it_every_key_counts() {
    for (any, included) in [
        (json!([{"siret": ["13002526500013"]}]), true),
        (json!([{"siret": ["1300 2526 5000 13", "2"]}]), true),
        (json!([{"siret": ["13002526500014"]}]), false),
        (json!([{"roles": ["agent_public_territorial", "agent_public_etat"]}]), true),
        (json!([{"roles": ["Agent_Public"]}]), false),
        (json!([{"groups": ["rh"]}]), true),
        (json!([{"groups": ["RH"]}]), false),
        (json!([{"groups": ["a658b030"]}]), true),
        (json!([{"groups": ["Équipe recette"]}]), true),
        (json!([{"organizational_unit": ["DRH/Paie"]}]), true),
        (json!([{"organizational_unit": ["DRH"]}]), false),
        (json!([{"email_domain": ["EXEMPLE.gouv.fr"]}]), true),
        (json!([{"email_domain": ["gouv.fr"]}]), false),
        (json!([{"groups": ["none"]}, {"groups": ["rh"]}]), true),
        (json!([{"groups": ["rh"], "roles": ["agent_public"]}]), true),
        (json!([{"groups": ["rh"], "roles": ["dirigeant"]}]), false),
        (json!([{"groups": ["rh"], "siret": null}]), true),
        (json!([]), false),
        (json!([{}]), false),
        (json!([{"groups": []}]), false),
        (json!([{"groups": ["rh"], "grade": {"at_least": 3}}]), false),
        (json!([{"groups": ["rh"], "grade": {"at_least": 3}}, {"groups": ["rh"]}]), true),
    ] {
        assert_eq!(audience(any.clone()).includes(&camille()), included, "{any}");
    }
}

#[test]
fn what_is_not_known_does_not_hold() {
    let everything = audience(json!([
        {"siret": ["1"]}, {"roles": ["1"]}, {"groups": ["1"]}, {"organizational_unit": ["1"]}, {"email_domain": ["1"]}
    ]));
    assert!(!everything.includes(&Membership::default()));
    assert!(everything.includes(&person(json!({"email": "a@1"}))));
}

#[test]
fn claims_of_another_kind_are_not_known() {
    let nobody = Membership::default();
    for claims in [
        json!({}),
        json!({"siret": 13_002_526_500_013_u64, "roles": 1, "groups": {"value": "rh"}, "email": ["a@b.fr"]}),
        json!({"siret": " ", "email": "nobody", "organizational_unit": null, "roles": true}),
        json!({"siret": "1".repeat(201), "email": "@exemple.fr"}),
        json!({"email": "camille@"}),
    ] {
        assert_eq!(person(claims.clone()), nobody, "{claims}");
    }
    let odd = person(json!({"roles": "agent_public", "groups": [1, null, ["x"], {"display": 3}, "rh", ""]}));
    assert_eq!(odd.roles, Some(["agent_public".to_owned()].into()));
    assert_eq!(odd.groups, Some(["rh".to_owned()].into()));
    assert_eq!(person(json!({"groups": []})).groups, Some(BTreeSet::new()), "in no group is known");
}

#[test]
fn a_claim_cannot_grow_without_end() {
    let many: Vec<_> = (0..10_000).map(|n| format!("group {n:05}")).collect();
    let groups = person(json!({ "groups": many })).groups.expect("groups");
    assert_eq!((groups.len(), groups.contains("group 00000")), (MOST_VALUES, true));
    assert_eq!(person(json!({"groups": ["é".repeat(101), "rh"]})).groups, Some(["rh".to_owned()].into()));
}

#[test]
fn groups_of_the_directory_come_beside_those_of_the_claims() {
    let both = camille().with_groups(&["Équipe du lanceur".to_owned()].into());
    assert!(audience(json!([{"groups": ["rh"]}])).includes(&both));
    assert!(audience(json!([{"groups": ["Équipe du lanceur"]}])).includes(&both));
    let only = Membership::default().with_groups(&["rh".to_owned()].into());
    assert!(audience(json!([{"groups": ["rh"]}])).includes(&only));
}

#[test]
fn what_never_holds_is_said_with_its_place() {
    let warnings = |any| -> Vec<_> {
        let said = audience(any).warnings().into_iter();
        said.map(|(place, what)| format!("{place}: {}", what.pick(Language::En))).collect()
    };
    assert_eq!(warnings(json!([])), ["any: holds no condition, so nobody is shown this"]);
    assert_eq!(
        warnings(json!([{"groups": ["rh"]}, {"siren": ["1"]}, {}, {"roles": []}])),
        [
            "any[1].siren: is not known to this version, so this condition never holds",
            "any[2]: asks for nothing, so this condition never holds",
            "any[3].roles: is empty, so this condition never holds",
        ]
    );
}

#[test]
fn it_is_kept_as_it_is() {
    for membership in [camille(), Membership::default()] {
        let text = serde_json::to_string(&membership).expect("JSON");
        assert_eq!(serde_json::from_str::<Membership>(&text).expect("a membership"), membership);
    }
}
