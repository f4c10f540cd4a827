//! A log-out, and what comes before it is over.

use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, Reply, without};
use serde_json::json;

use super::{at_work, page, with_identity};
use crate::day::{Day, Setting};

const SIRET: &str = "13002526500013";

#[tokio::test]
async fn a_sign_in_just_after_a_sign_out_everywhere_lets_the_log_out_go_first() {
    let mut day = with_identity(json!({"post_logout_path": "/signed-out"})).await;
    day.signs_in().await;
    day.provider.holds_back(Part::Revocation);
    day.agent.parvis.sign_out(true);
    day.has_been_asked(Part::Revocation, 1).await;
    day.agent.parvis.sign_in();
    assert_eq!(page(&day.agent.is_sent().await), "end-session");
    let sign_in = day.agent.is_sent().await;
    assert_eq!(page(&sign_in), "authorize");
    assert_eq!(day.agent.go(sign_in).await.heading(), "Vous êtes connecté");
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn a_sign_in_given_up_during_a_log_out_leaves_the_one_port_to_the_next() {
    let identity = json!({"post_logout_path": "/signed-out"});
    let mut day = at_work(Setting { identity, confidential: true, ..Setting::default() }).await;
    day.signs_in().await;
    day.provider.holds_back(Part::Revocation);
    day.agent.parvis.sign_out(true);
    day.has_been_asked(Part::Revocation, 1).await;
    day.agent.parvis.sign_in();
    day.has_waiting(&[]).await;
    day.agent.parvis.cancel_sign_in();
    assert_eq!(day.agent.is_told().await.0, Code::SignInCancelled);
    assert_eq!(page(&day.agent.is_sent().await), "end-session", "it is asked for all the same");
    day.signs_in().await;
}

#[tokio::test]
async fn nothing_more_opens_after_a_sign_out() {
    let mut day = at_work(Setting::default()).await;
    day.opens("drive");
    day.opens("visio");
    day.has_waiting(&["Fichiers", "Visio"]).await;
    assert_eq!(day.agent.go_on().await.heading(), "/drive");
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    // What waits now opens after the same pause: the first thing that opens is not what waited before.
    day.opens("drive");
    day.opens("paie");
    day.has_waiting(&["Fichiers", "Paie"]).await;
    assert_eq!(day.agent.go_on().await.heading(), "/drive");
    assert_eq!(day.agent.is_sent().await.path(), "/paie");
}

/// Where a renewal logs out first. The browser was logged out, and stands before the login page.
async fn renews_half_way(patience: Duration) -> Day {
    let identity = json!({"supports_prompt_login": false, "post_logout_path": "/signed-out"});
    let mut day = at_work(Setting { identity, patience, ..Setting::default() }).await;
    day.signs_in().await;
    day.provider.reply(Part::Authorize, |reply| *reply = Reply::of("text/html", "<h1>Login</h1>"));
    day.agent.parvis.renew();
    assert_eq!(day.agent.go_on().await.heading(), "Login");
    assert_eq!(day.provider.asked(Part::EndSession).len(), 1);
    day
}

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_renewal_given_up_after_its_log_out_ends_with_the_session_that_ended() {
    let mut day = renews_half_way(LONG).await;
    day.provider.reply(Part::Refresh, |reply| *reply = Reply::error(400, "invalid_grant"));
    day.agent.parvis.cancel_sign_in();
    day.has_expired().await;
    assert_eq!(day.agent.is_told().await.0, Code::SignInAgain);
    assert!(!day.agent.browser_was_opened());
}

#[tokio::test]
async fn a_renewal_that_takes_too_long_after_its_log_out_ends_with_the_session_that_ended() {
    let mut day = renews_half_way(Duration::from_secs(5)).await;
    day.provider.reply(Part::Refresh, |reply| *reply = Reply::error(400, "invalid_grant"));
    day.has_expired().await;
    assert!(!day.agent.browser_was_opened());
}

#[tokio::test]
async fn a_renewal_given_up_after_its_log_out_goes_on_where_the_provider_still_renews() {
    let day = renews_half_way(LONG).await;
    day.agent.parvis.cancel_sign_in();
    day.has_been_asked(Part::Refresh, 1).await;
    day.has_a_session().await;
    assert_eq!(day.agent.is_told().await.0, Code::SignInAgain);
}

/// Where a log-out comes back, a change of organisation takes one tab.
async fn in_one_tab() -> Day {
    let mut day = with_identity(json!({"post_logout_path": "/signed-out"})).await;
    day.signs_in().await;
    day
}

#[tokio::test]
async fn a_change_of_organisation_given_up_after_its_log_out_is_told_as_it_is() {
    let mut day = in_one_tab().await;
    day.provider.reply(Part::Authorize, |reply| *reply = Reply::of("text/html", "<h1>Login</h1>"));
    day.agent.parvis.change_organisation(Some(SIRET.into()));
    assert_eq!(day.agent.go_on().await.heading(), "Login");
    day.agent.parvis.cancel_sign_in();
    assert_eq!(day.agent.is_told().await.0, Code::SignInAgain);
    day.agent.is_signed_out().await;
}

#[tokio::test]
async fn the_organisation_is_asked_for_until_a_sign_in_succeeds_and_no_longer() {
    let mut day = in_one_tab().await;
    day.provider.change(Part::Callback, |parameters| {
        *parameters = json!({"error": "server_error", "state": parameters["state"]});
    });
    day.agent.parvis.change_organisation(Some(SIRET.into()));
    day.agent.go_on().await;
    assert_eq!(day.agent.is_told().await.0, Code::ProviderOutOfOrder);
    day.provider.mends();
    day.signs_in().await;
    day.agent.parvis.renew();
    day.agent.go_on().await;
    let hints: Vec<_> = day
        .provider
        .asked(Part::Authorize)
        .into_iter()
        .map(|asked| asked.query.get("siret_hint").cloned())
        .collect();
    assert_eq!(hints, [None, Some(SIRET.into()), Some(SIRET.into()), None]);
}

#[tokio::test]
async fn the_organisation_is_forgotten_with_a_sign_out() {
    // Nothing comes back from a log-out here: signing in is the agent's own next step.
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.agent.parvis.change_organisation(Some(SIRET.into()));
    day.agent.go_on().await;
    assert_eq!(day.agent.is_told().await.0, Code::SignInAgain);
    day.agent.parvis.sign_out(false);
    day.signs_in().await;
    let asked = day.provider.asked(Part::Authorize).pop().expect("a sign-in");
    assert!(!asked.query.contains_key("siret_hint"), "the next person may be of another one");
}

#[tokio::test]
async fn a_provider_without_a_log_out_cannot_change_the_organisation() {
    let mut day = with_identity(json!({"post_logout_path": "/signed-out"})).await;
    day.provider.change(Part::Discovery, without("end_session_endpoint"));
    day.signs_in().await;
    day.agent.parvis.change_organisation(Some(SIRET.into()));
    let told = day.agent.is_told().await;
    assert_eq!(told, (Code::ProviderMisconfigured, Some("end_session_endpoint".into())));
    assert!(!day.agent.browser_was_opened(), "the hint would have no effect");
    let session = day.agent.parvis.snapshot().session;
    assert!(!matches!(session, SessionView::SigningIn { .. }), "{session:?}");
}
