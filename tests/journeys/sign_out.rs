//! Signing out leaves nothing behind.

use parvis_tests::{Setting, journey, until, word};

#[test]
fn here_the_keychain_is_emptied_and_the_browser_stays_signed_in() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        until("the keychain to hold the session", async || {
            (desk.keyring.of_parvis().await.len() == 1).then_some(())
        })
        .await;
        desk.window().sign_out(false).await;
        desk.window().shows(&word("session", "welcome")).await;
        assert!(desk.keyring.of_parvis().await.is_empty());
        until("the token to be revoked", async || {
            (desk.standins.count("revocation").await == 1).then_some(())
        })
        .await;
        assert_eq!(desk.standins.count("end_session").await, 0);

        // The provider's session is the browser's: signing in again meets no login page.
        desk.window().click("session", "signIn").await;
        desk.window().greets("Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1);
    });
}

#[test]
fn everywhere_the_provider_ends_its_session_too() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        desk.window().sign_out(true).await;
        desk.window().shows(&word("session", "welcome")).await;
        desk.browser.shows("Vous êtes déconnecté").await;
        assert!(desk.keyring.of_parvis().await.is_empty());
        assert_eq!(desk.standins.count("end_session").await, 1);

        desk.sign_in().await;
        assert_eq!(desk.login_pages().await, 2, "the provider asks who it is again");
    });
}
