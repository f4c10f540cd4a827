//! Linux: a tray icon needs a host, which many desktops do not have and others start after us.

use std::time::Duration;

use tauri::AppHandle;
use tokio::sync::oneshot;
use zbus::export::ordered_stream::OrderedStreamExt as _;
use zbus::fdo::{DBusProxy, NameOwnerChanged, NameOwnerChangedStream};
use zbus::names::BusName;

use super::set_shown;
use crate::window;

/// Where tray hosts announce themselves (the `StatusNotifierItem` specification).
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A shell that is started again is back by then.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows the icon whenever there is a host. If there is none at the start and no window was asked for, opens it.
pub(super) fn follow(app: &AppHandle, without_window: bool) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = watch(&app, without_window).await {
            tracing::info!(%error, "no session bus, so no tray");
            if without_window {
                set(&app, false, true).await;
            }
        }
    });
}

async fn watch(app: &AppHandle, without_window: bool) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let mut changes = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let mut there = names.name_has_owner(BusName::try_from(WATCHER)?).await?;
    set(app, there, without_window && !there).await;
    loop {
        let change = if there { changes.next().await } else { patiently(app, &mut changes).await };
        let Some(change) = change else { return Ok(()) };
        there = change.args()?.new_owner().is_some();
        // A host that starts again gives a new place to register at, so the icon is made anew.
        set(app, false, false).await;
        if there {
            set(app, true, false).await;
        }
    }
}

/// Waits for a host that went away, as one that is started again does for a moment. If it stays away, a program without
/// a window would be lost: it gets one.
async fn patiently(app: &AppHandle, changes: &mut NameOwnerChangedStream) -> Option<NameOwnerChanged> {
    if let Ok(change) = tokio::time::timeout(PATIENCE, changes.next()).await {
        return change;
    }
    if !window::is_open(app) {
        set(app, false, true).await;
    }
    changes.next().await
}

async fn set(app: &AppHandle, shown: bool, open_window: bool) {
    let (done, waited) = oneshot::channel();
    let handle = app.clone();
    let _ = app.run_on_main_thread(move || {
        set_shown(&handle, shown);
        if open_window {
            window::show(&handle);
        }
        let _ = done.send(());
    });
    let _ = waited.await;
}
