//! The whole flow at ProConnect's own engine (`tests/standins`), which knows the relay as a confidential client.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::Url;

use crate::support::{
    CLIENT, LOOPBACK, Replica, Setting, VERIFIER, browser, challenge, json, link, location, parameter,
    redeeming, until,
};

struct Engine {
    node: Child,
    ready: Value,
    _folder: TempDir,
}

impl Engine {
    fn start(relay: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/standins/start.mjs");
        let mut node = Command::new("node")
            .arg(script)
            .arg("--dir")
            .arg(folder.path())
            .args(["--client", "relay", "--relay", relay])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node");
        let mut line = String::new();
        let output = node.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the stand-ins do not start; is `npm ci` done in tests/standins?"));
        Self { node, ready, _folder: folder }
    }

    fn text(&self, key: &str) -> &str {
        self.ready[key].as_str().expect("what the stand-ins wrote")
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// A browser that keeps cookies, follows redirects, and signs in as Camille where it is asked to.
struct Browser {
    http: reqwest::Client,
    cookies: HashMap<String, String>,
}

impl Browser {
    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).header("sec-fetch-site", "none");
        let answer = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Goes on until a page that asks for nothing.
    async fn open(&mut self, from: Url) -> String {
        let mut answer = self.send(self.http.get(from)).await;
        for _ in 0..12 {
            let here = answer.url().clone();
            if answer.status().is_redirection() {
                let next = answer.headers()["location"].to_str().expect("text");
                answer = self.send(self.http.get(here.join(next).expect("a URL"))).await;
                continue;
            }
            let page = answer.text().await.expect("a page");
            let Some((_, form)) = page.split_once("action=\"") else { return page };
            let action = here.join(form.split_once('"').expect("an end").0).expect("a URL");
            let body = match page.split_once("name=\"xsrf\" value=\"") {
                Some((_, rest)) => format!("xsrf={}&logout=yes", rest.split_once('"').expect("an end").0),
                None => "agent=camille".to_owned(),
            };
            let kind = "application/x-www-form-urlencoded";
            answer = self.send(self.http.post(action).header("content-type", kind).body(body)).await;
        }
        panic!("the browser goes round and round");
    }
}

async fn started() -> (Engine, Replica, Browser) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let engine = Engine::start(&format!("http://{}", listener.local_addr().expect("an address")));
    let mut setting = Setting::new(engine.text("issuer"));
    engine.text("clientSecret").clone_into(&mut setting.secret);
    let replica = setting.start_at(listener);
    until("the engine is known", async || replica.get("/healthz").await.status().is_success().then_some(()))
        .await;
    (engine, replica, Browser { http: browser(), cookies: HashMap::new() })
}

#[tokio::test]
async fn an_agent_signs_in_stays_signed_in_and_signs_out() {
    let (engine, replica, mut browser) = started().await;
    let page = browser.open(replica.authorize_url(&[])).await;
    let back = link(&page).expect("a way back to Parvis");
    assert!(back.as_str().starts_with(LOOPBACK), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("planted-app-state"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some(engine.text("issuer")));

    let code = parameter(&back, "code").expect("a code");
    let (status, tokens) = replica.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");
    let text = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("{name} in {tokens}")).to_owned();
    let userinfo = format!("{}/userinfo", engine.text("issuer"));
    let userinfo =
        browser.http.get(userinfo).bearer_auth(text("access_token")).send().await.expect("an answer");
    assert_eq!(userinfo.status(), 200);
    assert_eq!(text("id_token").split('.').count(), 3);

    // A code is good once, and the engine says so.
    let (status, again) = replica.redeem(&code).await;
    assert_eq!((status.as_u16(), again["error"].as_str()), (400, Some("invalid_grant")));

    let page = browser.open(replica.authorize_url(&[("nonce", "another-nonce")])).await;
    let code = parameter(&link(&page).expect("a way back"), "code").expect("a code");
    let (_, tokens) = replica.redeem(&code).await;
    let sealed = tokens["refresh_token"].as_str().expect("a refresh token").to_owned();
    let (status, renewed) = replica.refresh(&sealed).await;
    assert_eq!(status, 200, "{renewed}");
    assert!(renewed["id_token"].is_string() && renewed["refresh_token"].is_string(), "{renewed}");

    let form = [("token", sealed.as_str()), ("token_type_hint", "refresh_token"), ("client_id", CLIENT)];
    assert_eq!(replica.post("/revoke", &form).await.status(), 200);
    let (status, ended) = replica.refresh(&sealed).await;
    assert_eq!((status.as_u16(), ended["error"].as_str()), (400, Some("invalid_grant")));

    let back = "http://127.0.0.1:47811/signed-out";
    let query = [("client_id", CLIENT), ("post_logout_redirect_uri", back), ("state", "out")];
    let page = browser.open(replica.url("/logout", &query)).await;
    let link_back = link(&page).expect("a link");
    assert!(link_back.as_str().starts_with(&format!("{back}?state=out&opened=")), "{link_back}");
}

#[tokio::test]
async fn a_wrong_verifier_does_not_spend_the_code() {
    let (engine, replica, mut browser) = started().await;
    let onward = location(&browser.send(browser.http.get(replica.authorize_url(&[]))).await);
    assert_eq!(parameter(&onward, "code_challenge"), Some(challenge(VERIFIER)));
    let page = browser.open(onward).await;
    let sealed = parameter(&link(&page).expect("a way back"), "code").expect("a code");
    let mut form = redeeming(&sealed);
    form[3].1 = "another-verifier-another-verifier-another-verifier";
    let (status, refused) = json(replica.post("/token", &form).await).await;
    assert_eq!((status.as_u16(), refused["error"].as_str()), (400, Some("invalid_grant")));
    // It was not asked, so the code is not spent.
    let (status, tokens) = replica.redeem(&sealed).await;
    assert_eq!(status, 200, "{tokens}");
    drop(engine);
}
