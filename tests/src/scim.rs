//! A SCIM server that others write (`tests/peers/scim2-server.txt`), on loopback.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use url::Url;

use crate::process::{Running, free_port};
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
        // The first test makes the environment, which takes pip a while.
        let program = tokio::task::spawn_blocking(environment).await.expect("an environment");
        let program = program.join("bin/scim2-server");
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

/// A virtual environment with the server, made once and anew when the versions change.
fn environment() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let requirements = here.join("peers/scim2-server.txt");
    let wanted = std::fs::read_to_string(&requirements).expect("the versions");
    let peers = here.join("../target/peers");
    std::fs::create_dir_all(&peers).expect("a folder");
    // Tests run side by side, also as processes. The lock is released with the file.
    let lock = File::create(peers.join("scim2-server.lock")).expect("a file");
    lock.lock().expect("a lock");
    let environment = peers.join("scim2-server");
    let made = environment.join("made-of.txt");
    if std::fs::read_to_string(&made).is_ok_and(|text| text == wanted) {
        return environment;
    }
    // The system's own Python, by its path: another one may come and go with a version manager.
    run(Command::new("/usr/bin/python3").args(["-m", "venv", "--clear"]).arg(&environment));
    let mut pip = Command::new(environment.join("bin/pip"));
    run(pip
        .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"])
        .arg(&requirements));
    std::fs::write(made, wanted).expect("written");
    environment
}

fn run(command: &mut Command) {
    let output =
        command.output().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", command.get_program().display());
}
