//! Hands an address that core checked to the agent's browser.

use parvis_core::outside::Browser;
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
    /// By the desktop's own list of programs, in this process: `xdg-open` is a shell script that takes some hundred
    /// milliseconds to come to the same answer. It is asked where that list has none.
    fn open(&self, address: &Url) -> Result<(), String> {
        use gio::prelude::AppLaunchContextExt as _;

        let context = gio::AppLaunchContext::new();
        // Ours, for our own window: see start.rs.
        context.unsetenv(crate::start::COMPOSITING);
        gio::AppInfo::launch_default_for_uri(address.as_str(), Some(&context)).or_else(|error| {
            tracing::info!(%error, "no default browser");
            xdg::open(address)
        })
    }
}

#[cfg(target_os = "linux")]
mod xdg {
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    use std::time::Duration;

    use url::Url;

    /// A browser that fails later than this was started.
    const EARLY: Duration = Duration::from_secs(5);

    pub(super) fn open(address: &Url) -> Result<(), String> {
        let mut opener = Command::new("xdg-open");
        opener.arg(address.as_str()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
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
