//! ProConnect and five tools (`tests/standins`), and what they saw.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use url::Url;

use crate::process::Running;
use crate::relay::Place;

/// How they are set; see `tests/standins/README.md`.
#[derive(Clone)]
pub struct Options {
    /// Parvis has a secret and fixed ports there, instead of neither.
    pub secret: bool,
    /// A relay has the secret: the program itself, between Parvis and the provider.
    pub relay: bool,
    /// How long an access token lives.
    pub access_seconds: u32,
    /// A submitted login waits for [`StandIns::release`].
    pub hold_logins: bool,
    /// What else is said on the command line.
    pub also: Vec<String>,
}

impl Options {
    /// As they are, but for this.
    pub fn with(also: &[&str]) -> Self {
        Self { also: also.iter().map(ToString::to_string).collect(), ..Self::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { secret: false, relay: false, access_seconds: 3600, hold_logins: false, also: Vec::new() }
    }
}

/// The stand-ins of one test.
pub struct StandIns {
    _node: Running,
    _relay: Option<Running>,
    http: reqwest::Client,
    ready: Value,
}

impl StandIns {
    /// Starts them; `folder` gets the workspace and the policy.
    pub async fn start(folder: &Path, options: Options, log: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("standins/start.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg("--dir").arg(folder);
        command.args(["--client", if options.secret { "secret" } else { "public" }]);
        command.args(["--access-seconds", &options.access_seconds.to_string()]);
        if options.hold_logins {
            command.arg("--login-hold");
        }
        command.args(&options.also);
        let place = options.relay.then(Place::find);
        if let Some(place) = &place {
            command.args(["--client", "relay", "--relay", &place.address()]);
        }
        let relay_log = log.with_extension("relay.log");
        let log = std::fs::File::create(log).expect("a log");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut node = Running::start_as_is(&mut command);
        let mut line = String::new();
        let output = node.child().stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the stand-ins do not start; is `npm ci` done in tests/standins?"));
        let told = |key: &str| ready[key].as_str().expect("what the stand-ins wrote");
        let relay = match place {
            Some(place) => Some(place.start(folder, told("issuer"), told("clientSecret"), &relay_log).await),
            None => None,
        };
        Self {
            _node: node,
            _relay: relay,
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
            ready,
        }
    }

    /// The folder of the machine's policy.
    pub fn policy(&self) -> PathBuf {
        self.text("policy").into()
    }

    /// The workspace file.
    pub fn workspace(&self) -> PathBuf {
        self.text("workspace").into()
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        self.text("issuer")
    }

    /// An address in one of the tools.
    pub fn tool(&self, id: &str, path: &str) -> Url {
        let origin = self.ready["tools"][id].as_str().expect("a tool");
        Url::parse(origin).and_then(|url| url.join(path)).expect("an address")
    }

    /// Breaks one thing, until [`mended`](Self::mended) or another.
    pub async fn fault(&self, kind: &str) {
        self.post("fault", &json!({ "kind": kind })).await;
    }

    /// Everything works again.
    pub async fn mended(&self) {
        self.fault("none").await;
    }

    /// The provider ends every session, grant and token.
    pub async fn end_sessions(&self) {
        self.post("end-sessions", &Value::Null).await;
    }

    /// Lets held logins go on.
    pub async fn release(&self) {
        self.post("release", &Value::Null).await;
    }

    /// How often something has happened, such as `login_page`.
    pub async fn count(&self, kind: &str) -> usize {
        self.log().await.iter().filter(|entry| entry["kind"] == kind).count()
    }

    /// What has happened, in order.
    pub async fn log(&self) -> Vec<Value> {
        let answer = self.http.get(format!("{}/log", self.text("control"))).send().await;
        let body = answer.expect("the stand-ins").bytes().await.expect("an answer");
        serde_json::from_slice(&body).expect("a log")
    }

    /// Where the provider is told `name`: of each request of Parvis for a sign-in, what it said.
    pub async fn asked(&self, name: &str) -> Vec<Value> {
        let log = self.log().await;
        let ours = log.iter().filter(|entry| entry["kind"] == "authorize" && entry["client_id"] == "parvis");
        ours.map(|entry| entry[name].clone()).collect()
    }

    async fn post(&self, what: &str, body: &Value) {
        let address = format!("{}/{what}", self.text("control"));
        let answer = self.http.post(address).body(body.to_string()).send().await;
        let answer = answer.expect("the stand-ins");
        assert!(answer.status().is_success(), "{what} {body}: {}", answer.status());
    }

    fn text(&self, key: &str) -> &str {
        self.ready[key].as_str().expect("what the stand-ins wrote")
    }
}
