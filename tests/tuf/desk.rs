//! What an agent sees of all this: the desk that their IT department publishes, and what is said when it is attacked.

use std::fs;
use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::http::{Http, Way};
use parvis_core::settings::{Decider, LanguageChoice, Theme};
use parvis_core::view::{FreshnessView, JoiningView, Origin, SessionView, Snapshot};
use parvis_core::words::Language;
use parvis_tests::{Agent, Answer, Canned, Instead, until};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::repository::{RELEASE, Repository};

/// A machine that IT has laid something on, and the agent who works there.
struct Machine {
    laid: TempDir,
    agent: Agent,
}

impl Machine {
    /// With this policy; paths in it are relative to what was laid.
    async fn with(policy: Value, files: &[(&str, &[u8])]) -> Self {
        let laid = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            fs::write(laid.path().join(name), bytes).expect("laid");
        }
        lay(&laid, policy);
        let folder = laid.path().join("policies");
        let agent = Agent::arrives(folder, Duration::from_secs(60), Http::new(Way::default())).await;
        Self { laid, agent }
    }

    /// That follows a repository.
    async fn of(repository: &Repository) -> Self {
        let address = repository.site.address().as_str();
        let policy = json!({"workspace_repository": address, "workspace_root": "root.json"});
        Self::with(policy, &[("root.json", &repository.newest_root())]).await
    }

    /// IT changes its mind.
    fn lay(&self, policy: Value) {
        lay(&self.laid, policy);
    }

    fn snapshot(&self) -> Snapshot {
        self.agent.parvis.snapshot()
    }

    fn tools(&self) -> Vec<String> {
        let sections = self.snapshot().desk.sections;
        sections.into_iter().flat_map(|section| section.tiles).map(|tile| tile.id).collect()
    }

    async fn shows(&self, tools: &[&str]) {
        until(&format!("the desk to be {tools:?}"), async || (self.tools() == tools).then_some(())).await;
    }

    /// Asks until the repository is said to be so, and the desk stays as it is meanwhile.
    async fn checks(&self, as_expected: impl Fn(&FreshnessView) -> bool) -> FreshnessView {
        let before = self.tools();
        until("the repository to be judged", async || {
            self.agent.parvis.check_workspace();
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert_eq!(self.tools(), before);
            Some(self.snapshot().workspace.freshness).filter(&as_expected)
        })
        .await
    }

    async fn is_late(&self, expected: Code) {
        let is_so = |freshness: &FreshnessView| matches!(freshness, FreshnessView::Late { code, serious: true, .. } if *code == expected);
        self.checks(is_so).await;
    }

    async fn is_current(&self) {
        self.checks(|freshness| matches!(freshness, FreshnessView::Current { .. })).await;
    }
}

fn lay(laid: &TempDir, mut policy: Value) {
    for key in ["workspace", "workspace_root"] {
        if let Some(name) = policy.get(key).and_then(Value::as_str) {
            policy[key] = json!(laid.path().join(name));
        }
    }
    let folder = laid.path().join("policies/managed");
    fs::create_dir_all(&folder).expect("a folder");
    let fresh = folder.join("parvis.json.new");
    fs::write(&fresh, policy.to_string()).expect("laid");
    fs::rename(fresh, folder.join("parvis.json")).expect("laid");
}

/// A workspace with these tools.
fn workspace(tools: &[&str], more: Value) -> String {
    let app = |id: &&str| json!({"id": id, "name": {"fr": id}, "url": format!("https://{id}.exemple.fr/")});
    let mut document = json!({"format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "revision": 1,
        "hosts": ["*.exemple.fr"], "apps": tools.iter().map(app).collect::<Vec<_>>()});
    if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
    document.to_string()
}

async fn published(tools: &[&str]) -> Repository {
    let mut repository = Repository::start().await;
    repository.release(&workspace(tools, json!({})));
    repository
}

#[tokio::test]
async fn what_it_publishes_is_on_the_desk_and_stays_without_a_network() {
    let mut repository = published(&["docs"]).await;
    let mut machine = Machine::of(&repository).await;
    machine.shows(&["docs"]).await;
    let seen = machine.snapshot();
    assert_eq!((seen.workspace.origin, seen.desk.origin), (Origin::Repository, Origin::Repository));
    assert!(seen.workspace.fingerprint.is_some_and(|words| words.split(' ').count() == 10));
    assert_eq!(seen.settings.manager.as_deref(), Some("Exemple"));

    repository.release(&workspace(&["docs", "visio"], json!({"revision": 2})));
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs", "visio"]).await;
    assert_eq!(machine.snapshot().workspace.revision, Some(2));

    repository.site.replace_everything(Instead::status(503));
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["docs", "visio"], "there from the first moment");
    let checked = machine.snapshot().workspace.freshness;
    assert!(matches!(checked, FreshnessView::Current { .. }), "{checked:?}");
}

