//! Reading a journal without being the station: for technicians and the day's books.
//!
//! A running station keeps everybody else out of its journal, for the sake of its writes. So the
//! file's bytes are read, past SQLite and its locks, and believed only if they make a whole
//! journal and no transaction is under way afterwards: what was read then is what was committed.
//! Else they are read again.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::copy;
use super::error::{Damage, JournalError};
use super::fault::Fault;
use super::files::{self, Files};
use super::open::installed;
use super::verify::{Verified, verify};
use crate::station::Dated;

/// How often the journal of a running station is read until it is found between two writes.
const LOOKS: u32 = 40;
/// Between two looks: longer than a write takes.
const PAUSE: Duration = Duration::from_millis(25);

/// A verified journal, as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Every record, oldest first. The first has the number 1, and there is no gap.
    pub records: Vec<Dated>,
    /// Which file they are from.
    pub source: Source,
}

/// Which file was read, and beside whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The journal.
    pub path: PathBuf,
    /// Whether a station, or another program, had it open meanwhile.
    pub in_use: bool,
}

/// Reads and verifies the journal at `path`, whether or not a station runs on it.
///
/// # Errors
/// [`JournalError`] when there is none, when it is not whole, and when the marker beside it names
/// another journal.
pub fn read(path: &Path) -> Result<Reading, JournalError> {
    let Snapshot { verified, source, .. } = take(path)?;
    Ok(Reading { records: verified.records, source })
}

/// Copies the journal at `path` to `to`, which appears all at once. Answers what it copied.
///
/// # Errors
/// [`JournalError`] as for [`read`], and when `to` cannot be written.
pub fn copy_to(path: &Path, to: &Path) -> Result<Source, JournalError> {
    let Snapshot { connection, source, .. } = take(path)?;
    match copy::backup(&connection, to) {
        Ok(()) => Ok(source),
        Err(copy::CopyFailed::Files(source)) => {
            Err(JournalError::NotCopied { to: to.to_owned(), source })
        }
        Err(other) => Err(JournalError::NotCopied {
            to: to.to_owned(),
            source: std::io::Error::other(other.to_string()),
        }),
    }
}

/// A whole journal that no longer changes.
struct Snapshot {
    connection: Connection,
    verified: Verified,
    source: Source,
}

fn take(path: &Path) -> Result<Snapshot, JournalError> {
    let snapshot = |(connection, verified), in_use| Snapshot {
        connection,
        verified,
        source: Source { path: path.to_owned(), in_use },
    };
    files::is_file(path)?;
    // SQLite would say no more than that it cannot.
    let here = File::open(path).and_then(|file| file.metadata());
    let here = here.map_err(|source| why_not(path, source))?;
    let installed = installed(&Files::beside(path))?;
    let settled = || {
        if here.len() == 0 {
            return Err(Fault::Damaged(Damage::Empty));
        }
        let connection = connect(path)?;
        let verified = verify(&connection)?;
        Ok((connection, verified))
    };
    let found = match settled() {
        Ok(settled) => snapshot(settled, false),
        Err(Fault::InUse) => look(path, between_writes).map(|found| snapshot(found, true))?,
        Err(fault) => return Err(fault.at(path, || None)),
    };
    if found.verified.identity.is_another_than(installed.as_deref()) {
        return Err(JournalError::Foreign { path: path.to_owned() });
    }
    Ok(found)
}

/// What it means that a journal cannot be opened for reading.
fn why_not(path: &Path, source: std::io::Error) -> JournalError {
    let path = path.to_owned();
    if source.kind() != ErrorKind::NotFound {
        return JournalError::Unreadable { path, source };
    }
    match Files::beside(&path).marks() {
        Ok(marks) if marks.is_empty() => JournalError::Absent { path },
        Ok(marks) => JournalError::Missing { path, marks },
        Err(source) => JournalError::Unreadable { path, source },
    }
}

/// Opens a database to read all of it as of now. It is opened for writing where that is allowed,
/// because a crash leaves a transaction that has to be rolled back before anything is read.
fn connect(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.execute_batch(
        "PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
         PRAGMA query_only = ON; BEGIN; SELECT 1 FROM sqlite_schema",
    )?;
    Ok(connection)
}

/// Looks again and again until a look succeeds, or it is plain that none will.
#[expect(clippy::disallowed_methods, reason = "nothing tells when another process has written")]
fn look<T>(
    path: &Path,
    mut once: impl FnMut(&Path) -> Result<T, Fault>,
) -> Result<T, JournalError> {
    let mut looks = 1;
    loop {
        match once(path) {
            Ok(found) => return Ok(found),
            Err(fault) if looks >= LOOKS => return Err(fault.at(path, || None)),
            Err(_) => std::thread::sleep(PAUSE),
        }
        looks += 1;
    }
}

/// The journal as its bytes are now, held in memory.
fn between_writes(path: &Path) -> Result<(Connection, Verified), Fault> {
    let bytes = std::fs::read(path).map_err(|_| Fault::Damaged(Damage::Unreadable))?;
    if is_writing(path) {
        return Err(Fault::InUse);
    }
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true)?;
    let verified = verify(&connection)?;
    Ok((connection, verified))
}

/// Whether a transaction is under way: with `journal_mode=PERSIST` the head of SQLite's rollback
/// file is zero whenever there is none.
fn is_writing(path: &Path) -> bool {
    let mut head = [0; 8];
    match File::open(Files::beside(path).rollback()).and_then(|mut file| file.read_exact(&mut head))
    {
        Ok(()) => head != [0; 8],
        // None was ever made, or it is still empty.
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof),
    }
}
