//! macOS: an example of a configuration profile with every key, to cut down to what is wanted.

use super::super::catalogue::{Folder, KEYS, Key, Kind};
use super::xml::Element;
use crate::words::Language;

/// Where `workspace` is given they do not count.
const INSTEAD_OF_WORKSPACE: [&str; 2] = ["workspace_repository", "workspace_root"];

pub(super) fn write(language: Language) -> String {
    let payload = KEYS.iter().fold(Element::new("dict"), |dict, key| {
        let dict = dict.noting(format!("{}. {}", key.title.pick(language), key.explanation.pick(language)));
        if INSTEAD_OF_WORKSPACE.contains(&key.name) {
            let instead = language.pick("Au lieu de", "Instead of", "Anstelle von");
            return dict.noting(format!("{instead} workspace, {} = {}", key.name, example(key)[0]));
        }
        dict.holding([named(key.name), value(key)])
    });
    let about = language.pick(
        "Exemple : gardez les clés voulues, et remplacez chaque PayloadUUID par un nouveau (uuidgen).",
        "An example: keep the keys that you want, and replace each PayloadUUID by a new one (uuidgen).",
        "Ein Beispiel: behalten Sie die gewünschten Schlüssel, und ersetzen Sie jede PayloadUUID durch eine neue (uuidgen).",
    );
    let payload =
        about_itself(payload, "org.parvis.Parvis", ".policy", "8A1D0C53-6C4B-4B8E-9F6B-2B7C0E3D5A01");
    let profile =
        Element::new("dict").holding([named("PayloadContent"), Element::new("array").holding([payload])]);
    let profile = about_itself(profile, "Configuration", "", "8A1D0C53-6C4B-4B8E-9F6B-2B7C0E3D5A02")
        .holding([named("PayloadScope"), text("System")]);
    Element::new("plist").with("version", "1.0").noting(about).holding([profile]).document(Some(
        r#"plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd""#,
    ))
}

fn about_itself(dict: Element, kind: &str, part: &str, id: &str) -> Element {
    let identifier = format!("fr.gouv.exemple.parvis{part}");
    dict.holding([
        named("PayloadDisplayName"),
        text("Parvis"),
        named("PayloadIdentifier"),
        text(&identifier),
        named("PayloadType"),
        text(kind),
        named("PayloadUUID"),
        text(id),
        named("PayloadVersion"),
        Element::new("integer").saying("1"),
    ])
}

fn named(name: &str) -> Element {
    Element::new("key").saying(name)
}

fn text(text: &str) -> Element {
    Element::new("string").saying(text)
}

fn example(key: &Key) -> Vec<String> {
    key.example_on(Folder::MacOs)
}

fn value(key: &Key) -> Element {
    let example = example(key);
    match key.kind {
        Kind::Switch if example[0] == "true" => Element::new("true"),
        Kind::Switch => Element::new("false"),
        Kind::Number { .. } => Element::new("integer").saying(example[0].as_str()),
        Kind::Files => Element::new("array").holding(example.iter().map(|one| text(one))),
        _ => text(&example[0]),
    }
}
