//! `chargeonce settings`: what is in effect and why, or a template to start from.

use clap::Args;

use super::file_argument::FileArgument;
use super::{CommandError, Console};
use crate::config::{self, Surroundings};

/// Show the settings in effect, and where each came from
#[derive(Args, Debug)]
#[command(
    long_about = "Show the settings in effect as a settings file, and behind each where it came \
                  from: built in, a line of the file, or an environment variable. Wrong settings \
                  are all named, with exit code 78. The Stripe key is never shown.",
    after_long_help = "Examples:\n  chargeonce settings\n  chargeonce settings --config \
                       front-desk.toml\n  chargeonce settings --template > station.toml"
)]
pub(super) struct SettingsArguments {
    #[command(flatten)]
    file: FileArgument,
    /// Instead, print a settings file with every key explained, at its default
    #[arg(long, conflicts_with = "config")]
    template: bool,
}

/// Prints one or the other.
pub(super) fn run(
    arguments: &SettingsArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let text = if arguments.template {
        config::template()
    } else {
        let choice = arguments.file.choice();
        config::effective(&config::load(&choice, &Surroundings::of_this_process(), &[])?)
    };
    Ok(console.print(&text)?)
}
