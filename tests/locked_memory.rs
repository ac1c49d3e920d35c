//! What the station does where the system does not let it lock the card's memory.

#![expect(
    clippy::unwrap_used,
    reason = "the lints know test functions, but not the helpers they call"
)]

mod kiosk;

use std::process::Command;

use kiosk::{Desk, Setup, swipe};

/// What starts the binary with a limit of nothing; and without root's right to go beyond it.
fn refusing() -> Vec<String> {
    let limit = ["/usr/bin/prlimit", "--memlock=0"];
    let root: &[&str] = if rustix::process::geteuid().is_root() {
        &["/usr/bin/setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"]
    } else {
        &[]
    };
    root.iter().chain(&limit).map(|&word| word.to_owned()).collect()
}

fn refused(more: &str) -> Setup {
    Setup { more: more.to_owned(), under: refusing(), ..Setup::default() }
}

fn log(desk: &Desk) -> String {
    let files = std::fs::read_dir(desk.folder().join("log")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn a_station_that_may_not_lock_memory_says_so_and_sells() {
    let mut desk = Desk::with(refused(""));
    desk.reaches_card("1234").types(&swipe("4242424242424242")).shows("Security code");
    desk.types("123\r").shows("Save this card for future use?").enter();
    desk.shows("Yes, Charge the Customer").enter().shows("APPROVED");
    assert!(log(&desk).contains("may be swapped out"), "{}", log(&desk));
}

#[test]
fn a_station_that_must_lock_memory_and_may_not_does_not_start() {
    let mut desk = Desk::with(refused("[security]\nrequire_locked_memory = true\n"));
    desk.shows("security.require_locked_memory");
    assert_eq!(desk.ends(), 78);
}

#[test]
fn a_station_that_must_lock_memory_and_may_starts() {
    let more = "[security]\nrequire_locked_memory = true\n".to_owned();
    Desk::with(Setup { more, ..Setup::default() }).shows("Type the amount");
}

#[test]
fn a_check_says_whether_memory_can_be_locked() {
    let folder = tempfile::tempdir().unwrap();
    let check = |mut words: Vec<String>| {
        words.push(env!("CARGO_BIN_EXE_chargeonce").to_owned());
        let mut check = Command::new(&words[0]);
        check.args(&words[1..]).args(["check", "--offline"]).env("HOME", folder.path());
        String::from_utf8(check.output().unwrap().stdout).unwrap()
    };
    assert!(!check(Vec::new()).contains("E-LOCK"));
    assert!(check(refusing()).contains("refused: 0 kB allowed"));
}
