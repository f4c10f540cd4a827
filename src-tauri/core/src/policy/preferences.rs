//! macOS: the managed preferences of the machine, which only a configuration profile writes. Preferences have no
//! weaker kind: nothing is only recommended there.

use std::path::Path;

use plist::Value as Plist;
use serde_json::Value as Json;

use super::{Class, Found, Place, Problem, Written, trust};
use crate::words;

pub(super) fn read(file: &Path) -> Found {
    let mut found = Found::default();
    if let Ok(false) = file.try_exists() {
        return found;
    }
    let real = match trust::of(file) {
        Ok(real) => real,
        Err(why) => {
            found.problems.push(Problem::whole(file, why));
            return found;
        }
    };
    let Some(dictionary) = Plist::from_file(real).ok().and_then(Plist::into_dictionary) else {
        let what = words!(
            "n’est pas un fichier de préférences lisible",
            "is not a file of preferences that can be read",
            "ist keine lesbare Einstellungsdatei"
        );
        found.problems.push(Problem::whole(file, what));
        return found;
    };
    // What a profile says about itself.
    for (name, value) in dictionary.into_iter().filter(|(name, _)| !name.starts_with("Payload")) {
        found.written.push(Written {
            class: Class::Managed,
            name,
            value: json(&value),
            place: Place::file(file),
        });
    }
    found
}

/// As JSON; what no key holds becomes nothing.
fn json(value: &Plist) -> Json {
    match value {
        Plist::String(text) => Json::from(text.as_str()),
        Plist::Boolean(on) => Json::from(*on),
        Plist::Integer(number) => number.as_signed().map_or(Json::Null, Json::from),
        Plist::Array(values) => values.iter().map(json).collect(),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::policy::{Laid, Source};
    use crate::words::Language;

    fn check(file: PathBuf) {
        let policy = Source::Preferences(file).read();
        let folder = "/Library/Application Support/Parvis";
        assert_eq!(policy.workspace, Some(Laid::File(format!("{folder}/workspace.json").into())));
        assert_eq!(policy.way.ca, [PathBuf::from(format!("{folder}/ca.pem"))]);
        assert!(policy.client_secret.is_some() && !policy.join_address);
        assert_eq!(policy.check_every.as_secs(), 12 * 3600);
        assert!(policy.managed.language.is_some() && policy.recommended.language.is_none());
        let [problem] = &policy.problems[..] else { panic!("{:?}", policy.problems) };
        assert!(problem.line(Language::En).contains("plist: proxy has to be “system”, “none” or"));
        let [warning] = &policy.warnings[..] else { panic!("{:?}", policy.warnings) };
        assert!(warning.line(Language::En).ends_with("Did you mean theme?"));
    }

    #[test]
    fn what_a_profile_forces_is_managed_in_either_form() {
        let fixture =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/policy/org.parvis.Parvis.plist");
        check(fixture.into());
        // The form that macOS itself writes.
        let folder = tempfile::tempdir().expect("a folder");
        let binary = folder.path().join("org.parvis.Parvis.plist");
        Plist::from_file(fixture).expect("a list").to_file_binary(&binary).expect("a file");
        check(binary);
    }

    #[test]
    fn no_file_is_no_policy_and_another_file_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("org.parvis.Parvis.plist");
        assert!(read(&file).written.is_empty() && read(&file).problems.is_empty());
        std::fs::write(&file, "{}").expect("a file");
        assert_eq!(read(&file).problems.len(), 1);
    }
}
