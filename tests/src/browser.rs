//! The agent's browser: a real one, started by Parvis through the desktop, watched from beside.

use std::process::Command;

use serde_json::{Value, json};
use url::Url;

use crate::desktop::Desktop;
use crate::process::{Running, free_port};
use crate::wait::until;
use crate::webdriver::WebDriver;

/// The browser of one desktop session, whether it is open already or not.
pub struct Browser {
    port: u16,
    http: reqwest::Client,
    driver: Running,
    driver_address: String,
    web: Option<WebDriver>,
}

/// A tab.
#[derive(Debug, Clone)]
pub struct Tab {
    /// What it shows.
    pub address: Url,
    id: String,
}

impl Browser {
    /// Gets ready to watch it.
    pub fn new(desktop: &Desktop) -> Self {
        let port = free_port();
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}"));
        Self {
            port: desktop.debug_port(),
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
            driver: Running::start(&mut driver, &desktop.log("chromedriver.log")),
            driver_address: format!("http://127.0.0.1:{port}"),
            web: None,
        }
    }

    /// The tabs; none while it is not open.
    pub async fn tabs(&self) -> Vec<Tab> {
        let address = format!("http://127.0.0.1:{}/json/list", self.port);
        let Ok(answer) = self.http.get(address).send().await else {
            return Vec::new();
        };
        let list: Vec<Value> =
            serde_json::from_slice(&answer.bytes().await.unwrap_or_default()).unwrap_or_default();
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        list.iter()
            .filter(|entry| entry["type"] == "page")
            .filter_map(|entry| {
                let address = Url::parse(&text(entry, "url")).ok()?;
                let id = text(entry, "id");
                // The browser's own popups count as pages there.
                matches!(address.scheme(), "http" | "https").then_some(Tab { address, id })
            })
            .collect()
    }

    /// Signs in on the provider's page, as one of its agents: `camille`, `noe`, `blocked`.
    pub async fn log_in_as(&mut self, agent: &str) {
        self.click(&format!("#agent-{agent}")).await;
    }

    /// Refuses on the provider's page.
    pub async fn refuse(&mut self) {
        self.click("#refuse").await;
    }

    /// Waits until a tab shows a tool with this agent signed in, and returns the tab.
    pub async fn shows_tool(&mut self, tool: &str, who: &str) -> Tab {
        let script = format!(
            "return document.body?.dataset.tool === '{tool}' && document.querySelector('#who').textContent.includes('{who}')"
        );
        self.tab_where(&format!("{tool} with {who}"), &script).await
    }

    /// Waits until a tab shows this text, and returns the tab.
    pub async fn shows(&mut self, text: &str) -> Tab {
        let script = format!("return document.body?.innerText.includes({})", json!(text));
        self.tab_where(text, &script).await
    }

    /// Leaves every page, as one closes the tabs that are of no use any more.
    pub async fn leave_pages(&mut self) {
        for tab in self.tabs().await {
            let web = self.attach().await;
            until("a tab to be left", async || {
                web.switch_to(&tab.id).await.ok()?;
                web.go_to("about:blank").await.ok()
            })
            .await;
        }
    }

    /// Clicks, in whatever tab it is found. By the page's own means: a browser drops what a mouse does before a page
    /// is painted.
    pub async fn click(&mut self, selector: &str) {
        let script =
            format!("const it = document.querySelector('{selector}'); it?.click(); return it !== null");
        self.tab_where(selector, &script).await;
    }

    /// Writes a picture of each tab to the folder of the logs.
    pub(crate) async fn picture(&mut self, desktop: &Desktop) {
        for (number, tab) in self.tabs().await.iter().enumerate() {
            let web = self.attach().await;
            if web.switch_to(&tab.id).await.is_ok() {
                let _ = web.picture(&desktop.log(&format!("browser-{number}.png"))).await;
            }
        }
    }

    async fn tab_where(&mut self, what: &str, script: &str) -> Tab {
        until(format!("a browser tab: {what}"), async || {
            for tab in self.tabs().await {
                let web = self.attach().await;
                if web.switch_to(&tab.id).await.is_err() {
                    continue;
                }
                if web.script(script, json!([])).await.is_ok_and(|found| found == true) {
                    // Where it is now: the list may have been a page behind.
                    let address = web.script("return location.href", json!([])).await;
                    let address = address.ok().and_then(|address| Url::parse(address.as_str()?).ok());
                    return Some(Tab { address: address.unwrap_or(tab.address), id: tab.id });
                }
            }
            None
        })
        .await
    }

    async fn attach(&mut self) -> &WebDriver {
        if self.web.is_none() {
            let options =
                json!({ "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{}", self.port) } });
            let web = until("a session with the browser", async || {
                assert!(self.driver.ended().is_none(), "chromedriver ended");
                WebDriver::open(&self.driver_address, options.clone()).await.ok()
            })
            .await;
            self.web = Some(web);
        }
        self.web.as_ref().expect("just opened")
    }
}
