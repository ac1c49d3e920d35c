//! What a technician asks at a shell, answered by the real binary.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lints know test functions, but not the helpers they call"
)]

mod kiosk;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chargeonce::gateway::sandbox::{self, Options, Running};
use kiosk::{Desk, Setup, swipe};
use rustix::termios::LocalModes;

struct Site {
    folder: tempfile::TempDir,
    _sandbox: Running,
}

impl Site {
    fn new(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = sandbox::start("127.0.0.1:0".parse().unwrap(), options).unwrap();
        let at = folder.path().display();
        let settings = format!(
            "[station]\nname = \"test\"\n[stripe]\napi_base = \"{}\"\n[journal]\npath = \
             \"{at}/journal.db\"\n[log]\ndirectory = \"{at}/log\"\n",
            sandbox.base_url(),
        );
        std::fs::write(folder.path().join("station.toml"), settings).unwrap();
        Self { folder, _sandbox: sandbox }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("station.toml")
    }

    fn asks(&self, words: &[&str]) -> (i32, String) {
        let output = command(self.folder.path())
            .args(words)
            .arg("--config")
            .arg(self.file())
            .env("STRIPE_SECRET_KEY", "sk_test_PLANTEDKEY")
            .output()
            .unwrap();
        (output.status.code().unwrap(), said(&output))
    }
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chargeonce"));
    command.env_clear().env("HOME", home).env("TERM", "linux");
    command
}

fn said(output: &Output) -> String {
    let bytes = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(bytes).unwrap()
}

/// The line of a report that is about something.
#[track_caller]
fn line_of<'a>(report: &'a str, what: &str) -> &'a str {
    let about = |line: &&str| line.split_whitespace().nth(1) == what.split_whitespace().next();
    report.lines().find(about).unwrap_or_else(|| panic!("nothing about {what}:\n{report}"))
}

#[test]
fn a_check_asks_stripe_everything_and_charges_nothing() {
    let record = tempfile::NamedTempFile::new().unwrap();
    let site = Site::new(Options { record: Some(record.path().to_owned()), ..Options::default() });
    let (_, report) = site.asks(&["check"]);
    for what in [
        "settings",
        "key",
        "clock",
        "account",
        "payments",
        "cards",
        "customers",
        "raw",
        "journal",
        "disk",
    ] {
        assert!(line_of(&report, what).starts_with("PASS"), "{report}");
    }
    let asked = std::fs::read_to_string(record.path()).unwrap();
    assert!(!asked.contains("/confirm") && !asked.contains("/capture"), "{asked}");
    assert!(!site.folder.path().join("journal.db").exists(), "a check begins no journal");
}

#[test]
fn an_account_that_may_not_send_card_numbers_fails_with_its_code_and_what_to_do() {
    let site = Site::new(Options { raw_cards: false, ..Options::default() });
    let (exit, report) = site.asks(&["check"]);
    assert!(line_of(&report, "raw").starts_with("FAIL"), "{report}");
    assert!(report.contains("E-RAW-CARDS: Stripe does not let this account"), "{report}");
    assert_ne!(exit, 0);
}

#[test]
fn a_check_names_each_wrong_line_of_the_settings() {
    let site = Site::new(Options::default());
    std::fs::write(site.file(), "[station]\nnmae = \"x\"\nmode = \"shop\"\n").unwrap();
    let (_, list) = site.asks(&["check", "--json"]);
    let list: serde_json::Value =
        serde_json::from_str(list.split_once("\nchargeonce:").unwrap().0).unwrap();
    let lines: Vec<_> =
        list.as_array().unwrap().iter().filter_map(|it| it["line"].as_u64()).collect();
    assert_eq!(lines, [2, 3], "{list}");
    let (exit, report) = site.asks(&["check"]);
    assert_eq!(exit, 78);
    assert!(report.contains("station.toml:2:") && report.contains("station.toml:3:"), "{report}");
    assert!(report.contains("E-SETTINGS"), "{report}");
}

