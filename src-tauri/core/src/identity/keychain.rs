//! The OS keychain, the only place where a session outlives the program. It may be absent, locked, slow, or
//! refuse; none of this stops anybody from working. It is used only where it can be without asking for a password.

use std::sync::mpsc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice};

use crate::error::Code;

/// The name under which entries are listed in the system's keychain programs. Not secret.
const SERVICE: &str = "org.parvis.Parvis";

/// A keychain that has not answered by then is treated as one that refuses.
const PATIENCE: Duration = Duration::from_secs(6);

/// Why the keychain cannot be used just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is there and locked.
    Locked,
    /// There is none.
    Absent,
    /// It refuses, breaks, or does not answer.
    Refused,
}

impl From<Trouble> for Code {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Locked => Self::KeychainLocked,
            Trouble::Absent => Self::KeychainAbsent,
            Trouble::Refused => Self::KeychainRefused,
        }
    }
}

/// Where secrets are kept. Blocking: it is called from one thread of its own.
pub trait SecretStore: Send {
    /// What is kept under this name, if anything.
    fn get(&mut self, name: &str) -> Result<Option<SecretSlice<u8>>, Trouble>;
    /// Keeps something, replacing what was there.
    fn set(&mut self, name: &str, secret: &SecretSlice<u8>) -> Result<(), Trouble>;
    /// Forgets it; having nothing to forget is success.
    fn delete(&mut self, name: &str) -> Result<(), Trouble>;
}

type Job = Box<dyn FnOnce(&mut dyn SecretStore) + Send>;

/// A handle on the keychain's thread. The order of calls is the order of effects.
#[derive(Clone)]
pub struct Keychain(mpsc::Sender<Job>);

impl Keychain {
    /// The keychain of this computer.
    pub fn of_system() -> Self {
        Self::new(Box::<os::OsStore>::default())
    }

    /// A keychain over any store.
    pub fn new(mut store: Box<dyn SecretStore>) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        // A thread and not a task: a store may block for as long as it likes, and one thread is what Windows'
        // Credential Manager needs to keep the order.
        let work = move || queue.into_iter().for_each(|job| job(store.as_mut()));
        if std::thread::Builder::new().name("keychain".into()).spawn(work).is_err() {
            tracing::error!("the keychain's thread does not start");
        }
        Self(jobs)
    }

    /// What is kept under this name, if anything.
    pub async fn get(&self, name: String) -> Result<Option<SecretSlice<u8>>, Trouble> {
        self.run(move |store| store.get(&name)).await
    }

    /// Keeps something, replacing what was there.
    pub fn set(
        &self,
        name: String,
        secret: SecretSlice<u8>,
    ) -> impl Future<Output = Result<(), Trouble>> + Send + use<> {
        self.run(move |store| store.set(&name, &secret))
    }

    /// Forgets it; having nothing to forget is success.
    pub async fn delete(&self, name: String) -> Result<(), Trouble> {
        self.run(move |store| store.delete(&name)).await
    }

    /// Takes its place in the queue with the call itself, not when it is waited for.
    fn run<T: Send + 'static, J>(&self, job: J) -> impl Future<Output = Result<T, Trouble>> + Send + use<T, J>
    where
        J: FnOnce(&mut dyn SecretStore) -> Result<T, Trouble> + Send + 'static,
    {
        let (done, answer) = mpsc::channel();
        let job: Job = Box::new(move |store| drop(done.send(job(store))));
        let sent = self.0.send(job);
        async move {
            sent.map_err(|_| Trouble::Refused)?;
            // Real time, on a thread that may wait: a test that stops tokio's clock does not hurry a keychain.
            let waited = tokio::task::spawn_blocking(move || answer.recv_timeout(PATIENCE)).await;
            waited.ok().and_then(Result::ok).unwrap_or(Err(Trouble::Refused))
        }
    }
}

mod os {
    //! The system's store, through the keyring project's crates.

    use std::collections::HashMap;
    use std::sync::Arc;

    use keyring_core::{CredentialStore, Entry, Error};

    use super::{ExposeSecret, SERVICE, SecretSlice, SecretStore, Trouble};

    /// Made at the first use and made again after a failure: at log-in, Parvis may start before the keychain.
    #[derive(Default)]
    pub(super) struct OsStore {
        store: Option<Arc<CredentialStore>>,
        #[cfg(target_os = "linux")]
        gate: super::gate::Gate,
    }

