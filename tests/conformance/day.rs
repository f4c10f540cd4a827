//! One agent, and the provider that they sign in at.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, Provider, with};
use parvis_tests::{Agent, Answer, Canned, Page, free_port, until};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::{JoinSet, LocalSet};

/// With everything in it that has to be written in another way in a header or a form.
pub const SECRET: &str = "un secret : 100 % sûr+/=&";

/// As the conformance suite's issuers: a path, and a slash at its end.
const PATH: &str = "/test/a/parvis/";

const WORKSPACE: &str = "workspace.json";

/// An agent at work. When it ends, every request that Parvis made is looked at once more.
pub struct Day {
    pub provider: Provider,
    pub agent: Agent,
    /// Where the tools are: each page says its path.
    _tools: Canned,
    folder: TempDir,
}

/// How a day differs from others.
pub struct Setting {
    /// The path of the issuer.
    pub path: &'static str,
    /// Whether Parvis has a secret there.
    pub confidential: bool,
    /// What else the workspace says of the sign-in.
    pub identity: Value,
    /// The tools of the workspace, each at the path of its id.
    pub tools: Value,
    /// How long a sign-in may take in the browser.
    pub patience: Duration,
}

impl Default for Setting {
    fn default() -> Self {
        let patience = Duration::from_secs(60);
        Self { path: PATH, confidential: false, identity: json!({}), tools: json!([]), patience }
    }
}

impl Day {
    /// A client without a secret.
    pub async fn start() -> Self {
        Self::of(Setting::default()).await
    }

    /// A client with one.
    pub async fn confidential() -> Self {
        Self::of(Setting { confidential: true, ..Setting::default() }).await
    }

    pub async fn of(setting: Setting) -> Self {
        let secret = setting.confidential.then_some(SECRET);
        let provider = Provider::start(setting.path, secret).await;
        let folder = TempDir::new().expect("a folder");
        let mut identity = json!({"issuer": provider.issuer, "client": "public", "client_id": "parvis",
            "scopes": ["openid", "profile", "email"]});
        let file = folder.path().join(WORKSPACE);
        let mut policy = json!({"workspace": file});
        if let Some(secret) = secret {
            identity["client"] = json!("secret");
            identity["redirect_ports"] = json!([free_port()]);
            policy["client_secret"] = json!(secret);
        }
        let more = setting.identity.as_object().expect("an object").clone();
        identity.as_object_mut().expect("an object").extend(more);
        let tools = Canned::start(|path| Answer::new(200, "text/html", format!("<h1>{path}</h1>"))).await;
        let mut apps = setting.tools;
        for app in apps.as_array_mut().expect("tools") {
            app["url"] = json!(tools.address(app["id"].as_str().expect("an id")));
        }
        let workspace = json!({"format": 1, "id": "fr.gouv.exemple", "name": {"fr": "Préfecture de l’Exemple"},
            "hosts": [tools.address("/").authority()], "identity": identity, "apps": apps});
        std::fs::write(file, workspace.to_string()).expect("written");
        std::fs::create_dir(folder.path().join("managed")).expect("a folder");
        std::fs::write(folder.path().join("managed/parvis.json"), policy.to_string()).expect("written");
        let agent = Agent::start(folder.path().to_owned(), setting.patience).await;
        Self { provider, agent, _tools: tools, folder }
    }

    /// Signs in, all the way.
    pub async fn signs_in(&mut self) {
        self.agent.parvis.sign_in();
        let page = self.agent.go_on().await;
        let notices = self.agent.parvis.snapshot().notices;
        assert_eq!(page.heading(), "Vous êtes connecté", "{notices:?}");
        self.agent.is_signed_in().await;
        until("a session that is kept", async || (self.kept() == 1).then_some(())).await;
    }

    /// Signs in with a token that is renewed a second later.
    pub async fn signs_in_for_a_moment(&mut self) {
        self.provider.change(Part::Code, with("expires_in", json!(1)));
        self.signs_in().await;
    }

    /// Tries to sign in, and is told at the end of it why that did not work. Nobody is signed in and nothing is kept.
    pub async fn is_refused(&mut self, code: Code, detail: Option<&str>) {
        self.agent.parvis.sign_in();
        let page = self.agent.go_on().await;
        assert_eq!(page.heading(), "La connexion n’a pas abouti");
        self.has_failed(code, detail).await;
    }

