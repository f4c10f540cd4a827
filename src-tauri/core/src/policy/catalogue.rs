//! Every key of policy: what it is called, what it may hold, who decides it, and what is said about it. The reader,
//! `parvisctl policy`, the templates for each system and the reference page are made from this one list.

use crate::words::Language;

mod keys;

pub use self::keys::KEYS;

/// A key of policy.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name in a policy file and in managed preferences; [`registry_name`](Self::registry_name) on Windows.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Who decides it.
    pub scope: Scope,
    /// What counts where nobody decided, as text; `None` for nothing.
    pub built_in: Option<&'static str>,
    /// A value, or several for a list; `{folder}` stands for [`Folder`], where a system keeps such files.
    pub example: &'static [&'static str],
    /// The version of Parvis that knew it first.
    pub since: &'static str,
    /// What it is, in a few words.
    pub title: Said,
    /// What it does, in full sentences.
    pub explanation: Said,
}

/// Who decides a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The managed policy of the machine and nobody else.
    Machine,
    /// Machine, workspace and agent, in the order of [`Decider`](crate::settings::Decider).
    Shared,
}

/// What a key may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The absolute path of a file.
    File,
    /// Such paths.
    Files,
    /// An https address.
    Address,
    /// `system`, `none` or the address of a proxy.
    Proxy,
    /// Yes or no.
    Switch,
    /// A whole number.
    Number {
        /// The smallest that is taken.
        least: u32,
        /// The largest that is taken.
        most: u32,
    },
    /// A text that is never shown.
    Secret,
    /// One of these.
    Choice(&'static [Choice]),
}

/// One value of a [`Kind::Choice`].
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// As it is written.
    pub value: &'static str,
    /// As it is called.
    pub name: Said,
}

/// One text in the three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
    /// German.
    pub de: &'static str,
}

impl Said {
    /// In this language.
    pub fn pick(self, language: Language) -> &'static str {
        language.pick(self.fr, self.en, self.de)
    }
}

/// Where a system keeps the files that policy names, for examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// `/etc/parvis/`.
    Linux,
    /// `/Library/Application Support/Parvis/`.
    MacOs,
    /// `C:\Program Files\Parvis\`.
    Windows,
}

impl Key {
    /// The key with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Its name in the registry: `WorkspaceRoot` of `workspace_root`.
    pub fn registry_name(&self) -> String {
        let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
        self.name.split('_').map(capital).collect()
    }

    /// Its example on a system: one value, or several for a list.
    pub fn example_on(&self, folder: Folder) -> Vec<String> {
        let folder = match folder {
            Folder::Linux => "/etc/parvis/",
            Folder::MacOs => "/Library/Application Support/Parvis/",
            Folder::Windows => r"C:\Program Files\Parvis\",
        };
        self.example.iter().map(|text| text.replace("{folder}", folder)).collect()
    }
}