#[test]
fn a_reader_that_is_not_there_is_named_with_what_to_do() {
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    let reader = "[[reader]]\nname = \"left\"\nkind = \"serial\"\npath = \"/dev/ttyUSB99\"\n";
    std::fs::write(site.file(), text + reader).unwrap();
    let (_, report) = site.asks(&["check", "--offline"]);
    assert!(line_of(&report, "reader").contains("left (serial): /dev/ttyUSB99 is not there"));
    assert!(report.contains("E-READER-MISSING"), "{report}");
    assert!(line_of(&report, "stripe").starts_with("SKIPPED"), "{report}");
}

#[test]
fn a_check_for_other_programs_is_one_list() {
    let site = Site::new(Options::default());
    let output = command(site.folder.path())
        .args(["check", "--json", "--offline", "--config"])
        .arg(site.file())
        .output()
        .unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let first = &list.as_array().unwrap()[0];
    assert_eq!((&first["what"], &first["verdict"]), (&"settings".into(), &"pass".into()));
}

#[test]
fn a_doctor_s_report_may_be_sent_to_anybody() {
    let site = Site::new(Options::default());
    let (_, report) = site.asks(&["doctor"]);
    assert!(report.starts_with("chargeonce ") && report.contains(" passed, "), "{report}");
    assert!(!report.contains("PLANTEDKEY") && !report.contains("424242"), "{report}");
    for asked in ["Settings in force", "Plugged in", "Service", "Time zone", "Last warnings"] {
        assert!(report.contains(&format!("\n== {asked}")), "{report}");
    }
    assert!(report.contains("\nname = \"test\"  # "), "{report}");
}

#[test]
fn a_doctor_tries_each_reader_with_a_card_and_says_nothing_of_the_card() {
    let reader = portable_pty::native_pty_system().openpty(Default::default()).unwrap();
    let path = reader.master.tty_name().unwrap();
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    let section = format!("[[reader]]\nname = \"till\"\nkind = \"serial\"\npath = {path:?}\n");
    std::fs::write(site.file(), text + &section).unwrap();
    let mut line = reader.master.take_writer().unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&done);
    let swiping = std::thread::spawn(move || {
        // Until the reader is opened, what comes is dropped.
        while !seen.load(Ordering::Relaxed) {
            std::thread::park_timeout(Duration::from_millis(400));
            line.write_all(swipe("4242424242424242").as_bytes()).unwrap();
        }
    });
    let (_, report) = site.asks(&["doctor", "--offline", "--swipe"]);
    done.store(true, Ordering::Relaxed);
    swiping.join().unwrap();
    assert!(report.contains("swipe any card at till"), "{report}");
    assert!(line_of(&report, "swipe ").starts_with("PASS"), "{report}");
    assert!(!report.contains("4242"), "{report}");
}

#[test]
fn the_running_station_says_how_it_is_without_a_name_or_a_card() {
    let run = tempfile::tempdir().unwrap();
    let directory = run.path().to_str().unwrap().to_owned();
    let mut desk = Desk::with(Setup {
        environment: vec![("RUNTIME_DIRECTORY", directory)],
        ..Setup::default()
    });
    desk.shows("Type the amount").types("1250\r").shows("Reference").types("ROOM7\r");
    desk.shows("Walk-in").enter().shows("Charge with New Card").enter().shows("Swipe the card");
    desk.types(&swipe("4242424242424242")).shows("4242").types("123\r").shows("Save this card");
    desk.enter().shows("Yes, Charge").enter().shows("APPROVED");
    desk.sees("/capture");
    let ask = |words: &[&str]| {
        let mut command = command(run.path());
        said(&command.args(words).env("RUNTIME_DIRECTORY", run.path()).output().unwrap())
    };
    let report: serde_json::Value = serde_json::from_str(&ask(&["status", "--json"])).unwrap();
    assert_eq!(report["screen"], "outcome");
    assert_eq!(report["network"], "online");
    assert_eq!(report["payments"][0]["amount_minor"], 1250);
    let text = ask(&["status"]);
    assert!(text.contains("station test (counter, sandbox money)") && text.contains("$12.50"));
    for private in ["ROOM7", "4242", "Visa"] {
        assert!(!text.contains(private) && !report.to_string().contains(private), "{text}");
    }
    assert!(ask(&["status", "--prometheus"]).contains("\nchargeonce_up 1\n"));
    drop(desk);
    let down = ask(&["status"]);
    assert!(down.contains("E-NOT-RUNNING"), "{down}");
}

