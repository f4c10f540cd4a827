//! Whose desk it is: two people, two organisations, and what is known of each.

use parvis_core::error::Code;
use parvis_core::view::{SessionView, SignInPurpose};
use parvis_tests::{Options, until};
use serde_json::json;

use crate::agent::{Agent, change_workspace};

const CAMILLE: &str = "Camille Durand";
const NOE: &str = "Noé Martin";

/// A workspace with tools for the group `rh`, which Camille's claims name, for `cellule-crise`, which only the directory
/// knows, and for her second organisation.
async fn start() -> Agent {
    let lay = |standins: &_| {
        change_workspace(standins, |workspace| {
            let apps = workspace["apps"].as_array_mut().expect("tools");
            let mut crisis = apps.iter().find(|app| app["id"] == "paie").expect("the tool").clone();
            crisis["id"] = "crise".into();
            crisis["audience"] = json!({"any": [{"groups": ["cellule-crise"]}]});
            apps.push(crisis);
        });
    };
    Agent::start(Options::with(&["--scim"]), lay).await
}

#[tokio::test]
async fn a_tool_is_shown_to_its_audience_and_to_nobody_after_them() {
    let mut agent = start().await;
    agent.has_tile("paie", false).await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.has_tile("paie", true).await;
    agent.has_tile("crise", true).await;
    agent.parvis.sign_out(true);
    agent.go_on().await;
    agent.has_tile("paie", false).await;
    agent.signs_in_as("noe", NOE).await;
    agent.has_tile("docs", true).await;
    for tool in ["paie", "crise"] {
        assert!(!agent.tiles().contains(&tool.to_owned()));
    }
}

#[tokio::test]
async fn groups_that_were_known_stay_known_while_the_directory_or_the_provider_is_away() {
    let mut agent = start().await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.has_tile("crise", true).await;
    for fault in ["scim_down", "scim_garbage", "down"] {
        agent.standins.fault(fault).await;
        agent.restarts().await;
        agent.has_tile("crise", true).await;
        agent.standins.mended().await;
    }
}

#[tokio::test]
async fn groups_that_were_never_known_leave_the_default_desk() {
    let mut agent = start().await;
    agent.standins.fault("scim_garbage").await;
    agent.signs_in_as("camille", CAMILLE).await;
    // Whatever was asked of the directory was asked before this.
    agent.parvis.open_tool("docs".into(), None, false);
    agent.go_on().await;
    assert!(agent.tiles().contains(&"docs".to_owned()) && !agent.tiles().contains(&"crise".to_owned()));
    assert!(agent.tiles().contains(&"paie".to_owned()), "the claims are enough for this one");
    assert!(agent.parvis.snapshot().notices.is_empty(), "no reason to bother anybody");
}

#[tokio::test]
async fn another_organisation_is_another_desk() {
    let mut agent = start().await;
    agent.signs_in_as("camille", CAMILLE).await;
    let first = agent.person().and_then(|person| person.siret).expect("a SIRET");
    agent.has_tile("chantiers", false).await;

    agent.parvis.change_organisation(Some("12 34".into()));
    assert_eq!(agent.is_told().await, (Code::SiretInvalid, None));
    assert!(agent.person().is_some() && !agent.browser_was_opened(), "nothing was lost");

    let second = second_organisation(&agent);
    let spaced = format!("{} {} {}", &second[..3], &second[3..9], &second[9..]);
    agent.parvis.change_organisation(Some(spaced));
    let address = agent.is_sent().await;
    let SessionView::SigningIn { purpose, person, .. } = agent.parvis.snapshot().session else {
        panic!("a sign-in is under way")
    };
    assert_eq!(purpose, SignInPurpose::ChangeOrganisation);
    assert!(person.is_none() && agent.keychain.lock().expect("no panic").is_empty(), "signed out here first");
    agent.go(address).await;
    agent.is(CAMILLE).await;
    assert_eq!(agent.person().and_then(|person| person.siret), Some(second.clone()));
    assert_ne!(first, second);
    agent.has_tile("chantiers", true).await;
    assert_eq!(agent.standins.count("end_session").await, 1, "a hint has no effect on a session that lives");
    assert!(!agent.browser_was_opened(), "one tab");

    agent.restarts().await;
    agent.is(CAMILLE).await;
    agent.has_tile("chantiers", true).await;
}

/// The audience of the tool `chantiers`.
fn second_organisation(agent: &Agent) -> String {
    let text = std::fs::read(agent.standins.workspace()).expect("the workspace");
    let workspace: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let apps = workspace["apps"].as_array().expect("tools");
    let chantiers = apps.iter().find(|app| app["id"] == "chantiers").expect("the tool");
    chantiers["audience"]["any"][0]["siret"][0].as_str().expect("a SIRET").to_owned()
}

#[tokio::test]
async fn what_waited_for_one_person_is_not_opened_for_another() {
    let mut agent = start().await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.is_signed_out_elsewhere().await;
    agent.parvis.open_address(agent.standins.tool("docs", "/docs/secret/").to_string(), false);
    agent.web.who = "noe";
    let page = agent.go_on().await;
    assert!(page.text.contains("Vous êtes connecté") && !page.text.contains("secret"), "{}", page.text);
    agent.is(NOE).await;
    assert_eq!(agent.is_told().await.0, Code::OtherPerson);
    agent.has_tile("paie", false).await;
    assert!(!agent.browser_was_opened());
}

/// A document that could not be opened for one person is nothing that the next one is to read of.
#[tokio::test]
async fn a_notice_about_a_document_goes_with_its_person() {
    let mut agent = start().await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.is_signed_out_elsewhere().await;
    agent.parvis.open_address(agent.standins.tool("docs", "/docs/secret/").to_string(), false);
    agent.is_sent().await;
    agent.parvis.cancel_sign_in();
    let notice = until("a notice", async || agent.parvis.snapshot().notices.pop()).await;
    assert!(
        notice.opening.and_then(|opening| opening.address).is_some_and(|address| address.contains("secret"))
    );
    agent.parvis.sign_out(false);
    agent.is_signed_out().await;
    assert!(agent.parvis.snapshot().notices.is_empty());
}

#[tokio::test]
async fn another_workspace_knows_nothing_of_the_first() {
    let mut agent = start().await;
    agent.signs_in_as("camille", CAMILLE).await;
    agent.has_tile("paie", true).await;
    change_workspace(&agent.standins, |workspace| workspace["id"] = "fr.gouv.autre".into());
    agent.parvis.reload_workspace();
    agent.is_signed_out().await;
    agent.has_tile("paie", false).await;
    assert_eq!(
        agent.keychain.lock().expect("no panic").len(),
        1,
        "the first session is kept for its own workspace"
    );
    agent.signs_in_as("camille", CAMILLE).await;
    until("both to be kept", async || (agent.keychain.lock().expect("no panic").len() == 2).then_some(()))
        .await;
    agent.parvis.sign_out(false);
    agent.is_signed_out().await;

    change_workspace(&agent.standins, |workspace| workspace["id"] = "fr.gouv.exemple".into());
    agent.parvis.reload_workspace();
    agent.is(CAMILLE).await;
    agent.has_tile("crise", true).await;
}
