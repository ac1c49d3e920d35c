//! Reading a journal without being the station: for technicians and the day's books.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OpenFlags};

use super::copy;
use super::error::{Damage, JournalError};
use super::fault::Fault;
use super::files::Files;
use super::verify::verify;
use crate::station::Dated;

/// A verified journal, as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Every record, oldest first. The first has the number 1, and there is no gap.
    pub records: Vec<Dated>,
    /// Which file they are from.
    pub source: Source,
}

/// Which file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The journal itself; no station is running on it.
    Journal(PathBuf),
    /// The copy that the running station made.
    Copy {
        /// The copy.
        path: PathBuf,
        /// When it was made.
        made: SystemTime,
    },
}

/// Reads and verifies the journal at `path`, or, while a station runs on it, the station's copy.
///
/// # Errors
/// [`JournalError`] when there is none, when it is not whole, or when a station runs and has made
/// no copy yet.
pub fn read(path: &Path) -> Result<Reading, JournalError> {
    let (source, connection) = choose(path)?;
    let verified = verify(&connection).map_err(|fault| fault.at(source.path(), || None))?;
    Ok(Reading { records: verified.records, source })
}

/// Copies the journal at `path`, or, while a station runs on it, the station's copy, to `to`,
/// which appears all at once. Answers which of them it copied.
///
/// # Errors
/// [`JournalError`] as for [`read`], and when `to` cannot be written.
pub fn copy_to(path: &Path, to: &Path) -> Result<Source, JournalError> {
    let (source, connection) = choose(path)?;
    verify(&connection).map_err(|fault| fault.at(source.path(), || None))?;
    match copy::backup(&connection, to) {
        Ok(()) => Ok(source),
        Err(copy::CopyFailed::Files(io)) => {
            Err(JournalError::Files { path: to.to_owned(), source: io })
        }
        Err(copy::CopyFailed::Busy) => Err(JournalError::InUse { path: to.to_owned() }),
        Err(copy::CopyFailed::Database(error)) => {
            Err(JournalError::Failed { path: to.to_owned(), source: error })
        }
    }
}

impl Source {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Journal(path) | Self::Copy { path, .. } => path,
        }
    }
}

/// The journal if it can be had, else the copy.
fn choose(path: &Path) -> Result<(Source, Connection), JournalError> {
    match connect(path) {
        Ok(connection) => Ok((Source::Journal(path.to_owned()), connection)),
        Err(JournalError::InUse { .. }) => {
            let copy = Files::beside(path).copy();
            let made = std::fs::metadata(&copy)
                .and_then(|found| found.modified())
                .map_err(|_| JournalError::NoCopy { path: path.to_owned() })?;
            let connection = connect(&copy)?;
            Ok((Source::Copy { path: copy, made }, connection))
        }
        Err(error) => Err(error),
    }
}

/// Opens a database to read all of it as of now. It is opened for writing where that is allowed,
/// because a crash leaves a transaction that has to be rolled back before anything is read.
fn connect(path: &Path) -> Result<Connection, JournalError> {
    let here = std::fs::metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => JournalError::Absent { path: path.to_owned() },
        _ => JournalError::Files { path: path.to_owned(), source },
    })?;
    let open = || -> Result<Connection, Fault> {
        if here.len() == 0 {
            return Err(Fault::Damaged(Damage::Empty));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.execute_batch(
            "PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
             PRAGMA query_only = ON; BEGIN; SELECT 1 FROM sqlite_schema",
        )?;
        Ok(connection)
    };
    open().map_err(|fault| fault.at(path, || None))
}
