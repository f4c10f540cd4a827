//! Levels of authentication that become known while a sign-in, or the start, is under way.

use parvis_core::error::Code;
use parvis_core::view::{SessionView, SignInPurpose};
use parvis_tests::provider::{Part, with};
use serde_json::json;

use super::{at_work, level};
use crate::day::Setting;

#[tokio::test]
async fn a_tool_clicked_during_the_start_has_its_level_asked_for() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.holds_back(Part::Refresh);
    day.agent.restarts().await;
    day.has_been_asked(Part::Refresh, 1).await;
    day.opens("docs");
    day.opens("drive");
    day.is_heard().await;
    day.provider.lets_go(Part::Refresh);

    let (first, second) = (day.agent.is_sent().await, day.agent.is_sent().await);
    let (step_up, drive) = if first.path() == "/drive" { (second, first) } else { (first, second) };
    assert_eq!(drive.path(), "/drive", "what needs no more than there is opens");
    assert_eq!(level(&step_up).as_deref(), Some("high"));
    day.provider.change(Part::IdToken, with("acr", json!("high")));
    assert_eq!(day.agent.go(step_up).await.heading(), "/docs");
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn a_level_that_the_sign_in_under_way_did_not_ask_for_is_asked_for_next() {
    let mut day = at_work(Setting::default()).await;
    day.agent.parvis.sign_in();
    let sign_in = day.agent.is_sent().await;
    day.opens("docs");
    day.has_waiting(&["Docs"]).await;
    assert_eq!(day.agent.go(sign_in).await.heading(), "Vous êtes connecté");

    let step_up = day.agent.is_sent().await;
    assert_eq!(level(&step_up).as_deref(), Some("high"));
    let session = day.agent.parvis.snapshot().session;
    assert!(matches!(session, SessionView::SigningIn { purpose: SignInPurpose::StepUp, .. }), "{session:?}");
    assert!(day.is_told_nothing(), "nothing failed");
    day.provider.change(Part::IdToken, with("acr", json!("high")));
    assert_eq!(day.agent.go(step_up).await.heading(), "/docs");
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn of_two_levels_each_is_asked_for_and_only_the_one_not_reached_is_told() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.opens("docs");
    let step_up = day.agent.is_sent().await;
    assert_eq!(level(&step_up).as_deref(), Some("high"));
    day.opens("vault");
    day.has_waiting(&["Docs", "Coffre"]).await;
    day.provider.change(Part::IdToken, with("acr", json!("high")));
    assert_eq!(day.agent.go(step_up).await.heading(), "/docs");

    let further = day.agent.is_sent().await;
    assert_eq!(level(&further).as_deref(), Some("top"));
    assert!(day.is_told_nothing(), "nothing failed yet");
    day.agent.go(further).await;
    assert_eq!(day.agent.is_told().await, (Code::LevelNotReached, Some("high".into())));
    let notice = day.agent.parvis.snapshot().notices.remove(0);
    assert_eq!(notice.opening.map(|opening| opening.app).as_deref(), Some("vault"));
    day.has_a_session().await;
    assert!(!day.agent.browser_was_opened(), "it is asked for once");
}

#[tokio::test]
async fn a_level_that_was_not_reached_does_not_cost_the_tool_with_another() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.opens("docs");
    let step_up = day.agent.is_sent().await;
    day.opens("vault");
    day.has_waiting(&["Docs", "Coffre"]).await;
    day.agent.go(step_up).await;
    assert_eq!(day.agent.is_told().await, (Code::LevelNotReached, Some("low".into())));
    let further = day.agent.is_sent().await;
    assert_eq!(level(&further).as_deref(), Some("top"));
    day.provider.change(Part::IdToken, with("acr", json!("top")));
    assert_eq!(day.agent.go(further).await.heading(), "/vault");
}
