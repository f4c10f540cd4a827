//! Windows: an administrative template. Its words are in [`adml`](super::adml), under the same ids.
//!
//! Source: Microsoft's Group Policy ADMX schema ([MS-GPREG], "ADMX File Schema").

use super::super::catalogue::{KEYS, Key, Kind, Scope};
use super::xml::Element;

const KEY: &str = r"Software\Policies\Parvis";
pub(super) const NAMESPACE: &str = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions";

/// A policy of the template: a key, decided or only recommended.
pub(super) struct Policy {
    pub(super) key: &'static Key,
    pub(super) recommended: bool,
}

impl Policy {
    /// Every policy, in order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let managed = KEYS.iter().map(|key| Self { key, recommended: false });
        let recommended = KEYS.iter().filter(|key| key.scope == Scope::Shared);
        managed.chain(recommended.map(|key| Self { key, recommended: true }))
    }

    /// Its name, which is the id of its presentation as well.
    pub(super) fn id(&self) -> String {
        let name = self.key.registry_name();
        if self.recommended { format!("{name}_Recommended") } else { name }
    }

    /// Whether it has something to fill in, and not only to be enabled or disabled.
    pub(super) fn has_presentation(&self) -> bool {
        self.key.kind != Kind::Switch
    }

    fn element(&self) -> Element {
        let name = self.key.registry_name();
        let presentation = format!("$(presentation.{})", self.id());
        let mut policy = Element::new("policy")
            .with("name", &self.id())
            .with("class", "Machine")
            .with("displayName", &format!("$(string.{name})"))
            .with("explainText", &format!("$(string.{name}_Explain)"));
        if self.has_presentation() {
            policy = policy.with("presentation", &presentation);
        }
        let key = if self.recommended { format!(r"{KEY}\Recommended") } else { KEY.to_owned() };
        policy = policy.with("key", &key);
        if !self.has_presentation() {
            policy = policy.with("valueName", &name);
        }
        let category = if self.recommended { "Parvis_Recommended" } else { "Parvis" };
        policy
            .holding([
                Element::new("parentCategory").with("ref", category),
                Element::new("supportedOn").with("ref", &supported(self.key)),
            ])
            .holding(self.values(&name))
    }

    fn values(&self, name: &str) -> Vec<Element> {
        let field = |kind| {
            let field = Element::new(kind).with("id", name).with("valueName", name);
            field.with("required", "true")
        };
        let decimal = |value: &str| Element::new("decimal").with("value", value);
        let field = match self.key.kind {
            Kind::Switch => {
                return vec![
                    Element::new("enabledValue").holding([decimal("1")]),
                    Element::new("disabledValue").holding([decimal("0")]),
                ];
            }
            Kind::File | Kind::Address | Kind::Proxy | Kind::Secret => field("text"),
            Kind::Files => field("multiText"),
            Kind::Number { least, most } => {
                field("decimal").with("minValue", &least.to_string()).with("maxValue", &most.to_string())
            }
            Kind::Choice(choices) => field("enum").holding(choices.iter().map(|choice| {
                let value = Element::new("value").holding([Element::new("string").saying(choice.value)]);
                let name = format!("$(string.{name}_{})", choice.value);
                Element::new("item").with("displayName", &name).holding([value])
            })),
        };
        vec![Element::new("elements").holding([field])]
    }
}

pub(super) fn write() -> String {
    let category = |name: &str| {
        Element::new("category").with("name", name).with("displayName", &format!("$(string.Category_{name})"))
    };
    let target = Element::new("target").with("prefix", "parvis").with("namespace", "org.parvis.Parvis");
    let definitions = versions().into_iter().map(|(id, _)| {
        Element::new("definition").with("name", &id).with("displayName", &format!("$(string.{id})"))
    });
    let recommended =
        category("Parvis_Recommended").holding([Element::new("parentCategory").with("ref", "Parvis")]);
    Element::new("policyDefinitions")
        .with("xmlns", NAMESPACE)
        .with("revision", "1.0")
        .with("schemaVersion", "1.0")
        .holding([
            Element::new("policyNamespaces").holding([target]),
            Element::new("resources").with("minRequiredRevision", "1.0"),
            Element::new("supportedOn").holding([Element::new("definitions").holding(definitions)]),
            Element::new("categories").holding([category("Parvis"), recommended]),
            Element::new("policies").holding(Policy::all().map(|policy| policy.element())),
        ])
        .document(None)
}

/// The ids of the versions that knew a key first, with those versions.
pub(super) fn versions() -> Vec<(String, &'static str)> {
    let mut versions: Vec<_> = KEYS.iter().map(|key| (supported(key), key.since)).collect();
    versions.sort();
    versions.dedup();
    versions
}

fn supported(key: &Key) -> String {
    format!("Supported_Parvis_{}", key.since.replace('.', "_"))
}
