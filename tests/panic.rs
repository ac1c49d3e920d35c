//! A fault of the program's own, on a real terminal: the terminal is given back, and what is said
//! is where, never what. It plays both parts: it starts itself anew on a pseudo-terminal to panic.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

use std::io::Read;

use chargeonce::kiosk::{panic, terminal};
use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem};

const PART: &str = "CHARGEONCE_TEST_PANICS";

fn main() {
    if std::env::var_os(PART).is_some() {
        panics();
    }
    let pair = NativePtySystem::default().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.env(PART, "1");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut said = Vec::new();
    let mut bytes = [0; 1024];
    // The end of a terminal is an error on Linux.
    while let Ok(count @ 1..) = output.read(&mut bytes) {
        said.extend_from_slice(&bytes[..count]);
    }
    assert!(!child.wait().unwrap().success());
    let said = String::from_utf8_lossy(&said);
    let (_, after) = said.split_once("\x1b[?1049l").unwrap();
    assert!(after.contains("stopped by a fault of its own at tests/panic.rs:"), "{after}");
    assert!(!said.contains("4242"), "{after}");
}

fn panics() -> ! {
    let screen = terminal::Screen::enter().unwrap();
    panic::install();
    // As a careless expect would quote what it tripped over.
    let _shown = screen;
    panic!("not a card: 4242424242424242");
}
