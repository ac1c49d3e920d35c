//! The running station has given up what it does not need, and goes on working.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, but not the helpers they call"
)]

mod kiosk;

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use kiosk::{Desk, Setup, swipe};
use rustix::process::{Signal, kill_process};

fn log(desk: &Desk) -> String {
    let files = std::fs::read_dir(desk.folder().join("log")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[track_caller]
fn logs(desk: &Desk, text: &str) {
    for _ in 0..2_000 {
        if log(desk).contains(text) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
    panic!("the log never said {text:?}:\n{}", log(desk));
}

/// What the kernel says of each thread.
fn states(desk: &Desk) -> Vec<String> {
    let threads = format!("/proc/{}/task", desk.pid().as_raw_nonzero());
    let threads = std::fs::read_dir(threads).unwrap().flatten();
    // A thread may have ended meanwhile.
    threads
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok())
        .collect()
}

#[test]
fn every_thread_of_the_station_is_behind_the_fence_through_a_sale_and_after_it() {
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    all_are_fenced(&desk);
    desk.reaches_card("1234").types(&swipe("4242424242424242")).shows("Security code");
    desk.types("123\r").shows("Save this card for future use?").enter();
    desk.shows("Yes, Charge the Customer").enter().shows("APPROVED");
    all_are_fenced(&desk);
}

fn all_are_fenced(desk: &Desk) {
    let states = states(desk);
    assert!(states.len() > 2, "{} threads", states.len());
    for state in states {
        assert!(state.contains("Seccomp:\t2"), "a thread is free: {state}");
        assert!(state.contains("NoNewPrivs:\t1"), "a thread may gain rights: {state}");
    }
}

/// Lets the settings' file be a link to one in another directory, and has it read anew.
fn moves_its_settings(desk: &Desk, elsewhere: &Path) {
    let (here, there) = (desk.folder().join("station.toml"), elsewhere.join("station.toml"));
    std::fs::rename(&here, &there).unwrap();
    symlink(&there, &here).unwrap();
    kill_process(desk.pid(), Signal::HUP).unwrap();
}

#[test]
fn a_file_elsewhere_cannot_be_opened_by_the_running_station() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    let fenced = log(&desk).contains("files and ports: fenced");
    moves_its_settings(&desk, elsewhere.path());
    logs(&desk, if fenced { "Permission denied" } else { "settings read anew" });
    assert_eq!(fenced, !log(&desk).contains("NOT FENCED"), "it says what it did not get");
}

#[test]
fn the_fences_can_be_switched_off_to_find_a_fault() {
    let elsewhere = tempfile::tempdir().unwrap();
    let more = "[security]\nconfine = false\n".to_owned();
    let mut desk = Desk::with(Setup { more, ..Setup::default() });
    desk.shows("Type the amount");
    logs(&desk, "less confined than it could be");
    moves_its_settings(&desk, elsewhere.path());
    logs(&desk, "settings read anew");
    assert!(states(&desk).iter().all(|state| state.contains("Seccomp:\t0")));
}

fn check(more: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("station.toml");
    std::fs::write(&file, more).unwrap();
    let mut check = Command::new(env!("CARGO_BIN_EXE_chargeonce"));
    check.env_clear().env("HOME", folder.path()).args(["check", "--offline", "--config"]);
    String::from_utf8(check.arg(file).output().unwrap().stdout).unwrap()
}

#[test]
fn a_check_tries_the_fences_and_says_how_they_hold() {
    let report = check("");
    let line = report.lines().find(|line| line.contains("confinement")).unwrap();
    assert!(line.contains("programs not started"), "{line}");
    assert_eq!(line.contains("files closed"), !line.contains("NOT FENCED"), "{line}");
    let report = check("[security]\nconfine = false\n");
    assert!(report.contains("E-CONFINE"), "{report}");
}