#[test]
fn the_log_is_shown() {
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    let log = || {
        let mut command = command(desk.folder());
        let file = desk.folder().join("station.toml");
        said(&command.args(["log", "--config"]).arg(file).output().unwrap())
    };
    // A thread of its own writes it, and may come after the first frame.
    let since = Instant::now();
    while !log().contains(": started ") {
        assert!(since.elapsed() < Duration::from_secs(20), "{}", log());
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

#[test]
fn a_log_that_cannot_be_read_is_not_called_missing() {
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    std::fs::write(site.file(), text.replace("/log\"", "/station.toml\"")).unwrap();
    let (exit, said) = site.asks(&["log"]);
    assert!(said.contains("station.toml: the log can't be read") && exit == 74, "{exit}: {said}");
}

/// What `chargeonce pin` answers at a terminal, and whether that shows typing again afterwards.
fn types_pins(lines: &[&str]) -> (u32, String) {
    let pair = portable_pty::native_pty_system().openpty(Default::default()).unwrap();
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_chargeonce"));
    command.arg("pin");
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let mut said = String::new();
    let mut bytes = [0; 256];
    for (asked, line) in (1..).zip(lines) {
        // Typed once it asks: what comes before is dropped.
        while said.matches(": ").count() < asked {
            let count = output.read(&mut bytes).unwrap();
            said.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        keys.write_all(line.as_bytes()).unwrap();
    }
    let exit = child.wait().unwrap().exit_code();
    let terminal = std::fs::File::open(pair.master.tty_name().unwrap()).unwrap();
    let settings = rustix::termios::tcgetattr(&terminal).unwrap();
    assert!(settings.local_modes.contains(LocalModes::ECHO | LocalModes::ISIG));
    drop((terminal, pair.slave));
    while let Ok(count @ 1..) = output.read(&mut bytes) {
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    (exit, said)
}

#[test]
fn a_pin_is_typed_twice_unseen_and_a_technician_who_gives_up_keeps_the_terminal() {
    let (exit, said) = types_pins(&["4711\r", "4711\r"]);
    assert!(exit == 0 && said.contains("$argon2id$") && !said.contains("4711"), "{said}");
    let (exit, said) = types_pins(&["4711\r", "4712\r"]);
    assert!(exit == 65 && said.contains("two different PINs") && !said.contains('$'), "{said}");
    let (exit, said) = types_pins(&["47\x03"]);
    assert!(exit == 65 && !said.contains('$'), "{said}");
}

#[test]
fn the_manual_lists_every_code_in_the_program() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_to_string(project.join("docs/codes.md")).unwrap();
    assert_eq!(manual, chargeonce::command::codes::manual(), "chargeonce codes > docs/codes.md");
    let mut codes = BTreeSet::new();
    let mut folders = vec![project.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let quoted =
                    text.split('"').filter(|part| part.starts_with("E-")).map(str::to_owned);
                codes.extend(quoted.filter(|code| {
                    code.len() > 3
                        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
                }));
            }
        }
    }
    assert!(codes.len() > 30);
    for code in codes {
        assert!(manual.contains(&format!("`{code}`")), "{code} is not in docs/codes.md");
    }
}

#[test]
fn a_check_says_of_a_lost_or_foreign_journal_what_the_station_would() {
    let site = Site::new(Options::default());
    let begun = |path: &Path| {
        let options = chargeonce::journal::Options { ballast_bytes: 0, ..Default::default() };
        drop(chargeonce::journal::Journal::open(path, options).unwrap());
    };
    let (ours, theirs) =
        (site.folder.path().join("journal.db"), site.folder.path().join("theirs.db"));
    begun(&ours);
    begun(&theirs);
    std::fs::copy(&theirs, &ours).unwrap();
    let (exit, report) = site.asks(&["check", "--offline"]);
    assert!(line_of(&report, "journal").contains("not this station's payment journal"), "{report}");
    assert!(report.contains("E-JOURNAL"), "{report}");
    let (run, said) = site.asks(&["journal", "verify"]);
    assert_eq!((run, said.contains("not this station's")), (65, true), "{said}");
    assert_ne!(exit, 0);
    std::fs::remove_file(&ours).unwrap();
    let (_, report) = site.asks(&["check", "--offline"]);
    assert!(line_of(&report, "journal").starts_with("FAIL"), "{report}");
    assert!(report.contains("this station has had one"), "{report}");
}

#[test]
fn a_doctor_says_that_something_came_when_it_is_no_card() {
    let reader = portable_pty::native_pty_system().openpty(Default::default()).unwrap();
    let path = reader.master.tty_name().unwrap();
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    let section = format!("[[reader]]\nname = \"till\"\nkind = \"serial\"\npath = {path:?}\n");
    std::fs::write(site.file(), text + &section).unwrap();
    let mut line = reader.master.take_writer().unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&done);
    let swiping = std::thread::spawn(move || {
        while !seen.load(Ordering::Relaxed) {
            std::thread::park_timeout(Duration::from_millis(600));
            line.write_all(b"4242424242424242=3012201000\r").unwrap();
        }
    });
    let (_, report) = site.asks(&["doctor", "--offline", "--swipe"]);
    done.store(true, Ordering::Relaxed);
    swiping.join().unwrap();
    let said = line_of(&report, "swipe ");
    assert!(
        said.starts_with("FAIL") && said.contains("27 bytes came that are no card"),
        "{report}"
    );
    assert!(!report.contains("424242"), "{report}");
}

