//! The workspace document as it is written, format 1. Fields that this version does not use are left alone, so
//! that one file serves several versions of Parvis.

use serde::{Deserialize, Serialize};

mod app;
mod identity;
mod text;

pub use self::app::*;
pub use self::identity::*;
pub use self::text::Text;
use super::audience::Audience;

/// A workspace: who it is for, how they sign in, and their tools.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// The version of the format: 1.
    pub format: u32,
    /// Reverse-DNS id, stable for the life of the workspace.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Grows by one with each change; for people and help desks, trust never depends on it.
    #[serde(default)]
    pub revision: Option<u64>,
    /// The organisation's picture and colour.
    #[serde(default)]
    pub brand: Brand,
    /// The only hosts that may be opened.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How agents sign in; absent, tools open by their own login.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// The groups of tiles, in order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// The tools, in order.
    #[serde(default)]
    pub apps: Vec<App>,
    /// Lists of tools that somebody else keeps.
    #[serde(default)]
    pub feeds: Vec<Feed>,
    /// Tools that are opened together, one after the other.
    #[serde(default)]
    pub routines: Vec<Routine>,
    /// What the organisation has to say.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Settings of Parvis, where the organisation has a preference.
    #[serde(default)]
    pub settings: Settings,
}

/// How an organisation looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Brand {
    /// A file beside the workspace, or a `data:` URL; SVG, PNG or WebP.
    #[serde(default)]
    pub logo: Option<String>,
    /// A colour as `#rrggbb`. Where it has too little contrast, a darker or lighter shade of it is shown.
    #[serde(default)]
    pub accent: Option<String>,
}

/// A list of tools that somebody else keeps. It adds tools and nothing else: no host, no identity, no policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Feed {
    /// Stable id; what its tools' ids begin with. Absent, the kind.
    #[serde(default)]
    pub id: Option<String>,
    /// What kind of list it is.
    pub kind: FeedKind,
    /// Its address, on one of the workspace's hosts. `{siret}` stands for the signed-in agent's organisation.
    pub url: String,
    /// The section that its tools stand in, where the list has none of its own.
    #[serde(default)]
    pub section: Option<String>,
    /// Where its tools stand on the desk.
    #[serde(default)]
    pub place: Place,
}

impl Feed {
    /// Its id, or what stands for it; what its tools' ids begin with.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(match self.kind {
            FeedKind::Gaufre => "gaufre",
            FeedKind::OpendeskNavigation => "opendesk-navigation",
            FeedKind::OpendeskPortal => "opendesk-portal",
        })
    }
}

/// The lists that Parvis reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FeedKind {
    /// La Gaufre: version 1 (an array), version 2 of DINUM and of ANCT (`services`).
    Gaufre,
    /// `navigation.json` of openDesk's central navigation.
    OpendeskNavigation,
    /// `portal.json` of openDesk's portal.
    OpendeskPortal,
}

/// Tools that are opened together, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Routine {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The tools' ids, in order.
    pub apps: Vec<String>,
    /// Who it is offered to; absent, everybody.
    #[serde(default)]
    pub audience: Option<Audience>,
}

/// Something that the organisation has to say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Notice {
    /// Stable id: each is said once.
    pub id: String,
    /// How much it matters.
    #[serde(default)]
    pub severity: Severity,
    /// From when on it is said, RFC 3339, such as `2026-12-01T08:00:00+01:00`.
    #[serde(default)]
    pub from: Option<String>,
    /// Until when, likewise.
    #[serde(default)]
    pub until: Option<String>,
    /// Who it is for; absent, everybody.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// What is said.
    pub text: Text,
    /// Where one can read more, on one of the workspace's hosts.
    #[serde(default)]
    pub link: Option<String>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    #[default]
    Info,
    /// Something will be or is different.
    Warning,
    /// Work is affected.
    Critical,
}

/// What the organisation prefers, or has decided, of Parvis' own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Settings {
    /// `system`, `fr`, `en` or `de`.
    #[serde(default)]
    pub language: Option<Preference<crate::settings::LanguageChoice>>,
    /// `system`, `light` or `dark`.
    #[serde(default)]
    pub theme: Option<Preference<crate::settings::Theme>>,
}

/// A preference of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PreferenceFor{T}"))]
pub struct Preference<T> {
    /// What it prefers.
    pub value: T,
    /// Whether the agent may choose otherwise (`false`, the default) or not.
    #[serde(default)]
    pub locked: bool,
}

/// A group of tiles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Section {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
}
