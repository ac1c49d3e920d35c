//! Appending to an open journal.

use std::time::Instant;

use rusqlite::{Connection, Statement, TransactionBehavior, params};

use super::ballast::{Ballast, Room};
use super::chain::{Head, Link};
use super::error::JournalError;
use super::fault::is_full;
use super::files::Files;
use super::lock::InstanceLock;
use super::row::Row;
use crate::station::{Dated, Record};

/// An open journal: the one connection to it there is.
pub struct Journal {
    connection: Connection,
    head: Head,
    run: Run,
    ballast: Ballast,
    files: Files,
    failed: bool,
    // Last, so that the database is closed before another station may have it.
    _lock: InstanceLock,
}

/// One run of the station, from the opening of its journal.
struct Run {
    boot: [u8; 16],
    started: Instant,
}

/// When a batch was written.
#[derive(Clone, Copy)]
struct Stamp {
    wall_ms: i64,
    mono_ms: i64,
}

impl Run {
    fn stamp(&self) -> Stamp {
        Stamp {
            wall_ms: jiff::Timestamp::now().as_millisecond(),
            mono_ms: i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }
}

impl Journal {
    /// A verified journal, ready for its next event.
    pub(super) fn new(
        connection: Connection,
        head: Head,
        boot: [u8; 16],
        ballast: Ballast,
        files: Files,
        lock: InstanceLock,
    ) -> Self {
        let run = Run { boot, started: Instant::now() };
        Self { connection, head, run, ballast, files, failed: false, _lock: lock }
    }

    /// Where this journal's files are.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// Writes a batch in one transaction and returns it once it is on the disk, dated.
    ///
    /// # Errors
    /// Any error is final: what is on the disk after a failed sync is not known to this process,
    /// so every later call answers [`JournalError::Stopped`]. The next start reads what is there.
    pub fn append(&mut self, records: Vec<Record>) -> Result<Vec<Dated>, JournalError> {
        let path = || self.files.database().to_owned();
        if self.failed {
            return Err(JournalError::Stopped { path: path() });
        }
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let stamp = self.run.stamp();
        let written = self.ballast.retry_when_full(|| {
            write(&mut self.connection, self.head, &records, stamp, &self.run.boot)
        });
        match written {
            Ok(head) => {
                self.head = head;
                let dated = |record| Dated { unix_ms: stamp.wall_ms, record };
                Ok(records.into_iter().map(dated).collect())
            }
            Err(source) => {
                self.failed = true;
                let path = path();
                if is_full(&source) {
                    Err(JournalError::Full { path })
                } else {
                    Err(JournalError::Failed { path, source })
                }
            }
        }
    }

    /// Whether there is room for more sales. [`Room::Low`] from the moment the ballast had to be
    /// given up.
    #[must_use]
    pub fn room(&self) -> Room {
        self.ballast.room()
    }

    /// Lays the ballast again if it was given up and the disk has room for it by now.
    pub(super) fn replenish(&self) {
        if let Err(error) = self.ballast.replenish() {
            tracing::warn!(%error, "the journal's ballast could not be laid again");
        }
    }
}

const INSERT: &str = "INSERT INTO event
    (seq, sale, kind, body, wall_ms, boot, mono_ms, prev, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Appends rows after `head` in one transaction, and answers with the new head. The trigger of
/// the table moves the head on the disk in the same transaction.
fn write(
    connection: &mut Connection,
    head: Head,
    records: &[Record],
    stamp: Stamp,
    boot: &[u8; 16],
) -> rusqlite::Result<Head> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let head = insert(&transaction, head, records, stamp, boot)?;
    transaction.commit()?;
    Ok(head)
}

fn insert(
    transaction: &Connection,
    mut head: Head,
    records: &[Record],
    stamp: Stamp,
    boot: &[u8; 16],
) -> rusqlite::Result<Head> {
    let mut statement = transaction.prepare(INSERT)?;
    for record in records {
        let row = Row::encode(record)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let link = Link {
            seq: head.seq + 1,
            sale: row.sale.as_deref(),
            kind: row.kind,
            body: &row.body,
            wall_ms: stamp.wall_ms,
            boot,
            mono_ms: stamp.mono_ms,
        };
        head = append_link(&mut statement, &link, head)?;
    }
    Ok(head)
}

fn append_link(
    statement: &mut Statement<'_>,
    link: &Link<'_>,
    head: Head,
) -> rusqlite::Result<Head> {
    let hash = link.hash(&head.hash);
    statement.execute(params![
        link.seq,
        link.sale,
        link.kind,
        link.body,
        link.wall_ms,
        link.boot,
        link.mono_ms,
        head.hash,
        hash
    ])?;
    Ok(Head { seq: link.seq, hash })
}

#[cfg(test)]
impl Journal {
    /// Writes a batch to the file without committing it, and calls `power_cut` at that moment.
    pub(super) fn flush_half_a_batch(&mut self, records: &[Record], power_cut: impl FnOnce()) {
        let stamp = self.run.stamp();
        let transaction = self.connection.transaction().unwrap();
        insert(&transaction, self.head, records, stamp, &self.run.boot).unwrap();
        transaction.cache_flush().unwrap();
        power_cut();
    }

    /// Appends an event no record of this version stands for.
    pub(super) fn append_row(&mut self, kind: &str, body: &str) {
        let Stamp { wall_ms, mono_ms } = self.run.stamp();
        let seq = self.head.seq + 1;
        let link = Link { seq, sale: None, kind, body, wall_ms, boot: &self.run.boot, mono_ms };
        let mut statement = self.connection.prepare(INSERT).unwrap();
        self.head = append_link(&mut statement, &link, self.head).unwrap();
    }

    /// Makes the disk full for the database: it may not grow by a page.
    pub(super) fn limit_to_its_pages(&self) {
        let pages: i64 =
            self.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        self.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    }
}
