//! The way to the network: a real forward proxy, a desktop's portal, and an organisation's own authority. The hosts have
//! names that this computer does not know: what reached one of them came through the proxy.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use parvis_core::http::{
    Because, Cause, Environment, Http, ProxyChoice, Request, Response, Unanswered, Unreached, Way,
};
use parvis_tests::{
    Agent, Answer, Authority, Desktop, ForwardProxy, Gate, HttpsServer, Portal, Validity, until,
};
use serde_json::json;
use tempfile::TempDir;
use url::Url;

/// An organisation: its authority, laid where policy names it, and a server.
struct Organisation {
    folder: TempDir,
    server: HttpsServer,
}

impl Organisation {
    async fn start() -> Self {
        Self::answering("files.example.test", |target| Answer::new(200, "text/plain", target)).await
    }

    async fn answering(host: &str, answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let authority = Authority::new("Exemple");
        let folder = TempDir::new().expect("a folder");
        authority.write(&folder.path().join("ca.pem"));
        let server = HttpsServer::start(&authority, host, Validity::Now, answer).await;
        Self { folder, server }
    }

    fn ca(&self) -> Vec<PathBuf> {
        vec![self.folder.path().join("ca.pem")]
    }

    fn way(&self, proxy: ProxyChoice) -> Way {
        Way { proxy, ca: self.ca() }
    }

    fn address(&self) -> Url {
        self.server.address("/metadata/1.root.json")
    }

    /// Asserts that one request came, and through the proxy.
    fn was_asked_through_the_proxy(&self) {
        let requests = self.server.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].from, ForwardProxy::FROM);
    }

    fn was_not_asked(&self) {
        assert!(self.server.requests().is_empty());
    }
}

async fn get(http: &Http, address: &Url) -> Result<Response, Unanswered> {
    let request: Request = hyper::http::Request::get(address.as_str()).body(Vec::new()).expect("a request");
    http.fetch(request, 1024 * 1024).await
}

