//! What takes its time, and holds nothing up.

use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A provider whose answers end the session: its tokens come from elsewhere now.
async fn provider() -> (TcpListener, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut workspace = with_sign_in(workspace("w"));
    workspace["identity"]["issuer"] = json!(format!("http://{}/desk/", listener.local_addr().unwrap()));
    (listener, workspace)
}

fn answers(listener: TcpListener, waiting: TcpStream) -> Server {
    let server = Server::on(listener, Some(waiting));
    let at = |path| server.address.join(path).unwrap();
    let metadata = json!({"issuer": server.address, "authorization_endpoint": at("authorize"),
                          "token_endpoint": at("token"), "jwks_uri": at("jwks")});
    let files = [(".well-known/openid-configuration", metadata), ("jwks", json!({"keys": []}))];
    let files = files.map(|(path, file)| (path.to_owned(), file.to_string().into_bytes()));
    server.shelf.lock().unwrap().files.extend(files);
    server
}

#[tokio::test]
async fn a_session_that_ends_slowly_ends_behind_another_workspace() {
    let computer = Computer::new();
    computer.has_session();
    let (listener, first) = provider().await;
    let file = computer.lay("workspace.json", first.to_string());
    computer.decide(&json!({"workspace": file}));
    let parvis = computer.starts().await;
    let (caller, _) = tokio::time::timeout(LONG, listener.accept()).await.expect("a refresh").unwrap();
    computer.lay("workspace.json", workspace("second").to_string());
    until(&parvis, "another one", |shown| shown.session == SessionView::None).await;
    computer.lay("workspace.json", first.to_string());
    until(&parvis, "back again", |shown| shown.session == SessionView::Starting).await;
    let read = || computer.keychain.read.load(Ordering::Relaxed);
    assert_eq!(read(), 1, "what the first session kept is still to come");
    let _server = answers(listener, caller);
    until(&parvis, "signed in or not", |shown| shown.session != SessionView::Starting).await;
    is_done(&parvis).await;
    assert_eq!(read(), 2);
    assert_eq!(computer.keychain.forgotten.load(Ordering::Relaxed), 2, "the first heard its answer as well");
}

/// A file that does not answer until somebody writes into its other name.
#[cfg(unix)]
fn hung(computer: &Computer, name: &str) -> PathBuf {
    let other = computer.file(&format!("{}-hung", name.replace('/', "-")));
    assert!(std::process::Command::new("mkfifo").arg(&other).status().unwrap().success());
    fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    fs::hard_link(&other, computer.file("linked")).unwrap();
    fs::rename(computer.file("linked"), computer.file(name)).unwrap();
    other
}

#[cfg(unix)]
#[tokio::test]
async fn a_disk_that_hangs_holds_up_no_window() {
    let computer = Computer::new();
    let file = computer.lay("workspace.json", workspace("premier").to_string());
    computer.decide(&json!({"workspace": file}));
    let is_first = |shown: &Snapshot| shown.desk.name == "premier" && shown.desk.problem.is_none();
    until(&computer.starts().await, "read", is_first).await;
    let policy = hung(&computer, "policies/managed/parvis.json");
    let document = hung(&computer, "workspace.json");
    let parvis = computer.starts().await;
    let shown = parvis.snapshot();
    let problem = |shown: &Snapshot| shown.desk.problem.as_ref().map(|problem| problem.code);
    assert_eq!((shown.desk.name.as_str(), problem(&shown)), ("premier", Some(Code::WorkspaceUnreadable)));
    parvis.choose_theme(Some(Theme::Dark));
    parvis.reload_workspace();
    is_done(&parvis).await;
    assert_eq!(parvis.snapshot().settings.theme.0, Theme::Dark, "everything else works");
    assert_eq!(parvis.snapshot().desk.name, "premier");
    computer.decide(&json!({"workspace": file}));
    computer.lay("workspace.json", workspace("second").to_string());
    for hung in [policy, document] {
        fs::write(hung, "").unwrap();
    }
    until(&parvis, "it answers", |shown| shown.desk.name == "second" && shown.desk.problem.is_none()).await;
    assert!(parvis.snapshot().settings.problems.is_empty());
}
