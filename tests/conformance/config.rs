//! `oidcc-client-config-certification-test-plan`: the discovery document, and keys that change.

use parvis_core::error::Code;
use parvis_tests::provider::{Part, with};
use serde_json::json;

use crate::day::Day;

#[tokio::test]
async fn oidcc_client_test_discovery_openid_config() {
    let mut day = Day::start().await;
    day.signs_in().await;
    let asked = &day.provider.log()[0];
    assert_eq!(asked.part, Part::Discovery, "before anything else");
    assert_eq!(asked.target, "/test/a/parvis/.well-known/openid-configuration");
}

#[tokio::test]
async fn oidcc_client_test_discovery_jwks_uri_keys() {
    let mut day = Day::start().await;
    let address = format!("{}jwksQwErTyUiOp", day.provider.issuer);
    day.provider.change(Part::Discovery, with("jwks_uri", json!(address)));
    day.signs_in().await;
    let parts: Vec<_> = day.provider.log().iter().map(|asked| asked.part).collect();
    assert_eq!(parts[..3], [Part::Discovery, Part::Keys, Part::Authorize]);
    assert_eq!(day.provider.asked(Part::Keys)[0].target, "/test/a/parvis/jwksQwErTyUiOp");
}

#[tokio::test]
async fn oidcc_client_test_discovery_issuer_mismatch() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, |document| {
        document["issuer"] = json!(format!("{}INVALID", document["issuer"].as_str().expect("text")));
    });
    day.is_refused_at_once(Code::ProviderMisconfigured, Some("discovery names another issuer")).await;
    assert!(day.provider.asked(Part::Authorize).is_empty());
}

#[tokio::test]
async fn oidcc_client_test_signing_key_rotation_just_before_signing() {
    let mut day = Day::start().await;
    day.agent.parvis.sign_in();
    let address = day.agent.is_sent().await;
    assert_eq!(day.provider.asked(Part::Keys).len(), 1);
    day.provider.rotates();
    day.agent.go(address).await;
    day.agent.is_signed_in().await;
    assert_eq!(day.provider.asked(Part::Keys).len(), 2, "read again, once");
}

#[tokio::test]
async fn oidcc_client_test_signing_key_rotation() {
    let mut day = Day::start().await;
    day.signs_in().await;
    day.provider.rotates();
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.signs_in().await;
    assert_eq!(day.provider.asked(Part::Keys).len(), 2);
}