#[tokio::test]
async fn a_first_start_without_a_network_shows_the_public_tools_and_says_so() {
    let repository = published(&["docs"]).await;
    repository.site.replace_everything(Instead::status(503));
    let machine = Machine::of(&repository).await;
    machine.is_late(Code::WorkspaceUnreachable).await;
    let seen = machine.snapshot();
    assert_eq!((seen.workspace.origin, seen.desk.origin), (Origin::Repository, Origin::BuiltIn));
    assert!(machine.tools().contains(&"tchap".to_owned()));
    repository.site.mend();
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs"]).await;
}

#[tokio::test]
async fn each_attack_leaves_the_desk_and_has_its_words() {
    let mut repository = published(&["docs"]).await;
    let mut machine = Machine::of(&repository).await;
    machine.shows(&["docs"]).await;
    machine.is_current().await;

    let page = Answer::new(200, "text/html", "<!doctype html><title>Wi-Fi</title>");
    repository.site.replace_everything(Instead::Given(page));
    machine
        .checks(|freshness| {
            matches!(freshness, FreshnessView::Late { code: Code::WorkspaceNotThere, serious: false, .. })
        })
        .await;
    repository.site.mend();
    machine.is_current().await;

    let before = repository.read("metadata/timestamp.json");
    repository.release(&workspace(&["docs", "evil"], json!({})));
    repository.site.replace("metadata/timestamp.json", Instead::text(before));
    machine.is_current().await;
    repository.site.mend();
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs", "evil"]).await;

    // Whoever holds no key.
    repository.sign("timestamp", &["stranger"]);
    repository.release(&workspace(&["evil"], json!({})));
    machine.is_late(Code::WorkspaceRefused).await;
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["docs", "evil"]);
    machine.is_late(Code::WorkspaceRefused).await;
    repository.sign("timestamp", &["timestamp"]);
    repository.release(&workspace(&["docs"], json!({})));
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs"]).await;
    machine.is_current().await;

    repository.expires("timestamp", -60);
    repository.release(&workspace(&["late"], json!({})));
    machine.is_late(Code::WorkspaceExpired).await;
    repository.expires("timestamp", 3600);
    repository.publish(&RELEASE);
    machine.agent.parvis.check_workspace();
    machine.shows(&["late"]).await;

    // A computer of the day after tomorrow finds everything expired: that is no attack.
    machine.agent.later(Duration::from_secs(3 * 24 * 3600));
    repository.expires("timestamp", -60);
    repository.release(&workspace(&["later"], json!({})));
    machine.is_late(Code::WorkspaceClockWrong).await;
}

#[tokio::test]
async fn a_mistake_that_was_signed_takes_nobodys_desk() {
    let mut repository = published(&["docs"]).await;
    let mut machine = Machine::of(&repository).await;
    machine.shows(&["docs"]).await;
    repository.release(&workspace(&["docs", "visio"], json!({"format": 2})));
    let problem = until("the mistake to be said", async || {
        machine.agent.parvis.check_workspace();
        machine.snapshot().desk.problem
    })
    .await;
    assert!(problem.problems[0].starts_with("format"), "{problem:?}");
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["docs"]);
    assert!(machine.snapshot().desk.problem.is_some());
    repository.release(&workspace(&["docs", "visio"], json!({})));
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs", "visio"]).await;
    assert!(machine.snapshot().desk.problem.is_none());
}

