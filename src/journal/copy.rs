//! Copies: one for readers while the station runs, one of a damaged file before anybody mends it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use sha2::{Digest, Sha256};

use super::files::{self, Files, part_of};

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
    let part = part_of(to);
    files::private().create(true).truncate(true).open(&part)?;
    let mut copy = Connection::open(&part)?;
    match Backup::new(journal, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(CopyFailed::Busy),
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(files::publish(&part, to)?)
}

/// Copies a file as it is, to a name that appears all at once.
pub(super) fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    let part = part_of(to);
    let mut copy = files::private().create(true).truncate(true).open(&part)?;
    io::copy(&mut std::fs::File::open(from)?, &mut copy)?;
    files::publish(&part, to)
}

/// Keeps a copy of a damaged journal beside it, named by its content: a station that is started
/// again and again on the same damage keeps one copy, not one a start.
///
/// The database must be closed: closing another descriptor of it would drop SQLite's locks.
pub(super) fn quarantine(files: &Files) -> io::Result<PathBuf> {
    let mut hash = Sha256::new();
    io::copy(&mut std::fs::File::open(files.database())?, &mut hash)?;
    let fingerprint: String =
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let to = files.quarantine(&fingerprint);
    if !to.exists() {
        duplicate(files.database(), &to)?;
    }
    Ok(to)
}
