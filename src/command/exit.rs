//! How the program ends: exit codes as in BSD's `sysexits.h`, and which trouble gets which.

use std::io;
use std::process::ExitCode;

use super::codes::Code;
use super::prove::ProveError;
use super::reader::obstacle::Obstacle;
use super::reader::parse::ParseError;
use crate::config::{SecretKeyError, SettingsError};
use crate::gateway::sandbox::SandboxError;
use crate::journal::JournalError;
use crate::kiosk::KioskError;
use crate::kiosk::log::LogError;

/// An exit code that scripts and systemd can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// The command line is wrong (`EX_USAGE`).
    Usage = 64,
    /// What was to be read is not what it should be (`EX_DATAERR`).
    Data = 65,
    /// A file that was named isn't there (`EX_NOINPUT`).
    NoInput = 66,
    /// Something the station needs isn't there (`EX_UNAVAILABLE`).
    Unavailable = 69,
    /// A mistake in chargeonce (`EX_SOFTWARE`).
    Software = 70,
    /// A file or directory can't be made (`EX_CANTCREAT`).
    CannotCreate = 73,
    /// Reading or writing failed (`EX_IOERR`).
    Io = 74,
    /// A technician wants the program started anew (`EX_TEMPFAIL`: try again).
    Restart = 75,
    /// A permission is missing (`EX_NOPERM`).
    NoPermission = 77,
    /// The settings are wrong (`EX_CONFIG`).
    Config = 78,
    /// Somebody with a PIN ended the program; the service is not started anew. Our own, after
    /// the last of `sysexits.h`.
    Left = 79,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// For a file that can't be read.
    pub(super) fn of_reading(cause: &io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::NotFound => Self::NoInput,
            _ => Self::Io,
        }
    }

    /// For a file or directory that can't be made.
    fn of_making(cause: &io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            _ => Self::CannotCreate,
        }
    }
}

/// Why a command ended. Its words are for the person at the shell.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The key.
    #[error(transparent)]
    Key(#[from] SecretKeyError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The station itself.
    #[error(transparent)]
    Kiosk(#[from] KioskError),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal has no sale with this number.
    #[error(
        "there is no sale {0} in the journal; chargeonce journal list --all shows all there are"
    )]
    NoSuchSale(u64),
    /// The journal is not copied over a file that is there.
    #[error("{}: there is a file already. Nothing was copied; name another", path.display())]
    CopyInTheWay {
        /// The file.
        path: std::path::PathBuf,
    },
    /// A live key would have gone to a sandbox.
    #[error(
        "the key is a live one, but stripe.api_base is on this machine, where no real Stripe is. \
         The key was not sent and nothing was started. Use a test key, or take stripe.api_base out \
         of the settings"
    )]
    LiveKeyForSandbox,
    /// The demo's own directory.
    #[error("{}: the demo's directory can't be made: {cause}", path.display())]
    DemoDirectory {
        /// The directory.
        path: std::path::PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What was to be parsed.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A device that was named can't be read.
    #[error("{} {}. chargeonce reader list shows what is plugged in", path.display(), obstacle.words())]
    Device {
        /// The device.
        path: std::path::PathBuf,
        /// What is in the way.
        obstacle: Obstacle,
    },
    /// No reader was understood.
    #[error("nothing was learned. chargeonce reader list shows what is plugged in")]
    NothingLearned,
    /// A settings file can't be added to.
    #[error("{}: nothing can be added to this settings file: {cause}", path.display())]
    NotAppended {
        /// The file.
        path: std::path::PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// There is no proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// A check failed; the report has said what.
    #[error("{} failed; what to do stands beside each", checks(*others))]
    Found {
        /// How many beside the first.
        others: usize,
        /// The first failure's exit code.
        exit: Exit,
    },
    /// No station answers.
    #[error("{}: {} ({cause}). {}", code.meaning().code, unanswered(cause), code.meaning().remedy)]
    NotRunning {
        /// What the system said.
        cause: io::Error,
        /// The code.
        code: Code,
    },
    /// There is no log yet.
    #[error("{}: there is no log yet; the station writes one when it runs", directory.display())]
    NoLog {
        /// Where it would be.
        directory: std::path::PathBuf,
    },
    /// The log can't be read.
    #[error("{}: the log can't be read: {cause}. Ask as root or as the station's user", path.display())]
    LogUnreadable {
        /// Its directory or file.
        path: std::path::PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What was typed is no PIN.
    #[error("a PIN has 4 to 12 digits and nothing else")]
    NoPin,
    /// A PIN that was asked for twice.
    #[error("these are two different PINs; no hash was made. Begin again: chargeonce pin")]
    PinsDiffer,
    /// A technician's menu.
    #[error("a technician wants the program started anew; the service manager does so")]
    Restart,
    /// A technician's menu.
    #[error("ended from the menu behind a PIN. systemctl start chargeonce starts it again")]
    Left,
    /// Standard output.
    #[error("the output can't be written: {0}")]
    Output(#[from] io::Error),
}

impl CommandError {
    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Settings(SettingsError::NoFile { .. }) => Exit::NoInput,
            Self::Settings(SettingsError::Unreadable { cause, .. })
            | Self::Key(SecretKeyError::Unreadable { cause, .. }) => Exit::of_reading(cause),
            Self::Settings(SettingsError::Broken(_)) => Exit::Software,
            Self::Settings(SettingsError::Refused(_))
            | Self::Key(
                SecretKeyError::Missing
                | SecretKeyError::Publishable { .. }
                | SecretKeyError::NotAKey { .. },
            )
            | Self::LiveKeyForSandbox => Exit::Config,
            Self::NoPin | Self::PinsDiffer => Exit::Data,
            Self::Restart => Exit::Restart,
            Self::Left => Exit::Left,
            Self::Log(LogError { cause, .. }) | Self::DemoDirectory { cause, .. } => {
                Exit::of_making(cause)
            }
            Self::Kiosk(error) => of_kiosk(error),
            Self::Prove(error) => of_prove(error),
            Self::Parse(ParseError::Io(_)) => Exit::Io,
            Self::Parse(_) => Exit::Data,
            Self::Sandbox(SandboxError::Record { source, .. }) => Exit::of_making(source),
            Self::Sandbox(_) => Exit::Unavailable,
            Self::Found { exit, .. } => *exit,
            Self::NotRunning { cause, .. } if is_denied(cause) => Exit::NoPermission,
            Self::Device { obstacle, .. } => obstacle.exit(),
            Self::NothingLearned => Exit::Unavailable,
            Self::NotAppended { cause, .. } => Exit::of_making(cause),
            Self::NotRunning { code, .. } => code.meaning().exit,
            Self::NoLog { .. } => Exit::NoInput,
            Self::LogUnreadable { cause, .. } => Exit::of_reading(cause),
            Self::Journal(error) => of_journal(error),
            Self::NoSuchSale(_) => Exit::Data,
            Self::CopyInTheWay { .. } => Exit::CannotCreate,
            // A reader such as `head` that has seen enough is no failure.
            Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Self::Output(_) => Exit::Io,
        }
    }
}

/// Whoever may not ask has not heard that there is no station.
fn unanswered(cause: &io::Error) -> &'static str {
    if is_denied(cause) {
        "this user may not ask the station on this computer"
    } else {
        "no station answers on this computer"
    }
}

