//! The part of a desktop's portal that tells which proxy is set, on a session bus of its own.

use std::collections::BTreeMap;

use zbus::Connection;
use zbus::interface;

use crate::desktop::Desktop;

/// The portal. Dropping it takes it off the bus.
pub struct Portal(Connection);

/// What it says, by the address that is asked for; without an entry it is silent.
struct Resolver(BTreeMap<String, Vec<String>>);

#[interface(name = "org.freedesktop.portal.ProxyResolver")]
impl Resolver {
    async fn lookup(&self, address: String) -> Vec<String> {
        match self.0.get(&address) {
            Some(proxies) => proxies.clone(),
            None => std::future::pending().await,
        }
    }
}

impl Portal {
    /// Offers it on this desktop.
    pub async fn start<const N: usize>(desktop: &Desktop, says: [(&str, &[&str]); N]) -> Self {
        let says = says.map(|(address, proxies)| {
            (address.to_owned(), proxies.iter().map(ToString::to_string).collect())
        });
        let bus = desktop.bus().await;
        let path = "/org/freedesktop/portal/desktop";
        bus.object_server().at(path, Resolver(says.into())).await.expect("a place");
        bus.request_name("org.freedesktop.portal.Desktop").await.expect("the name");
        Self(bus)
    }

    /// Leaves the desktop.
    pub async fn leave(self) {
        self.0.close().await.expect("the bus");
    }
}