#[test]
fn a_check_asks_for_every_permission_the_station_will_need_and_changes_nothing() {
    let record = tempfile::NamedTempFile::new().unwrap();
    let site = Site::new(Options { record: Some(record.path().into()), ..Options::default() });
    let with = |key: &str| {
        let mut command = command(site.folder.path());
        command.args(["check", "--config"]).arg(site.file()).env("STRIPE_SECRET_KEY", key);
        said(&command.output().unwrap())
    };
    for (lacks, what) in [("charge_read", "charges"), ("charge_write", "receipts")] {
        let report = with(&format!("rk_test_no_{lacks}"));
        assert!(line_of(&report, what).starts_with("FAIL"), "{report}");
        assert!(report.contains("E-PERMISSION"), "{report}");
    }
    let whole = with("rk_test_anything");
    for what in ["payments", "cards", "charges", "receipts", "customers"] {
        assert!(line_of(&whole, what).starts_with("PASS"), "{whole}");
    }
    let asked = std::fs::read_to_string(record.path()).unwrap();
    let changed = asked.lines().filter(|line| {
        line.contains("\"POST\"")
            && line.contains("\"status\":200")
            && !line.contains("/v1/payment_methods")
    });
    assert_eq!(changed.count(), 0, "{asked}");
    let text = std::fs::read_to_string(site.file()).unwrap();
    std::fs::write(site.file(), text + "[receipt]\nemail = false\n").unwrap();
    let report = with("rk_test_no_charge_write");
    assert!(line_of(&report, "receipts").starts_with("SKIPPED"), "{report}");
}

