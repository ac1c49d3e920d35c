//! `chargeonce reader`: what a card reader sends.

pub mod parse;

use clap::{Args, Subcommand};

use super::{CommandError, Console};

/// Look into what a card reader sends
#[derive(Args, Debug)]
pub(super) struct ReaderArguments {
    #[command(subcommand)]
    command: ReaderCommand,
}

/// Each command's help stands with its arguments, in its own file.
#[derive(Debug, Subcommand)]
enum ReaderCommand {
    /// Say of recorded swipes what the station makes of them, without a digit beyond the last four
    Parse(parse::Args),
}

/// Runs one of them.
pub(super) fn run(
    arguments: &ReaderArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    match &arguments.command {
        ReaderCommand::Parse(arguments) => {
            Ok(parse::run(arguments, &mut std::io::stdin().lock(), console.out())?)
        }
    }
}
