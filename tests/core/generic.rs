//! A provider as most are: oidc-provider 9.13.3, with an issuer that is a bare host, standard claims, ES256, and refresh
//! tokens that serve once.

use parvis_core::error::Code;
use parvis_tests::{Options, until};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::agent::{Agent, change_workspace};

const CAMILLE: &str = "Camille Durand";

fn generic(also: &[&str]) -> Options {
    Options::with(&[&["--provider", "generic"], also].concat())
}

async fn has_renewed(agent: &Agent, times: usize) {
    until("renewals", async || {
        let log = agent.standins.log().await;
        let renewals = log.iter().filter(|e| e["grant_type"] == "refresh_token" && e["outcome"] == "ok");
        (renewals.count() >= times).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_day_with_a_token_that_serves_once() {
    let mut agent = Agent::start(Options { access_seconds: 2, ..generic(&[]) }, |_| ()).await;
    let link = agent.standins.tool("docs", "/docs/42/");
    agent.parvis.open_address(link.to_string(), false);
    assert_eq!(agent.go_on().await.address, link);
    agent.is_signed_in().await;
    has_renewed(&agent, 3).await;
    agent.restarts().await;
    agent.is_signed_in().await;
    has_renewed(&agent, 5).await;
    assert_eq!(agent.standins.count("login_page").await, 1);

    agent.parvis.sign_out(true);
    agent.is_signed_out().await;
    assert!(agent.go_on().await.text.contains("Vous êtes déconnecté"));
    assert!(agent.keychain.lock().expect("no panic").is_empty());
    agent.signs_in_as("noe", "Noé Martin").await;
    assert_eq!(agent.standins.count("login_page").await, 2);
}

/// Whoever uses a copy of the token ends the whole family: the agent signs in again, and the thief has nothing.
#[tokio::test]
async fn a_token_that_was_used_elsewhere_ends_the_session() {
    let mut agent = Agent::start(generic(&[]), |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    let token = until("a session in the keychain", async || {
        let entries = agent.keychain.lock().expect("no panic");
        let kept: Value = serde_json::from_slice(entries.values().next()?.expose_secret()).expect("JSON");
        Some((kept["token_endpoint"].as_str()?.to_owned(), kept["refresh_token"].as_str()?.to_owned()))
    })
    .await;
    let form = format!("grant_type=refresh_token&client_id=parvis&refresh_token={}", token.1);
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = http.post(token.0).header("content-type", "application/x-www-form-urlencoded").body(form);
    assert_eq!(request.send().await.expect("an answer").status(), 200, "the thief was first");

    agent.parvis.retry();
    agent.has_expired().await;
    agent.signs_in_as("camille", CAMILLE).await;
}

#[tokio::test]
async fn each_signature_and_each_way_to_show_a_secret() {
    for also in [
        ["--userinfo", "jwt", "--alg", "ES256", "--client", "public"],
        ["--userinfo", "jwt", "--alg", "PS256", "--client", "secret"],
        ["--userinfo", "json", "--alg", "RS256", "--client", "basic"],
    ] {
        let registered = |standins: &_| {
            change_workspace(standins, |workspace| {
                let identity = &mut workspace["identity"];
                identity["id_token_signed_response_alg"] = also[3].into();
                if also[1] == "jwt" {
                    identity["userinfo_signed_response_alg"] = also[3].into();
                }
            });
        };
        let mut agent = Agent::start(generic(&also), registered).await;
        agent.signs_in_as("camille", CAMILLE).await;
        agent.parvis.sign_out(false);
        agent.has_seen("revocation", 1).await;
        let log = agent.standins.log().await;
        assert!(log.iter().any(|e| e["kind"] == "revocation" && e["outcome"] == "ok"), "{also:?} {log:?}");
    }
}

#[tokio::test]
async fn the_browser_comes_back_over_ipv6() {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| workspace["identity"]["redirect_host"] = "[::1]".into());
    };
    let mut agent = Agent::start(generic(&[]), lay).await;
    agent.parvis.sign_in();
    let page = agent.go_on().await;
    assert_eq!(page.address.host_str(), Some("[::1]"), "{}", page.text);
    agent.is(CAMILLE).await;
}

#[tokio::test]
async fn a_level_is_asked_for_the_older_way_and_checked_all_the_same() {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| {
            workspace["identity"]["acr"] = json!({"essential": ["urn:example:silver"]});
        });
    };
    let mut agent = Agent::start(generic(&[]), lay).await;
    agent.parvis.sign_in();
    agent.go_on().await;
    assert_eq!(agent.is_told().await, (Code::LevelNotReached, Some("no acr".into())));
    agent.is_signed_out().await;
}
