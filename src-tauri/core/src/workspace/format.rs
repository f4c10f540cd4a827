//! The workspace document as it is written, format 1. Fields that this version does not use are left alone, so
//! that one file serves several versions of Parvis.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::audience::Audience;
use crate::words::Language;

/// A text in several languages, by BCP 47 tag; `fr` is what everybody can fall back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    /// The text in this language, else in French, else in any.
    pub fn pick(&self, language: Language) -> &str {
        let get = |tag: &str| self.0.get(tag).filter(|text| !text.trim().is_empty());
        get(language.tag())
            .or_else(|| get("fr"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Whether it says something in some language.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }

    pub(crate) fn of(fr: &str, en: &str, de: &str) -> Self {
        Self([("fr", fr), ("en", en), ("de", de)].map(|(tag, text)| (tag.to_owned(), text.to_owned())).into())
    }
}

/// A workspace: who it is for, how they sign in, and their tools.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// 1.
    pub format: u32,
    /// Reverse-DNS id, stable for the life of the workspace.
    pub id: String,
    /// Its name.
    pub name: Text,
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
}

/// The registration at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// The issuer, an `https` address.
    pub issuer: String,
    /// What kind of client Parvis is there.
    pub client: ClientKind,
    /// Our client id; with a relay, that of the relay.
    pub client_id: String,
    /// The address of the relay, for [`ClientKind::Relay`].
    #[serde(default)]
    pub relay: Option<String>,
    /// How the redirect URI names this computer.
    #[serde(default)]
    pub redirect_host: RedirectHost,
    /// The loopback ports that are registered; empty where the provider takes any.
    #[serde(default)]
    pub redirect_ports: Vec<u16>,
    /// The path of the redirect URI.
    #[serde(default = "callback")]
    pub callback_path: String,
    /// The path that the provider comes back to after a log-out, where such an address is registered; a relay has
    /// its own.
    #[serde(default)]
    pub post_logout_path: Option<String>,
    /// How long a session lasts at most, in hours, counted from the login at the provider.
    #[serde(default = "half_a_day")]
    pub session_hours: u32,
    /// What is asked for.
    #[serde(default = "openid")]
    pub scopes: Vec<String>,
    /// The level of authentication that this workspace asks for.
    #[serde(default)]
    pub acr: Acr,
    /// Whether `prompt=login` makes the provider ask again. ProConnect takes it and does not: there, a log-out comes
    /// first.
    #[serde(default = "yes")]
    pub supports_prompt_login: bool,
    /// The algorithm that ID tokens are registered with; absent, any that Parvis accepts.
    #[serde(default)]
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// The algorithm that userinfo answers are registered with; absent, they may also come unsigned.
    #[serde(default)]
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// The address of a SCIM service that knows the agent's groups and colleagues.
    #[serde(default)]
    pub scim: Option<String>,
}

/// How Parvis authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// No secret.
    Public,
    /// A secret, from the machine policy.
    Secret,
    /// The ministry's `parvis-relay` has the secret.
    Relay,
}

/// The name of this computer in the redirect URI (RFC 8252 §7.3). Some providers know only `localhost`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum RedirectHost {
    /// IPv4.
    #[default]
    #[serde(rename = "127.0.0.1")]
    Ipv4,
    /// IPv6.
    #[serde(rename = "[::1]")]
    Ipv6,
    /// IPv4 by name.
    #[serde(rename = "localhost")]
    Localhost,
}

/// Levels of authentication (the `acr` claim, OpenID Connect Core §2). A field that is not known here is refused: a
/// misspelt one would ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acr {
    /// One of these is needed; empty, any level will do.
    #[serde(default)]
    pub essential: Vec<String>,
}

/// The signature algorithms that Parvis accepts (RFC 7518 §3.1, RFC 8037 §3.1), by their registered names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the names are the registry's own")]
pub enum SigningAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}

/// A group of tiles.
#[derive(Debug, Clone, Deserialize)]
pub struct Section {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// A tool.
#[derive(Debug, Clone, Deserialize)]
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
}

/// How a tool is opened so that the session of the browser is used.
#[derive(Debug, Clone, Default, Deserialize)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
pub struct Action {
    /// Stable id within the tool.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The path on the tool's origin.
    pub path: String,
}

fn callback() -> String {
    "/callback".into()
}

fn half_a_day() -> u32 {
    12
}

fn openid() -> Vec<String> {
    vec!["openid".into()]
}

fn yes() -> bool {
    true
}

fn next() -> String {
    "next".into()
}
