//! `oidcc-client-rp-initiated-logout-rp-basic`: signing out at the provider, and coming back.

use std::net::Ipv4Addr;
use std::time::Duration;

use parvis_core::error::Code;
use parvis_tests::provider::{Part, without};
use parvis_tests::{holds, until};
use serde_json::json;
use tokio::net::TcpStream;

use crate::basic::one_more;
use crate::day::{Day, Setting};

/// An agent who signed in where a log-out comes back to Parvis.
async fn signed_in() -> Day {
    let identity = json!({"post_logout_path": "/signed-out"});
    let mut day = Day::of(Setting { identity, patience: Duration::from_secs(5), ..Setting::default() }).await;
    day.signs_in().await;
    day
}

/// An answer that does not belong to the log-out counts for nothing: Parvis goes on waiting, and then says so.
async fn is_not_confirmed(mut day: Day) {
    let page = day.signs_out_everywhere().await;
    assert_eq!(page.heading(), "Page sans effet");
    day.agent.is_signed_out().await;
    assert_eq!(day.kept(), 0, "signed out here, whatever the provider says");
    assert_eq!(day.agent.is_told().await.0, Code::SignOutIncomplete);
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout() {
    let mut day = signed_in().await;
    let page = day.signs_out_everywhere().await;
    assert_eq!(page.heading(), "Vous êtes déconnecté");
    assert_eq!(page.address.path(), "/signed-out");
    let asked = &day.provider.asked(Part::EndSession)[0];
    assert_eq!(asked.query["client_id"], "parvis");
    assert!(asked.query["state"].len() >= 32);
    assert!(asked.query["post_logout_redirect_uri"].starts_with("http://127.0.0.1:"));
    day.agent.is_signed_out().await;
    assert_eq!(day.kept(), 0);
    until("the refresh token to be revoked", async || {
        day.provider
            .asked(Part::Revocation)
            .iter()
            .any(|asked| asked.form["token"] == "refresh-3")
            .then_some(())
    })
    .await;
    // Nobody waits for it any more, so there is nothing left to be told.
    let listener = (Ipv4Addr::LOCALHOST, page.address.port().expect("a port"));
    until("the listener to be gone", async || TcpStream::connect(listener).await.err()).await;
    let is_quiet = async || day.agent.parvis.snapshot().notices.is_empty();
    assert!(holds(Duration::from_millis(500), is_quiet).await);
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout_other_state() {
    let day = signed_in().await;
    day.provider.change(Part::SignedOut, one_more("state"));
    is_not_confirmed(day).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout_no_state() {
    let day = signed_in().await;
    day.provider.change(Part::SignedOut, without("state"));
    is_not_confirmed(day).await;
}
