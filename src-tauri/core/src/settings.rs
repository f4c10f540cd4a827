//! The settings that an agent, their organisation and this machine can each have an opinion on, and who decides.

use serde::{Deserialize, Serialize};

use crate::words::Language;

/// The language that Parvis speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    /// That of the computer.
    #[default]
    System,
    /// French.
    Fr,
    /// English.
    En,
    /// German.
    De,
}

impl LanguageChoice {
    /// The language, on a computer that speaks `system`.
    pub fn on(self, system: Language) -> Language {
        match self {
            Self::System => system,
            Self::Fr => Language::Fr,
            Self::En => Language::En,
            Self::De => Language::De,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the desktop.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Who decided the value of a setting, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Decider {
    /// The managed policy of this machine.
    MachineManaged,
    /// The workspace, which locked it.
    WorkspaceLocked,
    /// The agent.
    Agent,
    /// The workspace, as a default.
    WorkspaceDefault,
    /// The recommended policy of this machine.
    MachineRecommended,
    /// Nobody: as Parvis comes.
    BuiltIn,
}

impl Decider {
    /// Whether the agent cannot choose otherwise.
    pub fn locks(self) -> bool {
        self < Self::Agent
    }
}

/// The value of a setting, and who decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective<T> {
    /// What counts.
    pub value: T,
    /// Because of whom.
    pub by: Decider,
}
