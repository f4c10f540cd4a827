//! ProConnect as it is in production: a confidential client with an https address, which is the relay.

use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::{Options, until};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::agent::Agent;

const CAMILLE: &str = "Camille Durand";

async fn start(options: Options) -> Agent {
    Agent::start(Options { relay: true, ..options }, |_| ()).await
}

/// The refresh token that the keychain holds.
async fn kept_token(agent: &Agent) -> String {
    until("a session in the keychain", async || {
        let entries = agent.keychain.lock().expect("no panic");
        let kept: Value = serde_json::from_slice(entries.values().next()?.expose_secret()).expect("JSON");
        kept["refresh_token"].as_str().map(str::to_owned)
    })
    .await
}

#[tokio::test]
async fn a_day_through_the_relay() {
    let mut agent = start(Options { access_seconds: 2, ..Options::default() }).await;
    let link = agent.standins.tool("docs", "/docs/42/");
    agent.parvis.open_address(link.to_string(), false);
    let page = agent.go_on().await;
    assert_eq!(page.address, link, "one tab, and then the document: {}", page.text);
    agent.is_signed_in().await;
    let renewed = async || {
        let log = agent.standins.log().await;
        let renewals =
            log.iter().filter(|entry| entry["grant_type"] == "refresh_token" && entry["outcome"] == "ok");
        (renewals.count() > 1).then_some(())
    };
    until("it to be renewed", renewed).await;
    agent.restarts().await;
    agent.is_signed_in().await;
    assert_eq!(agent.standins.count("login_page").await, 1);

    agent.parvis.sign_out(true);
    agent.is_signed_out().await;
    let page = agent.go_on().await;
    assert!(page.text.contains("Vous êtes déconnecté"), "{}", page.text);
    let log = agent.standins.log().await;
    assert!(log.iter().any(|entry| entry["kind"] == "revocation" && entry["outcome"] == "ok"), "{log:?}");
    assert!(
        log.iter().any(|entry| entry["kind"] == "end_session" && entry["had_session"] == true),
        "{log:?}"
    );
    assert!(agent.keychain.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn a_refresh_token_of_the_relay_is_worth_nothing_at_the_provider() {
    let mut agent = start(Options::default()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    let token = kept_token(&agent).await;
    assert!(token.len() < 400, "Windows' keychain holds 2,560 bytes in all");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    for (path, form) in [
        ("token", format!("grant_type=refresh_token&client_id=parvis&refresh_token={token}")),
        ("token/introspection", format!("client_id=parvis&token={token}")),
    ] {
        let request = http.post(format!("{}/{path}", agent.standins.issuer())).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(
            request.send().await.expect("an answer").status(),
            401,
            "{path}: the secret is the relay's"
        );
    }
}

#[tokio::test]
async fn half_a_day_is_renewed_and_an_organisation_changed_in_one_tab() {
    let mut agent = start(Options::default()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.parvis.renew();
    agent.go_on().await;
    agent.is(CAMILLE).await;
    agent.has_seen("login_page", 2).await;
    let siret = agent.person().and_then(|person| person.siret);

    agent.parvis.change_organisation(Some("18999002100017".into()));
    agent.go_on().await;
    agent.is(CAMILLE).await;
    assert_ne!(agent.person().and_then(|person| person.siret), siret);
    assert_eq!(agent.standins.count("end_session").await, 2);
    assert!(!agent.browser_was_opened());
}

#[tokio::test]
async fn a_provider_that_is_away_signs_nobody_out_behind_the_relay_either() {
    let mut agent = start(Options { access_seconds: 2, ..Options::default() }).await;
    agent.signs_in_as("camille", CAMILLE).await;
    for fault in ["down", "token_down"] {
        agent.standins.fault(fault).await;
        let in_doubt = async || match agent.parvis.snapshot().session {
            SessionView::InDoubt { code, .. } => Some(code),
            _ => None,
        };
        assert_eq!(until("doubt", in_doubt).await, Code::ProviderOutOfOrder);
        agent.standins.mended().await;
        agent.later(Duration::from_secs(1));
        agent.parvis.retry();
        agent.is_signed_in().await;
    }
}

#[tokio::test]
async fn scopes_that_the_relay_does_not_know_are_left_out_with_a_note() {
    let lay = |standins: &_| {
        crate::agent::change_workspace(standins, |workspace| {
            let scopes = workspace["identity"]["scopes"].as_array_mut().expect("scopes");
            scopes.insert(1, "lasuite_visio".into());
        });
    };
    let mut agent = Agent::start(Options { relay: true, ..Options::default() }, lay).await;
    agent.signs_in_as("camille", CAMILLE).await;
    assert_eq!(agent.is_told().await, (Code::ScopesRefused, Some("lasuite_visio".into())));
}
