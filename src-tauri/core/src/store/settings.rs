//! The agent's settings, and other small things that are remembered by name.

use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, Trouble};

impl Store {
    /// What was set under this name; `None` also for what this version does not understand.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Trouble> {
        let text = read(&self.connection(), key)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Sets it; `None` takes it away. What it was already is not written again.
    pub fn set<T: Serialize>(&self, key: &str, value: Option<&T>) -> Result<(), Trouble> {
        let text = value.map(serde_json::to_string).transpose().map_err(|e| Trouble::Disk(e.to_string()))?;
        let connection = self.connection();
        match text {
            text if text == read(&connection, key)? => {}
            Some(text) => {
                connection.execute("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [key, &text])?;
            }
            None => {
                connection.execute("DELETE FROM setting WHERE key = ?1", [key])?;
            }
        }
        Ok(())
    }
}

fn read(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional()
}
