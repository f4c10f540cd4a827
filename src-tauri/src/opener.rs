//! Hands an address that core checked to the agent's browser.

#[cfg(target_os = "linux")]
use std::sync::mpsc;
#[cfg(target_os = "linux")]
use std::time::Duration;

use parvis_core::identity::session::Browser;
use url::Url;

/// A browser that fails later than this was started.
#[cfg(target_os = "linux")]
const EARLY: Duration = Duration::from_secs(5);

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
        opener.arg(address.as_str()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ours, for our own window: see start.rs.
        opener.env_remove(crate::start::COMPOSITING);
        let mut child = opener.spawn().map_err(|error| format!("xdg-open: {}", error.kind()))?;
        // It ends at once where a desktop starts the browser, and with the browser elsewhere. Somebody has to take
        // note of its end, or it stays as a zombie; an early failure is what the agent has to be told.
        let (done, ended) = mpsc::channel();
        std::thread::spawn(move || drop(done.send(child.wait())));
        match ended.recv_timeout(EARLY) {
            Ok(Ok(status)) if !status.success() => Err(format!("xdg-open: {status}")),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
