//! The command line's grammar and help. Nothing here does anything.

use clap::{Parser, Subcommand};

use super::check::{CheckArguments, DoctorArguments};
use super::demo::DemoArguments;
use super::journal::JournalArguments;
use super::log::LogArguments;
use super::paper::{CompletionsArguments, ManArguments};
use super::prove::ProveArguments;
use super::reader::ReaderArguments;
use super::run::RunArguments;
use super::sandbox::SandboxArgs;
use super::settings::SettingsArguments;
use super::status::StatusArguments;

/// A card-payment station in a terminal: it charges a card once and forgets it.
#[derive(Debug, Parser)]
#[command(
    name = "chargeonce",
    version,
    propagate_version = true,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    long_about = "A card-payment station in a terminal: it charges a card once, through Stripe, \
                  and forgets it. A card is never saved.\n\nTo see it without a key, a reader or \
                  any set-up: chargeonce demo",
    after_long_help = EXAMPLES_AND_CODES,
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Each command's help stands with its arguments, in its own file.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Demo(DemoArguments),
    Run(RunArguments),
    Sandbox(SandboxArgs),
    Journal(JournalArguments),
    Reader(ReaderArguments),
    Prove(ProveArguments),
    Settings(SettingsArguments),
    Check(CheckArguments),
    Doctor(DoctorArguments),
    Status(StatusArguments),
    Log(LogArguments),
    #[command(hide = true)]
    Man(ManArguments),
    #[command(hide = true)]
    Completions(CompletionsArguments),
    /// Make the hash of a PIN for the settings; the PIN is read from the keyboard
    Pin,
    /// List every code: what it means and what to do
    Codes,
}

const EXAMPLES_AND_CODES: &str = "\
Examples:
  chargeonce demo                          See it work. No money moves.
  chargeonce settings --template           A settings file with everything explained.
  chargeonce settings --config my.toml     Is the file right? What is in effect?
  chargeonce check                         Would it work? Nothing is charged.
  chargeonce run                           The station, as /etc/chargeonce/station.toml says.

Exit codes:
   0  all went well                  70  a mistake in chargeonce
  64  the command line is wrong      73  a file or directory can't be made
  65  the input is wrong             74  reading or writing failed
  66  a named file isn't there       75  to be started anew (a technician)
  69  something needed isn't there   77  a permission is missing
                                     78  the settings or the key are wrong
                                     79  ended at the station, to stay ended";
