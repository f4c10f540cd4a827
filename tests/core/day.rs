//! A session over a real day: it ends, the network goes and comes, a tool asks for more, an organisation changes.

use std::time::Duration;

use parvis_core::clock::UnixTime;
use parvis_core::error::Code;
use parvis_core::view::{SessionView, SignInPurpose};
use parvis_tests::{Options, until};
use serde_json::{Value, json};

use crate::agent::{Agent, change_workspace};

const CAMILLE: &str = "Camille Durand";
const NOE: &str = "Noé Martin";

fn is_ending(agent: &Agent) -> Option<bool> {
    match agent.parvis.snapshot().session {
        SessionView::SignedIn { ending, .. } => Some(ending),
        _ => None,
    }
}

fn ends_at(agent: &Agent) -> Option<UnixTime> {
    match agent.parvis.snapshot().session {
        SessionView::SignedIn { ends_at, .. } => Some(ends_at),
        _ => None,
    }
}

fn purpose(agent: &Agent) -> Option<SignInPurpose> {
    match agent.parvis.snapshot().session {
        SessionView::SigningIn { purpose, .. } => Some(purpose),
        _ => None,
    }
}

/// Sessions of an hour; the tokens of this very moment are still good at its end.
async fn an_hour(options: Options) -> Agent {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| workspace["identity"]["session_hours"] = 1.into());
    };
    let mut agent = Agent::start(options, lay).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent
}

/// Told a quarter of an hour before, renewed in one tab, and the tools' own sessions go on.
async fn is_told_and_renews(mut agent: Agent, logs_out: usize) {
    agent.parvis.open_tool("docs".into(), None, false);
    assert!(agent.go_on().await.text.contains(CAMILLE));
    assert_eq!(is_ending(&agent), Some(false));

    agent.later(Duration::from_secs(44 * 60));
    agent.network_returns();
    assert_eq!(is_ending(&agent), Some(false));
    agent.later(Duration::from_secs(2 * 60));
    agent.network_returns();
    until("told", async || is_ending(&agent).filter(|ending| *ending)).await;

    let before = ends_at(&agent);
    agent.parvis.renew();
    let address = agent.is_sent().await;
    assert_eq!(purpose(&agent), Some(SignInPurpose::Renew));
    let page = agent.go(address).await;
    assert!(page.text.contains("Vous êtes connecté"), "{}", page.text);
    agent.is(CAMILLE).await;
    assert!(ends_at(&agent) >= before, "the hours count from the login, by the provider's clock");
    assert!(!agent.browser_was_opened(), "one tab");
    assert_eq!(agent.standins.count("login_page").await, 2, "the login is a new one");
    assert_eq!(agent.standins.count("end_session").await, logs_out);

    let docs = agent.standins.tool("docs", "/docs/7/");
    assert!(agent.go(docs).await.text.contains(CAMILLE), "what was open in the tools still is");
    assert_eq!(agent.standins.count("login_page").await, 2);
}

#[tokio::test]
async fn proconnect_takes_the_open_session_for_an_answer_so_it_is_left_first() {
    is_told_and_renews(an_hour(Options::default()).await, 1).await;
}

#[tokio::test]
async fn others_ask_again_when_they_are_told_to() {
    is_told_and_renews(an_hour(Options::with(&["--provider", "generic"])).await, 0).await;
}

#[tokio::test]
async fn without_a_way_back_from_the_log_out_the_agent_signs_in_by_hand() {
    let mut agent = an_hour(Options::with(&["--no-post-logout"])).await;
    agent.parvis.renew();
    agent.go_on().await;
    assert_eq!(agent.is_told().await.0, Code::SignInAgain);
    agent.is_signed_out().await;
    agent.signs_in_as("camille", CAMILLE).await;
    assert!(agent.parvis.snapshot().notices.is_empty(), "what was said is over");
    assert_eq!(agent.standins.count("login_page").await, 2);
}

#[tokio::test]
async fn a_renewal_that_is_given_up_costs_nothing() {
    let mut agent = an_hour(Options::default()).await;
    agent.parvis.renew();
    agent.is_sent().await;
    agent.parvis.open_tool("docs".into(), None, false);
    until("Docs to wait", async || match agent.parvis.snapshot().session {
        SessionView::SigningIn { opening, .. } => (opening == ["Docs"]).then_some(()),
        _ => None,
    })
    .await;
    agent.parvis.cancel_sign_in();
    let page = agent.go_on().await;
    assert!(page.text.contains(CAMILLE), "the session serves, so what waited opens: {}", page.text);
    agent.is(CAMILLE).await;
    // The browser was on its way to the log-out.
    assert_eq!(agent.is_told().await.0, Code::SignInAgain);
}

