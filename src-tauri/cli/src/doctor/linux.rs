//! Linux: what is on the session bus, and the browser that the desktop opens.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use parvis_core::words;
use parvis_core::words::Words;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::{Connection, Proxy, connection};

use super::super::check::{Check, Trouble};

const PATIENCE: Duration = Duration::from_secs(3);
const HTTPS: &str = "x-scheme-handler/https";

/// The bus of this session, if there is one.
pub(super) async fn bus() -> Option<Connection> {
    let builder = connection::Builder::session().ok()?.method_timeout(PATIENCE);
    tokio::time::timeout(PATIENCE, builder.build()).await.ok()?.ok()
}

pub(super) fn no_session() -> Words {
    words!(
        "aucune session de bureau ici : lancez la commande dans celle de l’agent",
        "no desktop session here: run the command in the agent's own",
        "keine Arbeitssitzung hier: Führen Sie den Befehl in der eigenen Sitzung aus"
    )
}

pub(super) async fn checks(bus: Option<Connection>) -> [Check; 3] {
    let tray = Check::new("tray", words!("Zone de notification", "Tray", "Infobereich"));
    let notifications =
        Check::new("notifications", words!("Notifications", "Notifications", "Benachrichtigungen"));
    let browser = check_browser(&Places::of_system());
    match bus {
        Some(bus) => [check_tray(&bus, tray).await, check_notifications(&bus, notifications).await, browser],
        None => [tray.unchecked(no_session()), notifications.unchecked(no_session()), browser],
    }
}

async fn has(bus: &Connection, name: &'static str) -> zbus::Result<bool> {
    Ok(DBusProxy::new(bus).await?.name_has_owner(BusName::try_from(name)?).await?)
}

async fn check_tray(bus: &Connection, mut check: Check) -> Check {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    if has(bus, WATCHER).await.unwrap_or(false) {
        check.say(Words::same(WATCHER));
        return check;
    }
    let what = words!(
        "ce bureau n’en a pas : fermer la fenêtre la réduit. Sous GNOME, l’extension AppIndicator en donne une",
        "this desktop has none: closing the window minimises it. On GNOME the AppIndicator extension gives one",
        "dieser Desktop hat keinen: Das Schließen minimiert das Fenster. Unter GNOME gibt die Erweiterung AppIndicator einen"
    );
    let see = format!("busctl --user status {WATCHER}");
    let page = "https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/";
    check.trouble(Trouble::attention(what).see(see).read(page));
    check
}

async fn check_notifications(bus: &Connection, mut check: Check) -> Check {
    const SERVER: &str = "org.freedesktop.Notifications";
    const PLACE: &str = "/org/freedesktop/Notifications";
    if !has(bus, SERVER).await.unwrap_or(false) {
        let startable = async { DBusProxy::new(bus).await?.list_activatable_names().await };
        let startable = startable.await.unwrap_or_default();
        if startable.iter().any(|name| name.as_str() == SERVER) {
            check.say(words!("démarrent au besoin", "start when needed", "starten bei Bedarf"));
            return check;
        }
        let what = words!(
            "ce bureau n’en montre pas : la fin de la session se lit dans la fenêtre et sur l’icône",
            "this desktop shows none: the end of a session is told by the window and the icon",
            "dieser Desktop zeigt keine: Das Ende der Sitzung zeigen Fenster und Symbol"
        );
        let page = "https://specifications.freedesktop.org/notification-spec/latest/";
        check.trouble(Trouble::attention(what).see(format!("busctl --user status {SERVER}")).read(page));
        return check;
    }
    let abilities: zbus::Result<Vec<String>> = async {
        let server = Proxy::new(bus, SERVER, PLACE, SERVER).await?;
        server.call("GetCapabilities", &()).await
    }
    .await;
    match abilities {
        Ok(abilities) => check.say(Words::same(abilities.join(", "))),
        Err(error) => {
            let what =
                words!("ne répondent pas : {error}", "do not answer: {error}", "antworten nicht: {error}");
            check.trouble(
                Trouble::attention(what)
                    .see(format!("busctl --user call {SERVER} {PLACE} {SERVER} GetCapabilities")),
            );
        }
    }
    check
}

