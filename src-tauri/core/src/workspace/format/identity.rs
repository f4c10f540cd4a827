//! How agents sign in.

use serde::Deserialize;

/// The registration at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Identity {
    /// The issuer, an `https` address.
    pub issuer: String,
    /// What kind of client Parvis is there.
    pub client: ClientKind,
    /// Our client id; with a relay, that of the relay.
    pub client_id: String,
    /// The address of the relay, where `client` is `relay`.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acr {
    /// One of these is needed; empty, any level will do.
    #[serde(default)]
    pub essential: Vec<String>,
}

/// The signature algorithms that Parvis accepts (RFC 7518 §3.1, RFC 8037 §3.1), by their registered names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
