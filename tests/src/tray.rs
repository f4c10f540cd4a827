//! A shell's tray on the session bus: what KDE, Xfce or GNOME's extension do with an icon and its menu
//! (`StatusNotifierItem`, and the D-Bus menu that belongs to it).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, interface};

use crate::wait::until;

/// The tray. Dropping it is the shell going away.
pub struct TrayHost {
    bus: Connection,
    items: Items,
}

type Items = Arc<Mutex<Vec<String>>>;

struct Watcher(Items);

/// As they travel: icon name, pictures, title and text; and a row's id, properties and rows below it.
type Tooltip = (String, Vec<(i32, i32, Vec<u8>)>, String, String);
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

#[expect(clippy::unused_self, reason = "the interface's macro wants methods")]
#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        // Either a bus name, or a path on the connection that asks.
        let name = if service.starts_with('/') {
            header.sender().map(ToString::to_string).unwrap_or_default()
        } else {
            service.to_owned()
        };
        self.0.lock().expect("no panic").push(name);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A row of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says; nothing for a line between rows.
    pub label: String,
    /// Whether it can be chosen.
    pub enabled: bool,
    id: i32,
}

impl TrayHost {
    /// Appears on the bus.
    pub async fn start(bus: Connection) -> Self {
        let items = Items::default();
        let watcher = Watcher(items.clone());
        bus.object_server().at("/StatusNotifierWatcher", watcher).await.expect("a place");
        bus.request_name("org.kde.StatusNotifierWatcher").await.expect("the name");
        Self { bus, items }
    }

    /// Goes away, as a shell that crashed.
    pub async fn stop(self) {
        self.bus.close().await.expect("the bus");
    }

    /// The tooltip of the icon; waits for one.
    pub async fn tooltip(&self) -> String {
        until("an icon with a tooltip", async || {
            let (_, _, title, text): Tooltip = self.item().await?.get_property("ToolTip").await.ok()?;
            Some(if title.is_empty() { text } else { title })
        })
        .await
    }

    /// Waits until the icon tells this.
    pub async fn tells(&self, tooltip: &str) {
        until(format!("the icon to tell {tooltip:?}"), async || {
            (self.tooltip().await == tooltip).then_some(())
        })
        .await;
    }

    /// The menu, without the lines between its rows.
    pub async fn menu(&self) -> Vec<MenuItem> {
        until("a menu", async || self.try_menu().await.filter(|rows| !rows.is_empty())).await
    }

    /// Clicks a row of the menu; waits for it to be there.
    pub async fn choose(&self, label: &str) {
        let row = until(format!("{label:?} in the tray's menu"), async || {
            let rows = self.try_menu().await?;
            rows.into_iter().find(|row| row.label == label && row.enabled)
        })
        .await;
        let menu = self.menu_proxy().await.expect("the menu");
        let arguments = (row.id, "clicked", Value::from(0_i32), 0_u32);
        // Quitting may cut the answer off.
        let _ = menu.call_method("Event", &arguments).await;
    }

    /// Clicks the icon with the first button.
    pub async fn click(&self) {
        let item = until("an icon", async || self.item().await).await;
        item.call_method("Activate", &(0_i32, 0_i32)).await.expect("a click");
    }

    async fn try_menu(&self) -> Option<Vec<MenuItem>> {
        let menu = self.menu_proxy().await?;
        let (_, (_, _, rows)): (u32, Layout) =
            menu.call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new())).await.ok()?;
        Some(rows.into_iter().filter_map(row).filter(|row| !row.label.is_empty()).collect())
    }

    /// The newest icon that is still there.
    async fn item(&self) -> Option<Proxy<'static>> {
        let name = self.items.lock().expect("no panic").last()?.clone();
        let item = Proxy::new(&self.bus, name, "/StatusNotifierItem", ITEM).await.ok()?;
        item.get_property::<String>("Id").await.ok()?;
        Some(item)
    }

    async fn menu_proxy(&self) -> Option<Proxy<'static>> {
        let item = self.item().await?;
        let path: OwnedObjectPath = item.get_property("Menu").await.ok()?;
        let name = item.destination().to_owned();
        Proxy::new(&self.bus, name, path, MENU).await.ok()
    }
}

fn row(value: OwnedValue) -> Option<MenuItem> {
    let fields = Structure::try_from(value).ok()?;
    let [id, properties, _] = fields.fields() else { return None };
    let properties = HashMap::<String, Value>::try_from(properties.try_clone().ok()?).ok()?;
    let text =
        |name: &str| properties.get(name).and_then(|value| String::try_from(value.try_clone().ok()?).ok());
    Some(MenuItem {
        // An underscore marks the key that chooses the row.
        label: text("label").unwrap_or_default().replace('_', ""),
        enabled: !matches!(properties.get("enabled"), Some(Value::Bool(false))),
        id: i32::try_from(id.try_clone().ok()?).ok()?,
    })
}
