//! What has to be so before the first line of GTK runs.

use std::time::Duration;

/// How long a sign-in may take in the browser.
pub fn patience() -> Duration {
    #[cfg(feature = "demo")]
    if let Some(seconds) = std::env::var("PARVIS_DEMO_PATIENCE").ok().and_then(|text| text.parse().ok()) {
        return Duration::from_secs(seconds);
    }
    Duration::from_secs(300)
}

/// Nothing to prepare here.
#[cfg(not(target_os = "linux"))]
pub fn prepare() {}

/// Makes WebKit draw without a compositor.
#[cfg(target_os = "linux")]
pub const COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Sets the environment that the web engine is to find. The first thing that the program does: while there is no other
/// thread, nobody can be reading it.
#[cfg(target_os = "linux")]
pub fn prepare() {
    use gio::glib;

    // Whoever may set this variable would drive the window from outside. The tests do, in a demonstration build.
    if !parvis_core::DEMO {
        glib::unsetenv("TAURI_WEBVIEW_AUTOMATION");
    }
    // Without a graphics card WebKit draws through a software one, which costs some 65 MB and draws no faster.
    if !has_graphics_card()
        && let Err(error) = glib::setenv(COMPOSITING, "1", false)
    {
        tracing::warn!(%error, "the window takes more memory than it needs");
    }
}

#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let Ok(devices) = std::fs::read_dir("/dev/dri") else {
        return false;
    };
    devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}
