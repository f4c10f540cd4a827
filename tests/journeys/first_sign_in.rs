//! One login page in all, and none after a restart.

use parvis_tests::{Setting, journey};

#[test]
fn one_login_page_opens_every_tool_and_a_restart_needs_none() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        desk.window().open_tool("Docs").await;
        desk.window().shows("Ensuite s’ouvre : Docs.").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
        assert_eq!(desk.browser.tabs().await.len(), 1, "the sign-in and Docs share one tab");
        desk.window().greets("Camille Durand").await;
        desk.window().shows("Préfecture de l'Exemple").await;
        desk.window().shows("jusqu’à").await;
        for (name, tool) in
            [("Fichiers", "drive"), ("Visio", "meet"), ("Agenda", "agenda"), ("Grist", "grist")]
        {
            desk.window().open_tool(name).await;
            desk.browser.shows_tool(tool, "Camille Durand").await;
        }
        assert_eq!(desk.login_pages().await, 1);
        assert_eq!(desk.browser.tabs().await.len(), 5);

        desk.quit_parvis().await;
        desk.open_parvis().await;
        desk.window().greets("Camille Durand").await;
        desk.window().open_tool("Docs").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
        assert_eq!(desk.login_pages().await, 1, "the restart asked nothing");
    });
}
