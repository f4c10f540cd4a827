//! Whatever ran in the window could reach nothing but the commands that it was granted.

use std::time::Duration;

use parvis_tests::{Setting, holds, journey, word};

#[test]
fn the_window_stays_on_its_own_page_and_without_a_network() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        let address = desk.standins.tool("docs", "/");
        let try_all = format!(
            "location.href = '{address}';
             window.open('{address}');
             fetch('{address}', {{ mode: 'no-cors' }}).catch(() => {{}});
             new Image().src = '{address}';
             const frame = document.createElement('iframe');
             frame.src = '{address}';
             document.body.append(frame);
             const form = document.createElement('form');
             form.action = '{address}';
             document.body.append(form);
             form.submit();
             return true;"
        );
        desk.window().script(&try_all).await;
        let stays = holds(Duration::from_secs(2), async || {
            let text = desk.window().text().await.unwrap_or_default();
            text.contains(&word("session", "welcome")) && desk.standins.count("tool_page").await == 0
        });
        assert!(stays.await, "the desk stays, and nobody was asked for anything");
        assert!(desk.browser.tabs().await.is_empty(), "no browser was opened either");
    });
}

#[test]
fn a_command_that_was_not_granted_is_refused() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        for command in
            ["plugin:window|close", "plugin:event|emit", "plugin:path|resolve_directory", "unheard_of"]
        {
            let script = format!(
                "window.__refused = undefined;
                 window.__TAURI_INTERNALS__.invoke('{command}', {{}})
                     .then(() => window.__refused = false, () => window.__refused = true);
                 return true;"
            );
            desk.window().script(&script).await;
            parvis_tests::until("an answer", async || {
                (desk.window().script("return window.__refused === true;").await == true).then_some(())
            })
            .await;
        }
    });
}
