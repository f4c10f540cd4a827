//! The program itself: what it says of its configuration, what it logs, how it stops.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::provider::{ACCESS, Answer, ID_TOKEN, Provider, REFRESH};
use crate::support::{
    CLIENT, SECRET, Setting, VERIFIER, browser, challenge, link, location, parameter, redeeming, refreshing,
};

fn relay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parvis-relay"));
    command.env_clear();
    command
}

fn check(path: &Path, environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = relay()
        .arg("check")
        .arg("--config")
        .arg(path)
        .envs(environment.iter().copied())
        .output()
        .expect("the program");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout) + &text(stderr))
}

fn file(folder: &TempDir, text: &str) -> std::path::PathBuf {
    let path = folder.path().join("relay.toml");
    std::fs::write(&path, text).expect("a file");
    path
}

#[test]
fn every_problem_is_told_at_once_and_no_secret() {
    let folder = TempDir::new().expect("a folder");
    let text = r#"
public_address = "http://parvis.example.org"
issuer = "https://user@auth.example.org/?a"
client_secret = "planted-inline-secret"
keys_file = "/nowhere/keys"
scopes = ["email", "two words"]
callback_path = "callback?"
listen = "8080"
trusted_proxies = ["10.0.0.0/8", "proxy.example.org", "::/0"]
log = "loud"
colour = "blue"
"#;
    let environment = [("PARVIS_RELAY_ISSUR", "x"), ("PARVIS_RELAY_METRICS_LISTEN", "nine")];
    let (status, told) = check(&file(&folder, text), &environment);
    assert_eq!(status, Some(1));
    let expected = [
        "public_address: has to begin with https://",
        "issuer: has to end with its path",
        "client_id: is missing",
        "client_secret: does not belong into the configuration",
        "client_secret_file: is missing",
        "keys_file: /nowhere/keys cannot be read",
        "scopes: \"two words\" is not a scope",
        "scopes: is needed, with \"openid\" in it",
        "callback_path: is not a plain path",
        "listen: \"8080\" is not an address and a port",
        "metrics_listen: \"nine\" is not an address and a port",
        "trusted_proxies: \"proxy.example.org\" is not a network",
        "trusted_proxies: \"::/0\" is everybody",
        "log: is none of error",
        "colour: is not known here",
        "PARVIS_RELAY_ISSUR: is not known here",
    ];
    for problem in expected {
        assert!(told.lines().any(|line| line.starts_with(problem)), "{problem} is not in\n{told}");
    }
    assert_eq!(told.lines().count(), expected.len(), "{told}");
    assert!(!told.contains("planted"), "{told}");
    // A start says the same.
    let started = relay().arg("--config").arg(folder.path().join("relay.toml")).envs(environment).output();
    let started = started.expect("the program");
    assert_eq!((started.status.code(), String::from_utf8(started.stderr).expect("text")), (Some(1), told));
}

#[test]
fn what_is_not_toml_is_told_without_being_repeated() {
    let folder = TempDir::new().expect("a folder");
    let (status, told) =
        check(&file(&folder, "issuer = \"https://a\"\nclient_secret = planted-secret\n"), &[]);
    assert_eq!(status, Some(1));
    assert!(told.contains("relay.toml: line 2 is not TOML") && !told.contains("planted"), "{told}");
    assert_eq!(told.lines().count(), 1, "what could not be read is told as missing: {told}");
    let (status, told) = check(Path::new("/nowhere/relay.toml"), &[]);
    assert!(status == Some(1) && told.contains("/nowhere/relay.toml: cannot be read"), "{told}");
}

