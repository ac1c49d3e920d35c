//! Opening: the journal is created once, and from then on verified or refused.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::ballast::Ballast;
use super::copy;
use super::error::{Damage, JournalError};
use super::fault::Fault;
use super::files::{self, Files};
use super::lock::InstanceLock;
use super::schema::{self, FORMAT, Identity};
use super::store::Journal;
use super::verify::{Verified, verify};
use crate::station::Dated;

/// What can be set about a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The size of the ballast in bytes; 0 for none.
    pub ballast_bytes: u64,
    /// Free bytes on the disk below which there is [`super::Room::Low`].
    pub least_free_bytes: u64,
    /// How long to wait for another process that is just reading the journal.
    pub lock_wait: Duration,
}

impl Default for Options {
    /// 16 MiB of ballast, 16 MiB free, two seconds.
    fn default() -> Self {
        Self {
            ballast_bytes: 16 << 20,
            least_free_bytes: 16 << 20,
            lock_wait: Duration::from_secs(2),
        }
    }
}

impl Journal {
    /// Opens the journal at `path` for a station, creates it at the first start, and answers with
    /// every record in it, oldest first.
    ///
    /// # Errors
    /// [`JournalError`] when it is missing, foreign, damaged, newer, in use or not writable; the
    /// file is then left as it was, and a damaged one is also copied beside itself.
    pub fn open(path: &Path, options: Options) -> Result<(Self, Vec<Dated>), JournalError> {
        let files = Files::beside(path);
        files::create_directory(files.directory()).map_err(at(files.directory()))?;
        let lock = InstanceLock::take(&files.lock())
            .map_err(at(&files.lock()))?
            .ok_or_else(|| JournalError::InUse { path: path.to_owned() })?;
        if !present(path)? {
            first_start(&files)?;
        }
        files::is_file(path)?;
        let installed = installed(&files)?;
        let (connection, verified) =
            open_verified(path, installed.as_deref(), options).map_err(|fault| {
                fault.at(path, || {
                    copy::quarantine(&files)
                        .inspect_err(|error| tracing::error!(%error, "no quarantine copy"))
                        .ok()
                })
            })?;
        // SQLite makes its rollback file with the first transaction, and goes on even when it
        // cannot make that name durable; so it finds the file here.
        files::ensure(&files.rollback()).map_err(at(&files.rollback()))?;
        if installed.is_none() {
            mark(&files, &verified.identity)?;
        }
        let ballast = Ballast::lay(&files, options.ballast_bytes, options.least_free_bytes)
            .map_err(at(&files.ballast()))?;
        let boot = random().map_err(at(path))?;
        let journal = Self::new(connection, verified.head, boot, ballast, files, lock);
        Ok((journal, verified.records))
    }
}

/// Opens and verifies. On a fault the connection is closed before this returns.
fn open_verified(
    path: &Path,
    installed: Option<&str>,
    options: Options,
) -> Result<(Connection, Verified), Fault> {
    let opened = (|| {
        if std::fs::metadata(path).is_ok_and(|found| found.len() == 0) {
            return Err(Fault::Damaged(Damage::Empty));
        }
        let connection = connect(path, options.lock_wait)?;
        let verified = verify(&connection)?;
        Ok((connection, verified))
    })();
    match opened {
        Ok((_, verified)) if verified.identity.is_another_than(installed) => Err(Fault::Foreign),
        // A station that has had a journal here finds its own file unrecognisable.
        Err(Fault::Foreign) if installed.is_some() => Err(Fault::Damaged(Damage::Unreadable)),
        other => other,
    }
}

/// Opens the database the one way that lost nothing when power was cut: a rollback journal that
/// is kept, synced with its directory, under a lock that is never let go.
fn connect(path: &Path, lock_wait: Duration) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(lock_wait)?;
    if connection.is_readonly("main")? {
        return Err(Fault::ReadOnly);
    }
    // The order matters: the journal mode is entered under the exclusive locking mode.
    set(&connection, "locking_mode", "EXCLUSIVE")?;
    set(&connection, "journal_mode", "PERSIST")?;
    set(&connection, "synchronous", "3")?;
    set(&connection, "mmap_size", "0")?;
    set(&connection, "trusted_schema", "0")?;
    set(&connection, "cell_size_check", "1")?;
    // From here to the end of the process nobody else can so much as read the file.
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    Ok(connection)
}

/// Sets a pragma and reads it back: SQLite ignores what it cannot do without a word.
fn set(connection: &Connection, pragma: &'static str, value: &str) -> Result<(), Fault> {
    connection.execute_batch(&format!("PRAGMA {pragma} = {value}"))?;
    let got = connection.pragma_query_value(None, pragma, |row| {
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        })
    })?;
    if got.eq_ignore_ascii_case(value) { Ok(()) } else { Err(Fault::Unsafe { pragma }) }
}

/// Creates the journal, if nothing says that there has been one. A crash at any point leaves
/// either nothing by the journal's name or a whole journal.
fn first_start(files: &Files) -> Result<(), JournalError> {
    let marks = files.marks().map_err(at(files.directory()))?;
    if !marks.is_empty() {
        return Err(JournalError::Missing { path: files.database().to_owned(), marks });
    }
    let unborn = files.unborn();
    remove_if_present(&unborn)?;
    remove_if_present(&Files::beside(&unborn).rollback())?;
    files::private().create_new(true).open(&unborn).map_err(at(&unborn))?;
    let identity = Identity {
        format: FORMAT,
        install: random().map_err(at(&unborn))?,
        created_ms: jiff::Timestamp::now().as_millisecond(),
    };
    create(&unborn, &identity).map_err(|fault| fault.at(&unborn, || None))?;
    files::publish(&unborn, files.database()).map_err(at(files.database()))
}

fn create(path: &Path, identity: &Identity) -> Result<(), Fault> {
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::create(&mut connection, identity)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// The installation's id, if the marker is there.
pub(super) fn installed(files: &Files) -> Result<Option<String>, JournalError> {
    match std::fs::read_to_string(files.marker()) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(JournalError::Files { path: files.marker(), source }),
    }
}

/// Notes beside the journal that it exists, and which it is.
fn mark(files: &Files, identity: &Identity) -> Result<(), JournalError> {
    let marker = files.marker();
    let id = format!("{}\n", identity.install_id());
    files::write_whole(&marker, |file, _| file.write_all(id.as_bytes())).map_err(at(&marker))
}

/// An id from the system's random source.
fn random() -> io::Result<[u8; 16]> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(id)
}

fn present(path: &Path) -> Result<bool, JournalError> {
    path.try_exists().map_err(at(path))
}

fn remove_if_present(path: &Path) -> Result<(), JournalError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Names the file that an input or output error is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    move |source| JournalError::Files { path: path.to_owned(), source }
}
