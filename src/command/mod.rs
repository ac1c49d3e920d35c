//! The command line, one file a command. Commands load settings, call the room that does the work
//! and put its answer into words and an exit code; they decide nothing about money.

mod args;
mod check;
pub mod codes;
mod console;
mod demo;
mod exit;
mod file_argument;
mod journal;
mod log;
mod paper;
mod pin;
/// Prove that no card stays.
pub mod prove;
pub mod reader;
mod run;
pub mod sandbox;
mod settings;
mod status;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::kiosk::hardening::Hardening;
use crate::kiosk::panic;
use args::{Arguments, Command};
pub use console::Console;
pub use exit::{CommandError, Exit};

/// Runs the command line `words` (the program's name first) on the real standard streams.
#[must_use]
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    // Any command may come to see a card: a technician swipes one to set up a reader. The station
    // does it again, to say in its log what came of it.
    let _closed = Hardening::apply();
    panic::install();
    let (mut out, mut err) = (io::stdout(), io::stderr());
    dispatch(words, &mut Console::new(&mut out, &mut err)).into()
}

fn dispatch(words: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Exit {
    let command = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments.command,
        Err(error) if error.use_stderr() => {
            console.print_error(&error.render().to_string());
            return Exit::Usage;
        }
        Err(help) => return conclude(print(&help, console), console),
    };
    let answer = match command {
        Command::Demo(arguments) => demo::run(&arguments, console),
        Command::Run(arguments) => run::run(&arguments, console),
        Command::Sandbox(arguments) => {
            sandbox::run(arguments, console.out()).map_err(CommandError::from)
        }
        Command::Journal(arguments) => journal::run(&arguments, console),
        Command::Reader(arguments) => reader::run(&arguments, console),
        Command::Prove(arguments) => prove::run(&arguments, console),
        Command::Check(arguments) => check::check(&arguments, console),
        Command::Doctor(arguments) => check::doctor(&arguments, console),
        Command::Status(arguments) => status::run(&arguments, console),
        Command::Log(arguments) => log::run(&arguments, console),
        Command::Man(arguments) => paper::man(Arguments::command(), &arguments),
        Command::Completions(arguments) => {
            paper::completions(Arguments::command(), &arguments, console)
        }
        Command::Pin => pin::run(console),
        Command::Codes => codes::run(console),
        Command::Settings(arguments) => settings::run(&arguments, console),
    };
    conclude(answer, console)
}

fn print(help: &clap::Error, console: &mut Console<'_>) -> Result<(), CommandError> {
    Ok(console.print(&help.render().to_string())?)
}

fn conclude(answer: Result<(), CommandError>, console: &mut Console<'_>) -> Exit {
    match answer {
        Ok(()) => Exit::Ok,
        Err(error) => {
            let exit = error.exit();
            if exit != Exit::Ok {
                console.note(error);
            }
            exit
        }
    }
}

#[cfg(test)]
mod tests;
