//! What a long day brings: the end of the session, a tool that asks for more, another organisation.

use parvis_tests::{Notifications, Setting, StandIns, journey, title, until, word};
use serde_json::{Value, json};

#[test]
fn a_session_about_to_end_is_renewed_in_one_click_and_one_tab() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.standins.fault("old_login").await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
        desk.standins.mended().await;
        desk.window().shows(&word("session", "endingText")).await;

        desk.window().click("session", "renewNow").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows("Vous êtes connecté").await;
        assert_eq!(desk.browser.tabs().await.len(), 2, "Docs as it was, and one tab for the renewal");
        desk.browser.shows_tool("docs", "Camille Durand").await;
        desk.window().greets("Camille Durand").await;
        let session = desk.window().snapshot().await.expect("the window")["session"].take();
        assert_eq!(session["ending"], false);
        assert_eq!(desk.login_pages().await, 2);
    });
}

#[test]
fn in_the_tray_the_end_is_told_once_and_renewed_from_there() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.standins.fault("old_login").await;
        desk.window().click("session", "signIn").await;
        desk.browser.log_in_as("camille").await;
        desk.window().shows(&word("session", "endingText")).await;
        until("the keychain to hold the session", async || {
            (desk.keyring.of_parvis().await.len() == 1).then_some(())
        })
        .await;
        desk.quit_parvis().await;
        desk.browser.leave_pages().await;

        let notifications = Notifications::start(desk.desktop.bus().await).await;
        let _parvis = desk.start_parvis(&["--tray"]);
        let tray = desk.tray.take().expect("a tray");
        tray.tells("Parvis : votre session se termine bientôt").await;
        desk.standins.mended().await;
        notifications.click("Votre session se termine bientôt", "renew").await;
        desk.browser.log_in_as("camille").await;
        tray.tells("Parvis est prêt").await;
        assert_eq!(notifications.count(), 1);
        assert_eq!(desk.login_pages().await, 2);
    });
}

fn change_workspace(standins: &StandIns, change: impl FnOnce(&mut Value)) {
    let file = standins.workspace();
    let mut workspace = serde_json::from_slice(&std::fs::read(&file).expect("the workspace")).expect("JSON");
    change(&mut workspace);
    std::fs::write(file, workspace.to_string()).expect("written");
}

#[test]
fn a_tool_that_asks_for_more_gets_it_or_the_agent_is_told_why_not() {
    journey(Setting::default(), async |desk| {
        change_workspace(&desk.standins, |workspace| {
            for app in workspace["apps"].as_array_mut().expect("tools") {
                match app["id"].as_str() {
                    Some("docs") => app["acr"] = json!({"essential": ["eidas1-mfa"]}),
                    Some("drive") => app["acr"] = json!({"essential": ["eidas2"]}),
                    _ => {}
                }
            }
        });
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.click("#second-factor").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
        desk.window().greets("Camille Durand").await;

        desk.window().open_tool("Fichiers").await;
        desk.browser.log_in_as("camille").await;
        desk.window().shows(&title("level_not_reached")).await;
        desk.window().greets("Camille Durand").await;
    });
}

#[test]
fn another_organisation_is_chosen_by_its_number() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().shows("Préfecture de l'Exemple").await;
        desk.window().open_menu().await;
        desk.window().click("menu", "organisation").await;
        desk.window().write("189 990 021 00017").await;
        desk.window().click("organisation", "change").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows("Vous êtes connecté").await;
        desk.window().greets("Camille Durand").await;
        desk.window().shows("Agence des chantiers de l'Exemple").await;
        assert_eq!(desk.standins.count("end_session").await, 1);
    });
}
