//! The few calls of W3C's `WebDriver` protocol that the tests make, to the window's engine and to the agent's browser.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

/// What a driver refused: its error code and message. An element that went away meanwhile is such a refusal.
type Refusal = String;

/// A session with a driver.
pub struct WebDriver {
    http: reqwest::Client,
    session: String,
}

/// The key under which an element's reference is handed over.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl WebDriver {
    /// Opens a session; `driver` is the address it listens at.
    pub async fn open(driver: &str, capabilities: Value) -> Result<Self, Refusal> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20));
        let http = http.build().expect("a client");
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = ask(http.post(format!("{driver}/session")), Some(body)).await?;
        let id = answer["sessionId"].as_str().expect("a session");
        let session = format!("{driver}/session/{id}");
        Ok(Self { http, session })
    }

    /// Runs a script, the body of a function; its arguments are `arguments[0]` and so on.
    pub async fn script(&self, script: &str, arguments: Value) -> Result<Value, Refusal> {
        let body = json!({ "script": script, "args": arguments });
        self.post("execute/sync", body).await
    }

    /// Runs a script that answers by calling its last argument.
    pub async fn script_async(&self, script: &str) -> Result<Value, Refusal> {
        self.post("execute/async", json!({ "script": script, "args": [] })).await
    }

    /// Clicks what the path names, as a hand would: what cannot be seen or is covered refuses.
    pub async fn click(&self, xpath: &str) -> Result<(), Refusal> {
        let found = self.post("element", json!({ "using": "xpath", "value": xpath })).await?;
        let id = found[ELEMENT].as_str().expect("an element");
        self.post(&format!("element/{id}/click"), json!({})).await.map(drop)
    }

    /// Presses keys one after the other, each held until all are down: a letter, or a chord.
    pub async fn press(&self, keys: &[char]) -> Result<(), Refusal> {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key.to_string() }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key.to_string() }));
        let actions: Vec<_> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("actions", body).await.map(drop)
    }

    /// Goes on in another window or tab.
    pub async fn switch_to(&self, handle: &str) -> Result<(), Refusal> {
        self.post("window", json!({ "handle": handle })).await.map(drop)
    }

    /// Loads an address.
    pub async fn go_to(&self, address: &str) -> Result<(), Refusal> {
        self.post("url", json!({ "url": address })).await.map(drop)
    }

    /// Writes a picture of what is shown.
    pub async fn picture(&self, file: &Path) -> Result<(), Refusal> {
        let answer = ask(self.http.get(format!("{}/screenshot", self.session)), None).await?;
        let text = answer.as_str().unwrap_or_default();
        let png = base64::prelude::BASE64_STANDARD.decode(text).unwrap_or_default();
        std::fs::write(file, png).map_err(|error| error.to_string())
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Refusal> {
        ask(self.http.post(format!("{}/{path}", self.session)), Some(body)).await
    }
}

async fn ask(request: reqwest::RequestBuilder, body: Option<Value>) -> Result<Value, Refusal> {
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body.to_string()),
        None => request,
    };
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let good = answer.status().is_success();
    let bytes = answer.bytes().await.map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let value = answer["value"].take();
    if good { Ok(value) } else { Err(format!("{} {}", value["error"], value["message"])) }
}
