//! ProConnect in production, seen by the agent: the ministry's relay stands between, and nobody notices.

use parvis_tests::{Options, Setting, journey, until, word};

#[test]
fn one_tab_through_the_relay_to_the_document_and_out_again() {
    let standins = Options { relay: true, ..Options::default() };
    journey(Setting { standins, ..Setting::default() }, async |desk| {
        desk.open_parvis().await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("camille").await;
        // Started by the desktop, no other site asked for it: the hand-off needs no click.
        desk.browser.shows_tool("docs", "Camille Durand").await;
        assert_eq!(
            desk.browser.tabs().await.len(),
            1,
            "the relay's page, the sign-in and Docs share one tab"
        );
        desk.window().greets("Camille Durand").await;

        desk.quit_parvis().await;
        desk.open_parvis().await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1, "the restart asked nothing");

        desk.window().open_menu().await;
        desk.window().click("menu", "renew").await;
        desk.browser.log_in_as("camille").await;
        // The browser comes from the log-out by a page of Parvis's, and the relay knows that it began with the agent.
        desk.browser.shows("Bonjour Camille Durand").await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 2);

        desk.window().sign_out(true).await;
        desk.window().shows(&word("session", "welcome")).await;
        desk.browser.shows("Vous êtes déconnecté").await;
        until("the token to be revoked", async || {
            (desk.standins.count("revocation").await == 1).then_some(())
        })
        .await;
        assert_eq!(desk.standins.count("end_session").await, 2);
        assert!(desk.keyring.of_parvis().await.is_empty());
    });
}
