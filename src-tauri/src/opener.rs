//! Hands an address that core checked to the agent's browser.

use parvis_core::identity::session::Browser;
use url::Url;

/// The browser that the desktop opens addresses with.
pub struct DefaultBrowser;

#[cfg(not(target_os = "linux"))]
impl Browser for DefaultBrowser {
    fn open(&self, address: &Url) -> Result<(), String> {
        webbrowser::open(address.as_str()).map_err(|error| error.kind().to_string())
    }
}

#[cfg(target_os = "linux")]
impl Browser for DefaultBrowser {
    /// Through `xdg-open`, which knows every desktop and honours `$BROWSER`.
    fn open(&self, address: &Url) -> Result<(), String> {
        use std::process::{Command, Stdio};

        let mut opener = Command::new("xdg-open");
        opener
            .arg(address.as_str())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Ours, for our own window: see start.rs.
        opener.env_remove("WEBKIT_DISABLE_COMPOSITING_MODE");
        let mut child = opener
            .spawn()
            .map_err(|error| format!("xdg-open: {}", error.kind()))?;
        // It may last as long as the browser. Somebody has to take note of its end, or it stays as a zombie.
        std::thread::spawn(move || match child.wait() {
            Ok(status) if !status.success() => tracing::warn!(%status, "xdg-open"),
            Ok(_) | Err(_) => {}
        });
        Ok(())
    }
}
