//! The desk that IT lays, breaks and mends.

use parvis_tests::{Setting, journey};

#[test]
fn a_broken_file_is_named_and_the_desk_stays() {
    journey(Setting::default(), async |desk| {
        let file = desk.standins.workspace();
        let good = std::fs::read_to_string(&file).expect("the workspace");
        desk.open_parvis().await;
        desk.window().shows("Fichiers").await;
        let broken = good.replacen("\"everyday\"", "7", 1);
        std::fs::write(&file, broken).expect("written");
        desk.start_again(&[]);
        desk.window().script("window.__TAURI_INTERNALS__.invoke('reload_workspace')").await;
        desk.window().says("workspace_invalid").await;
        desk.window().shows(&file.display().to_string()).await;
        desk.window().shows("Fichiers").await;
        desk.window().click_path("//summary").await;
        desk.window().shows("sections[0].id ").await;

        std::fs::write(&file, good.replace("\"Fichiers\"", "\"Mes fichiers\"")).expect("written");
        desk.window().click("notice", "reload").await;
        desk.window().shows("Mes fichiers").await;
        let text = desk.window().text().await.expect("the window");
        assert!(!text.contains(&parvis_tests::title("workspace_invalid")), "{text}");
    });
}

#[test]
fn a_file_that_others_may_write_is_not_used() {
    journey(Setting::default(), async |desk| {
        let file = desk.standins.workspace();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        std::fs::set_permissions(&file, mode).expect("permissions");
        desk.open_parvis().await;
        desk.window().says("workspace_unsafe").await;
        desk.window().shows("La Suite numérique").await;
    });
}

#[test]
fn with_nothing_configured_the_public_tools_are_there() {
    journey(Setting::default(), async |desk| {
        desk.desktop.set("PARVIS_DEMO_POLICY", desk.desktop.path("nowhere").display().to_string());
        desk.open_parvis().await;
        desk.window().shows("La Suite numérique").await;
        desk.window().shows("Docs").await;
        let snapshot = desk.window().snapshot().await.expect("the window");
        assert_eq!(snapshot["session"]["state"], "none");
        assert_eq!(snapshot["desk"]["origin"], "built_in");
        assert!(snapshot["notices"].as_array().expect("a list").is_empty());
    });
}
