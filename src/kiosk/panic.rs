//! What a panic may say: where, never what. Its message could quote what it tripped over.

use std::io::Write;
use std::panic::PanicHookInfo;

use super::terminal;

/// Installs the hook. The process then aborts (`panic = "abort"`), and the service starts anew.
pub fn install() {
    std::panic::set_hook(Box::new(hook));
}

fn hook(info: &PanicHookInfo<'_>) {
    terminal::give_back();
    let (file, line) = info.location().map_or(("?", 0), |place| (place.file(), place.line()));
    tracing::error!(file, line, "stopped by a fault of its own");
    let _ = writeln!(
        std::io::stderr(),
        "chargeonce: stopped by a fault of its own at {file}:{line}. What was decided about every \
         payment is in the journal and is taken up at the next start."
    );
}
