//! What IT lays, while Parvis runs.

use super::*;

fn named(name: &str) -> impl FnMut(&Snapshot) -> bool {
    move |shown| shown.desk.name == name && shown.desk.problem.is_none()
}

fn problem(shown: &Snapshot) -> Option<Code> {
    shown.desk.problem.as_ref().map(|problem| problem.code)
}

#[tokio::test]
async fn a_root_may_be_laid_after_the_policy_and_replaced() {
    let computer = Computer::new();
    let published = Published::new(&workspace("premier")).await;
    computer.decide(&published.policy(&computer));
    let parvis = computer.starts().await;
    assert_eq!(problem(&parvis.snapshot()), Some(Code::WorkspaceUnsafe));
    computer.lay("root.json", published.root());
    let first = until(&parvis, "received", named("premier")).await.workspace.fingerprint;

    let another = Published::new(&workspace("second")).await;
    std::mem::swap(
        &mut published.server.shelf.lock().unwrap().files,
        &mut another.server.shelf.lock().unwrap().files,
    );
    computer.lay("root.json", "{}");
    let shown = until(&parvis, "no root", |shown| problem(shown) == Some(Code::WorkspaceInvalid)).await;
    assert_eq!(shown.desk.name, "premier", "the desk stays");
    computer.lay("root.json", published.root());
    let shown = until(&parvis, "of the other root", named("second")).await;
    assert_ne!(shown.workspace.fingerprint, first);
}

