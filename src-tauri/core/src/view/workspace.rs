//! Where the desk comes from, and what else it could be.

use serde::Serialize;

use crate::clock::UnixTime;
use crate::error::Code;
use crate::workspace::Picture;

/// Where a workspace came from, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A file that the IT department laid on this machine.
    Machine,
    /// A signed repository whose root the IT department laid on this machine.
    Repository,
    /// A signed repository whose address the agent typed: nobody vouches for it.
    Joined,
    /// "La Suite numérique", public tools, no sign-in.
    BuiltIn,
}

/// How an organisation looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BrandView {
    /// A picture as a `data:` URL.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub logo: Option<Picture>,
    /// Its colour.
    pub accent: Option<AccentView>,
}

/// A colour as `#rrggbb`, in a shade that can be read on each ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccentView {
    /// On a light ground.
    pub light: String,
    /// On a dark one.
    pub dark: String,
}

/// The workspace that is shown, and the others that there are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WorkspaceView {
    /// Its id.
    pub id: String,
    /// Its name in the agent's language.
    pub name: String,
    /// Where it came from.
    pub origin: Origin,
    /// Its revision, for the help desk.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub revision: Option<u64>,
    /// The host of its repository, for [`Origin::Repository`] and [`Origin::Joined`].
    pub host: Option<String>,
    /// The fingerprint of its first root, in words, likewise.
    pub fingerprint: Option<String>,
    /// How fresh it is.
    pub freshness: FreshnessView,
    /// The workspaces of this computer, this one too; a single one is no choice.
    pub choices: Vec<WorkspaceChoiceView>,
    /// Whether the agent may join another one by its address.
    pub may_join: bool,
    /// A workspace that is about to be joined.
    pub joining: Option<JoiningView>,
}

/// How fresh a workspace is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum FreshnessView {
    /// It is on this computer: there is nobody to ask.
    Local,
    /// It was never received; the tools that are shown meanwhile are the built-in ones.
    Awaited,
    /// The repository was asked and all is well.
    Current {
        /// When.
        checked_at: UnixTime,
    },
    /// The last answer was not a good one. What is shown is the last good workspace.
    Late {
        /// Why.
        code: Code,
        /// For the help desk.
        detail: Option<String>,
        /// When all was well for the last time; absent, never since it is on this computer.
        checked_at: Option<UnixTime>,
        /// Whether it is worth the agent's attention by now. A repository that does not answer for an hour is not.
        serious: bool,
    },
}

/// A workspace that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WorkspaceChoiceView {
    /// What `switch_workspace` and `leave_workspace` take.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The host of its repository.
    pub host: Option<String>,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// A workspace that is about to be joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JoiningView {
    /// Its repository is being asked.
    Asking {
        /// The address that was typed.
        address: String,
    },
    /// The agent has to say whether it is the right one.
    Confirm {
        /// The host of its repository.
        host: String,
        /// The name that it gives itself.
        name: String,
        /// The fingerprint of its root, in words, to compare with what the organisation published.
        fingerprint: String,
        /// The fingerprint that was trusted until now at this address, where it is not the same.
        replaces: Option<String>,
    },
    /// It cannot be joined.
    Failed {
        /// The address that was typed.
        address: String,
        /// Why.
        code: Code,
        /// For the help desk.
        detail: Option<String>,
    },
}
