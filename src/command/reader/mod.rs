//! `chargeonce reader`: card readers, for the technician who sets them up.

mod addition;
mod board;
pub(in crate::command) mod hush;
mod learn;
pub(in crate::command) mod list;
mod noise;
pub mod obstacle;
pub mod parse;
mod tally;
mod test;
mod typed;
pub(in crate::command) mod watch;
pub(in crate::command) mod words;

use std::io::{self, Read};

use clap::{Args, Subcommand};

use super::{CommandError, Console};

/// Find, try and set up card readers
#[derive(Args, Debug)]
pub(super) struct ReaderArguments {
    #[command(subcommand)]
    command: ReaderCommand,
}

/// Each command's help stands with its arguments, in its own file.
#[derive(Debug, Subcommand)]
enum ReaderCommand {
    /// Show what is plugged in, which profile fits, and what to do about each fault
    List(list::ListArguments),
    /// Say of every swipe what the station makes of it, as it comes; Ctrl+C ends
    Test(test::TestArguments),
    /// Find out from a few swipes how a reader is attached and set up, and say its settings
    Learn(learn::LearnArguments),
    /// Say of recorded swipes what the station makes of them, without a digit beyond the last four
    Parse(parse::Args),
}

/// Runs one of them.
pub(super) fn run(
    arguments: &ReaderArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    match &arguments.command {
        ReaderCommand::List(_) => list::run(console),
        ReaderCommand::Test(arguments) => test::run(arguments, console),
        ReaderCommand::Learn(arguments) => learn::run(arguments, console),
        ReaderCommand::Parse(arguments) => {
            let _hush = hush::Hush::begin();
            Ok(parse::run(arguments, &mut StandardInput, console.out())?)
        }
    }
}

/// Standard input without the library's buffer, which is never wiped.
struct StandardInput;

impl Read for StandardInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(rustix::stdio::stdin(), buffer)?)
    }
}
