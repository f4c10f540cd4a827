//! `oidcc-client-refreshtoken-test-plan`: a session that renews itself, and ID tokens of somebody or somewhere else.

use parvis_core::error::Code;
use parvis_tests::provider::Part;
use parvis_tests::until;

use crate::basic::one_more;
use crate::day::Day;

#[tokio::test]
async fn oidcc_client_test_refresh_token() {
    let mut day = Day::start().await;
    day.signs_in().await;
    // The suite waits for a userinfo request with the new access token: claims are asked for again after a while.
    day.goes_on_for_an_hour();
    let refresh = until("a refresh", async || day.provider.asked(Part::Refresh).pop()).await;
    assert_eq!(refresh.form["refresh_token"], "refresh-3");
    assert!(!refresh.form.contains_key("scope"), "no more than was granted");
    let userinfo = until("userinfo", async || day.provider.asked(Part::Userinfo).into_iter().nth(1)).await;
    assert_eq!(userinfo.headers["authorization"], "Bearer access-4");
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_issuer() {
    let mut day = Day::start().await;
    day.provider.change(Part::RefreshedIdToken, one_more("iss"));
    day.signs_in_for_a_moment().await;
    assert_eq!(day.doubts().await, Code::WrongIssuer);
    assert_eq!(day.provider.asked(Part::Userinfo).len(), 1, "the new access token is not used");
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_sub() {
    let mut day = Day::start().await;
    day.provider.change(Part::RefreshedIdToken, one_more("sub"));
    day.signs_in_for_a_moment().await;
    assert_eq!(day.doubts().await, Code::BadToken);
    assert_eq!(day.provider.asked(Part::Userinfo).len(), 1, "the new access token is not used");
}
