//! The machine: disk, swap, core dumps, locked memory, confinement, terminal. Nothing here is changed.

use std::path::Path;

use rustix::process::{Resource, getrlimit};

use super::finding::Finding;
use super::user::User;
use crate::command::codes::Code;
use crate::kiosk::confinement::{Reach, Rehearsal, rehearse};
use crate::reader::priority::{self, Priority};
use crate::vault::walls::{Protection, Region};

/// Below this the disk counts as full, in bytes.
const ROOM: u64 = 100_000_000;

pub(super) fn disk(journal: &Path) -> Finding {
    let what = "disk";
    let there = journal.ancestors().skip(1).find(|directory| directory.exists());
    let Some(directory) = there else { return Finding::skipped(what, "no directory yet") };
    match rustix::fs::statvfs(directory) {
        Ok(state) => {
            let free = state.f_bavail.saturating_mul(state.f_frsize);
            let said = format!("{} MB free at {}", free / 1_000_000, directory.display());
            if free < ROOM {
                Finding::fail(what, Code::Disk, said)
            } else {
                Finding::pass(what, said)
            }
        }
        Err(error) => Finding::skipped(what, error.to_string()),
    }
}

/// The directory of the station's log.
pub(super) fn log(directory: &Path, user: &User) -> Finding {
    match user.may_make_files_in(directory) {
        Ok(()) => Finding::pass("log", format!("{} can be written to", directory.display())),
        Err(why) => Finding::fail("log", Code::Log, why),
    }
}

pub(super) fn swap() -> Finding {
    match std::fs::read_to_string("/proc/swaps") {
        // The first line is the heading.
        Ok(swaps) => match swaps.lines().skip(1).filter(|line| !line.contains("zram")).count() {
            0 => Finding::pass("swap", "none on a disk"),
            areas => Finding::fail("swap", Code::Swap, format!("{areas} in use")),
        },
        Err(_) => Finding::skipped("swap", "/proc/swaps is not shown to this user"),
    }
}

pub(super) fn core() -> Finding {
    match getrlimit(Resource::Core).current {
        Some(0) => Finding::pass("core dumps", "off"),
        _ => Finding::fail("core dumps", Code::Core, "possible for a program started from here"),
    }
}

/// Builds what the vault would, twice: the next stands before the last is gone.
pub(super) fn lock() -> Finding {
    let what = "locked memory";
    let built = (Region::build(), Region::build());
    let (Ok(one), Ok(other)) = &built else {
        return Finding::fail(what, Code::Lock, "the system gives the vault no memory");
    };
    let said = match one.protection().min(other.protection()) {
        Protection::Secret => "locked, and secret even from the kernel's own view",
        Protection::Locked => "locked; this kernel has no secret memory",
        Protection::Unlocked => {
            let allowed = getrlimit(Resource::Memlock).current.unwrap_or(0) / 1024;
            let said = format!("refused: {allowed} kB allowed");
            return Finding::fail(what, Code::Lock, said);
        }
    };
    Finding::pass(what, said)
}

/// Tries on a thread of this command what the station does to itself at its start.
pub(super) fn confinement(wanted: bool, reach: &Reach) -> Finding {
    let what = "confinement";
    if !wanted {
        return Finding::fail(what, Code::Confine, "switched off in the settings");
    }
    let Some(Rehearsal { confinement, files_hold, calls_hold }) = rehearse(reach) else {
        return Finding::skipped(what, "the system gave no thread to try it on");
    };
    let said = format!("{confinement}; tried: files {}", held(files_hold, calls_hold));
    if files_hold && calls_hold {
        Finding::pass(what, said)
    } else {
        Finding::fail(what, Code::Confine, said)
    }
}

const fn held(files: bool, calls: bool) -> &'static str {
    match (files, calls) {
        (true, true) => "closed, programs not started",
        (true, false) => "closed, programs STARTED",
        (false, true) => "OPEN, programs not started",
        (false, false) => "OPEN, programs STARTED",
    }
}

/// Never a failure: a keyboard reader alone needs it, and only on a busy machine.
pub(super) fn priority() -> Finding {
    let said = match priority::would_raise_to() {
        Priority::Realtime => "the reading thread goes before all others (SCHED_FIFO)",
        Priority::Raised => "the reading thread goes before most (niceness below 0)",
        Priority::Ordinary => {
            "the reading thread goes like all others from here; the service raises it"
        }
    };
    Finding::pass("priority", said)
}

pub(super) fn terminal(term: Option<&str>) -> Finding {
    let what = "terminal";
    if !rustix::termios::isatty(rustix::stdio::stdout()) {
        return Finding::skipped(what, "the output of this command is no terminal");
    }
    let Some(term) = term.filter(|term| !term.is_empty() && *term != "dumb") else {
        return Finding::fail(what, Code::Terminal, "TERM is not set to anything usable");
    };
    match rustix::termios::tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) => {
            let glyphs = if term == "linux" { "the console's letters" } else { "all letters" };
            let said = format!("{} x {}, {term}: {glyphs}", size.ws_col, size.ws_row);
            if size.ws_col < 80 || size.ws_row < 25 {
                Finding::fail(what, Code::TerminalSize, said)
            } else {
                Finding::pass(what, said)
            }
        }
        Err(_) => Finding::skipped(what, "the output of this command is no terminal"),
    }
}
