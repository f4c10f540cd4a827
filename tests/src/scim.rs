//! A SCIM server that others write (`tests/peers/scim2-server.txt`), on loopback.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use url::Url;

use crate::process::{Running, free_port};
use crate::venv;
use crate::wait::until;

/// The server of one test, empty at first.
pub struct ScimServer {
    _python: Running,
    http: reqwest::Client,
    base: Url,
}

impl ScimServer {
    /// The only token that it accepts.
    pub const TOKEN: &str = "a-token-of-the-directory";

    /// Starts it, and waits until it answers.
    pub async fn start(log: &Path) -> Self {
        let program = venv::environment("scim2-server").await.join("bin/scim2-server");
        let port = free_port();
        let mut command = Command::new(program);
        command.args(["--port", &port.to_string(), "--bearer-token", Self::TOKEN]);
        let mut python = Running::start(&mut command, log);
        let base = Url::parse(&format!("http://127.0.0.1:{port}/v2")).expect("an address");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        until("the SCIM server", async || {
            assert!(
                python.ended().is_none(),
                "it ended: {}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            http.get(format!("{base}/ServiceProviderConfig")).send().await.ok()
        })
        .await;
        Self { _python: python, http, base }
    }

    /// Its base address.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Creates a user through its API (RFC 7644 §3.3).
    pub async fn create(&self, user: &Value) {
        let request = self.http.post(format!("{}/Users", self.base)).bearer_auth(Self::TOKEN);
        let request = request.header("content-type", "application/scim+json").body(user.to_string());
        let answer = request.send().await.expect("the SCIM server");
        assert_eq!(answer.status(), 201, "{user}: {}", answer.text().await.unwrap_or_default());
    }
}
