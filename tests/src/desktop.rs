//! One agent's desktop session: a home, a session bus and a default browser of its own, on the display that the tests
//! were given.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use zbus::export::ordered_stream::OrderedStreamExt as _;
use zbus::fdo::MonitoringProxy;
use zbus::{Connection, MessageStream};

use crate::process::{Running, free_port};
use crate::wait::until;

/// The session. Dropping it ends its bus and its browser, and removes its home.
pub struct Desktop {
    folder: TempDir,
    log: PathBuf,
    _bus: Running,
    debug_port: u16,
    more: Vec<(&'static str, String)>,
}

/// Nothing is started by this bus on its own: no desktop service of the machine has a part in a test.
const BUS: &str = r#"<busconfig>
<type>session</type><listen>unix:path=ADDRESS</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Its own session, so that it outlives Parvis, as a browser does; the first one writes down who it is.
const BROWSER: &str = r#"#!/bin/sh
[ -e FOLDER/browser.pid ] || echo $$ > FOLDER/browser.pid
exec setsid chromium --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --disable-features=DialMediaRouteProvider --password-store=basic \
  --remote-debugging-port=PORT --user-data-dir=FOLDER/browser "$@" 2>> LOG/browser.log
"#;

const DESKTOP_ENTRY: &str = "[Desktop Entry]
Type=Application
Name=Browser
Exec=FOLDER/browser.sh %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
";

const DEFAULTS: &str = "[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
";

impl Desktop {
    /// Starts one; what its programs say goes to the folder `log`.
    pub async fn start(log: &Path) -> Self {
        let folder = TempDir::new().expect("a folder");
        let debug_port = free_port();
        let fill = |text: &str| {
            text.replace("FOLDER", &folder.path().display().to_string())
                .replace("LOG", &log.display().to_string())
                .replace("PORT", &debug_port.to_string())
                .replace("ADDRESS", &folder.path().join("run/bus").display().to_string())
        };
        for (file, text) in [
            ("bus.conf", BUS),
            ("browser.sh", BROWSER),
            ("home/.local/share/applications/browser.desktop", DESKTOP_ENTRY),
            ("home/.config/mimeapps.list", DEFAULTS),
        ] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, fill(text)).expect("a file");
        }
        std::fs::create_dir_all(folder.path().join("run")).expect("a folder");
        for path in ["run", "browser.sh"] {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(folder.path().join(path), mode).expect("permissions");
        }
        let mut bus = Command::new("dbus-daemon");
        bus.arg("--nofork").arg("--nopidfile");
        bus.arg(format!("--config-file={}", folder.path().join("bus.conf").display()));
        let bus = Running::start(&mut bus, &log.join("bus.log"));
        let address = folder.path().join("run/bus");
        // Its socket is there a moment before it listens.
        until("the session bus", async || tokio::net::UnixStream::connect(&address).await.ok().map(drop))
            .await;
        Self { folder, log: log.to_owned(), _bus: bus, debug_port, more: Vec::new() }
    }

    /// Sets a variable for what is started from now on.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.more.push((name, value.into()));
    }

    /// A program as the agent would start it: this environment, and nothing of the tests' own.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let home = self.home();
        let mut command = Command::new(program);
        command.env_clear().current_dir(&home).stdin(Stdio::null());
        for name in ["PATH", "DISPLAY", "XAUTHORITY"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", &home)
            .env("LANG", "fr_FR.UTF-8")
            .env("TZ", "Europe/Paris")
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus_address())
            .env("BROWSER", self.path("browser.sh"))
            .env("PARVIS_DEMO_HOME", home.join("parvis"))
            .envs(self.more.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The agent's home.
    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Where the programs of this session leave what they say.
    pub fn log(&self, name: &str) -> PathBuf {
        self.log.join(name)
    }

    /// A place beside the home, for what is not the agent's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A connection to the session bus.
    pub async fn bus(&self) -> Connection {
        let builder = zbus::connection::Builder::address(self.bus_address().as_str());
        let builder = builder.expect("an address");
        builder.build().await.expect("the session bus")
    }

    /// Counts from now on what goes to an interface over the session bus, whoever sends it.
    pub async fn watch_bus(&self, interface: &'static str) -> Watched {
        let bus = self.bus().await;
        let monitor = MonitoringProxy::new(&bus).await.expect("the bus");
        monitor.become_monitor(&[], 0).await.expect("a monitor");
        let count = Arc::<AtomicUsize>::default();
        let counted = count.clone();
        tokio::spawn(async move {
            let mut messages = MessageStream::from(bus);
            while let Some(Ok(message)) = messages.next().await {
                if message.header().interface().is_some_and(|name| name == interface) {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Watched(count)
    }

    /// Where the browser can be asked what it shows.
    pub(crate) fn debug_port(&self) -> u16 {
        self.debug_port
    }

    /// Where the session bus is.
    pub fn bus_address(&self) -> String {
        format!("unix:path={}", self.path("run/bus").display())
    }
}

/// How often something was seen on the bus.
pub struct Watched(Arc<AtomicUsize>);

impl Watched {
    /// So far.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if let Ok(id) = std::fs::read_to_string(self.path("browser.pid")) {
            let group = format!("-{}", id.trim());
            let mut kill = Command::new("kill");
            let _ = kill.args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        }
    }
}
