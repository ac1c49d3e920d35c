//! The real binary as a service: what it tells its manager, and what signals and faults do to it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, but not the helpers they call"
)]

mod kiosk;

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use chargeonce::gateway::sandbox::Options;
use kiosk::{Desk, Setup, swipe};
use rustix::process::{Signal, kill_process};

const VISA: &str = "4242424242424242";

/// Writes the settings' file anew.
fn settings_of(desk: &Desk, change: impl FnOnce(String) -> String) {
    let file = desk.folder().join("station.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, change(text)).unwrap();
}

fn signal(desk: &Desk, signal: Signal) {
    kill_process(desk.pid(), signal).unwrap();
}

/// Waits until the log says something.
#[track_caller]
fn logs(desk: &Desk, text: &str) {
    for _ in 0..2_000 {
        let files = std::fs::read_dir(desk.folder().join("log")).unwrap();
        let said: String =
            files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        if said.contains(text) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
    panic!("the log never said {text:?}");
}

#[test]
fn the_manager_hears_of_the_first_frame_then_of_each_that_feeds_the_watchdog_then_of_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut desk = Desk::with(Setup {
        environment: vec![
            ("NOTIFY_SOCKET", path.to_str().unwrap().to_owned()),
            ("WATCHDOG_USEC", "400000".to_owned()),
        ],
        ..Setup::default()
    });
    let next = || {
        let mut bytes = [0; 256];
        let count = manager.recv(&mut bytes).unwrap();
        String::from_utf8(bytes[..count].to_vec()).unwrap()
    };
    assert_eq!(next(), "READY=1");
    assert_eq!(next(), "WATCHDOG=1");
    assert_eq!(next(), "STATUS=welcome");
    desk.shows("Type the amount");
    // Nobody touches it, and still it lives.
    for _ in 0..3 {
        assert_eq!(next(), "WATCHDOG=1");
    }
    signal(&desk, Signal::TERM);
    assert_eq!(desk.ends(), 0);
    let rest: Vec<_> =
        std::iter::repeat_with(next).take_while(|said| said != "STOPPING=1").collect();
    assert!(rest.iter().all(|said| said == "WATCHDOG=1"), "{rest:?}");
}

#[test]
fn a_hang_up_signal_reads_the_settings_anew_between_two_customers() {
    let mut desk = Desk::new();
    desk.shows("Type the amount").types("500").shows("How much?");
    settings_of(&desk, |text| text.replace("[stripe]", "language = \"fr\"\n[stripe]"));
    signal(&desk, Signal::HUP);
    logs(&desk, "settings read anew");
    // The customer who is being served sees nothing of it.
    desk.types("1").shows("How much?").escape().shows("Saisissez le montant");
}

#[test]
fn wrong_new_settings_leave_those_in_force_and_are_named_in_the_log() {
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    settings_of(&desk, |text| text.replace("[stripe]", "langauge = \"fr\"\n[stripe]"));
    signal(&desk, Signal::HUP);
    logs(&desk, "those in force stay");
    logs(&desk, "langauge");
    desk.types("500").shows("How much?").escape().shows("Type the amount");
}

#[test]
fn nobody_parks_the_station_and_a_closed_pipe_does_not_end_it() {
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    for harmless in [Signal::TSTP, Signal::PIPE, Signal::WINCH] {
        signal(&desk, harmless);
    }
    desk.types("500").shows("How much?");
}

#[test]
fn a_terminal_of_one_cell_is_lived_with_in_the_middle_of_a_sale() {
    let mut desk = Desk::new();
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242");
    desk.resize((1, 1));
    std::thread::park_timeout(Duration::from_millis(200));
    desk.resize((80, 25));
    desk.shows("4242").types("123\r").shows("Save this card").enter();
    desk.shows("Yes, Charge").enter().shows("APPROVED");
}

#[test]
fn a_charge_in_flight_is_finished_when_the_service_is_stopped() {
    let sandbox = Options { latency: Duration::from_millis(700), ..Options::default() };
    let mut desk = Desk::with(Setup { sandbox, ..Setup::default() });
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter().shows("Asking the bank");
    signal(&desk, Signal::TERM);
    assert_eq!(desk.ends(), 0);
    let journal = desk.journal();
    assert!(journal.contains("\"committed\"") && journal.contains("\"shown\""), "{journal}");
}

#[test]
fn a_terminal_that_goes_away_ends_the_station_for_its_manager_to_start_it_anew() {
    let mut desk = Desk::new();
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242");
    desk.hangs_up();
    assert_eq!(desk.ends(), 74);
}

#[test]
fn an_approval_that_no_terminal_could_show_is_said_at_the_next_start() {
    let sandbox = chargeonce::gateway::sandbox::Options {
        latency: Duration::from_millis(700),
        ..chargeonce::gateway::sandbox::Options::default()
    };
    let mut desk = Desk::with(Setup { sandbox, ..Setup::default() });
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter().shows("Asking the bank");
    desk.hangs_up();
    assert_eq!(desk.ends(), 74);
    let journal = desk.journal();
    assert!(journal.contains("\"committed\"") && !journal.contains("\"shown\""), "{journal}");
    desk.starts_again();
    desk.shows("The last payment was approved");
}

#[test]
fn killed_at_any_screen_it_is_back_at_welcome_with_the_journal_right() {
    for (screen, fatal) in [
        ("card", Signal::KILL),
        ("charging", Signal::KILL),
        // As a panic ends it.
        ("charging", Signal::ABORT),
        ("approved", Signal::KILL),
    ] {
        let mut desk = Desk::new();
        desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
        desk.shows("Save this card");
        if screen != "card" {
            desk.enter().shows("Yes, Charge").enter();
        }
        if screen == "approved" {
            desk.shows("APPROVED");
        }
        signal(&desk, fatal);
        desk.ends();
        desk.starts_again();
        // An approval nobody saw is said first, and then the station is at Welcome.
        while !desk.text().contains("Type the amount") {
            // Once: another Enter would begin a sale.
            if desk.text().contains("was approved") {
                desk.enter().shows("Type the amount");
            }
            let since = desk.started.elapsed();
            assert!(since < Duration::from_secs(5), "{screen}: {since:?}\n{}", desk.text());
            std::thread::park_timeout(Duration::from_millis(20));
        }
        signal(&desk, Signal::TERM);
        assert_eq!(desk.ends(), 0, "{screen}");
        // One decision, whatever was killed when.
        let journal = desk.journal();
        let decided = ["\"committed\"", "\"void\""].map(|kind| journal.matches(kind).count());
        assert_eq!(decided.iter().sum::<usize>(), 1, "{screen}: {journal}");
    }
}

/// A service whose manager is listened to.
struct Managed {
    desk: Desk,
    manager: UnixDatagram,
    _folder: tempfile::TempDir,
}

fn managed(setup: Setup) -> Managed {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut environment = setup.environment;
    environment.push(("NOTIFY_SOCKET", path.to_str().unwrap().to_owned()));
    Managed { desk: Desk::with(Setup { environment, ..setup }), manager, _folder: folder }
}

#[test]
fn a_service_without_a_key_says_so_on_its_screen_and_ends_to_be_tried_again() {
    let mut service = managed(Setup {
        key: "",
        more: "[unattended]\nhelp = \"Front office, +1 555 0100\"\n".to_owned(),
        ..Setup::default()
    });
    let desk = &mut service.desk;
    desk.shows("out of service").shows("E-KEY-MISSING").shows("Front office, +1 555 0100");
    desk.shows("again by itself in 0:1").types("\x03\x1bq\r");
    let mut bytes = [0; 64];
    let count = service.manager.recv(&mut bytes).unwrap();
    assert!(bytes[..count].starts_with(b"STATUS=out of service: E-KEY-MISSING"));
    let count = service.manager.recv(&mut bytes).unwrap();
    assert_eq!(&bytes[..count], b"READY=1");
    // Nobody does anything.
    assert_eq!(desk.ends(), 78);
    assert!(desk.started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_service_whose_settings_or_journal_cannot_be_used_names_why_and_is_back_once_they_can() {
    let mut desk = managed(Setup { station: "colour = \"red\"", ..Setup::default() }).desk;
    desk.shows("out of service").shows("E-SETTINGS").shows("colour");
    signal(&desk, Signal::TERM);
    assert_eq!(desk.ends(), 78);
    settings_of(&desk, |text| text.replace("colour = \"red\"", ""));
    let journal = desk.folder().join("journal.db");
    std::fs::write(&journal, "this is no journal, but something else of a few bytes\n").unwrap();
    desk.starts_again();
    desk.shows("out of service").shows("E-JOURNAL");
    signal(&desk, Signal::HUP);
    assert_ne!(desk.ends(), 0);
    std::fs::remove_file(&journal).unwrap();
    desk.starts_again();
    desk.shows("Type the amount");
}

#[test]
fn a_screen_that_is_stuck_is_told_to_nobody_as_alive_and_goes_on_when_it_can() {
    let mut service = managed(Setup {
        environment: vec![("WATCHDOG_USEC", "400000".to_owned())],
        ..Setup::default()
    });
    let desk = &mut service.desk;
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242");
    desk.stops_output(true);
    let manager = &service.manager;
    manager.set_read_timeout(Some(Duration::from_millis(1_000))).unwrap();
    let mut bytes = [0; 256];
    for _ in 0..500 {
        if manager.recv(&mut bytes).is_err() {
            break;
        }
    }
    assert!(manager.recv(&mut bytes).is_err(), "a stuck screen counts as alive");
    desk.stops_output(false);
    desk.resize((80, 25));
    desk.shows("4242").types("123\r").shows("Save this card");
    manager.recv(&mut bytes).unwrap();
}

#[test]
fn a_stuck_screen_that_the_watchdog_kills_during_a_charge_decides_it_once() {
    let sandbox = Options { latency: Duration::from_millis(2_500), ..Options::default() };
    let mut desk = Desk::with(Setup { sandbox, ..Setup::default() });
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter().shows("Asking the bank");
    desk.stops_output(true);
    desk.sees("/confirm");
    signal(&desk, Signal::KILL);
    desk.ends();
    desk.starts_again();
    // Nobody saw an approval, and there is none: the hold is given back.
    desk.shows("Type the amount").sees("/cancel");
    assert!(!desk.requests().iter().any(|request| request.ends_with("/capture")));
}

/// The hash of 1234, as the settings' template has it.
const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$fUyd1UGjGXdNBZTI/3o8Rw\
                   $bEqGYe5UaW0wXryA2HNQrQ8jSQ1kAihwpIQuiyREONc";

/// Memory of the station that is in use, in kB.
fn resident(desk: &Desk) -> u64 {
    let status = format!("/proc/{}/status", desk.pid().as_raw_nonzero());
    let status = std::fs::read_to_string(status).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn the_memory_that_trying_a_pin_takes_is_given_back() {
    let mut desk = Desk::with(Setup {
        station: "mode = \"kiosk\"",
        more: format!("[unattended]\nstaff_pin = \"{PIN}\"\ntechnician_pin = \"{PIN}\"\n"),
        ..Setup::default()
    });
    desk.shows("Press Enter to start");
    let before = resident(&desk);
    for _ in 0..2 {
        desk.types("\x11").shows("Staff PIN").types("0000\r").shows("not a PIN");
        desk.types("\x1b").shows("Press Enter to start");
    }
    let after = resident(&desk);
    assert!(after < before + 5_000, "{before} kB before, {after} kB after");
}

#[test]
fn a_technician_starts_the_program_anew_and_its_manager_is_told_to() {
    let mut desk = Desk::with(Setup {
        station: "mode = \"kiosk\"",
        more: format!("[unattended]\ntechnician_pin = \"{PIN}\"\n"),
        ..Setup::default()
    });
    desk.shows("Press Enter to start").types("\x03\x11q\x1b[24~").shows("Staff PIN");
    desk.types("0000\r").shows("not a PIN").types("1234\r");
    desk.shows("Technician's menu").shows("answered in").shows("MB free");
    desk.types("1\r\x1b").shows("CLOSED").shows("E-CLOSED");
    desk.types("\r1234\r").shows("Open the station").types("3\r");
    assert_eq!(desk.ends(), 75);
    // Closed by hand it stays over the restart.
    desk.starts_again();
    desk.shows("E-CLOSED").types("\r1234\r").shows("Open the station").types("1\r\x1b");
    desk.shows("Press Enter to start");
}
