//! What is set, and by whom.

use serde::Serialize;

use crate::settings::{Decider, LanguageChoice, Theme};

/// The settings of Parvis and what the machine decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingsView {
    /// Who manages this computer, if anybody does: the name of its workspace, else an empty text.
    pub manager: Option<String>,
    /// The language, with who decided it.
    pub language: (LanguageChoice, Decider),
    /// Light or dark, likewise.
    pub theme: (Theme, Decider),
    /// Each policy of this machine that counts.
    pub policies: Vec<PolicyView>,
    /// What was laid and cannot be used: its place, then what is wrong, in the agent's language.
    pub problems: Vec<String>,
}

/// One decision of the IT department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PolicyView {
    /// Its key, such as `workspace_repository`.
    pub key: String,
    /// What it is, in the agent's language.
    pub title: String,
    /// Its value; absent for a secret.
    pub value: Option<String>,
    /// The file or registry key that it is in.
    pub place: String,
    /// Whether it is only recommended.
    pub recommended: bool,
}