fn is_denied(cause: &io::Error) -> bool {
    cause.kind() == io::ErrorKind::PermissionDenied
}

fn checks(others: usize) -> String {
    match others {
        0 => "one check".to_owned(),
        others => format!("{} checks", others + 1),
    }
}

fn of_kiosk(error: &KioskError) -> Exit {
    match error {
        KioskError::NoTerminal(_) | KioskError::Sandbox(_) => Exit::Unavailable,
        KioskError::TerminalGone | KioskError::JournalStopped(_) => Exit::Io,
        KioskError::Journal(error) => of_journal(error),
        KioskError::ApiBase(_) | KioskError::Gateway(_) | KioskError::NoKey => Exit::Config,
        KioskError::Unlocked => Exit::Config,
        KioskError::System(_) => Exit::Software,
    }
}

fn of_prove(error: &ProveError) -> Exit {
    match error {
        ProveError::Found => Exit::Software,
        ProveError::Closed(_) => Exit::NoPermission,
        ProveError::Stuck { .. } | ProveError::Sandbox(_) | ProveError::System(_) => {
            Exit::Unavailable
        }
    }
}

/// For a journal that can't be used.
pub(super) fn of_journal(error: &JournalError) -> Exit {
    match error {
        JournalError::Absent { .. } => Exit::NoInput,
        JournalError::NoFile { .. } => Exit::Data,
        JournalError::Unreadable { source, .. } => Exit::of_reading(source),
        JournalError::NotCopied { source, .. } => Exit::of_making(source),
        JournalError::Missing { .. }
        | JournalError::Foreign { .. }
        | JournalError::Damaged { .. }
        | JournalError::Newer { .. }
        | JournalError::UnknownRecord { .. } => Exit::Data,
        JournalError::InUse { .. } => Exit::Unavailable,
        JournalError::ReadOnly { .. } => Exit::NoPermission,
        JournalError::Files { source, .. } => Exit::of_reading(source),
        JournalError::Unsafe { .. }
        | JournalError::Full { .. }
        | JournalError::Failed { .. }
        | JournalError::Stopped { .. } => Exit::Io,
    }
}
