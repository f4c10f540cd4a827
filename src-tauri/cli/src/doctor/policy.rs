//! What IT laid on this machine.

use parvis_core::policy::{self, Source};
use parvis_core::settings::{Decider, Settings};
use parvis_core::words;
use parvis_core::words::{Language, Words};

use super::check::{Check, Trouble};
use crate::machine::Machine;

pub(super) fn check(machine: &Machine, language: Language) -> Check {
    let mut check = Check::new("policy", words!("Politique", "Policy", "Richtlinie"));
    let place = place(&machine.place);
    let entries = policy::effective(&machine.policy, &machine.workspace.settings, &Settings::default());
    let decided: Vec<_> = entries
        .iter()
        .filter(|entry| entry.by == Decider::MachineManaged)
        .map(|entry| entry.key.name)
        .collect();
    let decided = decided.join(", ");
    check.say(if decided.is_empty() {
        words!("{place} : rien n’est décidé", "{place}: nothing is decided", "{place}: nichts ist festgelegt")
    } else {
        words!("{place} : {decided}", "{place}: {decided}", "{place}: {decided}")
    });
    let trouble = |trouble: Trouble| {
        let page = format!("packaging/policy/reference.{}.md", language.tag());
        trouble.see("parvisctl policy check").read(page)
    };
    let line = |problem: &policy::Problem| {
        let [fr, en, de] = [Language::Fr, Language::En, Language::De].map(|l| problem.line(l));
        Words::new(fr, en, de)
    };
    for problem in &machine.policy.problems {
        check.trouble(trouble(Trouble::wrong(line(problem))));
    }
    for warning in &machine.policy.warnings {
        check.trouble(trouble(Trouble::attention(line(warning))));
    }
    check
}

fn place(source: &Source) -> String {
    match source {
        Source::Folder(path) | Source::Draft(path) => path.display().to_string(),
        #[cfg(target_os = "macos")]
        Source::Preferences(path) => path.display().to_string(),
        #[cfg(windows)]
        Source::Registry => r"HKLM\Software\Policies\Parvis".to_owned(),
    }
}
