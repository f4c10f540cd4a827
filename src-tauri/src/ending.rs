//! Tells an agent who does not look at the window that their session is about to end. The window itself says it too.

use parvis_core::Parvis;
use parvis_core::view::{SessionView, Snapshot};
use tauri::{AppHandle, Manager as _};

use crate::window;

/// Watches the session from now on; each end is told once.
pub fn tell(app: &AppHandle) {
    let (app, mut changes) = (app.clone(), app.state::<Parvis>().watch());
    tauri::async_runtime::spawn(async move {
        let mut told = None;
        loop {
            let snapshot = changes.borrow_and_update().clone();
            if let SessionView::SignedIn { ending: true, ends_at, .. } = &snapshot.session
                && told.replace(*ends_at) != Some(*ends_at)
                && !window::is_watched(&app)
            {
                show(&app, &snapshot);
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    });
}

#[cfg(target_os = "linux")]
fn is_ending(app: &AppHandle) -> bool {
    matches!(app.state::<Parvis>().snapshot().session, SessionView::SignedIn { ending: true, .. })
}

/// A desktop without notifications leaves the tray icon, which tells it too.
#[cfg(target_os = "linux")]
fn show(app: &AppHandle, snapshot: &Snapshot) {
    use notify_rust::{Notification, Timeout, Urgency};

    let language = snapshot.language;
    let mut notification = Notification::new();
    notification
        .appname("Parvis")
        .icon("org.parvis.Parvis")
        .summary(language.pick(
            "Votre session se termine bientôt",
            "Your session ends soon",
            "Ihre Sitzung endet bald",
        ))
        .body(language.pick(
            "Renouvelez-la quand cela vous arrange : vos outils restent ouverts.",
            "Renew it when it suits you: your tools stay open.",
            "Verlängern Sie sie, wann es Ihnen passt: Ihre Anwendungen bleiben offen.",
        ))
        .action("default", language.pick("Ouvrir mon bureau", "Open my desk", "Schreibtisch öffnen"))
        .action("renew", language.pick("Renouveler maintenant", "Renew now", "Jetzt verlängern"))
        .urgency(Urgency::Normal)
        .timeout(Timeout::Default);
    let app = app.clone();
    // A thread, since the library waits for the click in a blocking way.
    std::thread::spawn(move || match notification.show() {
        Ok(shown) => shown.wait_for_action(|action| match action {
            "renew" if is_ending(&app) => app.state::<Parvis>().renew(),
            // Clicked in the desktop's list, when another half-day has long begun.
            "default" | "renew" => {
                let handle = app.clone();
                let _ = app.run_on_main_thread(move || window::come_back(&handle));
            }
            _ => {}
        }),
        Err(error) => tracing::info!(%error, "the desktop shows no notifications"),
    });
}

/// Not written yet elsewhere: there the tray icon tells it.
#[cfg(not(target_os = "linux"))]
fn show(_app: &AppHandle, _snapshot: &Snapshot) {}
