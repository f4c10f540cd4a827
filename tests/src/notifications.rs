//! A desktop's notification server on the session bus (Desktop Notifications Specification 1.2).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

use crate::wait::until;

const PATH: &str = "/org/freedesktop/Notifications";

/// The server. Each notification stays until a test has dealt with it.
pub struct Notifications {
    bus: Connection,
    shown: Shown,
}

type Shown = Arc<Mutex<Vec<Notification>>>;

/// One notification.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its title.
    pub summary: String,
    /// What can be clicked: keys and words by turns.
    pub actions: Vec<String>,
    id: u32,
}

struct Server(Shown);

#[expect(clippy::unused_self, reason = "the interface's macro wants methods")]
#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        app: &str,
        replaces: u32,
        icon: &str,
        summary: String,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        drop((app, replaces, icon, body, hints, timeout));
        let mut shown = self.0.lock().expect("no panic");
        let id = u32::try_from(shown.len()).expect("a few") + 1;
        shown.push(Notification { summary, actions, id });
        id
    }

    fn close_notification(&self, id: u32) {
        self.0.lock().expect("no panic").retain(|shown| shown.id != id);
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["body", "actions"].map(str::to_owned).into()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("parvis-tests".into(), "parvis".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

impl Notifications {
    /// Appears on the bus.
    pub async fn start(bus: Connection) -> Self {
        let shown = Shown::default();
        bus.object_server().at(PATH, Server(shown.clone())).await.expect("a place");
        bus.request_name("org.freedesktop.Notifications").await.expect("the name");
        Self { bus, shown }
    }

    /// How many were shown so far.
    pub fn count(&self) -> usize {
        self.shown.lock().expect("no panic").len()
    }

    /// Waits for one with this title, and clicks what bears this key.
    pub async fn click(&self, summary: &str, action: &str) {
        let shown = until(format!("a notification {summary:?}"), async || {
            let shown = self.shown.lock().expect("no panic");
            shown.iter().find(|notification| notification.summary == summary).cloned()
        })
        .await;
        assert!(shown.actions.iter().any(|key| key == action), "{:?}", shown.actions);
        let server = self.bus.object_server();
        let server = server.interface::<_, Server>(PATH).await.expect("the server");
        Server::action_invoked(server.signal_emitter(), shown.id, action).await.expect("sent");
        Server::notification_closed(server.signal_emitter(), shown.id, 2).await.expect("sent");
    }
}
