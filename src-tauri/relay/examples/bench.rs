//! What the relay costs: `/token` with a sealed refresh token, beside the provider it asks, in the same run.
//!
//! `bench PROGRAM`, as `packaging/relay/bench` calls it. The provider is as small as one can be and answers at once, so
//! that the difference is the relay's. `wrk` produces the load, on loopback alone. Only the ratio means something on
//! another machine.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::routing::{get, post};
use parvis_relay::routes::Refresh;
use parvis_relay::seal::{KeyRing, Sealer};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

const SECONDS: u32 = 10;
const CONNECTIONS: u32 = 32;
/// Each of them may be used some thirty times at once, together with those that share its place in the table.
const TOKENS: u32 = 200_000;
const ROUNDS: usize = 3;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// What one run of `wrk` saw.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

fn main() -> Fallible<()> {
    let program = std::env::args().nth(1).ok_or("usage: bench PROGRAM")?;
    let folder = TempDir::new()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let issuer = format!("http://{}", listener.local_addr()?);
    runtime.spawn(axum::serve(listener, provider(&issuer)).into_future());

    let keys = KeyRing::new_line();
    let sealer = Sealer::new(KeyRing::parse(&keys)?, &issuer, "parvis");
    let tokens = (0..TOKENS).fold(String::new(), |mut tokens, number| {
        let _ = writeln!(tokens, "{}", sealer.seal(&Refresh::new(format!("{number:043}"))));
        tokens
    });
    std::fs::write(folder.path().join("tokens"), tokens)?;
    let script = folder.path().join("token.lua");
    std::fs::write(&script, SCRIPT.replace("FOLDER", &folder.path().display().to_string()))?;
    let relay = Relay::start(&program, &issuer, &keys)?;

    writeln!(
        io::stdout(),
        "wrk, {CONNECTIONS} connections, {SECONDS} s each; medians of {ROUNDS} rounds, taking turns"
    )?;
    let (mut bare, mut relayed) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(run(&script, &issuer)?);
        relayed.push(run(&script, &relay.address)?);
    }
    let (bare, relayed) = (median(&bare), median(&relayed));
    for (name, Figures { per_second, p50_ms, p99_ms }) in
        [("provider alone", bare), ("through the relay", relayed)]
    {
        writeln!(
            io::stdout(),
            "{name:<18} {per_second:>8.0} requests/s   p50 {p50_ms:>6.2} ms   p99 {p99_ms:>6.2} ms"
        )?;
    }
    let (rate, p99) = (relayed.per_second / bare.per_second, relayed.p99_ms / bare.p99_ms);
    writeln!(io::stdout(), "{:<18} {rate:>8.2} of the rate          p99 x {p99:.1}", "ratio")?;
    Ok(())
}

fn provider(issuer: &str) -> Router {
    let discovery = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    });
    let tokens = json!({
        "access_token": "a".repeat(43), "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r".repeat(43),
        "id_token": "i".repeat(800), "scope": "openid given_name usual_name email siret",
    });
    let answer = |body: serde_json::Value| {
        let body = body.to_string();
        move || async move { ([("content-type", "application/json")], body) }
    };
    Router::new()
        .route("/.well-known/openid-configuration", get(answer(discovery)))
        .route("/token", post(answer(tokens)))
}

/// The program under test; it ends with this one.
struct Relay {
    child: Child,
    address: String,
}

impl Relay {
    fn start(program: &str, issuer: &str, keys: &str) -> Fallible<Self> {
        let settings = [
            ("PUBLIC_ADDRESS", "http://127.0.0.1:1"),
            ("ISSUER", issuer),
            ("CLIENT_ID", "parvis"),
            ("CLIENT_SECRET", "a-secret-of-the-benchmark"),
            ("KEYS", keys),
            ("SCOPES", "openid"),
            ("LISTEN", "127.0.0.1:0"),
            ("METRICS_LISTEN", "127.0.0.1:0"),
        ];
        let mut command = Command::new(program);
        command.args(["--config", "/nonexistent"]).stdout(Stdio::piped());
        let settings = settings.map(|(key, value)| (format!("PARVIS_RELAY_{key}"), value));
        let mut child = command.env_clear().envs(settings).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut address = None;
        while let Some(line) = lines.next().transpose()? {
            let line: serde_json::Value = serde_json::from_str(&line)?;
            address = address.or_else(|| Some(format!("http://{}", line["listen"].as_str()?)));
            if line["message"] == "the provider is known" {
                break;
            }
        }
        // One line for each request, as in production; somebody has to read them.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address: address.ok_or("the relay did not start")? })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Anything but 200 is a failure of the run, not a fast answer.
fn run(script: &Path, address: &str) -> Fallible<Figures> {
    let output = Command::new("wrk")
        .args([
            "--threads",
            "1",
            "--connections",
            &CONNECTIONS.to_string(),
            "--duration",
            &format!("{SECONDS}s"),
        ])
        .arg("--script")
        .arg(script)
        .arg(format!("{address}/token"))
        .output()
        .map_err(|error| format!("wrk: {error}; Debian has it in the package wrk"))?;
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().find_map(|line| line.strip_prefix("FIGURES ")).ok_or_else(|| text.clone())?;
    let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [per_second, p50_ms, p99_ms, failed] = figures[..] else { return Err(line.into()) };
    if failed > 0.0 {
        return Err(format!("{failed} answers were not 200, or never came").into());
    }
    Ok(Figures { per_second, p50_ms, p99_ms })
}

fn median(all: &[Figures]) -> Figures {
    let middle = |of: fn(&Figures) -> f64| {
        let mut values: Vec<_> = all.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Figures {
        per_second: middle(|f| f.per_second),
        p50_ms: middle(|f| f.p50_ms),
        p99_ms: middle(|f| f.p99_ms),
    }
}

const SCRIPT: &str = r#"
local tokens = {}
for line in io.lines("FOLDER/tokens") do tokens[#tokens + 1] = line end
local next_token = 0
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }

function request()
  next_token = next_token % #tokens + 1
  return wrk.format("POST", nil, headers,
    "grant_type=refresh_token&client_id=parvis&refresh_token=" .. tokens[next_token])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("FIGURES %f %f %f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"#;
