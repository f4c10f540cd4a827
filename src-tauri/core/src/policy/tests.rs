//! What a folder of policy means.

use std::collections::BTreeSet;
use std::fs;

use super::catalogue::{Folder, KEYS, Key, Kind, Scope};
use super::*;
use crate::settings::{Decider, Settings, Theme, Wish};
use crate::words::Language;
use crate::workspace::format;

fn laid(files: &[(&str, &str)]) -> (tempfile::TempDir, Policy) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    }
    let policy = Source::Draft(folder.path().to_owned()).read();
    (folder, policy)
}

/// Without the folder of the test, in the spelling of Linux.
fn lines(folder: &tempfile::TempDir, problems: &[Problem], language: Language) -> Vec<String> {
    let folder = format!("{}/", folder.path().display()).replace('\\', "/");
    let line = |problem: &Problem| problem.line(language).replace('\\', "/").replace(&folder, "");
    problems.iter().map(line).collect()
}

#[test]
fn later_files_win_and_every_problem_is_listed_at_once() {
    let (folder, policy) = laid(&[
        (
            "managed/10-base.json",
            "\u{feff}{\"$schema\": \"managed.schema.json\",\n  \"client_secret\": \"hidden-away\",\n  \"language\": \"fr\",\n  \
             \"thème\": 1, \"languages\": [],\n  \"join_address\": \"no\", \"proxy\": \"none\"}",
        ),
        ("managed/20-own.json", r#"{"language": "de", "workspace_check_hours": 1000}"#),
        ("managed/30-broken.json", "{\"theme\": \n oops}"),
        ("managed/40-short.json", "{\"thème\": \"dark\""),
        ("managed/50-list.json", "[\"hidden-away\"]"),
        ("managed/note.txt", "not policy"),
        ("recommended/10.json", r#"{"theme": "dark", "proxy": "system"}"#),
    ]);
    let expected = [
        "managed/10-base.json, line 5, column 19: join_address has to be true or false, without quotes (in the registry: 1 or 0)",
        "managed/20-own.json, line 1, column 45: workspace_check_hours has to be a whole number from 1 to 168, without quotes",
        "managed/30-broken.json, line 2, column 2: the file is not JSON at this place (expected value)",
        "managed/40-short.json, line 1, column 16: the file ends too early: a brace, bracket or quote is missing",
        "managed/50-list.json, line 1, column 1: the file has to be an object, in braces",
        "recommended/10.json, line 1, column 28: proxy cannot be recommended: “managed” alone decides it",
    ];
    assert_eq!(lines(&folder, &policy.problems, Language::En), expected);
    assert_eq!(
        lines(&folder, &policy.warnings, Language::Fr),
        [
            "managed/10-base.json, ligne 4, colonne 12 : thème n’est pas connu de cette version. Vouliez-vous écrire theme ?",
            "managed/10-base.json, ligne 4, colonne 28 : languages n’est pas connu de cette version. Vouliez-vous écrire language ?",
        ]
    );
    assert_eq!(policy.way.proxy, crate::http::ProxyChoice::None);
    assert!(policy.join_address && policy.client_secret.is_some());
    assert!(!format!("{policy:?}").contains("hidden-away"), "a secret has no Debug");
    let entries = effective(&policy, &format::Settings::default(), &Settings::default());
    let language = entries.iter().find(|entry| entry.key.name == "language").expect("a key");
    assert_eq!((language.value.as_deref(), language.by), (Some("de"), Decider::MachineManaged));
    let place = language.place.as_ref().expect("a place").line(Language::De);
    assert!(place.ends_with("20-own.json, Zeile 1, Spalte 14"), "{place}");
}

#[test]
fn a_key_that_is_there_twice_is_told_of() {
    let (folder, policy) = laid(&[("managed/a.json", r#"{"theme": "dark", "theme": "light"}"#)]);
    assert_eq!(
        lines(&folder, &policy.warnings, Language::En),
        ["managed/a.json, line 1, column 28: theme is given twice in this file: the last one counts"]
    );
    assert_eq!(policy.managed.theme.map(|wish| wish.value), Some(Theme::Light));
}

#[test]
fn no_folder_is_no_policy() {
    let policy = Source::Folder("/nonexistent".into()).read();
    assert!(policy.workspace.is_none() && policy.problems.is_empty());
    let draft = Source::Draft("/nonexistent".into()).read();
    assert!(draft.problems[0].line(Language::En).contains("holds no folder"));
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_write_decides_nothing() {
    use std::os::unix::fs::PermissionsExt as _;

    for class in ["managed", "recommended"] {
        let (folder, _) = laid(&[(&format!("{class}/open.json"), r#"{"theme": "dark"}"#)]);
        let file = folder.path().join(class).join("open.json");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("a mode");
        let policy = Source::Folder(folder.path().to_owned()).read();
        assert!(policy.managed.theme.is_none() && policy.recommended.theme.is_none());
        assert!(policy.problems[0].what.pick(Language::En).contains("can be written by others"));
        assert!(policy.workspace_problem().is_some(), "it may have named the workspace");
    }
}

#[test]
fn the_file_counts_before_the_repository_which_needs_its_keys() {
    let (file, root) = (absolute("workspace.json"), absolute("root.json"));
    let repository = "https://a.fr/depot/";
    let keys = |keys: &[(&str, &str)]| {
        let object: serde_json::Map<_, _> =
            keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
        laid(&[("managed/a.json", &serde_json::to_string(&object).expect("JSON"))]).1
    };
    let both = keys(&[("workspace_repository", repository), ("workspace_root", &root)]);
    let address = repository.parse().expect("an address");
    assert_eq!(both.workspace, Some(Laid::Repository { address, root: root.clone().into() }));
    assert!(both.problems.is_empty());

    let all = keys(&[("workspace", &file), ("workspace_repository", repository), ("workspace_root", &root)]);
    assert_eq!(all.workspace, Some(Laid::File(file.into())));
    let [first, second] = &all.problems[..] else { panic!("{:?}", all.problems) };
    for (problem, key) in [(first, "workspace_repository"), (second, "workspace_root")] {
        assert!(
            problem.line(Language::En).contains(&format!("{key} does not count, because workspace is given"))
        );
    }

    for (given, missing) in
        [("workspace_repository", "workspace_root"), ("workspace_root", "workspace_repository")]
    {
        let value = if given == "workspace_root" { root.as_str() } else { repository };
        let half = keys(&[(given, value)]);
        assert!(half.workspace.is_none());
        let problem = half.workspace_problem().expect("a problem").line(Language::En);
        assert!(problem.ends_with(&format!("{given} does not count without {missing}")), "{problem}");
    }
}

fn absolute(name: &str) -> String {
    std::env::temp_dir().join(name).display().to_string()
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_for_a_while_decides_what_it_did() {
    let network =
        r#"{"proxy": "http://proxy.exemple.fr:3128/", "client_secret": "s", "workspace_check_hours": 8}"#;
    let (folder, before) =
        laid(&[("managed/a.json", r#"{"join_address": false}"#), ("managed/b.json", network)]);
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).expect("a file");
    let read = |before: &Policy| {
        let mut policy = Source::Folder(folder.path().to_owned()).read();
        policy.go_on_from(before);
        policy
    };
    write("managed/b.json", &network[..30]);
    let during = read(&before);
    assert_eq!(during.way, before.way);
    assert_eq!((during.join_address, during.check_every), (false, before.check_every));
    assert!(during.client_secret.is_some() && !during.problems.is_empty());
    write("managed/a.json", "{}");
    let during = read(&during);
    assert!(during.join_address, "that one can be read, and no longer says so");
    assert_eq!(during.way, before.way, "still");
    fs::remove_file(folder.path().join("managed/b.json")).expect("gone");
    let after = read(&during);
    assert_ne!(after.way, before.way);
    assert!(after.client_secret.is_none());
}

#[test]
fn a_setting_of_no_weight_is_no_reason_to_doubt_the_desk() {
    let (_folder, policy) = laid(&[("managed/a.json", r#"{"theme": "blue"}"#)]);
    assert!(policy.problems.len() == 1 && policy.workspace_problem().is_none());
}

#[test]
fn each_key_is_listed_with_who_decided_it_and_no_secret() {
    let (_folder, policy) =
        laid(&[("managed/a.json", r#"{"client_secret": "hidden-away", "theme": "pink", "ca": 3}"#)]);
    let workspace = format::Settings {
        theme: Some(format::Preference { value: Theme::Dark, locked: true }),
        ..format::Settings::default()
    };
    let agent = Settings { theme: Some(Wish { value: Theme::Light, place: None }), ..Settings::default() };
    let entries = effective(&policy, &workspace, &agent);
    let names: Vec<_> = entries.iter().map(|entry| entry.key.name).collect();
    assert_eq!(names, KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
    let entry = |name: &str| entries.iter().find(|entry| entry.key.name == name).expect("a key");
    let theme = entry("theme");
    assert_eq!((theme.value.as_deref(), theme.by), (Some("dark"), Decider::WorkspaceLocked));
    assert_eq!(theme.problems.len(), 1, "what was laid for it does not count");
    let secret = entry("client_secret");
    assert_eq!((&secret.value, secret.by), (&None, Decider::MachineManaged));
    assert_eq!((&entry("ca").value, entry("ca").by), (&None, Decider::BuiltIn));
    assert_eq!(entry("proxy").value.as_deref(), Some("system"));
    assert!(!format!("{entries:?}").contains("hidden-away"));
}

#[test]
fn the_catalogue_means_what_it_says() {
    let nothing = Policy::default();
    let decided = |key: &Key, text: &str| {
        let value = match key.kind {
            Kind::Switch | Kind::Number { .. } => serde_json::from_str(text).expect("a value"),
            Kind::Files => serde_json::json!([text]),
            _ => text.into(),
        };
        let written = serde_json::json!({ key.name: value }).to_string();
        let (_folder, policy) = laid(&[("managed/a.json", &written)]);
        let entries = effective(&policy, &format::Settings::default(), &Settings::default());
        let entry = entries.into_iter().find(|entry| entry.key == key).expect("a key");
        (entry.value, entry.by)
    };
    let folder = if cfg!(windows) { Folder::Windows } else { Folder::Linux };
    let mut names = BTreeSet::new();
    for key in KEYS {
        assert!(names.insert(key.name), "{} is there twice", key.name);
        assert_eq!(key.scope == Scope::Shared, format_knows(key.name), "{}: see format::Settings", key.name);
        let mut texts = key.example_on(folder);
        texts.extend(key.built_in.map(str::to_owned));
        if let Kind::Choice(choices) = key.kind {
            texts.extend(choices.iter().map(|choice| choice.value.to_owned()));
        }
        // A repository's keys count together.
        if !matches!(key.name, "workspace_repository" | "workspace_root") {
            for text in texts {
                let (value, by) = decided(key, &text);
                assert_eq!(by, Decider::MachineManaged, "{} {text}", key.name);
                assert!(key.kind == Kind::Secret || value.is_some_and(|value| value.starts_with(&text)));
            }
        }
        let entries = effective(&nothing, &format::Settings::default(), &Settings::default());
        let entry = entries.iter().find(|entry| entry.key == key).expect("a key");
        assert_eq!((entry.value.as_deref(), entry.by), (key.built_in, Decider::BuiltIn), "{}", key.name);
        for said in [key.title, key.explanation] {
            for language in [Language::Fr, Language::En, Language::De] {
                assert!(!said.pick(language).is_empty() && !said.pick(language).contains(['!', '\n']));
            }
        }
    }
    assert_eq!(nothing.check_every.as_secs() / 3600, 4);
}

/// Whether a workspace has an opinion on it.
fn format_knows(name: &str) -> bool {
    let settings = serde_json::json!({ name: 1 });
    serde_json::from_value::<format::Settings>(settings).is_err()
}

#[test]
fn the_registry_has_names_of_its_own() {
    let key = Key::named("workspace_check_hours").expect("a key");
    assert_eq!(key.registry_name(), "WorkspaceCheckHours");
    assert_eq!(Key::named("ca").expect("a key").registry_name(), "Ca");
}
