//! A keychain that refuses, or does not come back.

use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::{Options, until};

use crate::agent::{Agent, Mood};

async fn is_signed_in_for_this_run(agent: &Agent) {
    until("a session that is not kept", async || {
        let session = agent.parvis.snapshot().session;
        matches!(session, SessionView::SignedIn { kept: false, .. }).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_said_once_and_the_session_lasts_for_this_run() {
    let mut agent = Agent::start(Options { access_seconds: 2, ..Options::default() }, |_| ()).await;
    *agent.mood.lock().expect("no panic") = Mood::Refuses;
    agent.parvis.sign_in();
    agent.go_on().await;
    is_signed_in_for_this_run(&agent).await;
    assert_eq!(agent.is_told().await.0, Code::KeychainRefused);
    let notice = agent.parvis.snapshot().notices[0].id;
    agent.parvis.dismiss(notice);
    let before = agent.standins.count("token").await;
    until("a renewal", async || (agent.standins.count("token").await > before + 1).then_some(())).await;
    assert!(agent.parvis.snapshot().notices.is_empty(), "it is said once");

    *agent.mood.lock().expect("no panic") = Mood::Works;
    agent.is_signed_in().await;
    until("the session to be kept", async || {
        (agent.keychain.lock().expect("no panic").len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_that_hangs_holds_neither_the_page_nor_the_desk_up() {
    let mut agent = Agent::start(Options::default(), |_| ()).await;
    *agent.mood.lock().expect("no panic") = Mood::Hangs;
    agent.parvis.sign_in();
    let page = tokio::time::timeout(Duration::from_secs(4), agent.go_on()).await;
    assert!(page.is_ok(), "the page came before the keychain gave up");
    is_signed_in_for_this_run(&agent).await;
    assert_eq!(agent.is_told().await.0, Code::KeychainRefused);
}
