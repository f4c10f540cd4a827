//! What the agent's own session offers: keychain, tray, notifications, browser.

use parvis_core::identity::keychain::Trouble as Keychain;
use parvis_core::identity::session::Setup;
use parvis_core::identity::stored::Stored;
use parvis_core::words;

use super::check::{Check, Trouble};
use crate::machine::Machine;

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod linux;

pub(super) async fn checks(machine: &Machine, setup: Option<&Setup>) -> Vec<Check> {
    let keychain = Check::new("keychain", words!("Trousseau", "Keychain", "Schlüsselbund"));
    #[cfg(target_os = "linux")]
    {
        let bus = linux::bus().await;
        let keychain = match &bus {
            Some(_) => check_keychain(machine, setup, keychain).await,
            None => keychain.unchecked(linux::no_session()),
        };
        let mut all = vec![keychain];
        all.extend(linux::checks(bus).await);
        all
    }
    #[cfg(not(target_os = "linux"))]
    vec![check_keychain(machine, setup, keychain).await]
}

async fn check_keychain(machine: &Machine, setup: Option<&Setup>, mut check: Check) -> Check {
    let found = match setup {
        Some(setup) => Stored::find(setup, &machine.keychain).await.map(|stored| stored.is_some()),
        // Any name will do to see whether it answers.
        None => machine.keychain.get("session".to_owned()).await.map(|_| false),
    };
    let what = match found {
        Ok(true) => {
            check.say(words!(
                "ouvert ; garde une session",
                "open; holds a session",
                "offen; enthält eine Sitzung"
            ));
            return check;
        }
        Ok(false) => {
            check.say(words!("ouvert ; sans session", "open; holds no session", "offen; ohne Sitzung"));
            return check;
        }
        Err(Keychain::Locked) => words!(
            "verrouillé : la session ne dure que jusqu’à la fin de Parvis. Il s’ouvre avec le mot de passe de l’ordinateur",
            "locked: a session lasts only until Parvis ends. It opens with the password of the computer",
            "gesperrt: Eine Sitzung dauert nur bis zum Ende von Parvis. Er öffnet sich mit dem Passwort des Computers"
        ),
        Err(Keychain::Absent) => words!(
            "absent : la session ne dure que jusqu’à la fin de Parvis. Installez gnome-keyring ou KWallet",
            "absent: a session lasts only until Parvis ends. Install gnome-keyring or KWallet",
            "nicht vorhanden: Eine Sitzung dauert nur bis zum Ende von Parvis. Installieren Sie gnome-keyring oder KWallet"
        ),
        Err(Keychain::Refused) => words!(
            "refuse ou ne répond pas : la session ne dure que jusqu’à la fin de Parvis",
            "refuses or does not answer: a session lasts only until Parvis ends",
            "verweigert oder antwortet nicht: Eine Sitzung dauert nur bis zum Ende von Parvis"
        ),
    };
    let trouble = Trouble::attention(what);
    check.trouble(if cfg!(target_os = "linux") {
        trouble
            .see(
                "busctl --user call org.freedesktop.secrets /org/freedesktop/secrets \
                 org.freedesktop.Secret.Service ReadAlias s default",
            )
            .read("https://specifications.freedesktop.org/secret-service-spec/latest/")
    } else {
        trouble
    });
    check
}
