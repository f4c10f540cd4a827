//! What can change while the window is open.

use serde::Serialize;

use crate::view::{DeskView, NoticeView, SessionView};

/// One slice of the [`Snapshot`](crate::view::Snapshot), replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "slice", content = "value", rename_all = "snake_case")]
pub enum Event {
    /// Who is signed in.
    Session(SessionView),
    /// The tools.
    Desk(DeskView),
    /// What the agent should know.
    Notices(Vec<NoticeView>),
}
