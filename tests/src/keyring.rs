//! A real keyring (gnome-keyring) on the session bus: unlocked, locked, or not there.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::Stdio;

use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy};

use crate::desktop::Desktop;
use crate::process::Running;
use crate::wait::until;

/// How the agent's keyring is found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    /// As after a log-in.
    Unlocked,
    /// As after a log-in without a password.
    Locked,
    /// No program offers one.
    Absent,
}

/// The keyring of one session.
pub struct Keyring {
    bus: Connection,
    daemon: Option<Running>,
}

const NAME: &str = "org.freedesktop.secrets";
const SERVICE: (&str, &str) = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service");
const DIALOGUE: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
const PASSWORD: &[u8] = b"not a secret";

impl Keyring {
    /// Starts it in this state.
    pub async fn start(desktop: &Desktop, state: KeyringState) -> Self {
        let mut keyring = Self { bus: desktop.bus().await, daemon: None };
        if state != KeyringState::Absent {
            keyring.appear(desktop).await;
        }
        if state == KeyringState::Locked {
            let collection = keyring.collection().await.expect("a keyring");
            let answer: (Vec<OwnedObjectPath>, OwnedObjectPath) =
                keyring.call("Lock", &(vec![collection],)).await;
            assert_eq!(answer.0.len(), 1, "the keyring did not lock");
        }
        keyring
    }

    /// A keyring that was absent starts, unlocked.
    pub async fn appear(&mut self, desktop: &Desktop) {
        let mut daemon = desktop.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]);
        let file = std::fs::File::create(desktop.log("keyring.log")).expect("a log");
        daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(file);
        let mut daemon = Running::start_as_is(&mut daemon);
        // Without a newline; it then closes.
        let mut input = daemon.child().stdin.take().expect("its input");
        input.write_all(PASSWORD).expect("a reader");
        drop(input);
        self.daemon = Some(daemon);
        until("the keyring", async || self.collection().await).await;
    }

    /// The agent gives the password; the dialogue that asks for it speaks to the keyring in the same way.
    pub async fn unlock(&self) {
        let (session, collection) = (self.session().await, self.collection().await.expect("a keyring"));
        let password = (session, Vec::<u8>::new(), PASSWORD, "text/plain");
        let keyring = Proxy::new(&self.bus, NAME, SERVICE.0, DIALOGUE).await.expect("a proxy");
        let () = keyring.call("UnlockWithMasterPassword", &(collection, password)).await.expect("it unlocks");
    }

    /// What it holds of Parvis.
    pub async fn of_parvis(&self) -> Vec<String> {
        let attributes = HashMap::from([("service", "org.parvis.Parvis")]);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.call("SearchItems", &(attributes,)).await;
        assert!(locked.is_empty(), "the keyring is locked");
        let session = self.session().await;
        let mut held = Vec::new();
        for item in open {
            let item = Proxy::new(&self.bus, NAME, item, "org.freedesktop.Secret.Item").await;
            let secret = item.expect("an item").call("GetSecret", &(&session,)).await;
            let ((_, _, value, _),): ((OwnedObjectPath, Vec<u8>, Vec<u8>, String),) =
                secret.expect("its secret");
            held.push(String::from_utf8(value).expect("text"));
        }
        held
    }

    async fn session(&self) -> OwnedObjectPath {
        let (_, session): (OwnedValue, OwnedObjectPath) =
            self.call("OpenSession", &("plain", Value::from(""))).await;
        session
    }

    async fn collection(&self) -> Option<OwnedObjectPath> {
        let service = Proxy::new(&self.bus, NAME, SERVICE.0, SERVICE.1).await.ok()?;
        let path: OwnedObjectPath = service.call("ReadAlias", &("default",)).await.ok()?;
        (path.as_str() != "/").then_some(path)
    }

    async fn call<B, R>(&self, method: &str, arguments: &B) -> R
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let service = Proxy::new(&self.bus, NAME, SERVICE.0, SERVICE.1).await.expect("a proxy");
        service.call(method, arguments).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}