/// Where desktops write which program opens what (XDG MIME Applications 1.0), the first first.
struct Places {
    lists: Vec<PathBuf>,
    applications: Vec<PathBuf>,
}

impl Places {
    fn of_system() -> Self {
        let path = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = path("HOME").unwrap_or_default();
        let all = |name: &str, usual: &str| -> Vec<PathBuf> {
            env::split_paths(&path(name).unwrap_or_else(|| usual.into())).collect()
        };
        let mut config = vec![path("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"))];
        config.extend(all("XDG_CONFIG_DIRS", "/etc/xdg"));
        let mut applications = vec![path("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"))];
        applications.extend(all("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
        let applications: Vec<_> = applications.iter().map(|folder| folder.join("applications")).collect();
        let desktops = env::var("XDG_CURRENT_DESKTOP").unwrap_or_default().to_lowercase();
        let names =
            desktops.split(':').filter(|name| !name.is_empty()).map(|name| format!("{name}-mimeapps.list"));
        let names: Vec<_> = names.chain(["mimeapps.list".to_owned()]).collect();
        let folders = config.iter().chain(&applications);
        let lists = folders.flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
        Self { lists, applications }
    }

    /// The program that opens https, and the file that says so.
    fn browser(&self) -> Option<(String, PathBuf)> {
        let caches = self.applications.iter().map(|folder| folder.join("mimeinfo.cache"));
        let sections = self.lists.iter().cloned().map(|file| (file, "[Default Applications]"));
        let sections = sections.chain(caches.map(|file| (file, "[MIME Cache]")));
        sections.into_iter().find_map(|(file, section)| {
            let text = std::fs::read_to_string(&file).ok()?;
            let named = named(&text, section)?.find(|name| self.is_there(name))?.to_owned();
            Some((named, file))
        })
    }

    fn is_there(&self, name: &str) -> bool {
        self.applications.iter().any(|folder: &PathBuf| Path::new(folder).join(name).is_file())
    }
}

/// The programs that a list names for https.
fn named<'t>(text: &'t str, section: &str) -> Option<impl Iterator<Item = &'t str> + use<'t>> {
    let lines = text.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    let mut lines = lines.take_while(|line| !line.starts_with('['));
    let programs = lines.find_map(|line| {
        let (name, programs) = line.split_once('=')?;
        (name.trim() == HTTPS).then_some(programs)
    });
    programs.map(|programs| programs.split(';').map(str::trim).filter(|name| !name.is_empty()))
}

fn check_browser(places: &Places) -> Check {
    let mut check = Check::new("browser", words!("Navigateur", "Browser", "Browser"));
    if let Some((program, file)) = places.browser() {
        let file = file.display();
        check.say(words!("{program} (selon {file})", "{program} (says {file})", "{program} (laut {file})"));
        return check;
    }
    let what = words!(
        "aucun programme n’ouvre les adresses https : installez un navigateur, ou choisissez-en un par défaut",
        "no program opens https addresses: install a browser, or choose a default one",
        "kein Programm öffnet https-Adressen: Installieren Sie einen Browser, oder wählen Sie einen Standardbrowser"
    );
    let page = "https://specifications.freedesktop.org/mime-apps-spec/latest/";
    check.trouble(Trouble::wrong(what).see(format!("xdg-mime query default {HTTPS}")).read(page));
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_list_that_names_a_program_which_is_there_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| std::fs::write(path(name), text).expect("a file");
        write("there.desktop", "");
        write("other.desktop", "");
        write("first", "[Added Associations]\nx-scheme-handler/https=other.desktop;\n");
        write(
            "second",
            "[Default Applications]\ntext/html=other.desktop\nx-scheme-handler/https=gone.desktop;there.desktop;\n",
        );
        write("mimeinfo.cache", "[MIME Cache]\nx-scheme-handler/https=other.desktop;\n");
        let mut places = Places {
            lists: vec![path("first"), path("second")],
            applications: vec![folder.path().to_owned()],
        };
        assert_eq!(places.browser(), Some(("there.desktop".to_owned(), path("second"))));
        places.lists.clear();
        assert_eq!(places.browser(), Some(("other.desktop".to_owned(), path("mimeinfo.cache"))));
        places.applications.clear();
        assert_eq!(places.browser(), None);
    }
}
