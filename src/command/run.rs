//! `chargeonce run`: the station, with its settings and its key.

use clap::Args;

use super::codes::Code;
use super::file_argument::FileArgument;
use super::{CommandError, Console};
use crate::config::{self, FoundKey, KeyMode, SecretKey, Surroundings};
use crate::gateway::stripe::ApiBase;
use crate::kiosk::{self, KioskError, Launch, log, out_of_order};
use crate::station::{Ending, Language, Mode, Realm};
use crate::view::OutOfOrder;

/// Run the station with its settings and its Stripe key
#[derive(Args, Debug)]
#[command(
    long_about = "Run the station. Settings are the built-in ones, then \
                  /etc/chargeonce/station.toml (or --config), then the environment \
                  (CHARGEONCE__STATION__NAME and so on).\n\nThe Stripe key is looked for as the \
                  systemd credential stripe-key, in the file named by stripe.secret_key_file, and \
                  in the environment variable STRIPE_SECRET_KEY, in that order.",
    after_long_help = "Examples:\n  chargeonce run\n  chargeonce run --config front-desk.toml\n  \
                       CHARGEONCE__STATION__MODE=kiosk chargeonce run"
)]
pub(super) struct RunArguments {
    #[command(flatten)]
    file: FileArgument,
}

/// Loads everything, starts the log, and gives the station the terminal.
pub(super) fn run(arguments: &RunArguments, console: &mut Console<'_>) -> Result<(), CommandError> {
    let surroundings = Surroundings::of_this_process();
    let answer = start(arguments, &surroundings, console);
    if let Err(error) = &answer
        && let Some(code) = out_of_order(error)
    {
        out_of_order::show(&page(arguments, &surroundings, code, error), &surroundings);
    }
    answer
}

fn start(
    arguments: &RunArguments,
    surroundings: &Surroundings,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let launch = prepare(arguments, surroundings, console)?;
    let confinement = kiosk::confine(&launch);
    let _log = log::start(&launch.settings.log)?;
    match kiosk::run(launch, confinement)? {
        Ending::Stopped => Ok(()),
        Ending::Restart => Err(CommandError::Restart),
        Ending::Left => Err(CommandError::Left),
    }
}

/// The code of what keeps the station from running, if people before its screen should know.
const fn out_of_order(error: &CommandError) -> Option<Code> {
    Some(match error {
        CommandError::Restart | CommandError::Left => return None,
        CommandError::Kiosk(KioskError::NoTerminal(_) | KioskError::TerminalGone) => return None,
        CommandError::Settings(_) => Code::Settings,
        CommandError::Key(_)
        | CommandError::LiveKeyForSandbox
        | CommandError::Kiosk(KioskError::NoKey) => Code::KeyMissing,
        CommandError::Kiosk(KioskError::Journal(_) | KioskError::JournalStopped(_)) => {
            Code::Journal
        }
        CommandError::Log(_) => Code::Log,
        _ => Code::Start,
    })
}

/// What is shown of it. At a kiosk, where strangers read it, no more than the manual says.
fn page(
    arguments: &RunArguments,
    surroundings: &Surroundings,
    code: Code,
    error: &CommandError,
) -> OutOfOrder {
    let loaded = config::load(&arguments.file.choice(), surroundings, &[]).ok();
    let settings = loaded.as_ref().map(|loaded| &loaded.settings);
    let meaning = code.meaning();
    let kiosk = settings.is_some_and(|settings| settings.station.mode == Mode::Kiosk);
    OutOfOrder {
        language: settings.map_or(Language::English, |settings| settings.station.language),
        help: settings.and_then(|settings| settings.unattended.help.clone()),
        code: meaning.code,
        detail: if kiosk { meaning.what.to_owned() } else { error.to_string() },
    }
}

/// Settings and key, checked, together with whose money will move.
fn prepare(
    arguments: &RunArguments,
    surroundings: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Launch, CommandError> {
    let file = arguments.file.choice();
    let settings = config::load(&file, surroundings, &[])?.settings;
    let FoundKey { key, warning, .. } =
        SecretKey::find(settings.stripe.secret_key_file.as_deref(), surroundings)?;
    if let Some(warning) = warning {
        console.note(warning);
    }
    let realm = realm(&settings.stripe.api_base, key.mode())?;
    Ok(Launch { settings, file, key: Some(key), realm, demo: None })
}

/// Whose money moves. No real Stripe is on loopback, and a live key has no business there.
pub(super) fn realm(api_base: &ApiBase, key: KeyMode) -> Result<Realm, CommandError> {
    match (api_base.is_loopback(), key) {
        (true, KeyMode::Test) => Ok(Realm::Sandbox),
        (true, KeyMode::Live) => Err(CommandError::LiveKeyForSandbox),
        (false, KeyMode::Test) => Ok(Realm::Test),
        (false, KeyMode::Live) => Ok(Realm::Live),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realm_of(url: &str, key: KeyMode) -> Option<Realm> {
        realm(&url.parse().unwrap(), key).ok()
    }

    #[test]
    fn a_live_key_never_goes_to_a_sandbox() {
        let (stripe, local) = ("https://api.stripe.com", "http://127.0.0.1:12111");
        assert_eq!(realm_of(stripe, KeyMode::Live), Some(Realm::Live));
        assert_eq!(realm_of(stripe, KeyMode::Test), Some(Realm::Test));
        assert_eq!(realm_of(local, KeyMode::Test), Some(Realm::Sandbox));
        assert_eq!(realm_of(local, KeyMode::Live), None);
    }
}
