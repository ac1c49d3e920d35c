//! The technician's commands as a person runs them, on a serial line made up for the purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test may fail it by panicking")]

mod readers;

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use readers::{Line, OTHER, SWIPE};

struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    said: String,
}

impl Running {
    fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chargeonce"))
            .arg("reader")
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, said: String::new() }
    }

    /// Reads lines up to one that contains this.
    fn says(&mut self, part: &str) {
        while !self.said.lines().next_back().is_some_and(|line| line.contains(part)) {
            match self.lines.next() {
                Some(line) => {
                    self.said.push_str(&line.unwrap());
                    self.said.push('\n');
                }
                None => panic!("never said {part:?}, but:\n{}", self.said),
            }
        }
    }

    fn ends_well(&mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_swipe_gets_its_verdict_and_never_a_digit_too_many() {
    let mut line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let mut test = Running::start(&["test", "--port", &port, "--seconds", "2"]);
    test.says(": ready");
    line.send(SWIPE);
    test.says("good: visa of 16 digits ending in 4242");
    test.says("track 1: 47 characters between its sentinels, no check character sent");
    test.says("track 2: 37 characters between its sentinels");
    test.says("track 3: nothing sent");
    test.says("1 good, 0 bad so far");
    std::thread::park_timeout(Duration::from_millis(150));
    line.send(&SWIPE[..30]);
    test.says("incomplete");
    test.says("end sentinel MISSING");
    line.send(b"%E?;E?\r");
    test.says("unreadable");
    test.says("1 good, 2 bad so far");
    line.send(OTHER);
    test.says("mastercard of 16 digits ending in 4444");
    test.says("2 good, 2 bad");
    test.ends_well();
    for digits in ["42424", "24242", "55555", "54444", "DOE", "JANE"] {
        assert!(!test.said.contains(digits), "more was said than may be");
    }
}

#[test]
fn learning_finds_the_framing_and_says_the_settings() {
    let mut line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("station.toml");
    let path = file.to_str().unwrap();
    let mut learn = Running::start(&["learn", "--port", &port, "--append", path]);
    learn.says("Swipe a card.");
    line.send(&[0xB5, 0x12, 0x99, 0xFE, 0x00, 0x41]);
    learn.says("now at 19200 bits per second");
    let even = SWIPE.iter().map(|byte| byte | u8::from(byte.count_ones() % 2 == 1) << 7);
    line.send(&even.collect::<Vec<_>>());
    learn.says("Added to");
    learn.ends_well();
    let settings = std::fs::read_to_string(&file).unwrap();
    let wanted = format!(
        "\n[[reader]]\nkind = \"serial\"\npath = \"{port}\"\nbaud = 19200\nframing = \"7E1\"\n"
    );
    assert_eq!(settings, wanted);
    assert!(
        Command::new(env!("CARGO_BIN_EXE_chargeonce"))
            .args(["settings", "--config", path])
            .stdout(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn an_msr605_is_learned_without_a_swipe() {
    let mut line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let mut learn = Running::start(&["learn", "--port", &port]);
    assert_eq!(line.commands(4), b"\x1ba\x1be");
    line.send(b"\x1by");
    learn.says("protocol = \"msr605\"");
    learn.ends_well();
}

#[test]
fn the_list_says_what_is_plugged_in_or_that_nothing_is() {
    let mut list = Running::start(&["list"]);
    let first = list.lines.next().unwrap().unwrap();
    assert!(first.starts_with("/dev/") || first.starts_with("No card reader"), "{first}");
    list.lines.by_ref().for_each(drop);
    list.ends_well();
}

#[test]
fn bytes_that_are_no_card_are_counted_and_never_shown() {
    let mut line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let mut test = Running::start(&["test", "--port", &port, "--seconds", "3"]);
    test.says(": ready");
    line.send(b"4242424242424242=30122010000000000000\r");
    test.says("37 bytes came that are no card");
    test.says("sentinels left off, or a reader that encrypts; 0 good, 1 bad so far");
    line.send(&[0x02, 0x9a, 0xe3, 0x17, 0xbb, 0x05, 0x90, 0x03]);
    test.says("8 bytes came that are no card");
    line.send(SWIPE);
    test.says("1 good, 2 bad so far");
    test.says("1 good, 2 bad");
    test.ends_well();
    assert!(!test.said.contains("424242"), "{}", test.said);
}

#[test]
fn a_device_that_cannot_be_learned_from_is_named_at_once_with_its_own_exit_code() {
    let line = Line::new();
    let silent = line.path();
    let silent = silent.to_str().unwrap();
    for (words, exit, words_said) in [
        (&["learn", "--port", "/dev/ttyUSB99"][..], 66, "/dev/ttyUSB99 is not there"),
        (&["learn", "--port", "/etc/passwd"], 65, "/etc/passwd is no serial port"),
        (&["test", "--port", "/etc/passwd"], 65, "/etc/passwd is no serial port"),
        (&["test", "--device", "/dev/null"], 65, "/dev/null is no input device"),
        (&["learn", "--port", silent, "--seconds", "1"], 69, "nothing was learned"),
        (
            &["learn", "--port", silent, "--append", "/nonexist/x"],
            73,
            "/nonexist/x: nothing can be",
        ),
        (&["test", "--baud", "12345"], 64, "allowed: 1200, 2400"),
        (&["test", "--baud", "abc"], 64, "allowed: 1200, 2400"),
        (&["test", "--framing", "9X1"], 64, "allowed: data bits 7 or 8"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chargeonce"));
        let output = command.arg("reader").args(words).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{words:?}: {said}");
        assert!(said.contains(words_said), "{words:?}: {said}");
        assert!(!said.contains("os error"), "{said}");
    }
}
