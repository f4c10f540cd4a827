//! The workspaces that the agent joined by their address.

use rusqlite::params;

use super::{Store, Trouble};

/// A workspace that the agent joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Its number here; never used again for another.
    pub id: i64,
    /// The address of its repository.
    pub address: String,
    /// The root that the agent confirmed, as it was received.
    pub root: Vec<u8>,
    /// The name that it had, for when it cannot be read.
    pub name: String,
}

impl Store {
    /// All of them, the oldest first.
    pub fn joined(&self) -> Result<Vec<Joined>, Trouble> {
        let connection = self.connection();
        let mut query = connection.prepare("SELECT id, address, root, name FROM workspace ORDER BY id")?;
        let rows = query.query_map([], |row| {
            Ok(Joined { id: row.get(0)?, address: row.get(1)?, root: row.get(2)?, name: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds one, in place of the one that had its address. Returns its number.
    pub fn join(&self, address: &str, root: &[u8], name: &str) -> Result<i64, Trouble> {
        let connection = self.connection();
        let add = "INSERT OR REPLACE INTO workspace (address, root, name) VALUES (?1, ?2, ?3)";
        connection.execute(add, params![address, root, name])?;
        Ok(connection.last_insert_rowid())
    }

    /// Takes one away.
    pub fn leave(&self, id: i64) -> Result<(), Trouble> {
        self.connection().execute("DELETE FROM workspace WHERE id = ?1", [id])?;
        Ok(())
    }
}
