//! What every journey starts with and ends with.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::browser::Browser;
use crate::desktop::Desktop;
use crate::keyring::{Keyring, KeyringState};
use crate::process::Running;
use crate::standins::{Options, StandIns};
use crate::tap::Tap;
use crate::tray::TrayHost;
use crate::window::{Window, binary};

/// Where a journey starts.
#[derive(Clone)]
pub struct Setting {
    /// The provider and the tools.
    pub standins: Options,
    /// The agent's keyring.
    pub keyring: KeyringState,
    /// Whether the desktop shows tray icons.
    pub tray: bool,
    /// How long Parvis waits for a sign-in, in seconds.
    pub patience: u32,
}

impl Default for Setting {
    fn default() -> Self {
        Self { standins: Options::default(), keyring: KeyringState::Unlocked, tray: true, patience: 120 }
    }
}

/// A desktop with everything that belongs to a working day; Parvis itself is not started yet.
pub struct Desk {
    /// The provider and the tools.
    pub standins: StandIns,
    /// The agent's browser.
    pub browser: Browser,
    /// The keyring.
    pub keyring: Keyring,
    /// The tray, if the desktop has one.
    pub tray: Option<TrayHost>,
    /// What Parvis and the provider say to each other.
    pub tap: Tap,
    /// The window, once Parvis is started.
    pub window: Option<Window>,
    /// Home, bus and environment. Last, so that it goes when nobody uses it any more.
    pub desktop: Desktop,
}

/// Two at a time: each one is a web engine, a browser and a provider. The runner may start as many as it likes.
static ROOM: Semaphore = Semaphore::const_new(2);

/// No journey takes half as long.
const LIMIT: Duration = Duration::from_secs(120);

/// Tells a story on a desktop of its own. When it fails, its logs and pictures are in `target/journeys/<test>/`.
pub fn journey(setting: Setting, story: impl AsyncFnOnce(&mut Desk)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let _room = runtime.block_on(ROOM.acquire()).expect("room");
    let log = folder();
    let mut desk = runtime.block_on(Desk::start(setting, &log));
    let told = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let told = tokio::time::timeout(LIMIT, story(&mut desk)).await;
            assert!(told.is_ok(), "the journey did not end within {LIMIT:?}");
        });
    }));
    match told {
        Ok(()) => {
            runtime.block_on(async { drop(desk) });
            let _ = std::fs::remove_dir_all(log);
        }
        Err(panic) => {
            runtime.block_on(async {
                let _ = tokio::time::timeout(Duration::from_secs(20), desk.picture()).await;
                drop(desk);
            });
            resume_unwind(panic);
        }
    }
}

impl Desk {
    async fn start(setting: Setting, log: &Path) -> Self {
        let tap = Tap::start().await;
        let mut desktop = Desktop::start(log).await;
        let standins =
            StandIns::start(&desktop.path("demo"), setting.standins, &desktop.log("standins.log")).await;
        desktop.set("PARVIS_DEMO_POLICY", standins.policy().display().to_string());
        desktop.set("PARVIS_DEMO_PATIENCE", setting.patience.to_string());
        // Parvis alone obeys it: the web engine's connection to its driver is not to go through it, and browsers go
        // straight to loopback.
        desktop.set("http_proxy", tap.address());
        desktop.set("GIO_USE_PROXY_RESOLVER", "dummy");
        desktop.set("RUST_LOG", "parvis=trace,parvis_core=trace,info");
        let keyring = Keyring::start(&desktop, setting.keyring).await;
        let tray = if setting.tray { Some(TrayHost::start(desktop.bus().await).await) } else { None };
        Self { standins, browser: Browser::new(&desktop), keyring, tray, tap, window: None, desktop }
    }

    /// Starts Parvis with its window.
    pub async fn open_parvis(&mut self) {
        self.open_parvis_with(&[]).await;
    }

    /// Starts Parvis with its window and these arguments.
    pub async fn open_parvis_with(&mut self, arguments: &[&str]) {
        self.window = Some(Window::open(&self.desktop, arguments).await);
    }

    /// The window of the running Parvis.
    pub fn window(&self) -> &Window {
        self.window.as_ref().expect("Parvis is started")
    }

    /// Quits Parvis by its menu. The browser stays open, as it does.
    pub async fn quit_parvis(&mut self) {
        self.window.take().expect("Parvis is started").quit().await;
    }

    /// Starts Parvis without anything that drives its window.
    pub fn start_parvis(&self, arguments: &[&str]) -> Running {
        let mut command = self.desktop.command(binary());
        Running::start(command.args(arguments), &self.desktop.log("parvis.log"))
    }

    /// A second start, which hands over what it was asked for and ends.
    pub fn start_again(&self, arguments: &[&str]) {
        let mut command = self.desktop.command(binary());
        let status = command.args(arguments).status().expect("Parvis starts");
        assert!(status.success(), "the second start: {status}");
    }

    /// How often the log of Parvis says something.
    pub fn log_says(&self, what: &str) -> usize {
        let log = std::fs::read_to_string(self.desktop.log("parvis.log"));
        log.unwrap_or_default().matches(what).count()
    }

    /// Signs in for the first time of the day, by the button of the window.
    pub async fn sign_in(&mut self) {
        self.window().click("session", "signIn").await;
        self.browser.log_in_as("camille").await;
        self.window().greets("Camille Durand").await;
    }

    /// How many login pages the agent has met.
    pub async fn login_pages(&self) -> usize {
        self.standins.count("login_page").await
    }

    async fn picture(&mut self) {
        if let Some(window) = &self.window {
            window.picture(&self.desktop).await;
        }
        self.browser.picture(&self.desktop).await;
    }
}

/// Named after the test, which is what the runner calls its thread.
fn folder() -> PathBuf {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("test").replace("::", ".");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/journeys");
    let folder = root.join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for logs");
    folder.canonicalize().expect("a folder for logs")
}
