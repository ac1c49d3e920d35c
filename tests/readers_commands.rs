//! The technician's commands as a person runs them, on a serial line made up for the purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test may fail it by panicking")]

mod readers;

use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use readers::{Line, OTHER, SWIPE};

struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    said: String,
}

impl Running {
    fn start(words: &[&str]) -> Self {
        Self::start_with(words, Stdio::null())
    }

    fn start_with(words: &[&str], input: Stdio) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chargeonce"))
            .arg("reader")
            .args(words)
            .stdin(input)
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
        assert!(self.ends().success());
    }

    fn ends(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
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
fn learning_says_that_a_port_is_gone_and_goes_on_once_it_is_back() {
    let line = Line::new();
    let link = line.link();
    let port = link.path().to_str().unwrap().to_owned();
    let mut learn = Running::start(&["learn", "--port", &port]);
    learn.says("Swipe a card.");
    link.remove();
    drop(line);
    learn.says("not there");
    let mut line = Line::new();
    link.point_to(&line);
    // What is sent before the port is open is nobody's.
    std::thread::park_timeout(Duration::from_millis(500));
    line.send(SWIPE);
    learn.says("framing = \"8N1\"");
    learn.ends_well();
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

/// A terminal as a shell hands it on: what is typed, and the program's end.
fn terminal() -> (OwnedFd, OwnedFd) {
    let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&keys).unwrap();
    unlockpt(&keys).unwrap();
    let name = ptsname(&keys, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    (keys, rustix::fs::open(name, flags, Mode::empty()).unwrap())
}

/// Whether there is something to read.
fn has_something(file: &OwnedFd) -> bool {
    let mut polled = [PollFd::new(file, PollFlags::IN)];
    let soon = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    rustix::event::poll(&mut polled, Some(&soon)).unwrap() > 0
}

#[test]
fn what_a_keyboard_reader_types_meanwhile_is_neither_shown_nor_left_for_the_shell() {
    let line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let port = port.as_str();
    for words in [
        &["learn", "--port", port, "--seconds", "2"][..],
        &["test", "--lines", "--port", port, "--seconds", "2"],
    ] {
        let (keys, inner) = terminal();
        let mut running = Running::start_with(words, inner.try_clone().unwrap().into());
        running.says("Swipe");
        // As far as the second track, so that no line is ended.
        rustix::io::write(&keys, &[SWIPE, &SWIPE[..60]].concat()).unwrap();
        running.ends();
        assert!(!has_something(&keys), "{words:?} showed it");
        let mut settings = tcgetattr(&inner).unwrap();
        assert!(settings.local_modes.contains(LocalModes::ECHO | LocalModes::ICANON));
        // So that the beginning of a line can be seen, too.
        settings.local_modes -= LocalModes::ICANON;
        tcsetattr(&inner, OptionalActions::Now, &settings).unwrap();
        assert!(!has_something(&inner), "{words:?} left it for the shell");
    }
}

#[test]
fn a_swipe_given_to_parse_by_hand_is_not_shown() {
    let (keys, inner) = terminal();
    let mut running = Running::start_with(&["parse"], inner.try_clone().unwrap().into());
    let silent = || !tcgetattr(&inner).unwrap().local_modes.contains(LocalModes::ECHO);
    while !silent() {
        std::thread::park_timeout(Duration::from_millis(5));
    }
    rustix::io::write(&keys, &[SWIPE, b"\n\x04"].concat()).unwrap();
    running.says("\"outcome\":\"card\"");
    running.ends_well();
    assert!(!has_something(&keys), "it was shown");
}

#[test]
fn every_command_that_may_see_a_card_leaves_no_core_and_gains_no_rights() {
    let line = Line::new();
    let port = line.path().to_str().unwrap().to_owned();
    let port = port.as_str();
    for words in [
        &["reader", "test", "--lines", "--port", port][..],
        &["reader", "learn", "--port", port],
        &["reader", "parse"],
        &["sandbox", "--listen", "127.0.0.1:0"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chargeonce"))
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let proc = |file: &str| {
            std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap_or_default()
        };
        let is_closed = || {
            let no_core = proc("limits").lines().any(|line| {
                let words: Vec<_> = line.split_whitespace().collect();
                words.starts_with(&["Max", "core", "file", "size", "0", "0"])
            });
            no_core && proc("status").contains("NoNewPrivs:\t1")
        };
        let start = std::time::Instant::now();
        while !is_closed() && start.elapsed() < Duration::from_secs(5) {
            std::thread::park_timeout(Duration::from_millis(5));
        }
        let closed = is_closed();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(closed, "{words:?}");
    }
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
