//! A refresh while something else happens, and what it says of the agent.

use std::time::Duration;

use parvis_core::error::Code;
use parvis_tests::provider::{Part, with, without};
use parvis_tests::{holds, until};
use serde_json::{Value, json};

use super::{at_work, page, with_identity};
use crate::basic::one_more;
use crate::day::{Day, Setting};

#[tokio::test]
async fn what_waits_when_the_hours_end_during_the_start_is_signed_in_for() {
    let mut day = with_identity(json!({"session_hours": 1})).await;
    day.signs_in().await;
    day.agent.later(Duration::from_secs(3500));
    day.provider.holds_back(Part::Refresh);
    day.agent.restarts().await;
    day.has_been_asked(Part::Refresh, 1).await;
    day.opens("drive");
    day.is_heard().await;

    day.agent.later(Duration::from_secs(200));
    // The provider's clock stays where it is.
    let next_hour = day.agent.now().plus(Duration::from_secs(3600));
    day.provider.change(Part::IdToken, with("exp", json!(next_hour)));
    day.agent.network_returns();
    let sign_in = day.agent.is_sent().await;
    assert_eq!(page(&sign_in), "authorize");
    assert_eq!(day.agent.go(sign_in).await.heading(), "/drive");
    day.agent.is_signed_in().await;
}

/// Signed in, and signed out while a refresh was under way.
async fn signed_out_during_a_refresh() -> Day {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.is_being_renewed().await;
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day
}

async fn what_came_is_revoked(day: &Day) {
    until("the new token to be revoked", async || {
        let revoked = day.provider.asked(Part::Revocation);
        revoked.iter().any(|asked| asked.form["token"] == "refresh-rotated").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_that_arrives_after_the_sign_out_is_revoked() {
    let day = signed_out_during_a_refresh().await;
    day.provider.lets_go(Part::Refresh);
    what_came_is_revoked(&day).await;
    assert_eq!(day.kept(), 0);
    day.agent.is_signed_out().await;
}

#[tokio::test]
async fn a_refresh_token_that_arrives_when_somebody_else_is_there_is_revoked() {
    let mut day = signed_out_during_a_refresh().await;
    day.provider.change(Part::IdToken, with("sub", json!("noe")));
    day.provider.change(Part::Userinfo, |info| *info = json!({"sub": "noe", "name": "Noé Martin"}));
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    assert_eq!(day.has_a_session().await.name, "Noé Martin");
    day.provider.lets_go(Part::Refresh);
    what_came_is_revoked(&day).await;
    assert_eq!(day.has_a_session().await.name, "Noé Martin");
}

#[tokio::test]
async fn a_refresh_token_that_arrives_with_a_bad_answer_after_the_sign_out_is_revoked() {
    let mut day = at_work(Setting::default()).await;
    day.signs_in().await;
    day.provider.change(Part::Refresh, with("refresh_token", json!("refresh-rotated")));
    day.provider.change(Part::RefreshedIdToken, one_more("sub"));
    day.is_being_renewed().await;
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.provider.lets_go(Part::Refresh);
    what_came_is_revoked(&day).await;
}

#[tokio::test]
async fn quitting_after_a_sign_out_waits_for_the_refresh_that_was_under_way() {
    let day = signed_out_during_a_refresh().await;
    let parvis = day.agent.parvis.clone();
    let closing = tokio::spawn(async move { parvis.close().await });
    assert!(
        holds(Duration::from_millis(300), async || !closing.is_finished()).await,
        "a token is on its way"
    );
    day.provider.lets_go(Part::Refresh);
    closing.await.expect("closed");
    let revoked = day.provider.asked(Part::Revocation);
    assert!(revoked.iter().any(|asked| asked.form["token"] == "refresh-rotated"), "before Parvis ends");
}

/// A provider that says nothing but the subject in its userinfo answer, and these claims in the ID token of a sign-in.
async fn says_it_in_the_id_token(claims: Value) -> Day {
    let day = at_work(Setting::default()).await;
    day.provider.change(Part::Userinfo, |info| *info = json!({"sub": info["sub"]}));
    day.provider.change(Part::IdToken, says(claims));
    day
}

fn says(more: Value) -> impl Fn(&mut Value) + Send + Sync {
    move |claims| {
        let more = more.as_object().expect("claims").clone();
        claims.as_object_mut().expect("claims").extend(more);
    }
}

fn has_tile(day: &Day, id: &str) -> bool {
    let desk = day.agent.parvis.snapshot().desk;
    desk.sections.iter().any(|section| section.tiles.iter().any(|tile| tile.id == id))
}

#[tokio::test]
async fn claims_that_only_the_first_id_token_named_are_still_known_after_a_refresh() {
    let siret = "13002526500013";
    let claims = json!({"name": "Camille Durand", "siret": siret, "groups": ["rh"]});
    let mut day = says_it_in_the_id_token(claims).await;
    day.signs_in().await;
    assert!(has_tile(&day, "paie"));

    // Something new, so that one sees when the answer has been read.
    let organisation = "Préfecture de l’Exemple";
    day.provider.change(Part::Userinfo, move |info| {
        *info = json!({"sub": info["sub"], "organization_label": organisation});
    });
    day.provider.change(Part::Refresh, without("id_token"));
    day.goes_on_for_an_hour();
    let person = until("the new claim", async || {
        let person = day.has_a_session().await;
        (person.organisation.as_deref() == Some(organisation)).then_some(person)
    })
    .await;
    assert_eq!((person.name.as_str(), person.siret.as_deref()), ("Camille Durand", Some(siret)));
    assert!(has_tile(&day, "paie"));
}

#[tokio::test]
async fn claims_that_only_a_refreshed_id_token_names_are_taken() {
    let mut day = says_it_in_the_id_token(json!({"name": "Camille Durand", "groups": ["achats"]})).await;
    day.signs_in().await;
    assert!(!has_tile(&day, "paie"));
    day.goes_on_for_an_hour();
    let later = day.agent.now().plus(Duration::from_secs(3600));
    day.provider.change(Part::RefreshedIdToken, says(json!({"exp": later, "groups": ["rh"]})));
    until("Paie on the desk", async || has_tile(&day, "paie").then_some(())).await;
    day.agent.is_signed_in().await;
}

/// A wall clock that went on alone: the computer slept.
#[tokio::test]
async fn waking_up_is_followed_by_a_refresh() {
    let mut day = Day::start().await;
    day.signs_in().await;
    day.agent.later(Duration::from_secs(600));
    // Whatever is asked for first, as somebody does who opens the lid.
    day.agent.parvis.reopen_sign_in();
    day.has_been_asked(Part::Refresh, 1).await;
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn a_clock_that_is_wrong_ends_no_session() {
    let mut day = Day::start().await;
    day.provider.change(Part::RefreshedIdToken, |claims| {
        claims["iat"] = json!(claims["iat"].as_u64().expect("a date") + 900);
    });
    day.signs_in_for_a_moment().await;
    assert_eq!(day.doubts().await, Code::ClockWrong);
    day.provider.mends();
    day.agent.parvis.retry();
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn the_token_of_somebody_else_is_revoked_when_another_takes_the_place() {
    let mut day = Day::start().await;
    day.signs_in().await;
    for part in [Part::IdToken, Part::Userinfo] {
        day.provider.change(part, with("sub", json!("somebody-else")));
    }
    day.agent.parvis.renew();
    day.agent.go_on().await;
    day.has_been_asked(Part::Revocation, 1).await;
    day.has_a_session().await;
}