#[tokio::test]
async fn a_policy_counts_when_it_is_laid_and_a_mistake_in_it_takes_nothing() {
    let repository = published(&["docs"]).await;
    let (one, two) = (workspace(&["one"], json!({})), workspace(&["two"], json!({"id": "fr.autre"})));
    let root = repository.newest_root();
    let files: [(&str, &[u8]); 3] =
        [("one.json", one.as_bytes()), ("two.json", two.as_bytes()), ("root.json", &root)];
    let mut machine = Machine::with(json!({"workspace": "one.json"}), &files).await;
    machine.shows(&["one"]).await;
    machine.lay(json!({"workspace": "two.json"}));
    machine.shows(&["two"]).await;

    machine.lay(json!({"workspace": 12}));
    until("the mistake to be said", async || machine.snapshot().desk.problem).await;
    assert_eq!(machine.tools(), ["two"]);
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["two"]);
    let said = machine.snapshot();
    assert_eq!(said.desk.problem.map(|problem| problem.code), Some(Code::PolicyInvalid));
    assert!(!said.settings.problems.is_empty());

    fs::write(machine.laid.path().join("two.json"), "{").expect("written");
    machine.lay(json!({"workspace": "two.json"}));
    until("the file to be said", async || {
        machine.snapshot().desk.problem.filter(|problem| problem.code == Code::WorkspaceInvalid)
    })
    .await;
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["two"], "a mistake in a file outlives no desk");

    let address = repository.site.address().as_str();
    machine.lay(json!({"workspace_repository": address, "workspace_root": "root.json"}));
    machine.shows(&["docs"]).await;
    machine.lay(json!({}));
    until("the public tools", async || machine.tools().contains(&"tchap".to_owned()).then_some(())).await;
}

