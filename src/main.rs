//! The command line's entry. All of it is in the library: see `chargeonce::command`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chargeonce::command::main(std::env::args_os())
}
