//! The tools.

use serde::{Deserialize, Serialize};

use super::identity::Acr;
use super::{Audience, Text};

/// A tool.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct App {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What one does with it.
    #[serde(default)]
    pub purpose: Text,
    /// Its address.
    pub url: String,
    /// A file beside the workspace, or a `data:` URL; SVG, PNG or WebP.
    #[serde(default)]
    pub icon: Option<String>,
    /// The section's id; absent or unknown, the tool comes last.
    #[serde(default)]
    pub section: Option<String>,
    /// Other words it can be found by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// How it is opened.
    #[serde(default)]
    pub sso: Sso,
    /// Where it stands on the desk.
    #[serde(default)]
    pub place: Place,
    /// Who it is shown to; absent, everybody.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// What it can start directly.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// The level of authentication that this tool asks for.
    #[serde(default)]
    pub acr: Acr,
    /// The documents that it holds and that can be kept on this computer.
    #[serde(default)]
    pub documents: Option<Documents>,
    /// Where it says whether it works; absent, its address is asked.
    #[serde(default)]
    pub health: Option<Health>,
    /// Where its source code is.
    #[serde(default)]
    pub source: Option<Source>,
}

/// How a tool is opened so that the session of the browser is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sso {
    /// La Suite's own login route, `/api/v1.0/authenticate/`, with the deep link in this parameter.
    Lasuite {
        /// `next` or `returnTo`, by tool.
        #[serde(default = "next")]
        next_param: String,
    },
    /// Third-party-initiated login, OpenID Connect Core §4.
    InitiateLogin {
        /// The tool's `initiate_login_uri`.
        uri: String,
    },
    /// The address itself.
    #[default]
    Link,
}

/// Where a tool stands on the desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On every desk.
    Pinned,
    /// On every desk at first.
    #[default]
    Suggested,
    /// On demand.
    Available,
    /// Nowhere.
    Hidden,
}

/// Something a tool can start directly.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Action {
    /// Stable id within the tool.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The path on the tool's origin.
    pub path: String,
}

/// What kind of documents a tool holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Documents {
    /// How they are asked for.
    pub kind: DocumentsKind,
}

/// The interfaces that Parvis can list documents by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DocumentsKind {
    /// The external API of La Suite's Docs.
    LasuiteDocs,
    /// The external API of La Suite's Drive.
    LasuiteDrive,
    /// `WebDAV` as Nextcloud speaks it.
    Nextcloud,
}

/// Where a tool says whether it works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Health {
    /// An address on one of the workspace's hosts; any answer below 400 is a good one.
    pub url: String,
}

/// Where a tool comes from, for people who want to know.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Source {
    /// The address of its source code; shown, and opened only if its host is one of the workspace's.
    #[serde(default)]
    pub repository: Option<String>,
    /// Its licence, an SPDX expression such as `MIT`.
    #[serde(default)]
    pub licence: Option<String>,
}

fn next() -> String {
    "next".into()
}
