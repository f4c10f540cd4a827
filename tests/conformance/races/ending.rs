//! The end of Parvis while something is under way.

use std::time::Duration;

use parvis_tests::holds;
use parvis_tests::provider::{Part, with};
use serde_json::json;
use tokio::time::Instant;

use super::{at_work, page, with_identity};
use crate::day::{Day, Setting};

/// Quitting takes three seconds at most; the rest is for a computer that does other things too.
const LONGEST: Duration = Duration::from_millis(4500);

/// Quits while a refresh is under way, whose token replaces the one that is kept, and starts again.
async fn quits_and_starts(mut day: Day) {
    let parvis = day.agent.parvis.clone();
    let closing = tokio::spawn(async move { parvis.close().await });
    assert!(
        holds(Duration::from_millis(300), async || !closing.is_finished()).await,
        "the answer is on its way"
    );
    day.provider.lets_go(Part::Refresh);
    closing.await.expect("closed");
    day.agent.restarts().await;
    let refresh = day.has_been_asked(Part::Refresh, 2).await;
    assert_eq!(refresh.form["refresh_token"], "refresh-rotated");
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn quitting_during_a_refresh_keeps_what_it_brings() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.is_being_renewed().await;
    quits_and_starts(day).await;
}

#[tokio::test]
async fn quitting_just_after_a_start_keeps_what_its_refresh_brings() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.provider.holds_back(Part::Refresh);
    day.agent.restarts().await;
    day.has_been_asked(Part::Refresh, 1).await;
    quits_and_starts(day).await;
}

#[tokio::test]
async fn quitting_does_not_wait_for_ever() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.is_being_renewed().await;
    let asked = Instant::now();
    day.agent.parvis.close().await;
    assert!(asked.elapsed() < LONGEST, "{:?}", asked.elapsed());
}

#[tokio::test]
async fn signing_out_everywhere_just_before_the_end_opens_the_log_out() {
    let mut day = with_identity(json!({"post_logout_path": "/signed-out"})).await;
    day.signs_in().await;
    day.provider.holds_back(Part::Revocation);
    let asked = Instant::now();
    day.agent.parvis.sign_out(true);
    day.agent.parvis.close().await;
    assert!(asked.elapsed() < LONGEST, "{:?}", asked.elapsed());
    // Whatever Parvis opens after this, nobody would see.
    assert!(day.agent.browser_was_opened(), "the log-out is open before Parvis ends");
    assert_eq!(day.kept(), 0);
}

#[tokio::test]
async fn the_log_out_waits_a_second_for_the_revocation_and_no_longer() {
    let mut day = with_identity(json!({"post_logout_path": "/signed-out"})).await;
    day.signs_in().await;
    day.provider.holds_back(Part::Revocation);
    let asked = Instant::now();
    day.agent.parvis.sign_out(true);
    assert_eq!(page(&day.agent.is_sent().await), "end-session");
    let waited = asked.elapsed();
    let as_long_as_meant = Duration::from_millis(900)..Duration::from_millis(2500);
    assert!(as_long_as_meant.contains(&waited), "{waited:?}");
}
