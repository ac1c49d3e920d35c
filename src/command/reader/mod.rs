//! `chargeonce reader`: what a card reader sends.

use clap::Args;

use super::{CommandError, Console};

/// Look into what a card reader sends
#[derive(Args, Debug)]
pub(super) struct ReaderArguments {}

/// Runs one of them.
pub(super) fn run(
    _arguments: &ReaderArguments,
    _console: &mut Console<'_>,
) -> Result<(), CommandError> {
    Err(CommandError::NotBuilt("reader commands"))
}
