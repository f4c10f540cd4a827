//! A session that renews itself.

use parvis_core::view::SessionView;
use parvis_tests::{Options, until};

use crate::agent::Agent;

/// A public client's refresh token is spent with each use: what came with a bad answer is all that is left.
#[tokio::test]
async fn an_answer_that_is_not_right_does_not_cost_the_session() {
    let mut agent = Agent::start(Options { access_seconds: 2, ..Options::default() }, |_| ()).await;
    agent.parvis.sign_in();
    agent.go_on().await;
    agent.is_signed_in().await;
    for fault in ["wrong_nonce", "token_down", "bad_signature"] {
        agent.standins.fault(fault).await;
        let parvis = agent.parvis.clone();
        until("doubt", async || {
            matches!(parvis.snapshot().session, SessionView::InDoubt { .. }).then_some(())
        })
        .await;
        agent.standins.mended().await;
        agent.parvis.retry();
        agent.is_signed_in().await;
    }
    assert_eq!(agent.standins.count("login_page").await, 1);
}
