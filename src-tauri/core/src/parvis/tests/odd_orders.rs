//! What a window may ask that should not have been asked.

use super::*;
use crate::workspace::tuf::tests::publisher::Files;

const JOINED: &str = "https://127.0.0.1:1/desk/";

#[tokio::test]
async fn leaving_a_workspace_that_cannot_be_shown_signs_nobody_out_elsewhere() {
    let computer = Computer::new();
    computer.has_session();
    let file = computer.lay("workspace.json", with_sign_in(workspace("w")).to_string());
    computer.decide(&json!({"workspace": file, "join_address": false}));
    let id = Store::open(&computer.paths().store()).unwrap().join(JOINED, b"root", "Ailleurs").unwrap();
    let parvis = computer.starts().await;
    let in_doubt = |shown: &Snapshot| matches!(shown.session, SessionView::InDoubt { .. });
    until(&parvis, "somebody is signed in", in_doubt).await;
    parvis.leave_workspace(format!("joined-{id}"));
    is_done(&parvis).await;
    until(&parvis, "still", in_doubt).await;
    assert_eq!(computer.keychain.forgotten.load(Ordering::Relaxed), 0);
    assert!(Store::open(&computer.paths().store()).unwrap().joined().unwrap().is_empty(), "it is left");
}

#[tokio::test]
async fn a_key_that_no_workspace_has_changes_nothing() {
    let computer = Computer::new();
    let file = computer.lay("workspace.json", workspace("w").to_string());
    computer.decide(&json!({"workspace": file}));
    let store = Store::open(&computer.paths().store()).unwrap();
    let mut files = Files::new();
    Publisher::new(&[]).publish(&mut files);
    let root = &files["metadata/1.root.json"];
    let key = format!("joined-{}", store.join(JOINED, root, "Ailleurs").unwrap());
    let parvis = computer.starts().await;
    parvis.switch_workspace(key.clone());
    until(&parvis, "the joined one", |shown| shown.workspace.origin == Origin::Joined).await;
    for odd in ["", "joined-99", "built_in", "machine "] {
        parvis.switch_workspace(odd.into());
        parvis.leave_workspace(odd.into());
    }
    parvis.leave_workspace("machine".into());
    parvis.confirm_join();
    parvis.cancel_join();
    is_done(&parvis).await;
    assert_eq!(parvis.snapshot().workspace.origin, Origin::Joined);
    assert_eq!(store.setting::<String>("workspace").unwrap(), Some(key));
}

#[tokio::test]
async fn leaving_another_workspace_ends_its_session_alone() {
    let computer = Computer::new();
    let published = Published::new(&with_sign_in(workspace("ailleurs"))).await;
    let file = computer.lay("workspace.json", with_sign_in(workspace("w")).to_string());
    computer.decide(&json!({"workspace": file}));
    let store = Store::open(&computer.paths().store()).unwrap();
    let id = store.join(published.server.address.as_str(), &published.root(), "Ailleurs").unwrap();
    let (parvis, key) = (computer.starts().await, format!("joined-{id}"));
    parvis.switch_workspace(key.clone());
    until(&parvis, "received", |shown| shown.desk.name == "ailleurs").await;
    computer.has_session();
    parvis.switch_workspace("machine".into());
    let in_doubt = |shown: &Snapshot| matches!(shown.session, SessionView::InDoubt { .. });
    until(&parvis, "somebody is signed in", in_doubt).await;
    let mut events = parvis.subscribe();
    parvis.leave_workspace(key);
    let is_alone = |shown: &Snapshot| shown.workspace.choices.len() == 1;
    assert!(in_doubt(&until(&parvis, "left", is_alone).await));
    is_done(&parvis).await;
    assert_eq!(computer.keychain.forgotten.load(Ordering::Relaxed), 1, "the session of the other one");
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, Event::Session(_) | Event::Desk(_)), "as if nothing had been: {event:?}");
    }
}

#[tokio::test]
async fn what_was_forbidden_since_it_was_looked_at_is_not_joined() {
    let computer = Computer::new();
    let published = Published::new(&workspace("ailleurs")).await;
    let parvis = computer.starts().await;
    parvis.join_workspace(published.server.address.to_string());
    let is_asked = |shown: &Snapshot| matches!(shown.workspace.joining, Some(JoiningView::Confirm { .. }));
    until(&parvis, "which is it", is_asked).await;
    computer.decide(&json!({"join_address": false}));
    until(&parvis, "forbidden", |shown| !shown.workspace.may_join).await;
    parvis.confirm_join();
    let is_refused = |shown: &Snapshot| {
        matches!(&shown.workspace.joining, Some(JoiningView::Failed { code: Code::JoinForbidden, .. }))
    };
    until(&parvis, "refused", is_refused).await;
    assert!(Store::open(&computer.paths().store()).unwrap().joined().unwrap().is_empty());
}
