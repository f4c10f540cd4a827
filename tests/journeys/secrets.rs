//! What Parvis and the provider know of each other is nowhere else.

use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use parvis_tests::{Options, Setting, journey, until, word};

/// The arguments and environments of every process, as often as it goes while the journey lasts.
#[derive(Clone, Default)]
struct Processes(Arc<Mutex<BTreeSet<Vec<u8>>>>);

impl Processes {
    async fn watch(self) {
        loop {
            for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
                for what in ["cmdline", "environ"] {
                    let seen = std::fs::read(process.path().join(what)).unwrap_or_default();
                    self.0.lock().expect("no panic").insert(seen);
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Every file below a folder that holds one of these.
fn files_with(folder: &Path, secrets: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files_with(&path, secrets));
        } else if path.is_file() && holds_one(&std::fs::read(&path).expect("a file"), secrets) {
            found.push(path.display().to_string());
        }
        assert!(!holds_one(path.as_os_str().as_bytes(), secrets), "a file's name");
    }
    found
}

fn holds_one(bytes: &[u8], secrets: &BTreeSet<String>) -> bool {
    let text = String::from_utf8_lossy(bytes);
    secrets.iter().any(|secret| text.contains(secret.as_str()))
}

#[test]
fn no_secret_is_in_a_file_a_log_a_process_or_the_window() {
    let standins = Options { secret: true, access_seconds: 3, ..Options::default() };
    journey(Setting { standins, ..Setting::default() }, async |desk| {
        desk.desktop.set("RUST_LOG", "trace");
        let processes = Processes::default();
        tokio::spawn(processes.clone().watch());
        desk.open_parvis().await;
        desk.window()
            .script(
                "window.told = [];
                 const told = __TAURI_INTERNALS__.transformCallback((event) => told_.push(JSON.stringify(event)));
                 const told_ = window.told;
                 __TAURI_INTERNALS__.invoke('plugin:event|listen', { event: 'parvis', target: { kind: 'Any' }, handler: told })",
            )
            .await;
        desk.window().open_tool("Docs").await;
        desk.browser.log_in_as("camille").await;
        desk.browser.shows_tool("docs", "Camille Durand").await;
        desk.window().greets("Camille Durand").await;
        let tokens = desk.standins.count("token").await;
        until("a renewal", async || (desk.standins.count("token").await > tokens).then_some(())).await;
        let kept = desk.keyring.of_parvis().await;
        let snapshot = desk.window().snapshot().await.expect("the window").to_string();
        desk.window().sign_out(false).await;
        desk.window().shows(&word("session", "welcome")).await;
        until("the token to be revoked", async || {
            (desk.standins.count("revocation").await > 0).then_some(())
        })
        .await;
        let told = desk.window().script("return JSON.stringify(window.told)").await.to_string();
        desk.quit_parvis().await;

        let secrets = desk.tap.secrets();
        // Two grants with an access, a refresh and an ID token each, a code, a verifier and the client's secret.
        assert!(secrets.len() >= 8, "only {} secrets went by", secrets.len());
        assert!(
            kept.iter().any(|entry| holds_one(entry.as_bytes(), &secrets)),
            "the search finds what is there"
        );
        assert!(told.contains("signed_in"), "the window was told: {told}");
        assert!(!holds_one(told.as_bytes(), &secrets), "an event");
        assert!(!holds_one(snapshot.as_bytes(), &secrets), "the snapshot");
        let log = std::fs::read(desk.desktop.log("parvis.log")).expect("the log");
        assert!(String::from_utf8_lossy(&log).contains("TRACE"), "the log says everything it can");
        assert!(!holds_one(&log, &secrets), "the log");
        assert_eq!(files_with(&desk.desktop.home(), &secrets), Vec::<String>::new());
        for seen in processes.0.lock().expect("no panic").iter() {
            assert!(!holds_one(seen, &secrets), "{}", String::from_utf8_lossy(seen));
        }
    });
}
