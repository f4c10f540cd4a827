//! Linux: a tray icon needs a host, which many desktops do not have and others start after us.

use tauri::AppHandle;
use tokio::sync::oneshot;
use zbus::export::ordered_stream::OrderedStreamExt as _;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;

use super::set_shown;
use crate::window;

/// Where tray hosts announce themselves (the `StatusNotifierItem` specification).
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Shows the icon whenever there is a host. If there is none at the start and no window was asked for, opens it.
pub(super) fn follow(app: &AppHandle, tray_only: bool) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = watch(&app, tray_only).await {
            tracing::info!(%error, "no session bus, so no tray");
            if tray_only {
                set(&app, false, true).await;
            }
        }
    });
}

async fn watch(app: &AppHandle, tray_only: bool) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let mut changes = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    let there = names.name_has_owner(BusName::try_from(WATCHER)?).await?;
    set(app, there, tray_only && !there).await;
    while let Some(change) = changes.next().await {
        let there = change.args()?.new_owner().is_some();
        // A host that starts again gives a new place to register at, so the icon is made anew.
        set(app, false, false).await;
        if there {
            set(app, true, false).await;
        }
    }
    Ok(())
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
