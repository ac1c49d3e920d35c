//! Room on the disk: a file that holds some until it is needed.
//!
//! When a record meets a full disk, the ballast is given up and the record tried once more: the
//! sale under way can end, and then the station goes out of service.

use std::io::ErrorKind::{QuotaExceeded, StorageFull};
use std::io::{self, Read};
use std::path::PathBuf;

use rustix::fs::{FallocateFlags, fallocate, statvfs};
use rustix::io::Errno;

use super::fault::is_full;
use super::files::{self, Files};

/// Whether there is room for more sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// There is.
    Enough,
    /// The disk is nearly full: finish what is under way and open no more sales.
    Low,
}

/// The file that holds room, and what counts as little.
pub(super) struct Ballast {
    path: PathBuf,
    bytes: u64,
    least_free: u64,
}

impl Ballast {
    /// Lays the ballast if it is not there. A disk without room for it is [`Room::Low`], not an
    /// error: what is open must still be settled.
    pub(super) fn lay(files: &Files, bytes: u64, least_free: u64) -> io::Result<Self> {
        let ballast = Self { path: files.ballast(), bytes, least_free };
        ballast.replenish()?;
        Ok(ballast)
    }

    /// Lays the ballast anew if it was spent and the disk has room for it again.
    pub(super) fn replenish(&self) -> io::Result<()> {
        if self.is_laid() || self.free()? < self.bytes.saturating_add(self.least_free) {
            return Ok(());
        }
        let laid = files::write_whole(&self.path, |file, _| {
            match fallocate(&*file, FallocateFlags::empty(), 0, self.bytes) {
                // A file system that cannot set room aside still has zeros to take it up.
                Err(Errno::OPNOTSUPP) => {
                    io::copy(&mut io::repeat(0).take(self.bytes), file).map(|_bytes| ())
                }
                done => Ok(done?),
            }
        });
        match laid {
            // A quota, or another program that was faster.
            Err(full) if matches!(full.kind(), StorageFull | QuotaExceeded) => Ok(()),
            done => done,
        }
    }

    /// How much room there is. A disk that cannot say counts as low.
    pub(super) fn room(&self) -> Room {
        match self.free() {
            Ok(free) if free >= self.least_free && self.is_laid() => Room::Enough,
            _ => Room::Low,
        }
    }

    /// Tries a write; where the disk is full, gives up the ballast and tries once more.
    pub(super) fn retry_when_full<T>(
        &self,
        mut write: impl FnMut() -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        match write() {
            Err(error) if is_full(&error) && self.spend() => write(),
            done => done,
        }
    }

    /// Whether there was something to give up.
    fn spend(&self) -> bool {
        self.bytes > 0 && std::fs::remove_file(&self.path).is_ok()
    }

    fn is_laid(&self) -> bool {
        self.bytes == 0
            || std::fs::metadata(&self.path).is_ok_and(|found| found.len() >= self.bytes)
    }

    fn free(&self) -> io::Result<u64> {
        let disk = statvfs(Files::beside(&self.path).directory())?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rusqlite::{Error, ffi};

    use super::*;

    fn full() -> Error {
        Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None)
    }

    fn laid(directory: &Path) -> Ballast {
        Ballast::lay(&Files::beside(&directory.join("journal.db")), 4096, 0).unwrap()
    }

    #[test]
    fn a_full_disk_costs_the_ballast_and_the_write_is_tried_once_more() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = laid(directory.path());
        assert_eq!(ballast.room(), Room::Enough);
        let mut tries = 0;
        let written = ballast.retry_when_full(|| {
            tries += 1;
            if directory.path().join("journal.ballast").exists() { Err(full()) } else { Ok(()) }
        });
        assert!(written.is_ok());
        assert_eq!(tries, 2);
        assert_eq!(ballast.room(), Room::Low);
    }

    #[test]
    fn a_write_that_finds_the_disk_full_again_fails() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = laid(directory.path());
        let mut tries = 0;
        let written = ballast.retry_when_full(|| {
            tries += 1;
            Err::<(), _>(full())
        });
        assert!(written.is_err());
        assert_eq!(tries, 2);
    }

    #[test]
    fn no_other_error_is_tried_again() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = laid(directory.path());
        let mut tries = 0;
        let written = ballast.retry_when_full(|| {
            tries += 1;
            Err::<(), _>(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None))
        });
        assert!(written.is_err());
        assert_eq!(tries, 1);
        assert_eq!(ballast.room(), Room::Enough);
    }

    #[test]
    fn the_ballast_is_laid_again_once_there_is_room() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = laid(directory.path());
        assert!(ballast.spend());
        assert_eq!(ballast.room(), Room::Low);
        ballast.replenish().unwrap();
        assert_eq!(ballast.room(), Room::Enough);
    }

    #[test]
    fn a_disk_without_room_for_the_ballast_is_low_and_no_error() {
        let directory = tempfile::tempdir().unwrap();
        let files = Files::beside(&directory.path().join("journal.db"));
        let ballast = Ballast::lay(&files, u64::MAX, 0).unwrap();
        assert_eq!(ballast.room(), Room::Low);
    }
}
