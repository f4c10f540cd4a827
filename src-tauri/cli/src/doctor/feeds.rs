//! The lists of tools that somebody else keeps.

use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::feed::fetch::{Feeds, Subscription};

use super::check::{Check, Trouble};
use crate::machine::Machine;

/// Asks each for an agent whose organisation is not known.
pub(super) async fn check(machine: &Machine, language: Language) -> Check {
    let mut check = Check::new("feeds", words!("Listes d’outils", "Lists of tools", "Anwendungslisten"));
    let subscription = Subscription::new(&machine.workspace, None, language);
    if subscription.is_empty() {
        return check.unchecked(words!(
            "l’espace de travail n’en suit aucune",
            "the workspace follows none",
            "der Arbeitsbereich folgt keiner"
        ));
    }
    let feeds = Feeds::new(machine.http.clone(), machine.scratch.feeds());
    if machine.until.is_none() {
        return check.unchecked(not_asked());
    }
    let now = machine.clock.now();
    let Some(all) = machine.in_time(feeds.refresh(&subscription, now)).await else {
        check.trouble(Trouble::attention(words!(
            "pas de réponse à temps",
            "no answer in time",
            "keine rechtzeitige Antwort"
        )));
        return check;
    };
    for known in all {
        let (feed, waiting) = (known.feed.clone(), known.is_waiting());
        match (known.trouble, known.reading) {
            (Some(why), _) => {
                let why = why.words().map(|why| format!("{feed}: {why}"));
                if waiting {
                    check.say(why);
                } else {
                    check.trouble(trouble(machine, &feed, why));
                }
            }
            (None, reading) => {
                let (tools, left) = reading.map_or((0, 0), |r| (r.apps.len(), r.left_out.len()));
                check.say(words!(
                    "{feed} : outils {tools}, laissés de côté {left}",
                    "{feed}: tools {tools}, left out {left}",
                    "{feed}: Anwendungen {tools}, ausgelassen {left}"
                ));
            }
        }
    }
    check
}

/// The last good list goes on being shown: nothing that stops anybody.
fn trouble(machine: &Machine, feed: &str, what: Words) -> Trouble {
    let address = machine.workspace.feeds.iter().find(|one| one.id() == feed);
    let address = address.and_then(|feed| feed.url.parse().ok());
    let trouble = Trouble::attention(what);
    match address {
        Some(address) => trouble.see(super::network::curl_head(&address, None)),
        None => trouble,
    }
}

/// There is no answer to look at.
pub(super) fn not_asked() -> Words {
    words!("personne n’a été interrogé", "nobody was asked", "niemand wurde gefragt")
}
