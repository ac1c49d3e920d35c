//! Why there is no journal to work with, in words for staff.

use std::io;
use std::path::PathBuf;

/// What the journal says instead of working. Each text says what happened, what it means for the
/// money, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// This station has had a journal, and it is gone.
    #[error(
        "The payment journal {} is missing, but this station has had one. No money moves: the \
         station does not start without it. Bring the file back from the disk or a backup. If it \
         is lost for good, settle this station's open payments in the Stripe Dashboard, then \
         remove {} to begin a new journal.", path.display(), and(marks)
    )]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// The files that say that there was one.
        marks: Vec<PathBuf>,
    },
    /// There is nothing to read.
    #[error(
        "There is no payment journal at {}. No money is concerned. Name the station's journal \
         with --path, or start the station once to create it.", path.display()
    )]
    Absent {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// What was named holds no journal.
    #[error(
        "{} is {what}, and no payment journal. No money moves with it. Name the file itself.",
        path.display()
    )]
    NoFile {
        /// What was named.
        path: PathBuf,
        /// A directory, say.
        what: &'static str,
    },
    /// This user may not read the journal, or the disk does not let anybody.
    #[error(
        "The payment journal {} can't be read: {source}. It was not changed. Ask as root or as the \
         station's user", path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A copy was not made.
    #[error(
        "{}: the copy can't be written: {source}. The journal itself was read, is whole and was not \
         changed; name a file in a directory that is there", to.display()
    )]
    NotCopied {
        /// Where the copy was to be.
        to: PathBuf,
        /// What the system or SQLite said.
        source: io::Error,
    },
    /// The file is another program's, or another station's.
    #[error(
        "{} is not this station's payment journal. No money moves: the station does not start on \
         it, and has not changed it. Correct the journal's path in the settings, or move the file \
         away.", path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was ours and is not whole.
    #[error(
        "The payment journal {} is damaged: {damage}. No money moves: the station does not start \
         on it.{} Have the disk checked and bring the journal back from a backup; then compare \
         its last payments with the Stripe Dashboard.", path.display(), kept(quarantine.as_ref())
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
        /// The copy kept of it, when one could be made.
        quarantine: Option<PathBuf>,
    },
    /// A later chargeonce wrote the file.
    #[error(
        "The payment journal {} was written by a newer chargeonce (format {found}; this one reads \
         up to {known}). No money moves: the station does not start on it. Install the newer \
         version again.", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The latest format known here.
        known: i64,
    },
    /// The file is whole, but an event in it is of a kind unknown here.
    #[error(
        "Event {seq} of the payment journal {} is of a kind this chargeonce does not know; a newer \
         one wrote it. No money moves: the station does not start on it. Install the newer version \
         again.", path.display()
    )]
    UnknownRecord {
        /// The file.
        path: PathBuf,
        /// The first such event.
        seq: i64,
    },
    /// The file or its disk cannot be written.
    #[error(
        "The payment journal {} cannot be opened for writing. No money moves: the station does not start \
         without a journal it can write. Give the station's user the right to write the file and \
         its directory; if the disk was remounted read-only, have it checked.", path.display()
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process has the journal.
    #[error(
        "The payment journal {} is in use by another process, most likely a station that is \
         already running. This one takes no money. Stop the other one first, or wait until it has \
         ended.", path.display()
    )]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full, ballast and all.
    #[error(
        "The disk under the payment journal {} is full. No payment is taken without the journal: \
         the station stops. Free some space and start it again; it then settles what was open.",
        path.display()
    )]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// A file or directory beside the journal cannot be made or read.
    #[error(
        "{} cannot be used for the payment journal: {source}. No money moves: the station does not \
         start without it. Check that the directory exists, that the station's user may write it, \
         and that the disk is sound.", path.display()
    )]
    Files {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// SQLite will not work in the one way that loses nothing in a power cut.
    #[error(
        "The payment journal {} cannot be kept safely on this disk: SQLite does not take the \
         setting {pragma}. No money moves: the station does not start. Put the journal on a local \
         disk, not on a network share.", path.display()
    )]
    Unsafe {
        /// The file.
        path: PathBuf,
        /// The pragma that was not taken.
        pragma: &'static str,
    },
    /// The database refused, or the disk failed.
    #[error(
        "The payment journal {} failed: {source}. No payment is taken without the journal: the \
         station stops, and settles what was open when it starts again. If it happens again, have \
         the disk checked.", path.display()
    )]
    Failed {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// An earlier error ended this journal's use.
    #[error(
        "The payment journal {} failed before and takes no more records. The station stops, and \
         settles what was open when it starts again.", path.display()
    )]
    Stopped {
        /// The file.
        path: PathBuf,
    },
}

/// How a journal is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// SQLite cannot make sense of the file.
    #[error("the database cannot be read")]
    Unreadable,
    /// SQLite's own check found something.
    #[error("the database's integrity check failed")]
    Integrity,
    /// Tables or triggers are not those chargeonce writes.
    #[error("its tables have been changed")]
    Schema,
    /// An event number is missing.
    #[error("event {seq} is missing")]
    Gap {
        /// The first number missing.
        seq: i64,
    },
    /// An event is not what was written.
    #[error("event {seq} has been altered")]
    Altered {
        /// The first such event.
        seq: i64,
    },
    /// The last events are gone, or the record of what the last one was.
    #[error("its end is not where it should be")]
    Tail,
    /// An event's hash is right, and yet it is no record.
    #[error("event {seq} makes no sense")]
    Malformed {
        /// The first such event.
        seq: i64,
    },
}

fn and(marks: &[PathBuf]) -> String {
    let marks: Vec<_> = marks.iter().map(|mark| mark.display().to_string()).collect();
    marks.join(" and ")
}

fn kept(quarantine: Option<&PathBuf>) -> String {
    quarantine.map_or_else(String::new, |path| format!(" A copy is kept at {}.", path.display()))
}