#[tokio::test]
async fn what_is_wrong_with_a_release_is_said_until_it_is_mended() {
    let computer = Computer::new();
    let mut published = Published::new(&workspace("premier")).await;
    computer.lay("root.json", published.root());
    computer.decide(&published.policy(&computer));
    let parvis = computer.starts().await;
    until(&parvis, "received", named("premier")).await;
    published.release(&json!({"format": 1}));
    parvis.check_workspace();
    until(&parvis, "not good", |shown| problem(shown) == Some(Code::WorkspaceInvalid)).await;
    parvis.reload_workspace();
    is_done(&parvis).await;
    assert_eq!(problem(&parvis.snapshot()), Some(Code::WorkspaceInvalid), "the window was opened");
    published.release(&workspace("second"));
    parvis.check_workspace();
    until(&parvis, "good again", named("second")).await;
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_is_said_however_well_its_workspace_does() {
    let computer = Computer::new();
    let mut published = Published::new(&workspace("premier")).await;
    computer.lay("root.json", published.root());
    computer.decide(&published.policy(&computer));
    let parvis = computer.starts().await;
    until(&parvis, "received", named("premier")).await;
    computer.lay("policies/managed/parvis.json", "{");
    until(&parvis, "said", |shown| problem(shown) == Some(Code::PolicyInvalid)).await;
    published.release(&workspace("second"));
    parvis.check_workspace();
    let shown = until(&parvis, "received", |shown| shown.desk.name == "second").await;
    assert_eq!(problem(&shown), Some(Code::PolicyInvalid));
    computer.decide(&json!({"theme": "blue"}));
    let shown = until(&parvis, "no workspace", |shown| shown.workspace.origin == Origin::BuiltIn).await;
    assert_eq!(problem(&shown), None, "a setting of no weight is no reason to doubt the desk");
    assert_eq!(shown.settings.problems.len(), 1);
}

#[tokio::test]
async fn a_desk_that_moves_stays_until_it_is_received_from_where_it_went() {
    let computer = Computer::new();
    let published = Published::new(&workspace("second")).await;
    published.is_up(false);
    let file = computer.lay("workspace.json", workspace("premier").to_string());
    computer.decide(&json!({"workspace": file}));
    let parvis = computer.starts().await;
    until(&parvis, "the file", named("premier")).await;
    computer.lay("root.json", published.root());
    computer.decide(&published.policy(&computer));
    let late =
        |shown: &Snapshot| matches!(shown.workspace.freshness, FreshnessView::Late { serious: true, .. });
    let shown = until(&parvis, "the repository is down", late).await;
    assert_eq!((shown.desk.name.as_str(), shown.desk.origin), ("premier", Origin::Machine));
    drop(parvis);
    fs::remove_file(file).unwrap();
    let parvis = computer.starts().await;
    assert_eq!(parvis.snapshot().desk.name, "premier", "the next morning");
    published.is_up(true);
    parvis.check_workspace();
    let shown = until(&parvis, "received", named("second")).await;
    assert_eq!(shown.desk.origin, Origin::Repository);
}

#[tokio::test]
async fn a_root_that_is_gone_in_the_morning_takes_nobodys_desk_away() {
    let computer = Computer::new();
    let mut published = Published::new(&workspace("premier")).await;
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
    published.publisher.targets.insert("assets/docs.svg".into(), picture.into());
    let mut document = workspace("second");
    document["apps"][0]["icon"] = json!("assets/docs.svg");
    published.release(&document);
    let root = computer.lay("root.json", published.root());
    computer.decide(&published.policy(&computer));
    let parvis = computer.starts().await;
    until(&parvis, "received", named("second")).await;
    drop(parvis);
    for broken in [None, Some("{}")] {
        match broken {
            None => fs::remove_file(&root).unwrap(),
            Some(text) => drop(computer.lay("root.json", text)),
        }
        let shown = computer.starts().await.snapshot();
        assert_eq!((shown.desk.name.as_str(), shown.desk.origin), ("second", Origin::Repository));
        assert!(problem(&shown).is_some(), "it is said");
    }
    computer.lay("root.json", published.root());
    let shown = computer.starts().await.snapshot();
    assert_eq!((shown.desk.name.as_str(), problem(&shown)), ("second", None));
}

#[tokio::test]
async fn a_workspace_that_was_never_received_does_not_bear_the_name_of_what_stands_in() {
    let computer = Computer::new();
    let published = Published::new(&workspace("premier")).await;
    published.is_up(false);
    computer.lay("root.json", published.root());
    computer.decide(&published.policy(&computer));
    let shown = computer.starts().await.snapshot();
    assert_eq!(shown.workspace.name, "Celui de votre organisation");
    assert_eq!(shown.workspace.choices[0].name, shown.workspace.name);
    assert_eq!((shown.desk.origin, shown.workspace.freshness), (Origin::BuiltIn, FreshnessView::Awaited));
}

#[tokio::test]
async fn what_a_feed_said_stays_where_nothing_can_be_kept() {
    let computer = Computer::new();
    fs::create_dir_all(computer.paths().cache).unwrap();
    fs::write(computer.paths().feeds(), "in the way").unwrap();
    let server = Server::start().await;
    let list = json!({"services": [{"id": 1, "name": "Agenda", "url": "https://agenda.exemple.fr/"}]});
    server.shelf.lock().unwrap().files.insert("feed".into(), list.to_string().into());
    let mut workspace = workspace("w");
    let host = format!("127.0.0.1:{}", server.address.port().unwrap());
    workspace["hosts"] = json!([host, "docs.exemple.fr", "agenda.exemple.fr"]);
    workspace["feeds"] = json!([{"kind": "gaufre", "url": server.address.join("feed").unwrap()}]);
    let file = computer.lay("workspace.json", workspace.to_string());
    computer.decide(&json!({"workspace": file}));
    let parvis = computer.starts().await;
    let tiles =
        |shown: &Snapshot| shown.desk.sections.iter().map(|section| section.tiles.len()).sum::<usize>();
    until(&parvis, "two tools", |shown| tiles(shown) == 2).await;
    for theme in [Some(Theme::Dark), None] {
        parvis.choose_theme(theme);
        parvis.reload_workspace();
    }
    is_done(&parvis).await;
    assert_eq!(tiles(&parvis.snapshot()), 2);
}