async fn fails(http: &Http, address: &Url) -> Unreached {
    match get(http, address).await {
        Err(Unanswered::Unreachable(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn explicit(address: &Url) -> ProxyChoice {
    ProxyChoice::Explicit(address.as_str().parse().expect("a proxy"))
}

fn nowhere() -> Url {
    "http://127.0.0.1:9".parse().expect("an address")
}

#[tokio::test]
async fn policy_names_the_proxy_and_wins_over_the_environment() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start(Gate::Open).await;
    let environment =
        Environment::from([("https_proxy", nowhere().as_str()), ("no_proxy", "files.example.test")]);
    let http = Http::within(environment.clone(), organisation.way(explicit(&proxy.address())));
    let answer = get(&http, &organisation.address()).await.expect("an answer");
    assert_eq!(answer.body(), b"/metadata/1.root.json");
    organisation.was_asked_through_the_proxy();
    assert_eq!(proxy.asked(), 1);
    let route = http.route(&organisation.address()).await;
    assert_eq!((route.proxy, route.because), (Some(proxy.address()), Because::Policy));

    let http = Http::within(environment, organisation.way(ProxyChoice::None));
    assert_eq!(fails(&http, &organisation.address()).await.cause, Cause::NameUnknown);
    let route = http.route(&organisation.address()).await;
    assert_eq!((route.proxy, route.because), (None, Because::Policy));
    assert_eq!(proxy.asked(), 1);
}

#[tokio::test]
async fn the_environment_names_the_proxy_and_whom_it_is_not_for() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start(Gate::Open).await;
    let variables = [("HTTPS_PROXY", proxy.address()), ("https_proxy", proxy.address())];
    for (name, address) in &variables {
        let environment = Environment::from([(*name, address.as_str()), ("no_proxy", "other.example.test")]);
        let http = Http::within(environment, organisation.way(ProxyChoice::System));
        get(&http, &organisation.address()).await.expect("an answer");
        organisation.was_asked_through_the_proxy();
        let route = http.route(&organisation.address()).await;
        assert_eq!((route.proxy, route.because), (Some(address.clone()), Because::Variable((*name).into())));

        // Sent directly: this computer does not know the name, and the proxy is not asked.
        let asked = proxy.asked();
        let exempt = "https://www.other.example.test/".parse().expect("an address");
        let failed = fails(&http, &exempt).await;
        assert_eq!(failed.cause, Cause::NameUnknown);
        assert_eq!(failed.route.because, Because::Exempt("no_proxy".into()));
        assert_eq!(proxy.asked(), asked);
    }
}

#[tokio::test]
async fn this_computer_itself_is_never_behind_a_proxy() {
    let server = parvis_tests::Canned::start(|_| Answer::new(200, "text/plain", "here")).await;
    let http = Http::within(
        Environment::from([("http_proxy", nowhere().as_str())]),
        Way { proxy: explicit(&nowhere()), ca: Vec::new() },
    );
    let answer = get(&http, &server.address("/")).await.expect("an answer");
    assert_eq!(answer.body(), b"here");
    assert_eq!(http.route(&server.address("/")).await.because, Because::Loopback);
}

#[tokio::test]
async fn nothing_goes_directly_where_the_proxy_is_gone_or_none() {
    // An address that leads to this computer, and is none of loopback: it would be reached.
    let organisation = Organisation::answering("0.0.0.0", |_| Answer::new(200, "text/plain", "")).await;
    let http = Http::within(Environment::default(), organisation.way(ProxyChoice::None));
    get(&http, &organisation.address()).await.expect("an answer");
    assert_eq!(organisation.server.requests()[0].from, Ipv4Addr::LOCALHOST);
    for (value, cause) in [
        (nowhere().as_str(), Cause::ProxyUnreachable),
        ("http://proxy.invalid:3128", Cause::ProxyUnreachable),
        ("socks5://127.0.0.1:9", Cause::ProxyUnreachable),
        ("htp://proxy.invalid:3128", Cause::ProxyUnusable),
    ] {
        let environment = Environment::from([("https_proxy", value)]);
        let http = Http::within(environment, organisation.way(ProxyChoice::System));
        let failed = fails(&http, &organisation.address()).await;
        assert_eq!(failed.cause, cause, "{value}: {failed}");
        organisation.was_not_asked();
    }
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_login_gets_what_the_environment_has_and_nobody_else_does() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start(Gate::Login("agent", "hush-hush")).await;
    let http = Http::within(Environment::default(), organisation.way(explicit(&proxy.address())));
    let failed = fails(&http, &organisation.address()).await;
    assert_eq!(failed.cause, Cause::ProxyLogin, "{failed}");
    let words = failed.words();
    assert!(words.pick(parvis_core::words::Language::En).contains("NTLM"), "{words:?}");
    organisation.was_not_asked();

    // tinyproxy answers 401 to a wrong password, where 407 is meant.
    for (password, cause) in [("wrong", Some(Cause::ProxyRefused)), ("hush-hush", None)] {
        let mut address = proxy.address();
        address.set_username("agent").expect("a name");
        address.set_password(Some(password)).expect("a password");
        let environment = Environment::from([("https_proxy", address.as_str())]);
        let http = Http::within(environment, organisation.way(ProxyChoice::System));
        let route = http.route(&organisation.address()).await;
        assert_eq!(route.proxy, Some(proxy.address()), "without the login");
        if let Some(cause) = cause {
            let failed = fails(&http, &organisation.address()).await;
            assert_eq!(failed.cause, cause);
            assert!(!format!("{failed:?} {failed}").contains(password), "{failed:?}");
        } else {
            get(&http, &organisation.address()).await.expect("an answer");
            organisation.was_asked_through_the_proxy();
        }
    }
}

#[tokio::test]
async fn what_the_proxy_does_not_let_through_is_its_refusal() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start(Gate::Only("other.example.test")).await;
    let http = Http::within(Environment::default(), organisation.way(explicit(&proxy.address())));
    let failed = fails(&http, &organisation.address()).await;
    assert_eq!(failed.cause, Cause::ProxyRefused, "{failed}");
    assert_eq!(failed.route.proxy, Some(proxy.address()));
    organisation.was_not_asked();
}

#[tokio::test]
async fn a_socks_proxy_is_one_like_another() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start_socks(None).await;
    let http = Http::within(Environment::default(), organisation.way(explicit(&proxy.address())));
    get(&http, &organisation.address()).await.expect("an answer");
    organisation.was_asked_through_the_proxy();
    let unknown = "https://nobody.example.test/".parse().expect("an address");
    assert_eq!(fails(&http, &unknown).await.cause, Cause::ProxyRefused);

    let proxy = ForwardProxy::start_socks(Some(("agent", "hush-hush"))).await;
    for (login, cause) in [
        ("", Some(Cause::ProxyRefused)),
        ("agent:wrong@", Some(Cause::ProxyLogin)),
        ("agent:hush-hush@", None),
    ] {
        let value = proxy.address().as_str().replace("://", &format!("://{login}"));
        let environment = Environment::from([("all_proxy", value.as_str())]);
        let http = Http::within(environment, organisation.way(ProxyChoice::System));
        let failed = get(&http, &organisation.address()).await.err();
        let failed = failed.map(|failed| match failed {
            Unanswered::Unreachable(why) => why,
            other => panic!("{other:?}"),
        });
        assert_eq!(failed.as_ref().map(|why| why.cause), cause, "{login} {failed:?}");
        assert!(!format!("{failed:?}").contains("hush-hush"));
    }
    organisation.was_asked_through_the_proxy();
}

