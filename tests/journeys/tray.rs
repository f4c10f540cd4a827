//! Parvis is resident: an icon, a menu, and no web process while no window is open.

use std::time::Duration;

use parvis_tests::{Running, Setting, TrayHost, children, holds, journey, until, word};

/// The web engine's processes under a process.
fn web_processes(of: u32) -> usize {
    children(of).iter().filter(|child| child.name.starts_with("WebKit")).count()
}

async fn has_window(parvis: &Running) {
    until("a window", async || (web_processes(parvis.id()) > 0).then_some(())).await;
}

async fn has_none(parvis: &Running) {
    until("no window", async || (web_processes(parvis.id()) == 0).then_some(())).await;
}

#[test]
fn the_menu_says_who_and_does_what_it_says() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        let labels =
            |rows: Vec<parvis_tests::MenuItem>| rows.into_iter().map(|row| row.label).collect::<Vec<_>>();
        let tray = desk.tray.take().expect("a tray");
        tray.tells("Parvis : non connecté").await;
        assert_eq!(
            labels(tray.menu().await),
            ["Parvis : non connecté", "Ouvrir mon bureau", "Se connecter", "Quitter Parvis"]
        );
        tray.choose("Se connecter").await;
        tray.tells("Parvis : connexion à faire").await;
        desk.browser.log_in_as("camille").await;
        tray.tells("Parvis est prêt").await;
        desk.window().greets("Camille Durand").await;
        tray.choose("Se déconnecter de Parvis").await;
        desk.window().shows(&word("session", "welcome")).await;
        tray.tells("Parvis : non connecté").await;
    });
}

#[test]
fn a_closed_window_leaves_no_web_process_and_comes_back() {
    journey(Setting::default(), async |desk| {
        desk.open_parvis().await;
        let parvis = desk.window().process();
        assert!(web_processes(parvis) > 0);
        desk.window().close().await;
        until("no web process", async || (web_processes(parvis) == 0).then_some(())).await;

        let tray = desk.tray.take().expect("a tray");
        tray.click().await;
        until("the window by the icon", async || (web_processes(parvis) > 0).then_some(())).await;
        until("the desk in it", async || (desk.log_says("window ready") == 2).then_some(())).await;
    });
}

#[test]
fn started_into_the_tray_it_waits_there() {
    journey(Setting::default(), async |desk| {
        let mut parvis = desk.start_parvis(&["--tray"]);
        let tray = desk.tray.take().expect("a tray");
        tray.tells("Parvis : non connecté").await;
        assert!(holds(Duration::from_secs(2), async || web_processes(parvis.id()) == 0).await);

        tray.choose("Ouvrir mon bureau").await;
        has_window(&parvis).await;
        tray.choose("Quitter Parvis").await;
        until("the end", async || parvis.ended()).await;
    });
}

#[test]
fn a_second_start_brings_the_window() {
    journey(Setting::default(), async |desk| {
        let mut parvis = desk.start_parvis(&["--tray"]);
        desk.tray.as_ref().expect("a tray").menu().await;
        has_none(&parvis).await;
        desk.start_again(&[]);
        has_window(&parvis).await;
        assert!(parvis.ended().is_none(), "the first one goes on");
    });
}

#[test]
fn without_a_tray_the_window_is_not_lost() {
    journey(Setting { tray: false, ..Setting::default() }, async |desk| {
        desk.open_parvis_with(&["--tray"]).await;
        desk.window().close().await;
        desk.window().says("tray_absent").await;
        let parvis = desk.window().process();
        assert!(web_processes(parvis) > 0);

        let tray = TrayHost::start(desk.desktop.bus().await).await;
        tray.tells("Parvis : non connecté").await;
        desk.window().close().await;
        until("no web process", async || (web_processes(parvis) == 0).then_some(())).await;
    });
}

#[test]
fn a_tray_that_starts_again_gets_the_icon_again() {
    journey(Setting::default(), async |desk| {
        let parvis = desk.start_parvis(&["--tray"]);
        let tray = desk.tray.take().expect("a tray");
        tray.menu().await;
        tray.stop().await;
        let again = TrayHost::start(desk.desktop.bus().await).await;
        again.tells("Parvis : non connecté").await;
        again.click().await;
        has_window(&parvis).await;
    });
}
