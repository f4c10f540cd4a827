//! Signing out leaves nothing behind.

use parvis_tests::{Desk, Setting, journey, machine, until, word};

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

/// `parvisctl session` on this desktop: whether all is well, and what it says.
fn parvisctl(desk: &Desk, what: &str) -> (bool, String) {
    let mut command = desk.desktop.command(machine::binary());
    let said = command.args(["--language", "en", "session", what]).output().expect("parvisctl is built");
    let text = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8(text).expect("text"))
}

async fn is_kept(desk: &Desk) -> String {
    let kept = until("the keychain to hold the session", async || desk.keyring.of_parvis().await.pop()).await;
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
    kept["refresh_token"].as_str().expect("a token").to_owned()
}

async fn is_revoked(desk: &Desk) {
    until("the token to be revoked", async || (desk.standins.count("revocation").await == 1).then_some(()))
        .await;
    assert!(desk.keyring.of_parvis().await.is_empty());
    assert_eq!(parvisctl(desk, "show"), (true, "Nobody is signed in.\n".to_owned()));
}

#[test]
fn parvisctl_has_the_running_parvis_do_it() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        let token = is_kept(desk).await;
        let (well, said) = parvisctl(desk, "show");
        assert!(well && said.contains("Camille Durand") && said.contains("Secret Service"), "{said}");
        assert!(!said.contains(&token), "no token is shown");
        let report = desk.desktop.path("report.txt");
        let mut command = desk.desktop.command(machine::binary());
        let written = command.arg("report").arg(&report).arg("--yes").output().expect("parvisctl is built");
        let text = std::fs::read_to_string(&report).unwrap_or_else(|_| panic!("{written:?}"));
        assert!(text.contains("keychain") && !text.contains(&token) && !text.contains("Camille"), "{text}");
        assert_eq!(parvisctl(desk, "sign-out"), (true, "Signed out by Parvis.\n".to_owned()));
        desk.window().shows(&word("session", "welcome")).await;
        is_revoked(desk).await;
    });
}

#[test]
fn parvisctl_does_it_where_no_parvis_runs() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.sign_in().await;
        is_kept(desk).await;
        desk.quit_parvis().await;
        let people = desk.desktop.home().join("parvis/cache/people");
        let known = || std::fs::read_dir(&people).map(Iterator::count).unwrap_or_default();
        assert_eq!(known(), 1, "what is known of the person");
        assert_eq!(parvisctl(desk, "sign-out"), (true, "Signed out.\n".to_owned()));
        assert_eq!(known(), 0);
        is_revoked(desk).await;
        assert_eq!(parvisctl(desk, "sign-out"), (true, "Nobody is signed in.\n".to_owned()));
    });
}
