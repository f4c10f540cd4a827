//! Windows: what the administrative template says, in one language.

use super::super::catalogue::{Folder, KEYS, Kind};
use super::admx::{NAMESPACE, Policy, versions};
use super::xml::Element;
use crate::words::Language;

pub(super) fn write(language: Language) -> String {
    let strings = strings(language);
    let strings = strings.into_iter().map(|(id, text)| Element::new("string").with("id", &id).saying(text));
    let presentations = Policy::all().filter(Policy::has_presentation);
    let presentations = presentations.map(|policy| {
        Element::new("presentation").with("id", &policy.id()).holding([field(&policy, language)])
    });
    Element::new("policyDefinitionResources")
        .with("xmlns", NAMESPACE)
        .with("revision", "1.0")
        .with("schemaVersion", "1.0")
        .holding([
            Element::new("displayName").saying("Parvis"),
            Element::new("description").saying(description(language)),
            Element::new("resources").holding([
                Element::new("stringTable").holding(strings),
                Element::new("presentationTable").holding(presentations),
            ]),
        ])
        .document(None)
}

fn strings(language: Language) -> Vec<(String, String)> {
    let mut strings = vec![
        ("Category_Parvis".to_owned(), "Parvis".to_owned()),
        (
            "Category_Parvis_Recommended".to_owned(),
            language
                .pick("Parvis : recommandations", "Parvis: recommended", "Parvis: Empfehlungen")
                .to_owned(),
        ),
    ];
    strings.extend(versions().into_iter().map(|(id, since)| {
        let text = language.pick(
            format!("Parvis {since} ou plus récent"),
            format!("Parvis {since} or newer"),
            format!("Parvis {since} oder neuer"),
        );
        (id, text)
    }));
    for key in KEYS {
        let name = key.registry_name();
        let example = key.example_on(Folder::Windows).join("\n");
        let example_is = language.pick("Exemple :", "Example:", "Beispiel:");
        let mut explanation = in_registry(key.explanation.pick(language));
        if !matches!(key.kind, Kind::Secret | Kind::Switch | Kind::Choice(_)) {
            explanation = format!("{explanation}\n\n{example_is} {example}");
        }
        if let Kind::Choice(choices) = key.kind {
            let texts = choices.iter().map(|choice| (choice.value, choice.name.pick(language)));
            strings.extend(texts.map(|(value, text)| (format!("{name}_{value}"), text.to_owned())));
        }
        strings.push((format!("{name}_Explain"), explanation));
        strings.push((name, key.title.pick(language).to_owned()));
    }
    strings
}

/// An explanation names other keys as policy files do.
fn in_registry(text: &str) -> String {
    let others = KEYS.iter().filter(|key| key.name.contains('_'));
    others.fold(text.to_owned(), |text, key| text.replace(key.name, &key.registry_name()))
}

fn field(policy: &Policy, language: Language) -> Element {
    let key = policy.key;
    let (name, label) =
        (key.registry_name(), format!("{}{}", key.title.pick(language), language.pick(" :", ":", ":")));
    let field = |kind| Element::new(kind).with("refId", &name);
    let labelled = |field: Element| field.holding([Element::new("label").saying(label.as_str())]);
    match key.kind {
        Kind::Files => field("multiTextBox").saying(label),
        Kind::Number { .. } => {
            field("decimalTextBox").with("defaultValue", key.built_in.unwrap_or_default()).saying(label)
        }
        Kind::Choice(_) => {
            field("dropdownList").with("noSort", "true").with("defaultItem", "0").saying(label)
        }
        Kind::Proxy => {
            let suggested = ["system", "none"].map(|text| Element::new("suggestion").saying(text));
            labelled(field("comboBox").with("noSort", "true"))
                .holding([Element::new("default").saying(key.built_in.unwrap_or_default())])
                .holding(suggested)
        }
        Kind::File | Kind::Address | Kind::Secret | Kind::Switch => labelled(field("textBox")),
    }
}

fn description(language: Language) -> &'static str {
    language.pick(
        "Ce que l’organisation décide de Parvis sur ses postes",
        "What the organisation decides about Parvis on its machines",
        "Was die Organisation auf ihren Rechnern über Parvis entscheidet",
    )
}
