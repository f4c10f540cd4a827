//! The session has ended: one tab, one login page, and the document that was asked for.

use std::time::Duration;

use parvis_tests::{Desk, Options, Setting, holds, journey, word};

/// Signed in this morning; the provider has ended the session since, and Parvis knows it.
async fn expired(desk: &mut Desk) {
    desk.open_parvis().await;
    desk.sign_in().await;
    desk.standins.end_sessions().await;
    desk.window().shows(&word("session", "expired")).await;
}

/// Tokens that live so short that Parvis asks the provider every other second.
fn setting() -> Setting {
    let standins = Options { access_seconds: 3, ..Options::default() };
    Setting { standins, ..Setting::default() }
}

#[test]
fn a_deep_link_takes_one_tab_and_one_login_page() {
    journey(setting(), async |desk| {
        expired(desk).await;
        assert!(desk.keyring.of_parvis().await.is_empty(), "an ended session is not kept");
        let link = desk.standins.tool("drive", "/explorer/items/42?view=list#notes");
        let (pages, tabs) = (desk.login_pages().await, desk.browser.tabs().await.len());
        desk.start_again(&[link.as_str()]);
        desk.browser.log_in_as("camille").await;
        let tab = desk.browser.shows_tool("drive", "Camille Durand").await;
        assert_eq!(tab.address, link);
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, pages + 1);
        assert_eq!(desk.browser.tabs().await.len(), tabs + 1);
    });
}

#[test]
fn several_clicks_share_one_sign_in() {
    journey(setting(), async |desk| {
        expired(desk).await;
        let pages = desk.login_pages().await;
        for tool in ["Docs", "Fichiers", "Visio"] {
            desk.window().open_tool(tool).await;
        }
        desk.window().shows("Ensuite s’ouvrent : Docs, Fichiers et Visio.").await;
        desk.browser.log_in_as("camille").await;
        for tool in ["docs", "drive", "meet"] {
            desk.browser.shows_tool(tool, "Camille Durand").await;
        }
        assert_eq!(desk.login_pages().await, pages + 1);
    });
}

#[test]
fn what_waited_is_not_opened_for_somebody_else() {
    journey(setting(), async |desk| {
        expired(desk).await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("noe").await;
        desk.window().greets("Noé Martin").await;
        desk.window().says("other_person").await;
        let seen = desk.standins.count("tool_page").await;
        let quiet = holds(Duration::from_secs(2), async || desk.standins.count("tool_page").await == seen);
        assert!(quiet.await, "Docs was opened");
    });
}