#[tokio::test]
async fn the_network_comes_back_and_so_does_the_session() {
    let mut agent = Agent::start(Options { access_seconds: 2, ..Options::default() }, |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.standins.fault("down").await;
    let in_doubt =
        async || matches!(agent.parvis.snapshot().session, SessionView::InDoubt { .. }).then_some(());
    until("doubt", in_doubt).await;
    agent.standins.mended().await;
    agent.network_returns();
    agent.is_signed_in().await;
}

#[tokio::test]
async fn however_often_it_is_asked_for_one_refresh_is_under_way() {
    let mut agent = Agent::start(Options::default(), |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    for _ in 0..20 {
        agent.parvis.retry();
    }
    let refreshes = async || {
        let log = agent.standins.log().await;
        log.iter().filter(|entry| entry["grant_type"] == "refresh_token").count()
    };
    until("a refresh", async || (refreshes().await > 0).then_some(())).await;
    // The next thing that reaches the provider comes after whatever the asking above led to.
    agent.parvis.sign_out(false);
    agent.has_seen("revocation", 1).await;
    assert_eq!(refreshes().await, 1);
}

#[tokio::test]
async fn a_revocation_that_cannot_be_sent_waits_for_the_network() {
    let mut agent = Agent::start(Options::default(), |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.standins.fault("down").await;
    agent.parvis.sign_out(false);
    agent.is_signed_out().await;
    assert!(agent.keychain.lock().expect("no panic").is_empty());
    agent.has_seen("revocation", 1).await;
    agent.standins.mended().await;
    agent.network_returns();
    until("it to be revoked", async || {
        let log = agent.standins.log().await;
        log.iter().any(|entry| entry["kind"] == "revocation" && entry["outcome"] == "ok").then_some(())
    })
    .await;
    assert!(agent.parvis.snapshot().notices.is_empty(), "it holds nobody up");
}

#[tokio::test]
async fn signing_out_everywhere_revokes_first_and_comes_back() {
    let mut agent = Agent::start(Options::default(), |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.parvis.sign_out(true);
    agent.is_signed_out().await;
    let page = agent.go_on().await;
    assert!(page.text.contains("Vous êtes déconnecté") && page.text.contains("Parvis"), "{}", page.text);
    let log = agent.standins.log().await;
    let at = |kind: &str| log.iter().position(|entry| entry["kind"] == kind).expect(kind);
    assert!(at("revocation") < at("end_session"));
    assert_eq!(log[at("end_session")]["had_session"], true);
}

/// Docs asks for a second factor.
async fn a_careful_tool() -> Agent {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| {
            let apps = workspace["apps"].as_array_mut().expect("tools");
            let docs = apps.iter_mut().find(|app| app["id"] == "docs").expect("Docs");
            docs["acr"] = json!({"essential": ["eidas1-mfa", "eidas2"]});
        });
    };
    Agent::start(Options::default(), lay).await
}

#[tokio::test]
async fn a_tool_that_asks_for_a_level_has_it_asked_for_once() {
    let mut agent = a_careful_tool().await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.parvis.open_tool("drive".into(), None, false);
    assert!(agent.go_on().await.text.contains(CAMILLE), "others open as ever");
    assert_eq!(agent.standins.count("second_factor_page").await, 0);

    agent.parvis.open_tool("docs".into(), None, false);
    let address = agent.is_sent().await;
    assert_eq!(purpose(&agent), Some(SignInPurpose::StepUp));
    let page = agent.go(address).await;
    assert!(page.text.contains("data-tool=\"docs\""), "{}", page.text);
    assert_eq!(agent.standins.count("second_factor_page").await, 1);
    agent.is_signed_in().await;

    agent.parvis.open_tool("docs".into(), None, false);
    agent.go_on().await;
    agent.restarts().await;
    agent.is_signed_in().await;
    agent.parvis.open_tool("docs".into(), None, false);
    agent.go_on().await;
    assert_eq!(agent.standins.count("second_factor_page").await, 1, "the level is remembered");
    assert!(agent.standins.asked("prompt").await.iter().all(Value::is_null), "never combined with a prompt");
}

#[tokio::test]
async fn a_level_that_cannot_be_reached_is_explained_and_costs_nothing() {
    let mut agent = a_careful_tool().await;
    agent.signs_in_as("noe", NOE).await;
    agent.parvis.open_tool("docs".into(), None, false);
    agent.go_on().await;
    let notice = until("a notice", async || agent.parvis.snapshot().notices.pop()).await;
    assert_eq!(notice.code, Code::LevelNotReached);
    assert_eq!(notice.opening.map(|opening| opening.app).as_deref(), Some("docs"), "it can be opened anyway");
    agent.is(NOE).await;
    assert!(!agent.browser_was_opened(), "it is asked once");
}

#[tokio::test]
async fn a_level_for_everybody_is_asked_for_at_the_sign_in() {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| {
            workspace["identity"]["acr"] = json!({"essential": ["eidas1-mfa"]});
        });
    };
    let mut agent = Agent::start(Options::default(), lay).await;
    agent.web.who = "noe";
    agent.parvis.sign_in();
    agent.go_on().await;
    assert_eq!(agent.is_told().await.0, Code::LevelNotReached);
    agent.is_signed_out().await;
    agent.signs_in_as("camille", CAMILLE).await;
    assert_eq!(agent.standins.count("second_factor_page").await, 1);
}

#[tokio::test]
async fn scopes_that_are_refused_are_left_out_with_a_note() {
    let options = Options::with(&["--refuse-scope", "groups", "--refuse-scope", "roles"]);
    let mut agent = Agent::start(options, |_| ()).await;
    agent.signs_in_as("camille", CAMILLE).await;
    let (code, detail) = agent.is_told().await;
    assert_eq!(code, Code::ScopesRefused);
    let detail = detail.expect("their names");
    assert!(detail.contains("groups") && detail.contains("roles"), "{detail}");
    assert_eq!(agent.standins.count("login_page").await, 1, "the agent sees one page");
    let asked = agent.standins.asked("outcome").await.len();
    agent.parvis.sign_out(false);
    agent.is_signed_out().await;
    agent.signs_in_as("camille", CAMILLE).await;
    assert_eq!(agent.standins.asked("outcome").await.len(), asked + 1, "they are not asked for again");
}
