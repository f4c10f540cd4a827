//! The window: made when it is wanted, destroyed when it is closed, so that no web process stays behind.

use std::time::Duration;

use parvis_core::Parvis;
use parvis_core::error::Code;
use parvis_core::event::Event;
use parvis_core::paths::Paths;
use parvis_core::settings;
use tauri::utils::config::Color;
use tauri::{AppHandle, Emitter as _, Manager as _, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::broadcast::error::RecvError;

/// The one window, and the name its capability is granted to.
const LABEL: &str = "desk";

/// The one event channel.
const CHANNEL: &str = "parvis";

/// Where the window's engine keeps its files.
pub struct Profile(pub Option<Paths>);

/// Whether the agent has the window before their eyes.
pub fn is_watched(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| {
        window.is_visible().unwrap_or(false)
            && !window.is_minimized().unwrap_or(false)
            && window.is_focused().unwrap_or(false)
    })
}

/// Whether there is a window.
pub fn is_open(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// Shows the window again to an agent who asks for it. What IT laid is read again first: a program that stays for weeks
/// would show an old desk.
pub fn come_back(app: &AppHandle) {
    app.state::<Parvis>().reload_workspace();
    show(app);
}

/// Brings the window to the front, making it if there is none.
pub fn show(app: &AppHandle) {
    if is_open(app) {
        return present(app);
    }
    if let Err(error) = make(app) {
        tracing::error!(%error, "the window cannot be made");
    }
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Parvis")
        .inner_size(1120.0, 800.0)
        .min_inner_size(320.0, 400.0)
        .center()
        // Shown when it has drawn itself: no white flash, no half-made page.
        .visible(false)
        .background_color(Color(0xf7, 0xf8, 0xf8, 0xff))
        // A file dropped on the window would otherwise be added to what it may read.
        .disable_drag_drop_handler()
        .on_navigation(is_own);
    if let Some(paths) = &app.state::<Profile>().0 {
        window = window.data_directory(paths.webview());
    }
    let window = window.build()?;
    if window.theme().is_ok_and(|theme| theme == Theme::Dark) {
        // The page's own ground, `--page` in ui/src/style/tokens.css: no light flash in a dark room.
        let _ = window.set_background_color(Some(Color(0x10, 0x11, 0x12, 0xff)));
    }
    // If the page never says that it is ready, something is wrong that an invisible window would hide.
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        if let Some(window) = app.get_webview_window(LABEL)
            && !window.is_visible().unwrap_or(true)
        {
            tracing::warn!("the page has not said that it is ready");
            bring(&window);
        }
    });
    Ok(())
}

/// The frame that the desktop draws, and its dialogs. As the desktop, unless somebody chose.
pub fn follow_theme(app: &AppHandle, theme: settings::Theme) {
    app.set_theme(match theme {
        settings::Theme::System => None,
        settings::Theme::Light => Some(Theme::Light),
        settings::Theme::Dark => Some(Theme::Dark),
    });
}

/// The window stays on the program's own pages.
fn is_own(url: &url::Url) -> bool {
    url.scheme() == "tauri"
        || (cfg!(windows) && url.scheme() == "http" && url.host_str() == Some("tauri.localhost"))
}

/// The page has drawn itself: shows the window.
pub fn ready(app: &AppHandle) {
    present(app);
    tracing::info!("window ready");
}

/// Shows the window, if there is one, in front of the others.
fn present(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        bring(&window);
    }
}

fn bring(window: &WebviewWindow) {
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// Closes the window as the button in its frame does.
pub fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.close();
    }
}

/// Without a tray a closed window would be lost: it is minimised instead, and the agent told why, once.
pub fn minimise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.minimize();
        app.state::<Parvis>().say(Code::TrayAbsent.into());
    }
}

/// Hands what changes to the window, while there is one.
pub fn forward_events(app: &AppHandle) {
    let (app, mut events) = (app.clone(), app.state::<Parvis>().subscribe());
    tauri::async_runtime::spawn(async move {
        let mut newest = 0;
        loop {
            match events.recv().await {
                Ok(event) => emit(&app, &event, &mut newest),
                // Too many at once: what holds now replaces what was missed.
                Err(RecvError::Lagged(_)) => {
                    let now = app.state::<Parvis>().snapshot();
                    for event in [
                        Event::Language(now.language),
                        Event::Session(now.session),
                        Event::Desk(now.desk),
                        Event::Workspace(now.workspace),
                        Event::Settings(now.settings),
                        Event::Notices(now.notices),
                    ] {
                        emit(&app, &event, &mut newest);
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// What follows from something the agent just did, in the tray or with a second start, has nowhere to be read without a
/// window. What the keychain says may come hours later, and waits for the agent to look. `newest` is the last notice
/// that was seen: one that is taken away brings nothing to read.
fn deserves_a_window(event: &Event, newest: &mut u32) -> bool {
    const CAN_WAIT: [Code; 4] =
        [Code::KeychainLocked, Code::KeychainAbsent, Code::KeychainRefused, Code::KeychainNotEmptied];
    match event {
        Event::Notices(notices) => notices.last().is_some_and(|notice| {
            let is_new = notice.id > *newest;
            *newest = notice.id.max(*newest);
            is_new && !CAN_WAIT.contains(&notice.code)
        }),
        Event::Language(_)
        | Event::Session(_)
        | Event::Desk(_)
        | Event::Workspace(_)
        | Event::Settings(_) => false,
    }
}

fn emit(app: &AppHandle, event: &Event, newest: &mut u32) {
    if let Event::Settings(settings) = event {
        follow_theme(app, settings.theme.0);
    }
    let deserves_a_window = deserves_a_window(event, newest);
    if !is_open(app) {
        if deserves_a_window {
            let handle = app.clone();
            let _ = app.run_on_main_thread(move || show(&handle));
        }
        return;
    }
    if let Err(error) = app.emit_to(LABEL, CHANNEL, event) {
        tracing::warn!(%error, "the window was not told");
    }
}
