//! `parvisctl doctor` where others are asked: proxies, authorities, providers, relays, feeds, the agent's own session. What it
//! says of repositories is in `tests/tuf/doctor.rs`.

use std::time::Duration;

use parvis_core::clock::{Clock as _, SystemClock};
use parvis_tests::provider::{Part, Provider, with, without};
use parvis_tests::{
    Answer, Authority, Canned, Desktop, Diagnosis, ForwardProxy, Gate, HttpsServer, Keyring, KeyringState,
    Machine, Notifications, TrayHost, Validity,
};
use serde_json::{Value, json};
use tempfile::TempDir;

fn workspace(identity: Value) -> Value {
    json!({
        "format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "hosts": ["a.exemple.fr"], "identity": identity,
        "apps": [{"id": "a", "name": {"fr": "A"}, "url": "https://a.exemple.fr"}],
    })
}

fn public(issuer: &str) -> Value {
    workspace(json!({"issuer": issuer, "client": "public", "client_id": "parvis"}))
}

/// Asserts how a check ended, and what is said of it.
fn found(found: &Diagnosis, check: &str, mark: &str, words: &[&str]) {
    let said = found.says(check);
    assert_eq!(found.mark(check), mark, "{said}");
    for words in words {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_login_is_named_with_who_decided_it() {
    let authority = Authority::new("Exemple");
    let files = HttpsServer::start(&authority, "files.example.test", Validity::Now, |_| {
        Answer::new(200, "text/plain", "fine")
    })
    .await;
    let workspace = public(files.address("/").as_str());
    let proxy = ForwardProxy::start(Gate::Login("camille", "hidden-away")).await;
    let machine = Machine::with_workspace(&workspace, json!({"proxy": proxy.address()}));
    let said = machine.doctor().await;
    found(&said, "network", "wrong", &["asks for a login", "decided by policy", "curl --head --proxy"]);
    found(&said, "provider", "not_checked", &["see the network"]);

    // The same by the environment, with a password that is shown to nobody.
    let machine = Machine::with_workspace(&workspace, json!({}));
    let mut command = machine.parvisctl();
    let address = proxy.address().as_str().replace("http://", "http://camille:wrong-and-hidden@");
    command.env("https_proxy", address);
    let said = Diagnosis::of(command).await;
    found(&said, "network", "wrong", &["environment variable https_proxy", "does not let through"]);
    assert!(!format!("{said:?}").contains("hidden"), "{said:?}");
}

#[tokio::test]
async fn a_script_is_not_run_and_said_to_be_there() {
    let machine = Machine::with_workspace(&public("https://idp.example.test"), json!({}));
    let mut command = machine.parvisctl();
    command.env("auto_proxy", "http://wpad/wpad.dat");
    let said = Diagnosis::of(command).await;
    found(
        &said,
        "network",
        "wrong",
        &["a proxy script (PAC) is set", "Name the proxy by the policy", "not known"],
    );
}

#[tokio::test]
async fn an_authority_is_named_with_its_end_and_missed_where_it_is_unknown() {
    let folder = TempDir::new().expect("a folder");
    let authority = Authority::new("Exemple");
    let ca = folder.path().join("ca.pem");
    authority.write(&ca);
    for (validity, policy, mark, words) in [
        (Validity::Now, json!({}), "wrong", "unknown authority"),
        (Validity::Now, json!({"ca": [&ca]}), "well", "directly"),
        (Validity::Past, json!({"ca": [&ca]}), "wrong", "the clock of this computer is ahead"),
        (Validity::Future, json!({"ca": [&ca]}), "wrong", "the clock of this computer is behind"),
    ] {
        let server =
            HttpsServer::start(&authority, "localhost", validity, |_| Answer::new(200, "text/plain", "fine"))
                .await;
        let has_ca = policy.get("ca").is_some();
        let said = Machine::with_workspace(&public(server.address("/").as_str()), policy).doctor().await;
        found(&said, "network", mark, &[words]);
        let expected: &[_] =
            if has_ca { &["CN=Exemple, until 2090-01-01T00:00:00Z"] } else { &["those of the system"] };
        found(&said, "authorities", "well", expected);
    }
}

/// What a provider says otherwise than it should.
type Change = Box<dyn Fn(&mut Value) + Send + Sync>;

#[tokio::test]
async fn what_a_provider_says_of_itself() {
    let secret = json!({"client": "secret", "client_id": "parvis", "redirect_ports": [9401]});
    let algorithms = "id_token_signing_alg_values_supported";
    let changes: [(Change, &str, &str); 7] = [
        (Box::new(|_: &mut Value| ()), "well", "revocation"),
        (
            Box::new(with("issuer", json!("https://other.exemple.fr"))),
            "wrong",
            "another issuer, https://other.exemple.fr",
        ),
        (Box::new(with("token_endpoint", json!("http://a.exemple.fr/token"))), "wrong", "not https"),
        (Box::new(without("authorization_endpoint")), "wrong", "authorization_endpoint"),
        (Box::new(with("code_challenge_methods_supported", json!(["plain"]))), "wrong", "S256"),
        (Box::new(with(algorithms, json!(["HS256"]))), "wrong", "none of its signature algorithms"),
        (
            Box::new(with("token_endpoint_auth_methods_supported", json!(["private_key_jwt"]))),
            "wrong",
            "neither by client_secret_post",
        ),
    ];
    for (change, mark, words) in changes {
        let provider = Provider::start("/op/", Some("s")).await;
        provider.change(Part::Discovery, change);
        let mut identity = secret.clone();
        identity["issuer"] = json!(provider.issuer);
        let machine = Machine::with_workspace(&workspace(identity), json!({"client_secret": "never-shown"}));
        let said = machine.doctor().await;
        found(&said, "provider", mark, &[words]);
        found(&said, "client_secret", "well", &["given, not shown"]);
        assert!(!format!("{said:?}").contains("never-shown"));
    }
}

#[tokio::test]
async fn a_clock_that_is_not_right_is_told_from_one_that_is() {
    for (ahead, mark) in [(0, "well"), (120, "attention"), (7200, "wrong")] {
        let date = Duration::from_secs(SystemClock.now().0 + ahead);
        let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + date);
        let server =
            Canned::start(move |_| Answer::new(200, "application/json", "{}").with("date", &date)).await;
        let said = Machine::with_workspace(&public(server.address("/").as_str()), json!({})).doctor().await;
        found(&said, "clock", mark, &["s apart"]);
    }
}

#[tokio::test]
async fn a_relay_says_whether_it_is_ready() {
    for (status, mark, words) in [
        (200, "well", "127.0.0.1"),
        (503, "wrong", "could not read the provider's discovery document"),
        (404, "wrong", "404 to /healthz"),
    ] {
        let provider = Provider::start("/op", None).await;
        let relay = Canned::start(move |target| {
            let status = if target == "/healthz" { status } else { 500 };
            Answer::new(status, "text/plain", "")
        })
        .await;
        let identity = json!({
            "issuer": provider.issuer, "client": "relay", "client_id": "parvis", "relay": relay.address("/parvis"),
        });
        let said = Machine::with_workspace(&workspace(identity), json!({})).doctor().await;
        found(&said, "relay", mark, &[words]);
        found(&said, "provider", "well", &[]);
    }
}

#[tokio::test]
async fn a_feed_that_is_a_page_stops_nobody() {
    let server = Canned::start(|_| Answer::new(200, "text/html", "<!DOCTYPE html>")).await;
    let address = server.address("/lagaufre/");
    let mut laid = public("https://idp.example.test");
    laid["hosts"] = json!(["a.exemple.fr", format!("127.0.0.1:{}", address.port().expect("a port"))]);
    laid["feeds"] = json!([{"kind": "gaufre", "url": address}]);
    let said = Machine::with_workspace(&laid, json!({})).doctor().await;
    found(&said, "feeds", "attention", &["gaufre: ", "curl --head"]);
}

#[tokio::test]
async fn the_session_of_an_agent() {
    let log = TempDir::new().expect("a folder");
    for (state, mark, words) in [
        (KeyringState::Unlocked, "well", "open; holds no session"),
        (KeyringState::Locked, "attention", "locked"),
        (KeyringState::Absent, "attention", "gnome-keyring"),
    ] {
        let desktop = Desktop::start(log.path()).await;
        let _keyring = Keyring::start(&desktop, state).await;
        let machine = Machine::with_workspace(&public("https://idp.example.test"), json!({}));
        let doctor = async || {
            let mut command = machine.parvisctl();
            command
                .env("DBUS_SESSION_BUS_ADDRESS", desktop.bus_address())
                .env("XDG_RUNTIME_DIR", desktop.path("run"));
            Diagnosis::of(command).await
        };
        let said = doctor().await;
        found(&said, "keychain", mark, &[words]);
        found(&said, "tray", "attention", &["AppIndicator", "busctl --user status"]);
        found(&said, "notifications", "attention", &["shows none"]);
        found(&said, "browser", "well", &["browser.desktop"]);

        let (_tray, _notifications) =
            (TrayHost::start(desktop.bus().await).await, Notifications::start(desktop.bus().await).await);
        let said = doctor().await;
        found(&said, "tray", "well", &[]);
        found(&said, "notifications", "well", &["actions"]);
    }
}