    impl OsStore {
        fn with<T>(
            &mut self,
            name: &str,
            act: impl FnOnce(&Entry) -> Result<T, Error>,
        ) -> Result<Option<T>, Trouble> {
            #[cfg(target_os = "linux")]
            self.gate.check()?;
            let store = match &self.store {
                Some(store) => store,
                None => self.store.insert(connect().map_err(|e| trouble(&e))?),
            };
            let modifiers = HashMap::from(MODIFIERS);
            let result = store.build(SERVICE, name, Some(&modifiers)).and_then(|entry| act(&entry));
            match result {
                Ok(value) => Ok(Some(value)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => {
                    // A store that failed may be connected to a service that is gone.
                    self.store = None;
                    Err(trouble(&error))
                }
            }
        }
    }

    impl SecretStore for OsStore {
        fn get(&mut self, name: &str) -> Result<Option<SecretSlice<u8>>, Trouble> {
            Ok(self.with(name, Entry::get_secret)?.map(SecretSlice::from))
        }

        fn set(&mut self, name: &str, secret: &SecretSlice<u8>) -> Result<(), Trouble> {
            self.with(name, |entry| entry.set_secret(secret.expose_secret())).map(drop)
        }

        fn delete(&mut self, name: &str) -> Result<(), Trouble> {
            self.with(name, Entry::delete_credential).map(drop)
        }
    }

    fn trouble(error: &Error) -> Trouble {
        // The text of these errors may quote what was stored: only the kind goes on.
        match error {
            Error::NoStorageAccess(_) => Trouble::Locked,
            Error::NoDefaultStore => Trouble::Absent,
            _ => Trouble::Refused,
        }
    }

    #[cfg(target_os = "linux")]
    const MODIFIERS: [(&str, &str); 1] = [("label", "Parvis")];
    #[cfg(target_os = "linux")]
    fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    /// "Local", since the default would roam to other computers with the profile.
    #[cfg(windows)]
    const MODIFIERS: [(&str, &str); 1] = [("persistence", "Local")];
    #[cfg(windows)]
    fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    #[cfg(target_os = "macos")]
    const MODIFIERS: [(&str, &str); 0] = [];
    #[cfg(target_os = "macos")]
    fn connect() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }
}

#[cfg(target_os = "linux")]
mod gate {
    //! Asks the Secret Service whether it can be used without a prompt, since the store itself would start one.

    use std::time::Duration;

    use zbus::blocking::{Connection, Proxy, connection};
    use zbus::zvariant::OwnedObjectPath;

    use super::Trouble;

    const BUS_NAME: &str = "org.freedesktop.secrets";
    const SERVICE: (&str, &str) = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service");
    const COLLECTION: &str = "org.freedesktop.Secret.Collection";

    #[derive(Default)]
    pub(super) struct Gate(Option<Connection>);

    impl Gate {
        pub(super) fn check(&mut self) -> Result<(), Trouble> {
            let bus = match &self.0 {
                Some(bus) => bus,
                None => self.0.insert(connect().map_err(|_| Trouble::Absent)?),
            };
            let result = check(bus);
            if matches!(result, Err(Trouble::Absent | Trouble::Refused)) {
                self.0 = None;
            }
            result
        }
    }

    fn connect() -> zbus::Result<Connection> {
        connection::Builder::session()?.method_timeout(Duration::from_secs(3)).build()
    }

    fn check(bus: &Connection) -> Result<(), Trouble> {
        let service = Proxy::new(bus, BUS_NAME, SERVICE.0, SERVICE.1).map_err(|_| Trouble::Absent)?;
        let collection: OwnedObjectPath =
            service.call("ReadAlias", &("default",)).map_err(|error| match error {
                zbus::Error::InputOutput(e) if e.kind() == std::io::ErrorKind::TimedOut => Trouble::Refused,
                _ => Trouble::Absent,
            })?;
        if collection.as_str() == "/" {
            // No default collection: the store would create one, which prompts.
            return Err(Trouble::Absent);
        }
        let collection = Proxy::new(bus, BUS_NAME, collection, COLLECTION).map_err(|_| Trouble::Refused)?;
        match collection.get_property("Locked") {
            Ok(false) => Ok(()),
            Ok(true) => Err(Trouble::Locked),
            Err(_) => Err(Trouble::Refused),
        }
    }
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;

    /// In the real Credential Manager, the way a session is kept: as large as it can be.
    #[tokio::test]
    async fn the_credential_manager_keeps_replaces_and_forgets() {
        let keychain = Keychain::of_system();
        let name = || "test of the keychain".to_owned();
        for secret in [vec![7; 2400], vec![0, 255, 10]] {
            keychain.set(name(), secret.clone().into()).await.expect("kept");
            let kept = keychain.get(name()).await.expect("readable").expect("there");
            assert_eq!(kept.expose_secret(), secret);
        }
        keychain.delete(name()).await.expect("forgotten");
        assert!(keychain.get(name()).await.expect("readable").is_none());
        keychain.delete(name()).await.expect("nothing to forget is success");
    }
}
