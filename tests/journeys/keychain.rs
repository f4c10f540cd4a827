//! Without a keychain, or with a locked one, work goes on; and nobody is asked for a password by a program that just
//! starts.

use parvis_tests::{KeyringState, Setting, journey, until, word};

fn setting(keyring: KeyringState) -> Setting {
    Setting { keyring, ..Setting::default() }
}

#[test]
fn locked_is_said_and_the_session_lasts_until_parvis_quits() {
    journey(setting(KeyringState::Locked), async |desk| {
        let prompts = desk.desktop.watch_bus("org.freedesktop.Secret.Prompt").await;
        let asked = desk.desktop.watch_bus("org.freedesktop.Secret.Service").await;
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().says("keychain_locked").await;
        desk.quit_parvis().await;

        desk.open_parvis().await;
        desk.window().shows(&word("session", "welcome")).await;
        assert!(asked.count() > 0, "what goes over the bus is seen");
        assert_eq!(prompts.count(), 0, "the agent was asked for a password");
    });
}

#[test]
fn one_that_is_unlocked_later_is_used() {
    let mut setting = setting(KeyringState::Locked);
    setting.standins.access_seconds = 3;
    journey(setting, async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().says("keychain_locked").await;
        desk.keyring.unlock().await;
        until("the keychain to hold the session", async || {
            (desk.keyring.of_parvis().await.len() == 1).then_some(())
        })
        .await;
        desk.quit_parvis().await;

        desk.open_parvis().await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1);
    });
}

#[test]
fn absent_is_said_once_and_the_session_lasts_until_parvis_quits() {
    journey(setting(KeyringState::Absent), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().says("keychain_absent").await;
        desk.window().click("notice", "dismiss").await;
        desk.window().sign_out(false).await;
        desk.window().shows(&word("session", "welcome")).await;
        desk.window().click("session", "signIn").await;
        desk.window().greets("Camille Durand").await;
        let text = desk.window().text().await.expect("the window");
        assert!(!text.contains(&parvis_tests::title("keychain_absent")), "it was said already");
        desk.quit_parvis().await;

        desk.open_parvis().await;
        desk.window().shows(&word("session", "welcome")).await;
    });
}

#[test]
fn one_that_appears_later_is_used() {
    let mut setting = setting(KeyringState::Absent);
    setting.standins.access_seconds = 3;
    journey(setting, async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().says("keychain_absent").await;
        desk.keyring.appear(&desk.desktop).await;
        until("the keychain to hold the session", async || {
            (desk.keyring.of_parvis().await.len() == 1).then_some(())
        })
        .await;
        desk.quit_parvis().await;

        desk.open_parvis().await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1);
    });
}
