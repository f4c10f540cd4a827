//! What can go wrong while signing in: each has its own words, changes nothing, and the next try works. Here one row
//! for each kind; every single one is in `tests/core/failures.rs`.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use parvis_tests::{Desk, Options, Setting, journey, until, word};
use url::Url;

/// After a failure: still signed out, the notice can be put away, and signing in works.
async fn works_again(desk: &mut Desk) {
    desk.window().click("notice", "dismiss").await;
    desk.window().shows(&word("session", "welcome")).await;
    assert!(desk.keyring.of_parvis().await.is_empty());
    desk.browser.leave_pages().await;
    desk.window().click("session", "signIn").await;
    if desk.standins.count("login").await == 0 {
        desk.browser.log_in_as("camille").await;
    }
    desk.window().greets("Camille Durand").await;
}

#[test]
fn a_provider_out_of_order_is_told_at_once() {
    journey(Setting::default(), async |desk| {
        desk.standins.fault("down").await;
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        desk.window().says("provider_out_of_order").await;
        assert!(desk.browser.tabs().await.is_empty(), "no page is opened for nothing");
        desk.standins.mended().await;
        works_again(desk).await;
    });
}

#[test]
fn no_network_still_lets_the_tool_open() {
    journey(Setting::default(), async |desk| {
        desk.tap.cut(true);
        desk.open_parvis().await;
        desk.window().open_tool("Docs").await;
        desk.window().says("provider_unreachable").await;
        desk.window().click_words("Ouvrir Docs quand même").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
    });
}

#[test]
fn a_wrong_secret_is_for_the_administrator() {
    let standins = Options { secret: true, ..Options::default() };
    journey(Setting { standins, ..Setting::default() }, async |desk| {
        let file = desk.standins.policy().join("managed/parvis.json");
        let good = std::fs::read_to_string(&file).expect("the policy");
        let (before, after) = good.split_once("client_secret\": \"").expect("a secret");
        std::fs::write(&file, format!("{before}client_secret\": \"x{after}")).expect("written");
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        desk.browser.log_in_as("camille").await;
        desk.window().says("client_refused").await;
        std::fs::write(&file, good).expect("written");
        desk.window().script("window.__TAURI_INTERNALS__.invoke('reload_workspace')").await;
        works_again(desk).await;
    });
}

#[test]
fn refused_on_the_page() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        desk.browser.refuse().await;
        desk.window().says("sign_in_refused").await;
        desk.browser.shows("Connexion refusée").await;
        works_again(desk).await;
    });
}

#[test]
fn cancelled_in_the_window() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        desk.browser.shows("Se connecter").await;
        desk.window().click("session", "cancel").await;
        desk.window().says("sign_in_cancelled").await;
        works_again(desk).await;
    });
}

#[test]
fn an_error_that_never_comes_back_ends_by_itself() {
    journey(Setting { patience: 6, ..Setting::default() }, async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        desk.browser.log_in_as("blocked").await;
        desk.browser.shows("Connexion impossible").await;
        desk.window().says("sign_in_timed_out").await;
        works_again(desk).await;
    });
}

#[test]
fn an_answer_with_a_bad_signature_is_not_followed() {
    journey(Setting::default(), async |desk| {
        desk.standins.fault("bad_signature").await;
        desk.open_parvis().await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("camille").await;
        desk.window().says("bad_signature").await;
        desk.browser.shows("La connexion n’a pas abouti").await;
        assert_eq!(desk.standins.count("tool_page").await, 0, "Docs is not opened");
        desk.standins.mended().await;
        works_again(desk).await;
    });
}

/// The redirect URI and the state of the sign-in under way, as any program of this computer can read them: in the
/// arguments of the browser, which Chromium joins with spaces once it runs.
async fn visible(desk: &mut Desk) -> (Url, String) {
    desk.browser.shows("pour continuer vers Parvis").await;
    let page = desk.standins.issuer().to_owned();
    until("the browser's arguments", async || {
        for process in std::fs::read_dir("/proc").ok()?.flatten() {
            let arguments = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            let mine = String::from_utf8_lossy(&arguments)
                .contains(&desk.desktop.home().parent()?.display().to_string());
            for argument in arguments.split(|byte| matches!(byte, 0 | b' ')).filter(|_| mine) {
                let url = std::str::from_utf8(argument).ok().and_then(|text| Url::parse(text).ok());
                if let Some(url) = url.filter(|url| url.as_str().starts_with(&page)) {
                    let get = |name: &str| {
                        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
                    };
                    return Some((Url::parse(&get("redirect_uri")?).ok()?, get("state")?));
                }
            }
        }
        None
    })
    .await
}

#[test]
fn a_wrong_state_is_answered_400_and_the_sign_in_goes_on() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        let (callback, _) = visible(desk).await;
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        for query in ["code=stolen&state=guessed", "error=access_denied&state=guessed", "code=stolen"] {
            let mut url = callback.clone();
            url.set_query(Some(query));
            assert_eq!(client.get(url).send().await.expect("an answer").status(), 400);
        }
        desk.browser.log_in_as("camille").await;
        desk.window().greets("Camille Durand").await;
    });
}

#[test]
fn another_account_of_this_computer_cannot_answer_first() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        let (mut callback, state) = visible(desk).await;
        callback.query_pairs_mut().append_pair("code", "stolen").append_pair("state", &state);
        let answer = Command::new("setpriv")
            .args(["--reuid=65534", "--clear-groups", "curl", "--silent", "--noproxy", "*"])
            .args(["--output", "/dev/null", "--write-out", "%{http_code}", callback.as_str()])
            .output()
            .expect("setpriv");
        // Only root becomes somebody else; whoever is not still sees that the sign-in goes on.
        if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
            assert_eq!(String::from_utf8_lossy(&answer.stdout), "403");
        }
        desk.browser.log_in_as("camille").await;
        desk.window().greets("Camille Durand").await;
    });
}

#[test]
fn a_program_of_the_same_account_that_answers_first_gains_nothing() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().click("session", "signIn").await;
        let (mut callback, state) = visible(desk).await;
        let issuer = desk.standins.issuer().to_owned();
        let pairs = [("code", "stolen"), ("state", state.as_str()), ("iss", issuer.as_str())];
        callback.query_pairs_mut().extend_pairs(pairs);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client.get(callback).send().await.expect("an answer");
        desk.window().says("sign_in_failed").await;
        works_again(desk).await;
    });
}
