//! The settings that an agent, their organisation and this machine can each have an opinion on, and who decides.

use serde::{Deserialize, Serialize};

use crate::policy::Place;
use crate::store::{Store, Trouble};
use crate::words::Language;
use crate::workspace::format;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective<T> {
    /// What counts.
    pub value: T,
    /// Because of whom.
    pub by: Decider,
    /// Where the machine's policy says so, if that is who decided.
    pub place: Option<Place>,
}

/// What the machine or the agent wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish<T> {
    /// What.
    pub value: T,
    /// Where it is written, if in the machine's policy.
    pub place: Option<Place>,
}

/// Declares each setting once: its name, as in the [catalogue](crate::policy::catalogue) and in a workspace's
/// [`settings`](format::Settings), and its type, whose default is how Parvis comes.
macro_rules! settings {
    ($($(#[$doc:meta])* $key:ident: $type:ty,)*) => {
        /// What the machine or the agent wants of each setting; `None` where it wants nothing.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Settings {
            $($(#[$doc])* pub $key: Option<Wish<$type>>,)*
        }

        impl Settings {
            /// What the agent chose.
            pub fn of_agent(store: &Store) -> Result<Self, Trouble> {
                Ok(Self {
                    $($key: store.setting(stringify!($key))?.map(|value| Wish { value, place: None }),)*
                })
            }

            /// Lays a value that the catalogue found right; a later one replaces an earlier one.
            pub(crate) fn lay(&mut self, key: &str, value: serde_json::Value, place: Place) {
                match key {
                    $(stringify!($key) => {
                        if let Ok(value) = serde_json::from_value(value) {
                            self.$key = Some(Wish { value, place: Some(place) });
                        }
                    })*
                    _ => {}
                }
            }
        }

        /// What counts of each setting.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Resolved {
            $($(#[$doc])* pub $key: Effective<$type>,)*
        }

        impl Resolved {
            /// What counts of the setting with this name, as it is written.
            pub fn text(&self, key: &str) -> Option<Effective<String>> {
                match key {
                    $(stringify!($key) => Some(self.$key.text()),)*
                    _ => None,
                }
            }
        }

        /// Decides each setting: machine managed, else workspace locked, agent, workspace, machine recommended, else as
        /// Parvis comes.
        pub fn resolve(
            managed: &Settings,
            workspace: &format::Settings,
            agent: &Settings,
            recommended: &Settings,
        ) -> Resolved {
            Resolved {
                $($key: decide(
                    managed.$key.as_ref(),
                    workspace.$key.as_ref(),
                    agent.$key.as_ref(),
                    recommended.$key.as_ref(),
                ),)*
            }
        }
    };
}

settings! {
    /// The language that Parvis speaks.
    language: LanguageChoice,
    /// Light or dark.
    theme: Theme,
}

fn decide<T: Clone + Default>(
    managed: Option<&Wish<T>>,
    workspace: Option<&format::Preference<T>>,
    agent: Option<&Wish<T>>,
    recommended: Option<&Wish<T>>,
) -> Effective<T> {
    let wish = |by, wish: Option<&Wish<T>>| {
        wish.cloned().map(|Wish { value, place }| Effective { value, by, place })
    };
    let preference = |by, locked| {
        let preference = workspace.filter(|preference| preference.locked == locked);
        preference.map(|preference| Effective { value: preference.value.clone(), by, place: None })
    };
    wish(Decider::MachineManaged, managed)
        .or_else(|| preference(Decider::WorkspaceLocked, true))
        .or_else(|| wish(Decider::Agent, agent))
        .or_else(|| preference(Decider::WorkspaceDefault, false))
        .or_else(|| wish(Decider::MachineRecommended, recommended))
        .unwrap_or_else(|| Effective { value: T::default(), by: Decider::BuiltIn, place: None })
}

impl<T: Serialize> Effective<T> {
    fn text(&self) -> Effective<String> {
        let value = match serde_json::to_value(&self.value) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(other) => other.to_string(),
            Err(_) => String::new(),
        };
        Effective { value, by: self.by, place: self.place.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who decides, where everybody from `strongest` on has an opinion.
    fn decided(strongest: Decider) -> Effective<Theme> {
        use Decider as D;
        let wish = |by: D, value| {
            (strongest <= by).then(|| Wish { value, place: (by != D::Agent).then(|| Place::whole("there")) })
        };
        let locked = strongest <= D::WorkspaceLocked;
        let value = if locked { Theme::Dark } else { Theme::Light };
        let preference = (strongest <= D::WorkspaceDefault).then_some(format::Preference { value, locked });
        let settings = |theme| Settings { theme, ..Settings::default() };
        resolve(
            &settings(wish(D::MachineManaged, Theme::Light)),
            &format::Settings { theme: preference, ..format::Settings::default() },
            &settings(wish(D::Agent, Theme::System)),
            &settings(wish(D::MachineRecommended, Theme::Dark)),
        )
        .theme
    }

    #[test]
    fn the_agent_chooses_by_the_same_names() {
        let store = Store::in_memory();
        assert_eq!(Settings::of_agent(&store).expect("read"), Settings::default());
        store.set("theme", Some(&Theme::Dark)).expect("kept");
        let wish = Some(Wish { value: Theme::Dark, place: None });
        assert_eq!(
            Settings::of_agent(&store).expect("read"),
            Settings { theme: wish, ..Settings::default() }
        );
    }

    #[test]
    fn the_strongest_decides_and_is_named() {
        use Decider as D;
        let rows = [
            (D::MachineManaged, Theme::Light, true),
            (D::WorkspaceLocked, Theme::Dark, false),
            (D::Agent, Theme::System, false),
            (D::WorkspaceDefault, Theme::Light, false),
            (D::MachineRecommended, Theme::Dark, true),
            (D::BuiltIn, Theme::System, false),
        ];
        for (by, value, placed) in rows {
            let decided = decided(by);
            assert_eq!((decided.by, decided.value, decided.place.is_some()), (by, value, placed));
        }
        assert!(D::MachineManaged.locks() && D::WorkspaceLocked.locks() && !D::Agent.locks());
    }
}