#[tokio::test]
async fn an_address_is_joined_once_it_was_compared() {
    let mut repository = Repository::start().await;
    let identity = json!({"issuer": "https://auth.exemple.fr", "client": "secret", "client_id": "c",
        "redirect_ports": [41951], "scim": "https://auth.exemple.fr/scim"});
    repository.release(&workspace(&["docs"], json!({"identity": identity})));
    let policy = json!({"client_secret": "of this machine"});
    let mut machine = Machine::with(policy, &[]).await;
    let parvis = machine.agent.parvis.clone();
    let address = repository.site.address().as_str().trim_end_matches('/').to_owned();

    parvis.join_workspace("http://exemple.fr".into());
    until("a refusal", async || match machine.snapshot().workspace.joining? {
        JoiningView::Failed { code: Code::JoinAddressInvalid, .. } => Some(()),
        _ => None,
    })
    .await;
    parvis.join_workspace(address.clone());
    let asked = async || match machine.snapshot().workspace.joining? {
        JoiningView::Confirm { name, fingerprint, replaces, .. } => Some((name, fingerprint, replaces)),
        _ => None,
    };
    let (name, fingerprint, replaces) = until("a question", asked).await;
    assert_eq!((name.as_str(), replaces), ("Exemple", None));
    parvis.cancel_join();
    until("no question", async || machine.snapshot().workspace.joining.is_none().then_some(())).await;
    assert!(machine.tools().contains(&"tchap".to_owned()), "nothing happened");

    parvis.join_workspace(address.clone());
    until("a question", asked).await;
    parvis.confirm_join();
    parvis.confirm_join();
    machine.shows(&["docs"]).await;
    let seen = machine.snapshot();
    assert_eq!(
        (seen.workspace.origin, seen.workspace.fingerprint),
        (Origin::Joined, Some(fingerprint.clone()))
    );
    assert_eq!(seen.session, SessionView::None, "a secret of this machine is not for it");
    assert_eq!(
        seen.settings.manager,
        Some(String::new()),
        "the computer is managed, not by this organisation"
    );
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["docs"]);

    // Another repository at the same address.
    drop(repository);
    let other = published(&["other"]).await;
    let key =
        machine.snapshot().workspace.choices.iter().find(|choice| choice.current).map(|c| c.key.clone());
    let parvis = machine.agent.parvis.clone();
    parvis.join_workspace(other.site.address().to_string());
    until("a question", async || match machine.snapshot().workspace.joining? {
        JoiningView::Confirm { fingerprint: words, .. } => (words != fingerprint).then_some(()),
        _ => None,
    })
    .await;
    parvis.confirm_join();
    machine.shows(&["other"]).await;
    parvis.switch_workspace(key.clone().expect("a key"));
    machine.shows(&["docs"]).await;
    parvis.leave_workspace(key.expect("a key"));
    until("the public tools", async || machine.tools().contains(&"tchap".to_owned()).then_some(())).await;
    assert_eq!(machine.snapshot().workspace.choices.len(), 2, "the public tools and the other one");

    machine.lay(json!({"join_address": false}));
    until("no other choice", async || (machine.snapshot().workspace.choices.len() == 1).then_some(())).await;
    assert!(!machine.snapshot().workspace.may_join);
    parvis.join_workspace(other.site.address().to_string());
    until("a refusal", async || match machine.snapshot().workspace.joining? {
        JoiningView::Failed { code: Code::JoinForbidden, .. } => Some(()),
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn the_same_address_with_another_root_asks_again() {
    let mut repository = published(&["docs"]).await;
    let machine = Machine::with(json!({}), &[]).await;
    let parvis = machine.agent.parvis.clone();
    let address = repository.site.address().to_string();
    let question = async || match machine.snapshot().workspace.joining? {
        JoiningView::Confirm { fingerprint, replaces, .. } => Some((fingerprint, replaces)),
        _ => None,
    };
    parvis.join_workspace(address.clone());
    let (first, _) = until("a question", question).await;
    parvis.confirm_join();
    machine.shows(&["docs"]).await;

    let mut other = published(&["other"]).await;
    other.sign("timestamp", &["stranger"]);
    other.release(&workspace(&["evil"], json!({})));
    for name in ["metadata/1.root.json", "metadata/timestamp.json"] {
        repository.site.replace(name, Instead::text(other.read(name)));
    }
    machine.is_late(Code::WorkspaceRefused).await;
    parvis.join_workspace(address);
    until("the other root to be refused or compared", async || {
        match machine.snapshot().workspace.joining? {
            JoiningView::Confirm { replaces, .. } => (replaces.as_ref() == Some(&first)).then_some(()),
            JoiningView::Failed { code, .. } => (code != Code::JoinAddressInvalid).then_some(()),
            JoiningView::Asking { .. } => None,
        }
    })
    .await;
    assert_eq!(machine.tools(), ["docs"], "nothing changes without a word");
    repository.site.mend();
    repository.release(&workspace(&["docs", "visio"], json!({})));
    machine.agent.parvis.check_workspace();
    machine.shows(&["docs", "visio"]).await;
}

#[tokio::test]
async fn feeds_add_their_tools_and_are_remembered() {
    let gaufre = json!({"services": [{"id": 7, "name": "Grist", "url": "https://grist.exemple.fr/", "logo": null},
                                     {"id": 8, "name": "Ailleurs", "url": "https://ailleurs.example/"}]});
    let feed = Canned::start(move |_| Answer::new(200, "application/json", gaufre.to_string())).await;
    let origin = feed.address("/");
    let host = format!("127.0.0.1:{}", origin.port().expect("a port"));
    let more = json!({"hosts": ["*.exemple.fr", host], "feeds": [{"kind": "gaufre", "url": origin}]});
    let text = workspace(&["docs"], more);
    let mut machine = Machine::with(json!({"workspace": "one.json"}), &[("one.json", text.as_bytes())]).await;
    machine.shows(&["docs", "gaufre/7"]).await;
    drop(feed);
    machine.agent.restarts().await;
    assert_eq!(machine.tools(), ["docs", "gaufre/7"], "yesterday's list is there from the first moment");
}

#[tokio::test]
async fn who_decides_a_setting_is_said_and_obeyed() {
    let locked =
        json!({"settings": {"theme": {"value": "dark", "locked": true}, "language": {"value": "de"}}});
    let text = workspace(&["docs"], locked);
    let policy = json!({"workspace": "one.json"});
    let mut machine = Machine::with(policy, &[("one.json", text.as_bytes())]).await;
    let set = |machine: &Machine| {
        let seen = machine.snapshot();
        (seen.language, seen.settings.language, seen.settings.theme)
    };
    let theme = (Theme::Dark, Decider::WorkspaceLocked);
    assert_eq!(set(&machine), (Language::De, (LanguageChoice::De, Decider::WorkspaceDefault), theme));
    machine.agent.parvis.choose_language(Some(LanguageChoice::En));
    machine.agent.parvis.choose_theme(Some(Theme::Light));
    let chosen = (Language::En, (LanguageChoice::En, Decider::Agent), theme);
    until("English", async || (set(&machine) == chosen).then_some(())).await;
    machine.agent.restarts().await;
    assert_eq!(set(&machine), chosen);
    machine.lay(json!({"workspace": "one.json", "language": "fr"}));
    let managed = (Language::Fr, (LanguageChoice::Fr, Decider::MachineManaged), theme);
    until("French", async || (set(&machine) == managed).then_some(())).await;
    let policies = machine.snapshot().settings.policies;
    assert!(policies.iter().any(|policy| policy.key == "language" && policy.value.as_deref() == Some("fr")));
    machine.lay(json!({"workspace": "one.json"}));
    until("English again", async || (set(&machine) == chosen).then_some(())).await;
}
