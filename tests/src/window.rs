//! The window of Parvis, in its own web engine, driven as an agent would.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::process::{Running, children, free_port};
use crate::wait::until;
use crate::webdriver::WebDriver;
use crate::words::{plain, title, word};

/// Parvis with its window.
pub struct Window {
    driver: Running,
    web: WebDriver,
}

/// The program under test: `PARVIS_BIN`, or what `./dev test` has built.
pub fn binary() -> PathBuf {
    let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/parvis");
    let path = std::env::var_os("PARVIS_BIN").map_or_else(built, PathBuf::from);
    path.canonicalize().unwrap_or_else(|_| panic!("{} is not built: ./dev test does it", path.display()))
}

impl Window {
    /// Starts Parvis as the web engine's driver does, and waits until its desk is drawn.
    pub async fn open(desktop: &Desktop, arguments: &[&str]) -> Self {
        let port = free_port();
        let mut driver = desktop.command("WebKitWebDriver");
        driver.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let mut driver = Running::start(&mut driver, &desktop.log("parvis.log"));
        let options = json!({ "webkitgtk:browserOptions": { "binary": binary(), "args": arguments } });
        let address = format!("http://127.0.0.1:{port}");
        let web = until("Parvis with a window", async || {
            assert!(driver.ended().is_none(), "WebKitWebDriver ended");
            WebDriver::open(&address, options.clone()).await.ok()
        })
        .await;
        let window = Self { driver, web };
        until("the desk", async || window.text().await.filter(|text| !text.is_empty())).await;
        window
    }

    /// Clicks a tool's tile.
    pub async fn open_tool(&self, name: &str) {
        self.click_path(&format!("//button[@data-tile][.//span[normalize-space()='{name}']]")).await;
    }

    /// Clicks a button or a menu's row that bears this word of the interface.
    pub async fn click(&self, group: &str, key: &str) {
        self.click_words(&word(group, key)).await;
    }

    /// Clicks a button or a menu's row with these words.
    pub async fn click_words(&self, words: &str) {
        self.click_path(&button(words)).await;
    }

    /// Writes into the one field of a dialog.
    pub async fn write(&self, text: &str) {
        self.click_path("//dialog//input").await;
        for key in text.chars() {
            self.web.press(&[key]).await.expect("the window takes keys");
        }
    }

    /// Opens the menu of the session.
    pub async fn open_menu(&self) {
        self.click_path("//header//button[@aria-haspopup='menu']").await;
    }

    /// Signs out by the menu.
    pub async fn sign_out(&self, everywhere: bool) {
        self.open_menu().await;
        let row = if everywhere { "signOutEverywhere" } else { "signOut" };
        self.click("menu", row).await;
    }

    /// Quits by the menu, and waits for the end.
    pub async fn quit(self) {
        self.open_menu().await;
        let row = button(&word("menu", "quit"));
        until("the end of Parvis", async || {
            // Parvis may end before the driver can say that it was clicked.
            let _ = self.web.click(&row).await;
            children(self.driver.id()).is_empty().then_some(())
        })
        .await;
    }

    /// Closes the window by its key, as the button in its frame does.
    pub async fn close(&self) {
        // Control and w. The window may be gone before the driver can say that the keys were pressed.
        let _ = self.web.press(&['\u{e009}', 'w']).await;
    }

    /// Waits until the window shows this text.
    pub async fn shows(&self, text: &str) {
        until(format!("the window to show {text:?}"), async || {
            self.text().await?.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until the window says what a code means.
    pub async fn says(&self, code: &str) {
        self.shows(&title(code)).await;
    }

    /// Waits until the window shows who is signed in.
    pub async fn greets(&self, name: &str) {
        until(format!("{name} signed in"), async || {
            let session = self.snapshot().await?["session"].take();
            (session["state"] == "signed_in" && session["person"]["name"] == name).then_some(())
        })
        .await;
        self.shows(name).await;
    }

    /// All the text of the window, with ordinary spaces.
    pub async fn text(&self) -> Option<String> {
        let text = self.web.script("return document.body.innerText", json!([])).await;
        text.ok()?.as_str().map(plain)
    }

    /// What the window was told.
    pub async fn snapshot(&self) -> Option<Value> {
        self.web.script_async("__TAURI_INTERNALS__.invoke('snapshot').then(arguments[0])").await.ok()
    }

    /// Runs a script in the window.
    pub async fn script(&self, script: &str) -> Value {
        self.web.script(script, json!([])).await.expect("the window")
    }

    /// The process of Parvis.
    pub fn process(&self) -> u32 {
        // The driver starts nothing else.
        children(self.driver.id()).first().expect("Parvis runs").id
    }

    /// Writes a picture of it to the folder of the logs.
    pub(crate) async fn picture(&self, desktop: &Desktop) {
        let _ = self.web.picture(&desktop.log("window.png")).await;
    }

    /// Clicks what the path names, as soon as it can be clicked.
    pub async fn click_path(&self, path: &str) {
        until(format!("the window to take a click on {path}"), async || self.web.click(path).await.ok())
            .await;
    }
}

/// A button or a menu's row by how its words begin. French sets them with narrow spaces; here any space is a space.
fn button(words: &str) -> String {
    format!("//button[starts-with(normalize-space(translate(., '\u{202f}\u{a0}', '  ')), \"{words}\")]")
}
