//! `chargeonce log`: the station's log of today, and what is added to it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::file_argument::FileArgument;
use super::{CommandError, Console};
use crate::config::{self, Surroundings};

/// How often a followed log is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Show the station's log
#[derive(Args, Debug)]
#[command(
    long_about = "Show the newest file of the station's log, one line an event, in UTC. It holds \
                  no card, no key and no e-mail address.",
    after_long_help = "Examples:\n  chargeonce log\n  chargeonce log --follow"
)]
pub(super) struct LogArguments {
    /// Go on with what is added, until interrupted
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    file: FileArgument,
}

/// Prints.
pub(super) fn run(arguments: &LogArguments, console: &mut Console<'_>) -> Result<(), CommandError> {
    let loaded = config::load(&arguments.file.choice(), &Surroundings::of_this_process(), &[])?;
    let directory = loaded.settings.log.directory;
    let none = || CommandError::NoLog { directory: directory.clone() };
    let mut reading = newest(&directory)?.ok_or_else(none)?;
    let mut at = 0;
    loop {
        at = print_from(&reading, at, console)?;
        if !arguments.follow {
            return Ok(());
        }
        std::thread::park_timeout(LOOK);
        // At midnight UTC another file begins; the rest of the old one is read first.
        if let Some(newer) = newest(&directory)?.filter(|newer| *newer != reading) {
            print_from(&reading, at, console)?;
            (reading, at) = (newer, 0);
        }
    }
}

/// The newest of the daily files; their names sort by date.
fn newest(directory: &Path) -> Result<Option<PathBuf>, CommandError> {
    let files = match std::fs::read_dir(directory) {
        Ok(files) => files.flatten().map(|entry| entry.path()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(unreadable(directory, cause)),
    };
    let ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.starts_with("chargeonce.") && name.ends_with(".log"))
    };
    Ok(files.filter(ours).max())
}

fn unreadable(path: &Path, cause: io::Error) -> CommandError {
    CommandError::LogUnreadable { path: path.to_owned(), cause }
}

/// Prints what stands after a place; returns the new place.
fn print_from(path: &Path, at: u64, console: &mut Console<'_>) -> Result<u64, CommandError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::Start(at))?;
        file.read_to_end(&mut bytes)
    });
    read.map_err(|cause| unreadable(path, cause))?;
    console.print(&String::from_utf8_lossy(&bytes))?;
    Ok(at.saturating_add(bytes.len() as u64))
}
