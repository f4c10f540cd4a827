//! What goes into a report.

use std::fs;

use parvis_core::policy::Laid;
use parvis_core::settings::Settings;
use parvis_core::store::Store;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::source::{CHOICE, DOCUMENT, Source};
use parvis_core::workspace::tuf::Repository;
use serde_json::json;

use super::scrub::Scrub;
use crate::doctor;
use crate::machine::Machine;
use crate::policy;

/// One part.
pub(super) struct Part {
    pub name: String,
    pub purpose: Words,
    pub text: String,
}

/// All of them, without what is nobody else's business.
pub(super) async fn gather(language: Language, with_addresses: bool) -> std::io::Result<Vec<Part>> {
    let machine = Machine::look(true).await?;
    let (store, _) = Store::open_or_begin(&machine.scratch.store());
    let settings = Settings::of_agent(&store).unwrap_or_default();
    let mut parts = vec![
        part(
            "about.txt",
            about(),
            words!("versions et système", "versions and system", "Versionen und System"),
        ),
        part(
            "policy.json",
            pretty(&policy::answer(&machine.policy, &machine.workspace, &settings, language)),
            words!(
                "ce que la machine décide, sans secret",
                "what the machine decides, without secrets",
                "was der Rechner entscheidet, ohne Geheimnisse"
            ),
        ),
        part(
            "doctor.json",
            pretty(&doctor::diagnose(&machine, language).await),
            words!(
                "l’examen de ce poste",
                "the examination of this machine",
                "die Untersuchung dieses Rechners"
            ),
        ),
        part(
            "settings.json",
            pretty(&chosen(&store, with_addresses)),
            words!("ce que l’agent a choisi", "what the agent chose", "was selbst gewählt wurde"),
        ),
    ];
    if let Some(text) = document(&machine).await {
        let purpose = words!(
            "l’espace de travail, tel que publié",
            "the workspace, as published",
            "der Arbeitsbereich, wie veröffentlicht"
        );
        parts.push(part(DOCUMENT, text, purpose));
    }
    let trusted = machine.reading.repository.as_ref().map(Repository::trusted).unwrap_or_default();
    for (name, bytes) in trusted {
        let purpose = words!(
            "les signatures du dépôt, publiques",
            "the repository's signatures, public",
            "die Signaturen des Repositorys, öffentlich"
        );
        parts.push(part(&format!("tuf/{name}"), String::from_utf8_lossy(&bytes).into_owned(), purpose));
    }
    let typed = if with_addresses { Vec::new() } else { store.joined().unwrap_or_default() };
    let scrub = Scrub::new(&machine.policy, &typed);
    for part in &mut parts {
        part.text = scrub.clean(&part.text);
    }
    Ok(parts)
}

fn part(name: &str, text: String, purpose: Words) -> Part {
    Part { name: name.to_owned(), purpose, text }
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("text keys and no failing parts")
}

fn about() -> String {
    let first_line = |file: &str| fs::read_to_string(file).ok()?.lines().next().map(str::to_owned);
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let desktop = |name: &str| std::env::var(name).unwrap_or_default();
    let rows = [
        ("parvis", parvis_core::VERSION.to_owned()),
        ("demo", parvis_core::DEMO.to_string()),
        ("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("release", system.unwrap_or_default().trim_matches('"').to_owned()),
        ("kernel", first_line("/proc/sys/kernel/osrelease").unwrap_or_default()),
        ("desktop", desktop("XDG_CURRENT_DESKTOP")),
        ("session", desktop("XDG_SESSION_TYPE")),
        ("locale", desktop("LANG")),
    ];
    rows.iter().map(|(name, value)| format!("{name}: {value}").trim_end().to_owned() + "\n").collect()
}

/// Theme, language, and which workspaces: of those that the agent joined, the address only if it is wanted.
fn chosen(store: &Store, with_addresses: bool) -> serde_json::Value {
    let text = |key: &str| store.setting::<serde_json::Value>(key).ok().flatten();
    let joined = store.joined().unwrap_or_default();
    let addresses: Vec<_> = joined.iter().map(|joined| joined.address.as_str()).collect();
    json!({
        "language": text("language"),
        "theme": text("theme"),
        "workspace": text(CHOICE),
        "joined": joined.len(),
        "addresses": with_addresses.then_some(addresses),
    })
}

/// The document that is shown, or the one that would be if it were right.
async fn document(machine: &Machine) -> Option<String> {
    if let Source::Laid(Laid::File(file)) = &machine.source {
        return fs::read_to_string(file).ok();
    }
    let release = match &machine.refreshed {
        Some(Ok(refreshed)) => refreshed.release.clone(),
        Some(Err(_)) | None => machine.reading.repository.as_ref()?.kept().await.ok()??,
    };
    String::from_utf8(release.target(DOCUMENT).ok()?).ok()
}
