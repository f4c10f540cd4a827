//! What the agent joined.

use super::*;
use crate::desk::layer::Layer;
use crate::settings::Decider;

/// Joins what is at an address, by hand.
async fn join(parvis: &Parvis, address: &Url) -> Snapshot {
    parvis.join_workspace(address.to_string());
    let is_asked = |shown: &Snapshot| matches!(shown.workspace.joining, Some(JoiningView::Confirm { .. }));
    until(parvis, "which is it", is_asked).await;
    parvis.confirm_join();
    is_done(parvis).await;
    let is_here = |shown: &Snapshot| matches!(shown.workspace.freshness, FreshnessView::Current { .. });
    until(parvis, "received", is_here).await
}

#[tokio::test]
async fn another_publisher_at_an_address_starts_afresh() {
    let computer = Computer::new();
    let (published, another) =
        (Published::new(&workspace("ailleurs")).await, Published::new(&workspace("ailleurs")).await);
    let (parvis, address) = (computer.starts().await, &published.server.address);
    let first = join(&parvis, address).await.workspace;
    let store = Store::open(&computer.paths().store()).unwrap();
    let layer: Layer = serde_json::from_value(json!({"hidden": ["docs"]})).unwrap();
    assert_ne!(layer, Layer::default());
    store.keep_layer(&first.id, &layer).unwrap();
    std::mem::swap(
        &mut published.server.shelf.lock().unwrap().files,
        &mut another.server.shelf.lock().unwrap().files,
    );
    let second = join(&parvis, address).await.workspace;
    assert_eq!((&second.host, second.choices.len()), (&first.host, 2));
    assert_ne!(second.id, first.id);
    assert_eq!(store.layer(&second.id).unwrap(), Layer::default());
    parvis.leave_workspace(second.choices[1].key.clone());
    *published.server.shelf.lock().unwrap() = std::mem::take(&mut another.server.shelf.lock().unwrap());
    let again = join(&parvis, address).await.workspace;
    assert_eq!(again.id, first.id, "the desk comes back with its publisher");
}

#[tokio::test]
async fn nothing_but_the_agents_own_arrangement_is_left_of_one() {
    let computer = Computer::new();
    let published = Published::new(&workspace("ailleurs")).await;
    let parvis = computer.starts().await;
    let shown = join(&parvis, &published.server.address).await.workspace;
    let store = Store::open(&computer.paths().store()).unwrap();
    let left =
        || fs::read_dir(computer.paths().workspaces()).unwrap().map(|entry| entry.unwrap().file_name());
    let folder = left().find(|name| !name.to_string_lossy().ends_with(".json")).unwrap();
    let remembered = format!("repository {}", folder.to_string_lossy());
    assert_eq!(left().count(), 2, "its folder and the copy of its document");
    assert!(store.setting::<Value>(&remembered).unwrap().is_some());
    parvis.leave_workspace(shown.choices.iter().find(|choice| choice.current).unwrap().key.clone());
    is_done(&parvis).await;
    assert_eq!(left().collect::<Vec<_>>(), Vec::<std::ffi::OsString>::new());
    assert_eq!(store.setting::<Value>(&remembered).unwrap(), None);
}

#[tokio::test]
async fn it_proposes_settings_and_imposes_none() {
    let computer = Computer::new();
    let mut workspace = workspace("ailleurs");
    workspace["settings"] = json!({"language": {"value": "de", "locked": true},
                                   "theme": {"value": "dark", "locked": true}});
    let published = Published::new(&workspace).await;
    let parvis = computer.starts().await;
    let shown = join(&parvis, &published.server.address).await;
    assert_eq!(shown.settings.theme, (Theme::Dark, Decider::WorkspaceDefault));
    assert_eq!(shown.settings.language, (LanguageChoice::De, Decider::WorkspaceDefault));
}
