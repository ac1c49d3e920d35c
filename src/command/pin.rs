//! `chargeonce pin`: a PIN from the keyboard, its hash for the settings. The PIN is not shown.

use std::io::{self, BufRead as _};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios};
use zeroize::Zeroizing;

use super::{CommandError, Console};
use crate::station::PinHash;

/// What Ctrl+C types.
const INTERRUPT: char = '\u{3}';

/// Reads and prints. At a terminal the PIN is asked for twice, as nobody sees what is typed.
pub(super) fn run(console: &mut Console<'_>) -> Result<(), CommandError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| io::Error::other(error.to_string()))?;
    let typed = match Silence::begin()? {
        None => line()?,
        Some(_silence) => {
            let typed = ask(console, "PIN (4 to 12 digits): ")?;
            if *typed != *ask(console, "The same again: ")? {
                return Err(CommandError::PinsDiffer);
            }
            typed
        }
    };
    let hash = PinHash::of(&typed, &salt).ok_or(CommandError::NoPin)?;
    Ok(console.print(&format!("{}\n", hash.as_str()))?)
}

fn ask(console: &mut Console<'_>, question: &str) -> Result<Zeroizing<String>, CommandError> {
    console.print_error(question);
    // A terminal gives one line a read.
    let mut bytes = Zeroizing::new([0; 128]);
    let count =
        rustix::io::read(rustix::stdio::stdin(), bytes.as_mut()).map_err(io::Error::from)?;
    console.print_error("\n");
    let typed = bytes.get(..count).and_then(|typed| str::from_utf8(typed).ok()).unwrap_or_default();
    if typed.ends_with(INTERRUPT) {
        return Err(CommandError::NoPin);
    }
    Ok(Zeroizing::new(typed.trim_end().to_owned()))
}

fn line() -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(64));
    io::stdin().lock().read_line(&mut line)?;
    let length = line.trim_end().len();
    line.truncate(length);
    Ok(line)
}

/// A terminal that shows nothing of what is typed, until dropped. Ctrl+C ends the line instead of
/// the program, which would leave the terminal like this.
struct Silence(Termios);

impl Silence {
    /// `None` where standard input is no terminal.
    fn begin() -> io::Result<Option<Self>> {
        let input = rustix::stdio::stdin();
        let Ok(before) = rustix::termios::tcgetattr(input) else { return Ok(None) };
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ISIG;
        silent.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT as u8;
        rustix::termios::tcsetattr(input, OptionalActions::Flush, &silent)?;
        Ok(Some(Self(before)))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing either.
        let input = rustix::stdio::stdin();
        let _ = rustix::termios::tcsetattr(input, OptionalActions::Flush, &self.0);
    }
}
