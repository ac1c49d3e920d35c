//! `chargeonce pin`: a PIN from the keyboard, its hash for the settings. The PIN is not shown.

use std::io::{self, BufRead as _};

use rustix::termios::{LocalModes, OptionalActions};
use zeroize::Zeroizing;

use super::{CommandError, Console};
use crate::station::PinHash;

/// Reads and prints.
pub(super) fn run(console: &mut Console<'_>) -> Result<(), CommandError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| io::Error::other(error.to_string()))?;
    let typed = read(console)?;
    let hash = PinHash::of(typed.trim_end(), &salt).ok_or(CommandError::NoPin)?;
    Ok(console.print(&format!("{}\n", hash.as_str()))?)
}

/// A line, without an echo where it comes from a terminal.
fn read(console: &mut Console<'_>) -> io::Result<Zeroizing<String>> {
    let input = rustix::stdio::stdin();
    let before = rustix::termios::tcgetattr(input).ok();
    if let Some(before) = &before {
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO;
        rustix::termios::tcsetattr(input, OptionalActions::Flush, &silent)?;
        console.print_error("PIN (4 to 12 digits): ");
    }
    let mut line = Zeroizing::new(String::with_capacity(64));
    let read = io::stdin().lock().read_line(&mut line);
    if let Some(before) = &before {
        rustix::termios::tcsetattr(input, OptionalActions::Flush, before)?;
        console.print_error("\n");
    }
    read.map(|_| line)
}
