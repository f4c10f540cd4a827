//! The whole of core on one computer: what IT lays, what the agent asks, in odd orders.

// A demonstration may ask a server without a certificate.
#![cfg(feature = "demo")]

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use secrecy::SecretSlice;
use serde_json::{Value, json};
use tempfile::TempDir;
use tough::schema::RoleType;
use url::Url;

use super::*;
use crate::clock::{SystemClock, SystemEntropy};
use crate::error::Code;
use crate::http::{Http, Way};
use crate::identity::keychain::{Keychain, SecretStore, Trouble};
use crate::outside::{Browser, Means, Network};
use crate::paths::Paths;
use crate::policy::Source;
use crate::store::Store;
use crate::view::{FreshnessView, JoiningView, Origin, SessionView};
use crate::words::{Language, Spoken};
use crate::workspace::tuf::tests::publisher::{Odd, Publisher, Server};

mod clocks;
mod joined;
mod laid;
mod odd_orders;
mod slow;

/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(20);

/// Nobody listens on port 1.
const ISSUER: &str = "https://127.0.0.1:1/";

/// A computer: its policy, what lies beside it, the agent's home and keychain.
struct Computer {
    folder: TempDir,
    keychain: OneSession,
}

/// A keychain that holds the same session for whoever asks, until it is forgotten.
#[derive(Clone, Default)]
struct OneSession {
    kept: Arc<Mutex<Option<Value>>>,
    read: Arc<AtomicUsize>,
    forgotten: Arc<AtomicUsize>,
}

impl SecretStore for OneSession {
    fn get(&mut self, _: &str) -> Result<Option<SecretSlice<u8>>, Trouble> {
        self.read.fetch_add(1, Ordering::Relaxed);
        let kept = self.kept.lock().unwrap();
        Ok(kept.as_ref().map(|kept| kept.to_string().into_bytes().into()))
    }

    fn set(&mut self, _: &str, _: &SecretSlice<u8>) -> Result<(), Trouble> {
        Ok(())
    }

    fn delete(&mut self, _: &str) -> Result<(), Trouble> {
        self.forgotten.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, address: &Url) -> Result<(), String> {
        panic!("{address} was opened")
    }
}

/// A workspace with one tool.
fn workspace(id: &str) -> Value {
    json!({"format": 1, "id": id, "name": {"fr": id}, "hosts": ["docs.exemple.fr"],
           "apps": [{"id": "docs", "name": {"fr": "Docs"}, "url": "https://docs.exemple.fr"}]})
}

/// The same, with a sign-in.
fn with_sign_in(mut workspace: Value) -> Value {
    workspace["identity"] = json!({"issuer": ISSUER, "client": "public", "client_id": "parvis"});
    workspace
}

impl Computer {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("policies/managed")).unwrap();
        Self { folder, keychain: OneSession::default() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn paths(&self) -> Paths {
        Paths::below(&self.file("home"))
    }

    /// Puts a file in its place, as a whole.
    fn lay(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let (file, new) = (self.file(name), self.file("new"));
        fs::write(&new, content).unwrap();
        fs::rename(new, &file).unwrap();
        file
    }

    /// Lays a policy.
    fn decide(&self, policy: &Value) {
        self.lay("policies/managed/parvis.json", policy.to_string());
    }

    /// Somebody is signed in here, for long.
    fn has_session(&self) {
        *self.keychain.kept.lock().unwrap() = Some(json!({
            "v": 1, "refresh_token": "refresh", "token_endpoint": ISSUER, "nonce": "nonce",
            "person": {"sub": "1", "given_name": "Camille", "usual_name": "Durand"},
            "ends_at": 4_102_444_800_u64}));
    }

    fn means(&self) -> Means {
        Means {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http: Http::new(Way::default()),
            network: Network::new().1,
            keychain: Keychain::new(Box::new(self.keychain.clone())),
            people: None,
            browser: Arc::new(NoBrowser),
            language: Spoken::new(Language::Fr),
            patience: LONG,
        }
    }

    async fn starts(&self) -> Parvis {
        let policy = Source::Folder(self.file("policies"));
        Parvis::open(Outside { means: self.means(), policy, paths: Some(self.paths()) }).await
    }
}

/// A repository that IT publishes, and its first root.
struct Published {
    publisher: Publisher,
    server: Server,
}

impl Published {
    async fn new(workspace: &Value) -> Self {
        let publisher = Publisher::new(&[("workspace.json", &workspace.to_string())]);
        let mut new = Self { publisher, server: Server::start().await };
        new.publish();
        new
    }

    fn publish(&mut self) {
        self.publisher.publish(&mut self.server.shelf.lock().unwrap().files);
    }

    fn release(&mut self, workspace: &Value) {
        self.publisher.targets.insert("workspace.json".into(), workspace.to_string().into());
        self.publisher.bump(&[RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp]);
        self.publish();
    }

    fn root(&self) -> Vec<u8> {
        self.server.shelf.lock().unwrap().files["metadata/1.root.json"].clone()
    }

    fn policy(&self, computer: &Computer) -> Value {
        json!({"workspace_repository": self.server.address, "workspace_root": computer.file("root.json")})
    }

    /// Whether the server is up.
    fn is_up(&self, is_up: bool) {
        let odd = &mut self.server.shelf.lock().unwrap().odd;
        odd.clear();
        if !is_up {
            odd.insert(String::new(), Odd { status: 503, ..Odd::default() });
        }
    }
}

/// Waits until the snapshot is as it should be.
async fn until(parvis: &Parvis, what: &str, mut is_so: impl FnMut(&Snapshot) -> bool) -> Snapshot {
    let mut watch = parvis.watch();
    let shown = tokio::time::timeout(LONG, watch.wait_for(|snapshot| is_so(snapshot))).await;
    let Ok(shown) = shown else { panic!("not so: {what}: {:?}", parvis.snapshot().workspace) };
    shown.unwrap().clone()
}

/// Waits until everything that was asked for is done.
async fn is_done(parvis: &Parvis) {
    parvis.close().await;
}
