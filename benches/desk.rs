//! How fast and how small the real binary is, as somebody in front of it would notice.
//!
//! `cargo bench --bench desk` prints one line a figure: the median of several runs, and the limit
//! the project holds itself to. It asserts nothing: a loaded machine is no fault of the program.
//!
//! With `--features defences-off` it says as well what overwriting freed memory costs.
#![expect(
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a bench prints milliseconds for people, and stops where something is wrong"
)]

#[path = "../tests/kiosk/mod.rs"]
mod kiosk;

use std::path::Path;
use std::time::{Duration, Instant};

use kiosk::{Desk, Setup, swipe};

const VISA: &str = "4242424242424242";
const RUNS: usize = 15;

fn main() {
    // Cargo's test runner passes this; there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("{:<52}{:>12}{:>12}", "what", "median", "limit");
    line("exec to the first whole frame", &sample(|| first_frame(&[])), 30.0);
    line("a key to its frame", &sample(|| key_to_frame(&[])), 5.0);
    if cfg!(feature = "defences-off") {
        let what = "exec to the first whole frame, nothing overwritten";
        line(what, &sample(|| first_frame(&NOT_OVERWRITTEN)), f64::NAN);
        let what = "a key to its frame, nothing overwritten";
        line(what, &sample(|| key_to_frame(&NOT_OVERWRITTEN)), f64::NAN);
    }
    line("the last byte of a swipe to the masked card", &sample(swipe_to_card), 10.0);
    line("the card's last key to its memory's end", &sample(digits_gone), 100.0);
    let (yes, round_trips) = after_yes();
    line("after Yes to APPROVED, sandbox without latency", &yes, f64::NAN);
    println!("{:<52}{:>12}{:>12}", "round trips between Yes and APPROVED", round_trips, 1);
    let (memory, wakes) = at_rest();
    println!("{:<52}{:>9} kB{:>9} kB", "resident memory after a sale", memory, 15_000);
    println!(
        "{:<52}{:>12}{:>12}",
        "wake-ups in ten idle seconds, all threads", wakes, "clock only"
    );
    let size = std::fs::metadata(env!("CARGO_BIN_EXE_chargeonce")).map_or(0, |file| file.len());
    println!("{:<52}{:>9} kB{:>9} kB", "binary", size / 1000, 10_000);
}

/// Freed memory keeps what was in it.
const NOT_OVERWRITTEN: [(&str, &str); 1] = [("CHARGEONCE_DEFENCES_OFF", "zero-on-free")];

fn desk_with(environment: &[(&'static str, &str)]) -> Desk {
    let environment = environment.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Desk::with(Setup { environment: environment.collect(), ..Setup::default() })
}

fn sample(once: impl Fn() -> Duration) -> Vec<Duration> {
    (0..RUNS).map(|_| once()).collect()
}

fn line(what: &str, samples: &[Duration], limit: f64) {
    let mut sorted = samples.to_vec();
    sorted.sort();
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let limit = if limit.is_nan() { "-".to_owned() } else { format!("{limit:.0} ms") };
    println!("{what:<52}{:>9.2} ms{limit:>12}", median.as_secs_f64() * 1000.0);
}

/// Spins, so that the measuring itself adds no wake-up latency.
fn until(desk: &Desk, text: &str) -> Duration {
    let since = Instant::now();
    while !desk.text().contains(text) {
        assert!(since.elapsed() < Duration::from_secs(20), "{text:?} never came");
        std::hint::spin_loop();
    }
    since.elapsed()
}

fn first_frame(environment: &[(&'static str, &str)]) -> Duration {
    let desk = desk_with(environment);
    until(&desk, "Enter");
    desk.started.elapsed()
}

fn key_to_frame(environment: &[(&'static str, &str)]) -> Duration {
    let mut desk = desk_with(environment);
    desk.shows("Type the amount").types("1").shows("How much?");
    std::thread::park_timeout(Duration::from_millis(50));
    let before = desk.text();
    let since = Instant::now();
    desk.types("2");
    while desk.text() == before {
        std::hint::spin_loop();
    }
    since.elapsed()
}

fn swipe_to_card() -> Duration {
    let mut desk = Desk::new();
    desk.reaches_card("1250");
    std::thread::park_timeout(Duration::from_millis(50));
    desk.types(&swipe(VISA));
    until(&desk, "4242")
}

/// From the last digit of the code, and Enter, until the log says that the vault's memory is gone.
/// One round trip to the sandbox is in it.
fn digits_gone() -> Duration {
    let mut desk = Desk::with(Setup { more: "level = \"debug\"\n".to_owned(), ..Setup::default() });
    desk.reaches_card("1250").types(VISA).types("1230").types("12").shows("••");
    std::thread::park_timeout(Duration::from_millis(100));
    let log = desk.folder().join("log");
    let before = demolished(&log);
    let since = Instant::now();
    desk.types("3\r");
    while demolished(&log) == before {
        assert!(since.elapsed() < Duration::from_secs(20), "the memory stayed");
        std::thread::park_timeout(Duration::from_micros(200));
    }
    since.elapsed()
}

/// How often the log says that a vault is gone.
fn demolished(log: &Path) -> usize {
    let files = std::fs::read_dir(log).into_iter().flatten().flatten();
    let text = files.map(|file| std::fs::read_to_string(file.path()).unwrap_or_default());
    text.map(|text| text.matches("vault demolished").count()).sum()
}

fn to_confirm(desk: &mut Desk) {
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge");
    desk.sees("/payment_methods");
    // An Enter pressed earlier would wait until the question could be read.
    std::thread::park_timeout(Duration::from_millis(350));
}

fn after_yes() -> (Vec<Duration>, usize) {
    let mut times = Vec::new();
    let mut trips = 0;
    for _ in 0..5 {
        let mut desk = Desk::with(Setup::default());
        to_confirm(&mut desk);
        let before = desk.record().len();
        desk.enter();
        times.push(until(&desk, "APPROVED"));
        desk.sees("/capture");
        trips = desk.record().len() - before - 1;
    }
    (times, trips)
}

fn at_rest() -> (u64, u64) {
    let mut desk = Desk::new();
    to_confirm(&mut desk);
    desk.enter().shows("APPROVED");
    desk.sees("/capture");
    std::thread::park_timeout(Duration::from_millis(900));
    desk.enter().shows("receipt").enter().shows("Type the amount");
    std::thread::park_timeout(Duration::from_millis(500));
    let pid = desk.pid().as_raw_nonzero();
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let memory = field(&status, "VmRSS:");
    let before = switches(pid.get());
    std::thread::park_timeout(Duration::from_secs(10));
    (memory, switches(pid.get()).saturating_sub(before))
}

fn field(status: &str, name: &str) -> u64 {
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// How often the process's threads have gone to sleep, each of which was a waking-up before.
fn switches(pid: i32) -> u64 {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok())
        .map(|status| field(&status, "voluntary_ctxt_switches:"))
        .sum()
}