    /// Likewise, because of the ID token: its access token is not used.
    pub async fn refuses_the_id_token(&mut self, code: Code, detail: Option<&str>) {
        self.is_refused(code, detail).await;
        assert!(self.provider.asked(Part::Userinfo).is_empty(), "nobody is asked about");
    }

    /// Tries to sign in, and is told why that did not work before any page is opened.
    pub async fn is_refused_at_once(&mut self, code: Code, detail: Option<&str>) {
        self.agent.parvis.sign_in();
        self.has_failed(code, detail).await;
        assert!(!self.agent.browser_was_opened(), "no page is opened for nothing");
    }

    async fn has_failed(&self, code: Code, detail: Option<&str>) {
        assert_eq!(self.agent.is_told().await, (code, detail.map(str::to_owned)));
        self.agent.is_signed_out().await;
        assert_eq!(self.kept(), 0, "something is kept");
    }

    /// Waits until the session is in doubt, and says why it is. What is kept stays.
    pub async fn doubts(&self) -> Code {
        let code = until("a session in doubt", async || match self.agent.parvis.snapshot().session {
            SessionView::InDoubt { code, .. } => Some(code),
            SessionView::SignedIn { .. } => None,
            other => panic!("in doubt or signed in, but not {other:?}"),
        });
        let code = code.await;
        assert_eq!(self.kept(), 1, "what was kept is gone");
        code
    }

    /// Puts the computer's clock forward, and asks for a renewal then. The provider's clock stays where it is: its ID
    /// token is made to last.
    pub fn goes_on_for_an_hour(&self) {
        const HOUR: Duration = Duration::from_secs(3600);
        self.provider.change(Part::RefreshedIdToken, with("exp", json!(self.agent.now().plus(2 * HOUR))));
        self.agent.later(HOUR);
        self.agent.parvis.retry();
    }

    /// Changes what IT wrote in the workspace, and has it read again.
    pub fn changes_workspace(&self, change: impl FnOnce(&mut Value)) {
        let file = self.folder.path().join(WORKSPACE);
        let mut workspace =
            serde_json::from_slice(&std::fs::read(&file).expect("the workspace")).expect("JSON");
        change(&mut workspace);
        std::fs::write(file, workspace.to_string()).expect("written");
        self.agent.parvis.reload_workspace();
    }

    /// How many entries the keychain holds.
    pub fn kept(&self) -> usize {
        self.agent.keychain.lock().expect("no panic").len()
    }

    /// Signs out, at the provider too, and returns the page that the browser ends on.
    pub async fn signs_out_everywhere(&mut self) -> Page {
        self.agent.parvis.sign_out(true);
        self.agent.go_on().await
    }
}

impl Drop for Day {
    /// What holds for each request of each test.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for asked in self.provider.log() {
            let target = &asked.target;
            for secret in ["access-", "refresh-", "code-", "client_secret", "id_token", "code_verifier"] {
                assert!(!target.contains(secret), "{secret} in an address: {target}");
            }
            match asked.part {
                Part::Authorize if asked.query.contains_key("client_id") => {
                    assert_eq!(asked.query["response_type"], "code", "{target}");
                    assert_eq!(asked.query["code_challenge_method"], "S256", "{target}");
                    assert!(asked.query["scope"].split(' ').any(|scope| scope == "openid"), "{target}");
                    assert!(asked.query["state"].len() >= 32 && asked.query["nonce"].len() >= 32, "{target}");
                    assert_ne!(asked.query.get("prompt").map(String::as_str), Some("none"), "{target}");
                }
                Part::Code | Part::Refresh | Part::Revocation => assert_eq!(asked.method, "POST", "{target}"),
                _ => {}
            }
        }
    }
}

/// Goes through a table, every row at the same time: some wait as long as Parvis does. Says which rows went wrong.
pub fn all_at_once<F: Future<Output = ()> + 'static>(
    rows: impl IntoIterator<Item = (impl fmt::Display, F)>,
) -> impl Future<Output = ()> {
    let mut tasks = JoinSet::new();
    let local = LocalSet::new();
    let names: HashMap<_, _> = rows
        .into_iter()
        .map(|(name, row)| (tasks.spawn_local_on(row, &local).id(), name.to_string()))
        .collect();
    let ended = async move {
        let mut wrong = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            wrong.extend(ended.err().map(|error| names[&error.id()].clone()));
        }
        assert!(wrong.is_empty(), "{wrong:#?}: each has said above what is wrong");
    };
    async move { local.run_until(ended).await }
}
