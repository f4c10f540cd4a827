//! A session that is left alone.

use std::time::Duration;

use parvis_tests::{Options, Setting, holds, journey, title, until, word};

fn setting() -> Setting {
    let standins = Options { access_seconds: 3, ..Options::default() };
    Setting { standins, ..Setting::default() }
}

#[test]
fn it_is_renewed_without_the_agent() {
    journey(setting(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        let tokens = desk.standins.count("token").await;
        until("three renewals", async || (desk.standins.count("token").await >= tokens + 3).then_some(()))
            .await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1);
    });
}

#[test]
fn an_outage_is_not_a_sign_out() {
    journey(setting(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.standins.fault("down").await;
        desk.window().says("provider_out_of_order").await;
        desk.window().shows("Camille Durand").await;
        assert_eq!(desk.keyring.of_parvis().await.len(), 1, "the session is still kept");

        desk.standins.mended().await;
        desk.window().greets("Camille Durand").await;
        assert!(!desk.window().text().await.expect("the window").contains(&title("provider_out_of_order")));
        assert_eq!(desk.login_pages().await, 1);
    });
}

#[test]
fn without_a_network_the_desk_greets_whoever_was_there() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.quit_parvis().await;

        desk.tap.cut(true);
        desk.open_parvis().await;
        desk.window().says("provider_unreachable").await;
        desk.window().shows("Camille Durand").await;
        let expired = word("session", "expired");
        let kept = holds(Duration::from_secs(2), async || {
            !desk.window().text().await.expect("the window").contains(&expired)
        });
        assert!(kept.await, "no network is no end of the session");

        desk.tap.cut(false);
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1);
    });
}
