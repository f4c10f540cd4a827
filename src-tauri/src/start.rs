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

/// Starts the program again, in the same process, if its environment is not the one it needs: changing one's own
/// environment is not safe, handing another one to a new program is.
#[cfg(target_os = "linux")]
pub fn prepare() {
    use std::os::unix::process::CommandExt as _;

    let Ok(ourselves) = std::env::current_exe() else {
        return;
    };
    let mut program = std::process::Command::new(ourselves);
    program.args(std::env::args_os().skip(1));
    let mut differs = false;
    // Whoever may set this variable would drive the window from outside. The tests do, in a demonstration build.
    if !parvis_core::DEMO && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        program.env_remove("TAURI_WEBVIEW_AUTOMATION");
        differs = true;
    }
    // Without a graphics card WebKit draws through a software one, which costs some 65 MB and draws no faster.
    if std::env::var_os(COMPOSITING).is_none() && !has_graphics_card() {
        program.env(COMPOSITING, "1");
        differs = true;
    }
    if differs {
        let error = program.exec();
        tracing::warn!(%error, "goes on as it was started");
    }
}

#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let Ok(devices) = std::fs::read_dir("/dev/dri") else {
        return false;
    };
    devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}
