//! `chargeonce journal`: the day's books and every record, for staff, accountants and technicians.
//!
//! It reads and copies; it never writes to the journal, and a station may run on it meanwhile.

mod books;
mod export;
mod found;
mod history;
mod show;
mod sum;
mod words;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use self::words::Clock;
use super::file_argument::FileArgument;
use super::{CommandError, Console};
use crate::config::{self, Surroundings};
use crate::journal::{self, Reading};
use crate::station::Books;

/// Read the payment journal.
#[derive(Args, Debug)]
#[command(
    long_about = "Read the payment journal: what was sold, what was paid, what is still owed. No \
                  card number is in it.\n\nA station may run on it meanwhile: it is read between \
                  two of its writes. Before anything is shown, the whole journal is verified.",
    after_long_help = "Examples:\n  chargeonce journal list\n  chargeonce journal list --day \
                       2026-03-31\n  chargeonce journal show 1042\n  chargeonce journal export \
                       --csv > sales.csv"
)]
pub(super) struct JournalArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List a day's sales with their totals
    List(ListArguments),
    /// Show one sale and everything that happened to it
    Show(ShowArguments),
    /// Check the journal from its first event to its last
    Verify(VerifyArguments),
    /// Write the journal out for other programs
    Export(ExportArguments),
    /// Copy the journal to a file that any SQLite program can open
    Copy(CopyArguments),
}

/// A sale's number, or words on what one is.
fn number(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "a sale's number is wanted, such as 1042")
}

/// So many of a thing.
fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Which journal.
#[derive(Args, Debug)]
struct Which {
    /// Read this journal instead of the one in the settings
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    path: Option<PathBuf>,
    #[command(flatten)]
    settings: FileArgument,
}

#[derive(Args, Debug)]
struct ListArguments {
    /// The day, in local time; today if none is given
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "all")]
    day: Option<Date>,
    /// Every sale there is
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    which: Which,
}

#[derive(Args, Debug)]
struct ShowArguments {
    /// The sale's number, as in the list
    #[arg(value_name = "NUMBER", value_parser = number)]
    number: u64,
    #[command(flatten)]
    which: Which,
}

#[derive(Args, Debug)]
struct VerifyArguments {
    #[command(flatten)]
    which: Which,
}

#[derive(Args, Debug)]
struct ExportArguments {
    /// Every record, one JSON object a line (the default)
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Every sale, one line each, for a spreadsheet
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    which: Which,
}

#[derive(Args, Debug)]
struct CopyArguments {
    /// Where to; must not be there yet
    #[arg(value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    which: Which,
}

impl Which {
    fn journal(&self) -> Result<PathBuf, CommandError> {
        match &self.path {
            Some(path) => Ok(path.clone()),
            None => {
                let surroundings = Surroundings::of_this_process();
                let loaded = config::load(&self.settings.choice(), &surroundings, &[])?;
                Ok(loaded.settings.journal.path)
            }
        }
    }

    fn read(&self) -> Result<Reading, CommandError> {
        Ok(journal::read(&self.journal()?)?)
    }
}

/// Reads what is asked for and prints it.
pub(super) fn run(
    arguments: &JournalArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    answer(arguments, &Clock::of_this_machine(), console)
}

fn answer(
    arguments: &JournalArguments,
    clock: &Clock,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let text = match &arguments.action {
        Action::List(list) => {
            let Reading { records, source } = list.which.read()?;
            let day = (!list.all).then(|| list.day.unwrap_or_else(|| clock.today()));
            let books = Books::fold(&records);
            format!("{}\n\n{}", words::source(&source), books::list(&books, day, clock))
        }
        Action::Show(show) => {
            let Reading { records, source } = show.which.read()?;
            let sale = show::show(&records, show.number, clock)
                .ok_or(CommandError::NoSuchSale(show.number))?;
            format!("{}\n\n{sale}", words::source(&source))
        }
        Action::Verify(verify) => {
            let Reading { records, source } = verify.which.read()?;
            let books = Books::fold(&records);
            format!(
                "{}\nIt is whole: {} of {}{}, none missing, none altered.\n",
                words::source(&source),
                counted(records.len(), "record"),
                counted(books.newest_first().count(), "sale"),
                found::counted(&books)
            )
        }
        Action::Export(export) => {
            let Reading { records, source } = export.which.read()?;
            // Standard output is for the other program alone.
            console.note(words::source(&source));
            if export.csv { export::csv(&records) } else { export::json(&records)? }
        }
        Action::Copy(copy) => {
            if copy.to.exists() {
                return Err(CommandError::CopyInTheWay { path: copy.to.clone() });
            }
            let source = journal::copy_to(&copy.which.journal()?, &copy.to)?;
            format!("{}\nCopied to {}.\n", words::source(&source), copy.to.display())
        }
    };
    Ok(console.print(&text)?)
}

#[cfg(test)]
mod tests;
