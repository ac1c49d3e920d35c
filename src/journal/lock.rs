//! One station a journal.
//!
//! SQLite's own lock would do between processes, but it is lost as soon as anything in the
//! process closes another descriptor of the database. This one is a file of its own under
//! `flock(2)`, taken before the database is touched and let go by the kernel however the process
//! ends.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::files;

/// Held while a station runs on the journal.
pub(super) struct InstanceLock {
    _held: File,
}

impl InstanceLock {
    /// Takes the lock, or answers `None` at once when another station has it.
    pub(super) fn take(path: &Path) -> io::Result<Option<Self>> {
        let file = files::private().create(true).truncate(false).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { _held: file })),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_held_by_one_and_free_again_after() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.lock");
        let held = InstanceLock::take(&path).unwrap();
        assert!(held.is_some());
        assert!(InstanceLock::take(&path).unwrap().is_none());
        drop(held);
        assert!(InstanceLock::take(&path).unwrap().is_some());
    }
}
