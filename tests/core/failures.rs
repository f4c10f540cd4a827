//! Everything that can be wrong with a provider's answer: each has its own code, signs nobody in, leaves nothing in the
//! keychain, and does not get in the way of the next try.

use std::net::TcpListener;

use parvis_core::error::Code;
use parvis_tests::{Options, StandIns};
use serde_json::Value;

use crate::agent::Agent;

/// One row: what is wrong, what is told, and the detail for the help desk.
const ANSWERS: [(&str, Code, Option<&str>); 12] = [
    ("wrong_iss", Code::WrongIssuer, None),
    ("missing_iss", Code::WrongIssuer, None),
    ("bad_signature", Code::BadSignature, None),
    ("unknown_kid", Code::BadSignature, Some("unknown key")),
    ("userinfo_bad_signature", Code::BadSignature, None),
    ("wrong_nonce", Code::WrongNonce, None),
    ("wrong_at_hash", Code::BadToken, Some("at_hash")),
    ("wrong_audience", Code::BadToken, Some("aud")),
    ("userinfo_other_sub", Code::BadToken, Some("userinfo sub")),
    ("expired_id_token", Code::ClockWrong, Some("exp")),
    ("token_down", Code::ProviderOutOfOrder, Some("127.0.0.1 503")),
    ("server_error", Code::ProviderOutOfOrder, Some("server_error")),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_right_signs_nobody_in() {
    let mut agent = Agent::start(Options::default(), |_| {}).await;
    for (fault, code, detail) in ANSWERS {
        agent.standins.fault(fault).await;
        agent.parvis.open_tool("docs".into(), None, false);
        let page = agent.go_on().await;
        assert!(page.text.contains("La connexion n’a pas abouti"), "{fault}: {}", page.address);
        assert_eq!(agent.is_told().await, (code, detail.map(str::to_owned)), "{fault}");
        agent.is_signed_out().await;
        assert!(agent.keychain.lock().expect("no panic").is_empty(), "{fault} left something behind");

        agent.standins.mended().await;
        agent.parvis.sign_in();
        let page = agent.go_on().await;
        assert!(page.text.contains("Vous êtes connecté"), "after {fault}: {}", page.text);
        agent.is_signed_in().await;
        agent.parvis.sign_out(false);
        agent.is_signed_out().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_is_fetched() {
    let mut agent = Agent::start(Options::default(), |_| {}).await;
    agent.parvis.sign_in();
    agent.go_on().await;
    agent.is_signed_in().await;
    agent.standins.fault("key_rotation").await;
    agent.parvis.sign_out(false);
    agent.is_signed_out().await;
    agent.parvis.sign_in();
    agent.go_on().await;
    agent.is_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_does_not_answer_is_unreachable() {
    let mut agent = Agent::start(Options::default(), |_| {}).await;
    agent.standins.fault("hang").await;
    agent.parvis.sign_in();
    assert_eq!(agent.is_told().await.0, Code::ProviderUnreachable);
    assert!(!agent.browser_was_opened(), "no page is opened for nothing");
    agent.is_signed_out().await;

    agent.standins.mended().await;
    agent.parvis.sign_in();
    agent.go_on().await;
    agent.is_signed_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ports_that_others_hold_are_named() {
    let options = Options { secret: true, ..Options::default() };
    let mut agent = Agent::start(options, |_| {}).await;
    let text = std::fs::read(agent.standins.workspace()).expect("the workspace");
    let workspace: Value = serde_json::from_slice(&text).expect("JSON");
    let ports: Vec<u16> =
        serde_json::from_value(workspace["identity"]["redirect_ports"].clone()).expect("ports");
    let take = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).expect("a free port");
    let mut held: Vec<_> = ports.iter().map(take).collect();
    agent.parvis.sign_in();
    let named = ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    assert_eq!(agent.is_told().await, (Code::PortsTaken, Some(named)));
    agent.is_signed_out().await;

    // One of them is enough.
    held.pop();
    agent.parvis.sign_in();
    agent.go_on().await;
    agent.is_signed_in().await;
}

fn change_policy(standins: &StandIns, change: impl FnOnce(&mut Value)) {
    let file = standins.policy().join("managed/parvis.json");
    let mut policy = serde_json::from_slice(&std::fs::read(&file).expect("the policy")).expect("JSON");
    change(&mut policy);
    std::fs::write(file, policy.to_string()).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_secret_was_not_laid_does_not_open_the_browser() {
    let options = Options { secret: true, ..Options::default() };
    let without = |standins: &StandIns| {
        change_policy(standins, |policy| {
            policy.as_object_mut().expect("an object").remove("client_secret");
        });
    };
    let mut agent = Agent::start(options, without).await;
    agent.parvis.sign_in();
    assert_eq!(agent.is_told().await.0, Code::SecretMissing);
    assert!(!agent.browser_was_opened());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_a_wrong_secret_is_refused() {
    let options = Options { secret: true, ..Options::default() };
    let wrong =
        |standins: &StandIns| change_policy(standins, |policy| policy["client_secret"] = "wrong".into());
    let mut agent = Agent::start(options, wrong).await;
    agent.parvis.sign_in();
    agent.go_on().await;
    assert_eq!(agent.is_told().await, (Code::ClientRefused, Some("invalid_client".into())));
    agent.is_signed_out().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_reached_in_the_tab_of_the_sign_in() {
    let mut agent = Agent::start(Options::default(), |_| {}).await;
    let link = agent.standins.tool("docs", "/docs/42/?view=print");
    agent.parvis.open_address(link.to_string(), false);
    let page = agent.go_on().await;
    assert_eq!(page.address, link);
    assert!(page.text.contains("Camille Durand"), "{}", page.text);
    assert_eq!(agent.standins.count("login_page").await, 1);
    agent.is_signed_in().await;
    assert!(!agent.browser_was_opened(), "one tab");
}
