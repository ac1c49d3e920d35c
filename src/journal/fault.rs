//! What SQLite's result codes mean for a journal.

use std::path::{Path, PathBuf};

use rusqlite::{Error, ErrorCode, ffi};

use super::error::{Damage, JournalError};
use super::schema;

/// Why a database is not a journal to work with, before the file has a name and a quarantine.
#[derive(Debug)]
pub(super) enum Fault {
    Foreign,
    Newer { found: i64 },
    UnknownRecord { seq: i64 },
    Damaged(Damage),
    ReadOnly,
    InUse,
    Full,
    Unsafe { pragma: &'static str },
    Failed(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        /// A file shorter than it should be, and a file system that found itself corrupt.
        const TORN: [i32; 2] = [ffi::SQLITE_IOERR_SHORT_READ, ffi::SQLITE_IOERR_CORRUPTFS];
        match error.sqlite_error() {
            // The row was there, but a column was not of the type the table demands.
            None => Self::Damaged(Damage::Unreadable),
            Some(code) if TORN.contains(&code.extended_code) => Self::Damaged(Damage::Unreadable),
            Some(code) => match code.code {
                ErrorCode::NotADatabase => Self::Foreign,
                ErrorCode::DatabaseCorrupt => Self::Damaged(Damage::Unreadable),
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::InUse,
                ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                    Self::ReadOnly
                }
                ErrorCode::DiskFull => Self::Full,
                _ => Self::Failed(error),
            },
        }
    }
}

impl Fault {
    /// The error for staff. `quarantine` is asked for a copy of the file when it is damaged.
    pub(super) fn at(
        self,
        path: &Path,
        quarantine: impl FnOnce() -> Option<PathBuf>,
    ) -> JournalError {
        let path = path.to_owned();
        match self {
            Self::Foreign => JournalError::Foreign { path },
            Self::Newer { found } => JournalError::Newer { path, found, known: schema::FORMAT },
            Self::UnknownRecord { seq } => JournalError::UnknownRecord { path, seq },
            Self::Damaged(damage) => {
                JournalError::Damaged { path, damage, quarantine: quarantine() }
            }
            Self::ReadOnly => JournalError::ReadOnly { path },
            Self::InUse => JournalError::InUse { path },
            Self::Full => JournalError::Full { path },
            Self::Unsafe { pragma } => JournalError::Unsafe { path, pragma },
            Self::Failed(source) => JournalError::Failed { path, source },
        }
    }
}

/// Whether the disk had no room for a write.
pub(super) fn is_full(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: i32) -> Fault {
        Fault::from(Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn every_trouble_of_sqlite_has_its_own_words() {
        assert!(matches!(fault(ffi::SQLITE_NOTADB), Fault::Foreign));
        assert!(matches!(fault(ffi::SQLITE_CORRUPT), Fault::Damaged(Damage::Unreadable)));
        assert!(matches!(fault(ffi::SQLITE_IOERR_SHORT_READ), Fault::Damaged(_)));
        assert!(matches!(fault(ffi::SQLITE_BUSY), Fault::InUse));
        assert!(matches!(fault(ffi::SQLITE_READONLY_ROLLBACK), Fault::ReadOnly));
        assert!(matches!(fault(ffi::SQLITE_CANTOPEN), Fault::ReadOnly));
        assert!(matches!(fault(ffi::SQLITE_FULL), Fault::Full));
        assert!(matches!(fault(ffi::SQLITE_IOERR_FSYNC), Fault::Failed(_)));
    }
}
