//! Reads a whole journal and believes none of it: every hash is computed anew.

use rusqlite::{Connection, Row as SqlRow};

use super::chain::{Hash, Head, Link};
use super::error::Damage;
use super::fault::Fault;
use super::row::{self, RowProblem};
use super::schema::{self, FORMAT, Identity};
use crate::station::Dated;

/// A journal that is whole.
pub(super) struct Verified {
    pub(super) identity: Identity,
    pub(super) head: Head,
    /// Every record, oldest first.
    pub(super) records: Vec<Dated>,
}

/// Checks that the database is ours, of a version known here, sound by SQLite's check, and that
/// its events are gapless, unaltered and all there; and reads them.
pub(super) fn verify(connection: &Connection) -> Result<Verified, Fault> {
    if !schema::is_ours(connection)? {
        return Err(Fault::Foreign);
    }
    let found = schema::format(connection).map_err(|_| Fault::Damaged(Damage::Schema))?;
    if found > FORMAT {
        return Err(Fault::Newer { found });
    }
    if !schema::is_whole(connection)? {
        return Err(Fault::Damaged(Damage::Schema));
    }
    let sound: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(Fault::Damaged(Damage::Integrity));
    }
    let (identity, promised) = meta(connection)?;
    let (head, records) = follow(connection, identity.genesis())?;
    if head == promised {
        Ok(Verified { identity, head, records })
    } else {
        Err(Fault::Damaged(Damage::Tail))
    }
}

fn meta(connection: &Connection) -> Result<(Identity, Head), Fault> {
    Ok(connection.query_row(
        "SELECT format, install, created_ms, head_seq, head_hash FROM meta",
        [],
        |row| {
            let identity =
                Identity { format: row.get(0)?, install: row.get(1)?, created_ms: row.get(2)? };
            Ok((identity, Head { seq: row.get(3)?, hash: row.get(4)? }))
        },
    )?)
}

/// Follows the chain from its genesis to its last event.
fn follow(connection: &Connection, genesis: Hash) -> Result<(Head, Vec<Dated>), Fault> {
    let mut head = Head { seq: 0, hash: genesis };
    let mut records = Vec::new();
    let mut query = connection.prepare(
        "SELECT seq, sale, kind, body, wall_ms, boot, mono_ms, prev, hash FROM event ORDER BY seq",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let dated = next(row, &mut head)?;
        records.push(dated);
    }
    Ok((head, records))
}

/// Takes one event in, if it follows `head`, and moves `head` on.
fn next(row: &SqlRow<'_>, head: &mut Head) -> Result<Dated, Fault> {
    let seq = row.get(0)?;
    if seq != head.seq + 1 {
        return Err(Fault::Damaged(Damage::Gap { seq: head.seq + 1 }));
    }
    // Text that is no UTF-8, or a value of another type, is damage to this event.
    let altered = Fault::Damaged(Damage::Altered { seq });
    let Ok((link, prev, hash)) = columns(row, seq) else {
        return Err(altered);
    };
    if prev != head.hash || link.hash(&prev) != hash {
        return Err(altered);
    }
    *head = Head { seq, hash };
    let record = row::decode(link.sale, link.kind, link.body).map_err(|problem| match problem {
        RowProblem::UnknownKind => Fault::UnknownRecord { seq },
        RowProblem::Malformed => Fault::Damaged(Damage::Malformed { seq }),
    })?;
    Ok(Dated { unix_ms: link.wall_ms, record })
}

fn columns<'a>(row: &'a SqlRow<'_>, seq: i64) -> rusqlite::Result<(Link<'a>, Hash, Hash)> {
    let link = Link {
        seq,
        sale: row.get_ref(1)?.as_str_or_null()?,
        kind: row.get_ref(2)?.as_str()?,
        body: row.get_ref(3)?.as_str()?,
        wall_ms: row.get(4)?,
        boot: row.get_ref(5)?.as_blob()?,
        mono_ms: row.get(6)?,
    };
    Ok((link, row.get(7)?, row.get(8)?))
}
