//! The picture of a preview. The web engine draws it into memory: neither a compositor nor a graphics card is needed.

use std::path::PathBuf;
use std::time::Duration;

use tauri::{AppHandle, Manager as _, WebviewWindow};
use tokio::sync::oneshot;
use webkit2gtk::gio::Cancellable;
use webkit2gtk::{SnapshotOptions, SnapshotRegion, WebViewExt as _};

/// Between two pictures: when they are the same, nothing is being drawn any more.
const PAUSE: Duration = Duration::from_millis(250);

/// A page that has not come to rest by then never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// Writes a picture of the whole desk as soon as it is drawn, and ends the program.
pub(super) fn take(app: &AppHandle, file: PathBuf) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let taken = tokio::time::timeout(PATIENCE, at_rest(&app)).await;
        let written = match taken {
            Ok(Ok(picture)) => std::fs::write(&file, picture).map_err(|error| error.to_string()),
            Ok(Err(error)) => Err(error),
            Err(_) => Err("the desk is not drawn".to_owned()),
        };
        if let Err(error) = &written {
            tracing::error!(error, file = %file.display(), "there is no picture");
        }
        app.exit(i32::from(written.is_err()));
    });
}

/// The desk, once it is shown and stays as it is.
async fn at_rest(app: &AppHandle) -> Result<Vec<u8>, String> {
    let mut last = Vec::new();
    loop {
        tokio::time::sleep(PAUSE).await;
        // The window is shown when its page says that it is ready.
        let windows = app.webview_windows();
        let Some(window) = windows.values().find(|window| window.is_visible().unwrap_or(false)) else {
            continue;
        };
        let picture = picture(window).await?;
        if picture == last {
            return Ok(picture);
        }
        last = picture;
    }
}

/// What the window shows, and what one would see by scrolling, as PNG.
async fn picture(window: &WebviewWindow) -> Result<Vec<u8>, String> {
    let (done, drawn) = oneshot::channel();
    let ask = window.with_webview(move |webview| {
        let options = SnapshotOptions::empty();
        webview.inner().snapshot(SnapshotRegion::FullDocument, options, Cancellable::NONE, move |surface| {
            let _ = done.send(surface.map_err(|error| error.to_string()).and_then(png));
        });
    });
    ask.map_err(|error| error.to_string())?;
    drawn.await.map_err(|error| error.to_string())?
}

fn png(surface: cairo::Surface) -> Result<Vec<u8>, String> {
    let image = cairo::ImageSurface::try_from(surface).map_err(|_| "the engine drew no image".to_owned())?;
    let mut bytes = Vec::new();
    image.write_to_png(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
