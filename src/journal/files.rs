//! The journal's file and the files that stand beside it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::error::JournalError;

/// Where everything of one journal is. All names derive from the database's path: for
/// `journal.db` they are `journal.installed`, `journal.lock` and so on, in the same directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    database: PathBuf,
}

impl Files {
    /// The files of the journal at this path.
    #[must_use]
    pub fn beside(database: &Path) -> Self {
        Self { database: database.to_owned() }
    }

    /// The journal itself, a SQLite database.
    #[must_use]
    pub fn database(&self) -> &Path {
        &self.database
    }

    /// Says that this station has had a journal, and which: a missing database is then a loss,
    /// not a first start.
    #[must_use]
    pub fn marker(&self) -> PathBuf {
        self.database.with_extension("installed")
    }

    /// The files that are there and say that this station has had a journal: the marker, and what
    /// SQLite keeps beside a database. Without the journal itself, they mean that it was lost.
    ///
    /// # Errors
    /// Those of looking.
    pub(super) fn marks(&self) -> io::Result<Vec<PathBuf>> {
        let mut marks = vec![self.marker(), self.rollback()];
        let found: Vec<bool> =
            marks.iter().map(|mark| mark.try_exists()).collect::<Result<_, _>>()?;
        let mut found = found.into_iter();
        marks.retain(|_| found.next().unwrap_or_default());
        Ok(marks)
    }

    /// Held by the one station that runs on this journal.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.database.with_extension("lock")
    }

    /// Room kept for finishing a sale on a full disk.
    #[must_use]
    pub fn ballast(&self) -> PathBuf {
        self.database.with_extension("ballast")
    }

    /// A journal under creation; renamed to [`Files::database`] once it is whole.
    pub(super) fn unborn(&self) -> PathBuf {
        self.database.with_extension("new")
    }

    /// SQLite's rollback journal.
    pub(super) fn rollback(&self) -> PathBuf {
        let mut name = self.database.clone().into_os_string();
        name.push("-journal");
        PathBuf::from(name)
    }

    /// The copy kept of a damaged journal with this fingerprint.
    pub(super) fn quarantine(&self, fingerprint: &str) -> PathBuf {
        self.named(&format!("-damaged-{fingerprint}.db"))
    }

    /// The directory all of them are in.
    pub(super) fn directory(&self) -> &Path {
        match self.database.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    fn named(&self, suffix: &str) -> PathBuf {
        let mut name = self.database.file_stem().unwrap_or_default().to_owned();
        name.push(suffix);
        self.database.with_file_name(name)
    }
}

/// Refuses what is there and is no file; opening a pipe would wait for ever.
pub(super) fn is_file(path: &Path) -> Result<(), JournalError> {
    let what = match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => "a directory",
        Ok(found) if !found.is_file() => "a device or a pipe",
        _ => return Ok(()),
    };
    Err(JournalError::NoFile { path: path.to_owned(), what })
}

/// Creates a directory and its parents, readable by the station alone (mode 0700).
pub(super) fn create_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Options to create or open a file that the station alone may read (mode 0600).
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// Writes a file that appears, or is replaced, all at once: `fill` gets a new, empty, private file
/// and its path. Nothing is left of one that fails.
pub(super) fn write_whole<E: From<io::Error>>(
    name: &Path,
    fill: impl FnOnce(&mut File, &Path) -> Result<(), E>,
) -> Result<(), E> {
    let part = part_of(name);
    let written = private()
        .create(true)
        .truncate(true)
        .open(&part)
        .map_err(E::from)
        .and_then(|mut file| fill(&mut file, &part))
        .and_then(|()| Ok(publish(&part, name)?));
    if written.is_err() {
        // It may never have been there; if it stays, the next try truncates it.
        let _gone = std::fs::remove_file(&part);
    }
    written
}

/// Gives a finished file its name: contents first, then the name, each durable before the next.
pub(super) fn publish(unborn: &Path, name: &Path) -> io::Result<()> {
    File::open(unborn)?.sync_all()?;
    std::fs::rename(unborn, name)?;
    sync_directory_of(name)
}

/// Makes an empty private file if there is none of this name, and the name durable.
pub(super) fn ensure(path: &Path) -> io::Result<()> {
    match private().create_new(true).open(path) {
        Ok(_) => sync_directory_of(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the names in a file's directory durable.
fn sync_directory_of(path: &Path) -> io::Result<()> {
    File::open(Files::beside(path).directory())?.sync_all()
}

/// A name beside `path` for a file that is still being written.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(".part");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_stands_beside_the_database() {
        let files = Files::beside(Path::new("/var/lib/chargeonce/journal.db"));
        let names = [
            files.marker(),
            files.lock(),
            files.ballast(),
            files.unborn(),
            files.rollback(),
            files.quarantine("0a"),
        ];
        let names: Vec<_> =
            names.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "journal.installed",
                "journal.lock",
                "journal.ballast",
                "journal.new",
                "journal.db-journal",
                "journal-damaged-0a.db",
            ]
        );
    }

    #[test]
    fn a_bare_file_name_is_in_the_current_directory() {
        assert_eq!(Files::beside(Path::new("journal.db")).directory(), Path::new("."));
    }
}
