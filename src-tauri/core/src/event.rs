//! What can change while the window is open.

use serde::Serialize;

use crate::view::{DeskView, NoticeView, SessionView, SettingsView, WorkspaceView};
use crate::words::Language;

/// One slice of the [`Snapshot`](crate::view::Snapshot), replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "slice", content = "value", rename_all = "snake_case")]
pub enum Event {
    /// Who is signed in.
    Session(SessionView),
    /// The language that Parvis speaks.
    Language(Language),
    /// The tools.
    Desk(DeskView),
    /// Where they come from.
    Workspace(WorkspaceView),
    /// What is set.
    Settings(SettingsView),
    /// What the agent should know.
    Notices(Vec<NoticeView>),
}
