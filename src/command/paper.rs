//! What the program says of itself for a package: manual pages and shell completions, made from
//! the same grammar that reads the command line.

use std::io;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use super::{CommandError, Console};

/// Write a manual page for each command
#[derive(Args, Debug)]
pub(super) struct ManArguments {
    /// The directory, which must be there
    #[arg(long, value_name = "DIRECTORY")]
    to: PathBuf,
}

/// Print a shell's completions
#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// Whose
    shell: Shell,
}

/// Writes `chargeonce.1`, `chargeonce-run.1` and so on.
pub(super) fn man(grammar: Command, arguments: &ManArguments) -> Result<(), CommandError> {
    let named = |cause: io::Error| {
        io::Error::new(cause.kind(), format!("{}: {cause}", arguments.to.display()))
    };
    Ok(clap_mangen::generate_to(grammar, &arguments.to).map_err(named)?)
}

/// Prints.
pub(super) fn completions(
    mut grammar: Command,
    arguments: &CompletionsArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut grammar, "chargeonce", &mut script);
    Ok(console.print(&String::from_utf8_lossy(&script))?)
}