#[test]
fn everything_can_come_from_the_environment() {
    let key = String::from_utf8(relay().arg("new-key").output().expect("the program").stdout).expect("text");
    let environment = [
        ("PARVIS_RELAY_PUBLIC_ADDRESS", "https://parvis.example.org/relay/"),
        ("PARVIS_RELAY_ISSUER", "https://auth.example.org"),
        ("PARVIS_RELAY_CLIENT_ID", "parvis"),
        ("PARVIS_RELAY_CLIENT_SECRET", "a-secret"),
        ("PARVIS_RELAY_KEYS", &key),
        ("PARVIS_RELAY_SCOPES", "openid email"),
        ("PARVIS_RELAY_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("PARVIS_RELAY_LISTEN", "[::]:8080"),
        ("PARVIS_RELAY_LOG", "debug"),
    ];
    assert_eq!(check(Path::new("/nowhere/relay.toml"), &environment).0, Some(0));
}

#[test]
fn a_path_that_could_be_read_in_two_ways_is_refused_before_the_start() {
    let paths = ["/:relay", "/{relay}", "/*", "/relay//parvis", "/%72elay", "/a%2f..%2fb", "/a/.b"];
    for path in paths {
        let address = format!("https://parvis.example.org{path}");
        let environment = [("PARVIS_RELAY_PUBLIC_ADDRESS", address.as_str())];
        let (_, told) = check(Path::new("/nowhere/relay.toml"), &environment);
        assert!(told.contains("public_address: has to have a plain path"), "{path}: {told}");
    }
}

#[test]
fn the_example_is_valid() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/relay/relay.toml");
    let key = parvis_relay::seal::KeyRing::new_line();
    let environment = [("PARVIS_RELAY_CLIENT_SECRET", "a-secret"), ("PARVIS_RELAY_KEYS", key.as_str())];
    let (status, told) = check(&example, &environment);
    assert_eq!((status, told.as_str()), (Some(0), "The configuration is valid.\n"));
}

/// The program, running; and everything it has written so far.
struct Running {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
    seen: Vec<String>,
}

impl Running {
    fn start(path: &Path) -> Self {
        let mut child = relay()
            .arg("--config")
            .arg(path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, lines, seen: Vec::new() }
    }

    /// The first line with this message.
    fn wait_for(&mut self, message: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(30)).expect("a line");
            self.seen.push(line.clone());
            let line: Value = serde_json::from_str(&line).expect("JSON");
            if line["message"] == message {
                return line;
            }
        }
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(id).status().expect("kill").success());
    }

    /// Waits for its end; returns everything it wrote.
    fn ended(mut self) -> String {
        assert!(self.child.wait().expect("an end").success());
        self.seen.extend(self.lines.iter());
        let mut errors = String::new();
        self.child.stderr.take().expect("its errors").read_to_string(&mut errors).expect("text");
        assert_eq!(errors, "");
        self.seen.join("\n")
    }
}

