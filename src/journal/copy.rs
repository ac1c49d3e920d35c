//! Copies: one for whoever wants the journal elsewhere, one of a damaged file before anybody mends it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use sha2::{Digest, Sha256};

use super::files::{self, Files};

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum CopyFailed {
    #[error(transparent)]
    Files(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error("the journal was busy")]
    Busy,
}

/// Copies a whole journal to `to`, which appears, or is replaced, all at once.
pub(super) fn backup(journal: &Connection, to: &Path) -> Result<(), CopyFailed> {
    files::write_whole(to, |_, part| {
        let mut copy = Connection::open(part)?;
        let copied = Backup::new(journal, &mut copy)?.step(-1)?;
        if copied != StepResult::Done {
            return Err(CopyFailed::Busy);
        }
        Ok(copy.close().map_err(|(_, error)| error)?)
    })
}

/// Keeps a copy of a damaged journal beside it, named by its content: a station that is started
/// again and again on the same damage keeps one copy, not one a start.
///
/// The database must be closed: closing another descriptor of it would drop SQLite's locks.
pub(super) fn quarantine(files: &Files) -> io::Result<PathBuf> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(files.database())?, &mut hash)?;
    let fingerprint: String =
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let to = files.quarantine(&fingerprint);
    if !to.exists() {
        files::write_whole(&to, |copy, _| {
            io::copy(&mut File::open(files.database())?, copy).map(|_bytes| ())
        })?;
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_fails_leaves_nothing_behind_and_the_last_one_in_place() {
        let directory = tempfile::tempdir().unwrap();
        let to = directory.path().join("copy.db");
        let journal = Connection::open_in_memory().unwrap();
        journal.execute_batch("CREATE TABLE event (seq INTEGER)").unwrap();
        backup(&journal, &to).unwrap();
        let last = std::fs::read(&to).unwrap();
        let failed =
            files::write_whole(&to, |_, _| Err::<(), _>(io::Error::from(io::ErrorKind::Other)));
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&to).unwrap(), last);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
