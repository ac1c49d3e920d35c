//! The tables, and how a file is told to be ours.

use rusqlite::{Connection, params};

use super::chain::{self, Hash};

/// The version of the tables and of the records in them. A change that an older chargeonce could
/// misread takes the next number.
pub(super) const FORMAT: i64 = 1;

/// Marks the file as ours in SQLite's header: "ChOn" in ASCII.
const APPLICATION: i32 = 0x4368_4f6e;

const TABLES: &str = include_str!("schema.sql");

/// What a journal is, told once at its creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) format: i64,
    pub(super) install: [u8; 16],
    pub(super) created_ms: i64,
}

impl Identity {
    /// What the journal's first event follows.
    pub(super) fn genesis(&self) -> Hash {
        chain::genesis(self.format, &self.install, self.created_ms)
    }

    /// The installation's id, 32 hexadecimal digits.
    pub(super) fn install_id(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.install))
    }

    /// Whether this is not the installation that the marker names, if there is a marker.
    pub(super) fn is_another_than(&self, installed: Option<&str>) -> bool {
        installed.is_some_and(|id| id != self.install_id())
    }
}

/// Writes the tables of an empty journal.
pub(super) fn create(connection: &mut Connection, identity: &Identity) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute(
        "INSERT INTO meta (one, format, install, created_ms, head_seq, head_hash)
         VALUES (1, ?1, ?2, ?3, 0, ?4)",
        params![identity.format, identity.install, identity.created_ms, identity.genesis()],
    )?;
    transaction.commit()
}

/// Whether the file calls itself a chargeonce journal.
pub(super) fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok(application == APPLICATION)
}

/// The version the file was written in.
pub(super) fn format(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT format FROM meta", [], |row| row.get(0))
}

/// Whether the tables and triggers are exactly those of [`FORMAT`]: a journal without its
/// triggers would let itself be changed.
pub(super) fn is_whole(connection: &Connection) -> rusqlite::Result<bool> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(TABLES)?;
    Ok(definitions(connection)? == definitions(&fresh)?)
}

fn definitions(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    connection
        .prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
