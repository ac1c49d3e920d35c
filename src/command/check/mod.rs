//! `chargeonce check` and `chargeonce doctor`: everything a technician would look at, looked at.
//! Nothing is charged, changed or kept.

mod account;
mod appendix;
mod devices;
mod finding;
mod font;
mod journal;
mod machine;
mod swipe;
mod user;

use std::io::{self, Write as _};

use clap::Args;
use serde_json::Value;

use self::finding::{Finding, Verdict};
use self::user::User;
use super::codes::Code;
use super::file_argument::FileArgument;
use super::{CommandError, Console, Exit};
use crate::config::{self, SettingsError, Surroundings};
use crate::kiosk::confinement::Reach;

/// Check settings, key, account, journal, devices and machine, without charging anything
#[derive(Args, Debug)]
#[command(
    after_long_help = "Examples:\n  chargeonce check\n  chargeonce check --config new.toml --json\n\
                       \nEach line is PASS, FAIL or SKIPPED. A failure has a code and says what to \
                       do; chargeonce codes lists them all. The exit code is the first failure's.\n\
                       \n--json prints one array. Each object has what, verdict (pass, fail, skipped) \
                       and said; code and remedy of a failure; file and line of a wrong setting; \
                       null where there is none."
)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    file: FileArgument,
    /// For other programs: an array with an object for each look
    #[arg(long)]
    json: bool,
    /// Ask nothing of Stripe
    #[arg(long)]
    offline: bool,
}

/// Look at everything and write a report that may be sent to anybody
#[derive(Args, Debug)]
#[command(
    long_about = "Look at everything and write a report. It holds no key, no card and no customer, \
                  so that it may be sent to support as it is."
)]
pub(super) struct DoctorArguments {
    #[command(flatten)]
    file: FileArgument,
    /// Ask nothing of Stripe
    #[arg(long)]
    offline: bool,
    /// Print a test page on the receipt printer
    #[arg(long)]
    print: bool,
    /// Ask for a swipe at each reader of the settings; the station must be stopped
    #[arg(long)]
    swipe: bool,
}

/// Checks.
pub(super) fn check(
    arguments: &CheckArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let findings = look(&arguments.file, &Surroundings::of_this_process(), arguments.offline);
    if arguments.json {
        let all: Vec<Value> = findings.iter().map(Finding::json).collect();
        console.print(&format!("{:#}\n", Value::Array(all)))?;
    } else {
        console.print(&finding::report(&findings, columns()))?;
    }
    conclude(&findings)
}

/// Examines.
pub(super) fn doctor(
    arguments: &DoctorArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let surroundings = Surroundings::of_this_process();
    let mut findings = look(&arguments.file, &surroundings, arguments.offline);
    if arguments.print {
        findings.push(test_page(&arguments.file, &surroundings));
    }
    if arguments.swipe {
        findings.extend(match config::load(&arguments.file.choice(), &surroundings, &[]) {
            Ok(loaded) => swipe::all(&loaded.settings, console),
            Err(_) => vec![Finding::skipped("swipe", "the settings are wrong")],
        });
    }
    let mut report = format!(
        "chargeonce {} doctor, {:.0}\n{}\n\n",
        env!("CARGO_PKG_VERSION"),
        jiff::Timestamp::now(),
        system()
    );
    report.push_str(&finding::report(&findings, columns()));
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    report.push_str(&format!(
        "\n{} passed, {} failed, {} skipped. This report holds no secret and no card.\n",
        count(Verdict::Pass),
        count(Verdict::Fail),
        count(Verdict::Skipped)
    ));
    report.push_str(&appendix::appendix(&arguments.file, &surroundings));
    console.print(&report)?;
    conclude(&findings)
}

/// Columns of the terminal a report is read on; `None` where it goes elsewhere.
fn columns() -> Option<u16> {
    rustix::termios::tcgetwinsize(rustix::stdio::stdout()).ok().map(|size| size.ws_col)
}

fn system() -> String {
    let name = rustix::system::uname();
    let part = |text: &std::ffi::CStr| text.to_string_lossy().into_owned();
    format!("{} {} {}", part(name.sysname()), part(name.release()), part(name.machine()))
}

fn conclude(findings: &[Finding]) -> Result<(), CommandError> {
    let mut failed = findings.iter().filter_map(|finding| finding.code.as_ref());
    let exit = failed.next().map(|(_, _, exit)| *exit);
    exit.map_or(Ok(()), |exit: Exit| Err(CommandError::Found { others: failed.count(), exit }))
}

fn look(file: &FileArgument, surroundings: &Surroundings, offline: bool) -> Vec<Finding> {
    let term = surroundings.variable("TERM").and_then(|term| term.to_str());
    let mut findings = Vec::new();
    let loaded = config::load(&file.choice(), surroundings, &[]);
    match &loaded {
        Ok(loaded) => {
            let settings = &loaded.settings;
            findings.push(Finding::pass("settings", format!("station {}", settings.station.name)));
            let now = jiff::Timestamp::now().as_second();
            let user = User::of_the_station();
            findings.extend(account::all(settings, surroundings, &user, offline, now));
            findings.push(journal::journal(&settings.journal.path, &user));
            findings.push(machine::log(&settings.log.directory, &user));
            findings.push(machine::disk(&settings.journal.path));
            findings.extend(devices::all(settings, &user));
            let reach = Reach::of(settings, &file.choice(), surroundings);
            findings.push(machine::confinement(settings.security.confine, &reach));
        }
        Err(error) => findings.extend(refused(error)),
    }
    findings.extend([machine::swap(), machine::core(), machine::lock(), machine::priority()]);
    findings.push(machine::terminal(term));
    findings.push(font::font());
    findings
}

fn refused(error: &SettingsError) -> Vec<Finding> {
    match error {
        SettingsError::Refused(faults) => faults.iter().map(Finding::fault).collect(),
        SettingsError::NoFile { .. } => {
            vec![unread(error, Exit::NoInput).advising(
                "Name the file that is meant, or leave --config out for the installed one.",
            )]
        }
        SettingsError::Unreadable { cause, .. } => {
            let advice = "Check as root or as the station's user, or let this user read the file.";
            vec![unread(error, Exit::of_reading(cause)).advising(advice)]
        }
        SettingsError::Broken(_) => vec![unread(error, Exit::Software)],
    }
}

/// The settings could not be looked at.
fn unread(error: &SettingsError, exit: Exit) -> Finding {
    Finding::fail("settings", Code::Settings, error.to_string()).ending(exit)
}

/// Letters, figures and a ruler: what a receipt is made of.
const TEST_PAGE: &str = "chargeonce test page\nABCDEFGHIJ abcdefghij 0123456789\n\
                         ....:....1....:....2....:....3....:....4\n\n\n\n\n";

fn test_page(file: &FileArgument, surroundings: &Surroundings) -> Finding {
    let what = "test page";
    let Ok(loaded) = config::load(&file.choice(), surroundings, &[]) else {
        return Finding::skipped(what, "the settings are wrong");
    };
    let Some(path) = loaded.settings.receipt.printer else {
        return Finding::skipped(what, "no printer in the settings");
    };
    let opened = std::fs::OpenOptions::new().append(true).open(&path);
    let printed: io::Result<()> = opened.and_then(|mut page| page.write_all(TEST_PAGE.as_bytes()));
    match printed {
        Ok(()) => Finding::pass(what, "sent; look at the paper"),
        Err(error) => Finding::fail(what, Code::Printer, format!("{}: {error}", path.display())),
    }
}
