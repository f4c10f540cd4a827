//! What `oidcc-client-test-plan` has besides the certification plans.

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, Seal, Signing, with, without};
use serde_json::json;

use crate::basic::one_more;
use crate::day::Day;

#[tokio::test]
async fn oidcc_client_test_missing_aud() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, without("aud"));
    day.refuses_the_id_token(Code::BadToken, Some("a claim is missing or malformed")).await;
}

#[tokio::test]
async fn oidcc_client_test_userinfo_bearer_header() {
    let mut day = Day::start().await;
    day.signs_in().await;
    let userinfo = &day.provider.asked(Part::Userinfo)[0];
    assert_eq!((userinfo.method.as_str(), userinfo.target.as_str()), ("GET", "/test/a/parvis/userinfo"));
    assert_eq!(userinfo.headers["authorization"], "Bearer access-2");
    assert!(userinfo.form.is_empty());
}

#[tokio::test]
async fn oidcc_client_test_userinfo_signed() {
    let mut day = Day::start().await;
    day.provider.sign(Part::Userinfo, Signing::Rs256);
    day.signs_in().await;

    // What is signed is also checked.
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.provider.sign(Part::Userinfo, Seal { broken: true, ..Signing::Rs256.into() });
    day.is_refused(Code::BadSignature, None).await;
}

#[tokio::test]
async fn oidcc_client_test_nonce_unless_code_flow() {
    let mut day = Day::start().await;
    day.signs_in().await;
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.signs_in().await;
    let nonces: Vec<_> =
        day.provider.asked(Part::Authorize).iter().map(|asked| asked.query["nonce"].clone()).collect();
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn oidcc_client_test_invalid_athash() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, one_more("at_hash"));
    day.refuses_the_id_token(Code::BadToken, Some("at_hash")).await;
}

#[tokio::test]
async fn oidcc_client_test_invalid_sig_es256() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, with("id_token_signing_alg_values_supported", json!(["ES256"])));
    day.provider.sign(Part::IdToken, Seal { broken: true, ..Signing::Es256.into() });
    day.refuses_the_id_token(Code::BadSignature, None).await;
}

#[tokio::test]
async fn oidcc_client_test_invalid_sig_hs256() {
    let mut day = Day::confidential().await;
    day.provider.change(Part::Discovery, with("id_token_signing_alg_values_supported", json!(["HS256"])));
    // Broken, as the suite has it; whole; and with the published key, which a client that believes the header takes.
    for seal in [
        Seal { broken: true, ..Signing::Hs256.into() },
        Signing::Hs256.into(),
        Signing::Hs256WithPublicKey.into(),
    ] {
        day.provider.sign(Part::IdToken, seal);
        day.refuses_the_id_token(Code::BadSignature, Some("algorithm HS256")).await;
    }
}

#[tokio::test]
async fn oidcc_client_test_aggregated_claims() {
    let mut day = Day::start().await;
    day.provider.change(Part::Userinfo, |claims| {
        claims["_claim_names"] = json!({"address": "src1", "phone_number": "src1", "siret": "src1"});
        // {"alg":"none"} and {"siret":"00000000000000"}.
        let token = "eyJhbGciOiJub25lIn0.eyJzaXJldCI6IjAwMDAwMDAwMDAwMDAwIn0.";
        claims["_claim_sources"] = json!({"src1": {"JWT": token}});
    });
    day.signs_in().await;
    let SessionView::SignedIn { person, .. } = day.agent.parvis.snapshot().session else { unreachable!() };
    assert_eq!(person.siret, None, "nothing is taken from another issuer's word");
}

#[tokio::test]
async fn oidcc_client_test_distributed_claims() {
    let mut day = Day::start().await;
    let endpoint = format!("{}userinfo?claims_endpoint", day.provider.issuer);
    day.provider.change(Part::Userinfo, move |claims| {
        claims["_claim_names"] = json!({"credit_score": "src1"});
        claims["_claim_sources"] = json!({"src1": {"endpoint": endpoint, "access_token": "theirs"}});
    });
    day.signs_in().await;
    assert_eq!(day.provider.asked(Part::Userinfo).len(), 1, "no address is asked that a claim names");
}
