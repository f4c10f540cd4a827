//! The last good answer of each feed, on disk, so that yesterday's desk is there at once and without a network.
//!
//! The answer is kept as it came and read again each time: what the workspace no longer allows is not shown.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::logos::Logos;
use crate::clock::UnixTime;
use crate::private;

/// An answer of a mebibyte, escaped, and its logos need less.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What was asked, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The workspace's id.
    pub workspace: String,
    /// The feed's id.
    pub feed: String,
    /// The whole address, with the organisation and the language if the feed has one for each.
    pub address: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The body.
    pub answer: String,
    /// RFC 9110 §8.8.3.
    pub etag: Option<String>,
    /// RFC 9110 §8.8.2.
    pub last_modified: Option<String>,
    /// When it was answered.
    pub read_at: UnixTime,
    /// The logos that it names.
    pub logos: Logos,
    /// When all of the logos were last asked for.
    pub logos_at: UnixTime,
}

/// The bytes on disk. Versioned, since an older Parvis may find what a newer one kept.
#[derive(Serialize, Deserialize)]
struct Record {
    v: u8,
    asked: Asked,
    kept: Kept,
}

/// What is kept in `folder`. Blocks.
pub(super) fn load(folder: &Path, asked: &Asked) -> Option<Kept> {
    let text = private::read(&folder.join(name(asked)), LARGEST)?;
    let record: Record = serde_json::from_slice(&text).ok()?;
    (record.v == 1 && record.asked == *asked).then_some(record.kept)
}

/// Keeps it in `folder`. What cannot be kept is asked for again. Blocks.
pub(super) fn save(folder: &Path, asked: &Asked, kept: &Kept) {
    let record = Record { v: 1, asked: asked.clone(), kept: kept.clone() };
    let saved = serde_json::to_vec(&record)
        .map_err(std::io::Error::from)
        .and_then(|text| private::write(folder, &name(asked), &text));
    if let Err(error) = saved {
        tracing::warn!(%error, "a feed could not be kept");
    }
}

fn name(asked: &Asked) -> String {
    private::name([&asked.workspace, &asked.feed, &asked.address])
}
