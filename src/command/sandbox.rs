//! `chargeonce sandbox`: a Stripe look-alike on loopback.

use clap::Args;

use super::{CommandError, Console};

/// The sandbox.
#[derive(Args, Debug)]
pub(super) struct SandboxArguments {}

/// Serves until it is stopped.
pub(super) fn run(
    _arguments: &SandboxArguments,
    _console: &mut Console<'_>,
) -> Result<(), CommandError> {
    Err(CommandError::NotBuilt("sandbox"))
}