#[test]
fn a_check_finds_what_would_stop_the_station_without_asking_stripe() {
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    let at = site.folder.path().display().to_string();
    std::fs::write(site.folder.path().join("file"), "").unwrap();
    let settings = text
        .replace(&format!("{at}/journal.db"), &format!("{at}/file/journal.db"))
        .replace(&format!("{at}/log"), &format!("{at}/file/log"));
    std::fs::write(site.file(), settings).unwrap();
    let (exit, report) = site.asks(&["check", "--offline"]);
    assert!(line_of(&report, "journal").starts_with("FAIL"), "{report}");
    assert!(line_of(&report, "log").starts_with("FAIL"), "{report}");
    assert!(report.contains("is no directory") && report.contains("E-LOG"), "{report}");
    assert_ne!(exit, 0);
    let mut keyless = command(site.folder.path());
    let keyless = keyless.args(["check", "--offline", "--config"]).arg(site.file());
    let report = said(&keyless.output().unwrap());
    assert!(line_of(&report, "key").starts_with("FAIL"), "{report}");
    assert!(line_of(&report, "stripe").starts_with("SKIPPED"), "{report}");
}

#[test]
fn a_device_of_another_kind_is_no_reader() {
    let site = Site::new(Options::default());
    let text = std::fs::read_to_string(site.file()).unwrap();
    let readers = "[[reader]]\nkind = \"serial\"\npath = \"/etc/passwd\"\n[[reader]]\nkind = \
                   \"evdev\"\npath = \"/dev/null\"\n[receipt]\nprinter = \"/dev/usb/lp99\"\n";
    std::fs::write(site.file(), text + readers).unwrap();
    let (_, report) = site.asks(&["check", "--offline"]);
    assert!(report.contains("/etc/passwd is no serial port"), "{report}");
    assert!(report.contains("/dev/null is no input device"), "{report}");
    assert!(report.contains("/dev/usb/lp99 is not there"), "{report}");
}

#[test]
fn settings_that_are_not_there_are_not_called_wrong() {
    let site = Site::new(Options::default());
    std::fs::remove_file(site.file()).unwrap();
    let (exit, report) = site.asks(&["check"]);
    assert_eq!(exit, 66, "{report}");
    assert!(report.contains("Name the file that is meant"), "{report}");
}

#[test]
fn a_station_that_says_nothing_is_told_from_one_that_is_down() {
    let run = tempfile::tempdir().unwrap();
    let ask = |words: &[&str]| {
        let mut command = command(run.path());
        let output = command.args(words).env("RUNTIME_DIRECTORY", run.path()).output().unwrap();
        (output.status.code().unwrap(), said(&output))
    };
    let (exit, text) = ask(&["status", "--prometheus"]);
    assert_eq!((exit, text.lines().last().unwrap()), (0, "chargeonce_up 0"));
    assert_eq!(text.lines().count(), 3, "nothing else is known of it: {text}");
    let socket = std::os::unix::net::UnixListener::bind(run.path().join("status.sock")).unwrap();
    let hangs_up = std::thread::spawn(move || drop(socket.accept().unwrap()));
    let (exit, text) = ask(&["status"]);
    hangs_up.join().unwrap();
    assert_eq!(exit, 69, "{text}");
    assert!(text.contains("did not answer in time") && !text.contains("EOF"), "{text}");
}

#[test]
fn a_station_started_in_the_background_says_so_and_lets_the_journal_go() {
    // timeout puts itself and what it starts into a group of their own, behind the shell's.
    let under = ["/bin/sh", "-c", "/usr/bin/timeout 30 \"$@\"; sleep 30", "sh"];
    let under = under.map(str::to_owned).to_vec();
    let mut desk = Desk::with(Setup { under, ..Setup::default() });
    desk.shows("it runs in the background");
    let journal = desk.folder().join("journal.db");
    let options = chargeonce::journal::Options { ballast_bytes: 0, ..Default::default() };
    let since = Instant::now();
    while chargeonce::journal::Journal::open(&journal, options).is_err() {
        assert!(since.elapsed() < Duration::from_secs(20), "the journal is still held");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
