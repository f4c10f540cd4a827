//! The agent's own arrangement of each workspace's desk.

use rusqlite::OptionalExtension as _;

use super::{Store, Trouble};
use crate::desk::layer::Layer;

impl Store {
    /// The agent's layer over a workspace; an empty one where they changed nothing.
    pub fn layer(&self, workspace: &str) -> Result<Layer, Trouble> {
        let query = "SELECT layer FROM desk WHERE workspace = ?1";
        let text: Option<String> =
            self.connection().query_row(query, [workspace], |row| row.get(0)).optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Keeps it.
    pub fn keep_layer(&self, workspace: &str, layer: &Layer) -> Result<(), Trouble> {
        let text = serde_json::to_string(layer).map_err(|e| Trouble::Disk(e.to_string()))?;
        self.connection().execute("INSERT OR REPLACE INTO desk VALUES (?1, ?2)", [workspace, &text])?;
        Ok(())
    }
}
