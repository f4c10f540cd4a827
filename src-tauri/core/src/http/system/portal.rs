//! Linux: the settings of the desktop, asked through the XDG portal (`org.freedesktop.portal.ProxyResolver`, version 1).
//! Where the desktop runs a script for it, as GNOME does, its answer counts like any other.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;
use zbus::Connection;
use zbus::fdo::DBusProxy;

use super::Said;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const RESOLVER: &str = "org.freedesktop.portal.ProxyResolver";
/// A request waits for it no longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long an answer counts. Settings change rarely, and a portal that does not answer costs each request a second.
const FRESH: Duration = Duration::from_secs(300);

/// What the portal said lately.
#[derive(Default)]
pub(super) struct Portal(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// By origin.
    answers: HashMap<String, (Instant, Said)>,
    /// It is not there, or did not answer: for no origin then.
    gone: Option<(Instant, Said)>,
}

impl Portal {
    /// The proxy for an address. Others wait meanwhile, and get by with what was learnt.
    pub(super) async fn ask(&self, bus: &str, to: &Url) -> Said {
        let origin = to.origin().ascii_serialization();
        let mut known = self.0.lock().await;
        known.answers.retain(|_, (since, _)| since.elapsed() < FRESH);
        known.gone.take_if(|(since, _)| since.elapsed() >= FRESH);
        if let Some((_, said)) = known.answers.get(&origin).or(known.gone.as_ref()) {
            return said.clone();
        }
        // The origin alone: what is looked at there is nobody's business.
        let asked = tokio::time::timeout(PATIENCE, lookup(bus, &format!("{origin}/"))).await;
        let said = match asked {
            Ok(Ok(Some(proxies))) => {
                let said = understood(proxies);
                known.answers.insert(origin, (Instant::now(), said.clone()));
                return said;
            }
            Ok(Ok(None)) => Said::Nothing,
            Ok(Err(error)) => {
                tracing::info!(%error, "the desktop does not say which proxy it uses");
                Said::Silent(RESOLVER)
            }
            Err(_) => Said::Silent(RESOLVER),
        };
        known.gone = Some((Instant::now(), said.clone()));
        said
    }
}

/// What the portal answers; nothing, where there is none. It is not started where nobody offers to.
async fn lookup(bus: &str, address: &str) -> zbus::Result<Option<Vec<String>>> {
    let Ok(connection) = connect(bus).await else { return Ok(None) };
    let names = DBusProxy::new(&connection).await?;
    let here = names.name_has_owner(PORTAL.try_into()?).await?
        || names.list_activatable_names().await?.iter().any(|name| name.as_str() == PORTAL);
    if !here {
        return Ok(None);
    }
    let path = "/org/freedesktop/portal/desktop";
    let answer = connection.call_method(Some(PORTAL), path, Some(RESOLVER), "Lookup", &(address,)).await;
    Ok(Some(answer?.body().deserialize()?))
}

async fn connect(bus: &str) -> zbus::Result<Connection> {
    zbus::connection::Builder::address(bus)?.build().await
}

/// The first that the desktop would take.
fn understood(proxies: Vec<String>) -> Said {
    match proxies.into_iter().next() {
        Some(first) if first.starts_with("direct://") => Said::Directly(RESOLVER),
        Some(first) => Said::Through(first, RESOLVER),
        None => Said::Directly(RESOLVER),
    }
}
