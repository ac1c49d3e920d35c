//! The machine: disk, swap, core dumps, locked memory, terminal. Nothing here is changed.

use std::path::Path;

use rustix::process::{Resource, getrlimit};

use super::finding::Finding;
use crate::command::codes::Code;

/// Below this the disk counts as full, in bytes.
const ROOM: u64 = 100_000_000;
/// What the vault may want to lock, in bytes.
const LOCKED: u64 = 8 * 1024 * 1024;

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

pub(super) fn lock() -> Finding {
    match getrlimit(Resource::Memlock).current {
        Some(limit) if limit < LOCKED => {
            Finding::fail("locked memory", Code::Lock, format!("{} kB allowed", limit / 1024))
        }
        Some(limit) => Finding::pass("locked memory", format!("{} kB allowed", limit / 1024)),
        None => Finding::pass("locked memory", "no limit"),
    }
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