#[test]
fn an_administrator_learns_why_the_provider_cannot_be_reached() {
    let folder = TempDir::new().expect("a folder");
    let closed =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let path = Setting::new(&format!("http://{closed}")).write(&folder, "http://127.0.0.1:1", "127.0.0.1:0");
    let mut running = Running::start(&path);
    let line = running.wait_for("the provider did not answer");
    assert!(line["cause"].as_str().is_some_and(|cause| cause.contains("refused")), "{line}");
    running.terminate();
    running.ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_secret_and_a_stop_waits_for_what_is_under_way() {
    let provider = Provider::start(json!({})).await;
    let folder = TempDir::new().expect("a folder");
    let setting = Setting::new(&provider.issuer).more("log = \"trace\"");
    let path = setting.write(&folder, "http://127.0.0.1:1", "127.0.0.1:0");
    let mut running = Running::start(&path);
    let started = running.wait_for("started");
    running.wait_for("the provider is known");
    let origin = format!("http://{}", started["listen"].as_str().expect("an address"));
    let watched = format!("http://{}", started["metrics_listen"].as_str().expect("an address"));
    let http = browser();
    let post = async |path: &str, form: &[(&str, &str)]| {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = http.post(format!("{origin}{path}")).body(body);
        request.header("content-type", "application/x-www-form-urlencoded").send().await.expect("an answer")
    };

    let challenge = challenge(VERIFIER);
    let query = [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "http://127.0.0.1:47811/callback"),
        ("scope", "openid"),
        ("state", "planted-app-state"),
        ("nonce", "planted-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("login_hint", "planted.person@exemple.gouv.fr"),
    ];
    let url = url::Url::parse_with_params(&format!("{origin}/authorize"), query).expect("an address");
    let answer = http.get(url).header("x-planted", "planted-header").send().await.expect("an answer");
    let state = parameter(&location(&answer), "state").expect("a state");
    let query = [("code", "planted-upstream-code"), ("state", &state), ("iss", &provider.issuer)];
    let url = url::Url::parse_with_params(&format!("{origin}/callback"), query).expect("an address");
    let page = http.get(url).send().await.expect("an answer").text().await.expect("a page");
    let code = parameter(&link(&page).expect("a way back"), "code").expect("a code");
    let tokens: Value =
        serde_json::from_str(&post("/token", &redeeming(&code)).await.text().await.expect("a body"))
            .expect("JSON");
    let refresh = tokens["refresh_token"].as_str().expect("a token");
    provider.answers(Answer::Bytes(
        400,
        br#"{"error":"invalid_grant","error_description":"planted-text"}"#.to_vec(),
    ));
    assert_eq!(post("/token", &refreshing(refresh)).await.status(), 400);
    assert_eq!(post("/revoke", &[("token", refresh), ("client_id", CLIENT)]).await.status(), 200);
    assert_eq!(post("/token?planted-query", &refreshing("planted-garbage")).await.status(), 400);
    assert_eq!(http.get(format!("{origin}/planted-path")).send().await.expect("an answer").status(), 404);
    let odd = "PLANTED-METHOD".parse().expect("a method");
    assert_eq!(http.request(odd, format!("{origin}/token")).send().await.expect("an answer").status(), 405);

    let figures =
        http.get(format!("{watched}/metrics")).send().await.expect("an answer").text().await.expect("text");
    assert!(
        figures.contains("parvis_relay_requests_total{route=\"/token\",status=\"200\",outcome=\"ok\"} 1"),
        "{figures}"
    );
    assert!(
        figures.contains("parvis_relay_upstream_requests_total{call=\"token\",outcome=\"ok\"} 1"),
        "{figures}"
    );
    assert!(figures.contains("parvis_relay_provider_known 1") && !figures.contains("planted"), "{figures}");
    assert!(http.get(format!("{watched}/healthz")).send().await.expect("an answer").status().is_success());
    assert_eq!(http.get(format!("{watched}/token")).send().await.expect("an answer").status(), 404);

    // The provider takes its time, and the program is asked to stop meanwhile.
    provider.answers(Answer::Late(Duration::from_millis(1500)));
    let before = provider.arrived().len();
    let form = redeeming(&code);
    let (answer, ()) = tokio::join!(post("/token", &form), async {
        crate::support::until("the provider is asked", async || {
            (provider.arrived().len() > before).then_some(())
        })
        .await;
        running.terminate();
    });
    assert_eq!(answer.status(), 200);
    let log = running.ended();
    assert!(log.contains("\"message\":\"stopping\"") && log.ends_with('}'), "{log}");
    assert!(log.contains("\"route\":\"/token\"") && log.contains("\"outcome\":\"invalid_grant\""), "{log}");
    let lower = log.to_lowercase();
    for secret in
        ["planted", SECRET, ACCESS, REFRESH, ID_TOKEN, VERIFIER, &state, &code, refresh, &challenge, "47811"]
    {
        assert!(!lower.contains(&secret.to_lowercase()), "{secret} is in the log:\n{log}");
    }
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert!(
            line["message"] != "answered" || line["request_id"].as_str().is_some_and(|id| id.len() == 16)
        );
    }
}