#[tokio::test]
async fn a_new_policy_counts_for_all_copies_at_once() {
    let organisation = Organisation::start().await;
    let proxy = ForwardProxy::start(Gate::Open).await;
    let http = Http::within(Environment::default(), Way::default());
    let copy = http.clone();
    assert_eq!(fails(&copy, &organisation.address()).await.cause, Cause::NameUnknown);
    // Without the authority the proxy is used, and the server is not trusted.
    http.follow(Way { proxy: explicit(&proxy.address()), ca: Vec::new() });
    assert_eq!(fails(&copy, &organisation.address()).await.cause, Cause::IssuerUnknown);
    http.follow(organisation.way(explicit(&proxy.address())));
    get(&copy, &organisation.address()).await.expect("an answer");
    organisation.was_asked_through_the_proxy();
    http.follow(Way::default());
    assert_eq!(fails(&copy, &organisation.address()).await.cause, Cause::NameUnknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_ends_on_the_old_way() {
    let (let_go, wait) = std::sync::mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let organisation = Organisation::answering("files.example.test", move |_| {
        let wait = wait.lock().expect("no panic");
        let waited = tokio::task::block_in_place(|| wait.recv_timeout(Duration::from_secs(15)));
        Answer::new(if waited.is_ok() { 200 } else { 500 }, "text/plain", "late")
    })
    .await;
    let proxy = ForwardProxy::start(Gate::Open).await;
    let http = Http::within(Environment::default(), organisation.way(explicit(&proxy.address())));
    let (copy, address) = (http.clone(), organisation.address());
    let under_way = tokio::spawn(async move { get(&copy, &address).await });
    until("the proxy to be asked", async || (proxy.asked() > 0).then_some(())).await;
    http.follow(Way { proxy: ProxyChoice::None, ca: Vec::new() });
    let_go.send(()).expect("a server");
    assert_eq!(under_way.await.expect("no panic").expect("an answer").status(), 200);
    organisation.was_asked_through_the_proxy();
    assert_eq!(http.route(&organisation.address()).await.proxy, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_reads_discovery_and_keys_through_the_proxy_with_the_authority_of_policy() {
    let proxy = ForwardProxy::start(Gate::Open).await;
    let organisation = Organisation::answering("idp.example.test", |target| {
        // Its own address is known from the request only once it listens.
        let port = target.strip_prefix("/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let base = format!("https://idp.example.test:{port}/{port}");
        let document = if target.ends_with("/.well-known/openid-configuration") {
            json!({ "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
                "token_endpoint": format!("{base}/token"), "jwks_uri": format!("{base}/keys") })
        } else {
            json!({ "keys": [] })
        };
        Answer::new(200, "application/json", document.to_string())
    })
    .await;
    let (folder, server) = (&organisation.folder, &organisation.server);
    let port = server.address("/").port().expect("a port");
    let workspace = folder.path().join("workspace.json");
    let text = json!({ "format": 1, "id": "test.example", "name": {"fr": "Exemple"}, "hosts": ["idp.example.test"],
        "identity": {"issuer": server.address(&format!("/{port}")), "client": "public", "client_id": "parvis",
            "scopes": ["openid"]},
        "sections": [], "apps": [] });
    std::fs::write(&workspace, text.to_string()).expect("a file");
    std::fs::create_dir(folder.path().join("managed")).expect("a folder");
    let policy = json!({ "workspace": workspace, "proxy": proxy.address(), "ca": organisation.ca() });
    std::fs::write(folder.path().join("managed/parvis.json"), policy.to_string()).expect("a file");

    let http = Http::within(Environment::default(), Way::default());
    let mut agent = Agent::start_with(folder.path().to_owned(), Duration::from_secs(60), http).await;
    agent.parvis.sign_in();
    let sent = agent.is_sent().await;
    assert_eq!((sent.host_str(), sent.path()), (Some("idp.example.test"), &*format!("/{port}/authorize")));
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "discovery and keys");
    assert!(requests.iter().all(|asked| asked.from == ForwardProxy::FROM));
    agent.parvis.cancel_sign_in();
}

const RESOLVER: &str = "org.freedesktop.portal.ProxyResolver";

async fn on_desktop(folder: &TempDir) -> (Desktop, Http, Organisation) {
    let desktop = Desktop::start(folder.path()).await;
    let organisation = Organisation::start().await;
    let environment = Environment::from([("DBUS_SESSION_BUS_ADDRESS", desktop.bus_address().as_str())]);
    let http = Http::within(environment, organisation.way(ProxyChoice::System));
    (desktop, http, organisation)
}

#[tokio::test]
async fn the_desktops_settings_count_and_are_asked_once_for_an_origin() {
    let folder = TempDir::new().expect("a folder");
    let (desktop, http, organisation) = on_desktop(&folder).await;
    let proxy = ForwardProxy::start(Gate::Open).await;
    let origin = organisation.server.address("/");
    let says = [proxy.address().to_string(), "direct://".into()];
    let says: Vec<_> = says.iter().map(String::as_str).collect();
    let direct = &["direct://"][..];
    let _portal =
        Portal::start(&desktop, [(origin.as_str(), &says), ("https://other.example.test/", direct)]).await;
    let watched = desktop.watch_bus(RESOLVER).await;
    for _ in 0..3 {
        get(&http, &organisation.address()).await.expect("an answer");
        organisation.was_asked_through_the_proxy();
    }
    let route = http.route(&organisation.address()).await;
    assert_eq!((route.proxy, route.because), (Some(proxy.address()), Because::Settings(RESOLVER)));
    // The portal saw the origin alone, and no path: it knows no other address.
    let route = http.route(&"https://other.example.test/a?b=c".parse().expect("an address")).await;
    assert_eq!((route.proxy, route.because), (None, Because::Settings(RESOLVER)));
    until("two questions", async || (watched.count() == 2).then_some(())).await;

    // The environment is asked first.
    let environment = Environment::from([
        ("DBUS_SESSION_BUS_ADDRESS", desktop.bus_address().as_str()),
        ("https_proxy", nowhere().as_str()),
    ]);
    let http = Http::within(environment, Way::default());
    let route = http.route(&organisation.address()).await;
    assert_eq!(route.because, Because::Variable("https_proxy".into()));
}

#[tokio::test]
async fn a_desktop_without_a_portal_is_not_asked_and_one_that_is_silent_only_once() {
    let folder = TempDir::new().expect("a folder");
    let (desktop, http, organisation) = on_desktop(&folder).await;
    let watched = desktop.watch_bus(RESOLVER).await;
    assert_eq!(http.route(&organisation.address()).await.because, Because::Nothing);

    let portal = Portal::start(&desktop, []).await;
    assert_eq!(http.route(&organisation.address()).await.because, Because::Nothing, "known for a while");
    let environment = Environment::from([("DBUS_SESSION_BUS_ADDRESS", desktop.bus_address().as_str())]);
    let http = Http::within(environment, Way::default());
    for path in ["https://a.example.test/", "https://b.example.test/", "https://c.example.test/"] {
        let route = http.route(&path.parse().expect("an address")).await;
        assert_eq!((route.proxy, route.because), (None, Because::Silent(RESOLVER)));
    }
    portal.leave().await;
    assert_eq!(watched.count(), 1);
}

#[tokio::test]
async fn where_there_is_no_bus_there_is_no_portal() {
    for bus in ["unix:path=/nonexistent", "nonsense"] {
        let http = Http::within(Environment::from([("DBUS_SESSION_BUS_ADDRESS", bus)]), Way::default());
        let route = http.route(&"https://a.example.test/".parse().expect("an address")).await;
        assert_eq!((route.proxy, route.because), (None, Because::Nothing), "{bus}");
    }
}
