//! `oidcc-client-basic-certification-test-plan`: the code flow, and ID tokens with one thing wrong.

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, Seal, Signing, with, without};
use serde_json::{Value, json};

use crate::day::Day;

/// The suite makes a claim wrong by writing a character more.
pub fn one_more(name: &'static str) -> impl Fn(&mut Value) + Send + Sync {
    move |claims| claims[name] = json!(format!("{}1", claims[name].as_str().expect("text")))
}

/// Takes the names off the keys that sign, and all but `each` of them away; those that encrypt keep theirs.
fn nameless(each: usize) -> impl Fn(&mut Value) + Send + Sync {
    move |set| {
        let keys = set["keys"].as_array_mut().expect("keys");
        let mut seen = Vec::new();
        keys.retain(|key| {
            let kind = (key["kty"].clone(), key["crv"].clone(), key["use"].clone());
            seen.push(kind.clone());
            seen.iter().filter(|earlier| **earlier == kind).count() <= each
        });
        for key in keys.iter_mut().filter(|key| key["use"] == "sig") {
            key.as_object_mut().expect("a key").remove("kid");
        }
    }
}

#[tokio::test]
async fn oidcc_client_test() {
    let mut day = Day::start().await;
    day.signs_in().await;
    let authorize = &day.provider.asked(Part::Authorize)[0];
    let code = &day.provider.asked(Part::Code)[0];
    assert_eq!(code.form["grant_type"], "authorization_code");
    assert_eq!(code.form["redirect_uri"], authorize.query["redirect_uri"]);
    assert_eq!(code.authentication(), "none");
    assert_eq!(day.provider.asked(Part::Userinfo).len(), 1);
    let SessionView::SignedIn { person, .. } = day.agent.parvis.snapshot().session else { unreachable!() };
    assert_eq!((person.name.as_str(), person.initials.as_str()), ("Camille Durand", "CD"));
}

#[tokio::test]
async fn oidcc_client_test_invalid_iss() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, one_more("iss"));
    day.refuses_the_id_token(Code::WrongIssuer, None).await;
}

#[tokio::test]
async fn oidcc_client_test_missing_sub() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, without("sub"));
    day.refuses_the_id_token(Code::BadToken, Some("a claim is missing or malformed")).await;
}

#[tokio::test]
async fn oidcc_client_test_invalid_aud() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, one_more("aud"));
    day.refuses_the_id_token(Code::BadToken, Some("aud")).await;
}

#[tokio::test]
async fn oidcc_client_test_missing_iat() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, without("iat"));
    day.refuses_the_id_token(Code::BadToken, Some("a claim is missing or malformed")).await;
}

#[tokio::test]
async fn oidcc_client_test_kid_absent_single_jwks() {
    let mut day = Day::start().await;
    day.provider.change(Part::Keys, nameless(1));
    day.provider.sign(Part::IdToken, Seal { names_key: false, ..Signing::Rs256.into() });
    day.signs_in().await;
}

#[tokio::test]
async fn oidcc_client_test_kid_absent_multiple_jwks() {
    let mut day = Day::start().await;
    day.provider.change(Part::Keys, nameless(2));
    day.provider.sign(Part::IdToken, Seal { names_key: false, ..Signing::Rs256.into() });
    day.refuses_the_id_token(Code::BadSignature, Some("unknown key")).await;
}

#[tokio::test]
async fn oidcc_client_test_idtoken_sig_rs256() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, with("id_token_signing_alg_values_supported", json!(["RS256"])));
    day.provider.sign(Part::IdToken, Signing::Rs256);
    day.signs_in().await;
}

#[tokio::test]
async fn oidcc_client_test_idtoken_sig_none() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, with("id_token_signing_alg_values_supported", json!(["none"])));
    day.provider.sign(Part::IdToken, Signing::Unsigned);
    day.refuses_the_id_token(Code::BadToken, Some("not a signed token")).await;
}

#[tokio::test]
async fn oidcc_client_test_invalid_sig_rs256() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, with("id_token_signing_alg_values_supported", json!(["RS256"])));
    day.provider.sign(Part::IdToken, Seal { broken: true, ..Signing::Rs256.into() });
    day.refuses_the_id_token(Code::BadSignature, None).await;
}

#[tokio::test]
async fn oidcc_client_test_userinfo_invalid_sub() {
    let mut day = Day::start().await;
    day.provider.change(Part::Userinfo, one_more("sub"));
    day.is_refused(Code::BadToken, Some("userinfo sub")).await;
}

#[tokio::test]
async fn oidcc_client_test_nonce_invalid() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, one_more("nonce"));
    day.refuses_the_id_token(Code::WrongNonce, None).await;
}

#[tokio::test]
async fn oidcc_client_test_scope_userinfo_claims() {
    let mut day = Day::start().await;
    day.signs_in().await;
    assert_eq!(day.provider.asked(Part::Authorize)[0].query["scope"], "openid profile email");
    // The name is in the userinfo answer and nowhere else.
    assert_eq!(day.provider.asked(Part::Userinfo).len(), 1);
}

#[tokio::test]
async fn oidcc_client_test_client_secret_basic() {
    let mut day = Day::confidential().await;
    day.provider.change(
        Part::Discovery,
        with("token_endpoint_auth_methods_supported", json!(["client_secret_basic"])),
    );
    day.signs_in().await;
    let code = &day.provider.asked(Part::Code)[0];
    assert_eq!(code.authentication(), "client_secret_basic");
    assert!(!code.form.contains_key("client_secret"), "one way of authenticating at a time (RFC 6749 §2.3)");
}
