//! A workspace that IT changes while somebody is signed in. As long as it is the same provider and client, the session
//! goes on.

use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::event::Event;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, with};
use parvis_tests::{Mood, holds, until};
use secrecy::ExposeSecret as _;
use serde_json::json;
use tokio::sync::broadcast::Receiver;

use super::{at_work, level};
use crate::day::{Day, Setting};

/// What the window was told of the session.
fn sessions(told: &mut Receiver<Event>) -> Vec<SessionView> {
    let events = std::iter::from_fn(|| told.try_recv().ok());
    events
        .filter_map(|event| if let Event::Session(session) = event { Some(session) } else { None })
        .collect()
}

fn stayed_signed_in(told: &mut Receiver<Event>) -> bool {
    sessions(told).iter().all(|session| matches!(session, SessionView::SignedIn { .. }))
}

/// Waits until the keychain holds this refresh token.
async fn keeps(day: &Day, token: &str) {
    until(format!("{token} to be kept"), async || {
        let entries = day.agent.keychain.lock().expect("no panic");
        let is_kept = |entry: &[u8]| entry.windows(token.len()).any(|part| part == token.as_bytes());
        entries.values().any(|entry| is_kept(entry.expose_secret())).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_changed_workspace_does_not_cost_the_refresh_under_way() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.is_being_renewed().await;
    let mut told = day.agent.parvis.subscribe();
    day.changes_workspace(|workspace| workspace["identity"]["scopes"] = json!(["openid", "profile"]));
    day.is_heard().await;
    day.provider.lets_go(Part::Refresh);
    keeps(&day, "refresh-rotated").await;
    day.goes_on_for_an_hour();
    let refresh = day.has_been_asked(Part::Refresh, 2).await;
    assert_eq!(refresh.form["refresh_token"], "refresh-rotated");
    day.agent.is_signed_in().await;
    assert!(stayed_signed_in(&mut told), "the session did not start again");
}

#[tokio::test]
async fn a_changed_workspace_goes_on_with_a_session_that_is_in_memory_only() {
    let mut day = at_work(Setting::default()).await;
    *day.agent.mood.lock().expect("no panic") = Mood::Refuses;
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    assert_eq!(day.agent.is_told().await.0, Code::KeychainRefused);
    day.has_a_session().await;
    let mut told = day.agent.parvis.subscribe();
    day.changes_workspace(|workspace| {
        workspace["identity"]["session_hours"] = json!(11);
        workspace["identity"]["scopes"] = json!(["openid", "profile"]);
        workspace["apps"][0]["acr"] = json!({"essential": ["high"]});
    });
    day.is_heard().await;
    day.opens("visio");
    assert_eq!(day.agent.is_sent().await.path(), "/visio");
    day.goes_on_for_an_hour();
    assert_eq!(day.has_been_asked(Part::Refresh, 1).await.form["refresh_token"], "refresh-3");
    day.has_a_session().await;
    assert!(stayed_signed_in(&mut told), "the session did not start again");
}

/// The token that the refresh brings is what the first workspace's session needs when it comes back, however soon: the
/// other one waits for nobody.
#[tokio::test]
async fn another_workspace_does_not_cost_the_refresh_under_way() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.is_being_renewed().await;
    day.changes_workspace(|workspace| workspace["id"] = json!("fr.gouv.autre"));
    day.agent.is_signed_out().await;
    day.changes_workspace(|workspace| workspace["id"] = json!("fr.gouv.exemple"));
    let is_waiting = async || day.agent.parvis.snapshot().session != SessionView::SignedOut;
    until("the first one to come back", async || is_waiting().await.then_some(())).await;
    assert!(holds(Duration::from_millis(300), is_waiting).await, "the answer is on its way");
    day.provider.lets_go(Part::Refresh);
    let refresh = day.has_been_asked(Part::Refresh, 2).await;
    assert_eq!(refresh.form["refresh_token"], "refresh-rotated");
    day.agent.is_signed_in().await;
}

/// The first `acr` of a tool counts from now on, for the session there is.
#[tokio::test]
async fn a_level_that_a_tool_asks_for_since_this_moment_is_asked_for() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.changes_workspace(|workspace| workspace["apps"][0]["acr"] = json!({"essential": ["high"]}));
    day.opens("drive");
    assert_eq!(level(&day.agent.is_sent().await).as_deref(), Some("high"));
}
