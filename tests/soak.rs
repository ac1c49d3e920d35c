//! Sale after sale and then hours of nobody, in one process: memory, descriptors, threads and log
//! stay as they are.
//!
//! The short run is part of the tests. The whole one, as docs/soak.md has it:
//! `CHARGEONCE_SOAK=whole cargo test --release --test soak -- --nocapture`

#![expect(
    clippy::unwrap_used,
    reason = "the lints know test functions, but not the helpers they call"
)]

mod kiosk;

use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use kiosk::{Desk, Setup, swipe};

const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";

/// Frames that the service's watchdog has drawn in one hour in which nobody comes: one each half
/// of its thirty seconds.
const FRAMES_AN_HOUR: usize = 3_600 / 15;

/// What the station's heartbeat says of it.
#[derive(Clone, Copy, Debug)]
struct Figures {
    sales: u64,
    settling: u64,
    resident_kb: u64,
    descriptors: u64,
    threads: u64,
    log_bytes: usize,
}

/// The next heartbeat of a station at its first screen that owes nothing.
fn figures(desk: &Desk) -> Figures {
    let log = || {
        let files = std::fs::read_dir(desk.folder().join("log")).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect::<String>()
    };
    let is_heartbeat = |line: &&str| line.contains(": alive ");
    let before = log().lines().filter(is_heartbeat).count();
    let since = Instant::now();
    loop {
        assert!(since.elapsed() < Duration::from_secs(30), "no heartbeat:\n{}", desk.text());
        std::thread::park_timeout(Duration::from_millis(100));
        let log = log();
        let Some(line) = log.lines().filter(is_heartbeat).skip(before).last() else { continue };
        let number = |name: &str| -> u64 {
            let (_, rest) = line.split_once(&format!(" {name}=")).unwrap();
            rest.split(' ').next().unwrap().parse().unwrap()
        };
        let found = Figures {
            sales: number("sales"),
            settling: number("settling"),
            resident_kb: number("resident_kb"),
            descriptors: number("descriptors"),
            threads: number("threads"),
            log_bytes: log
                .lines()
                .filter(|line| !is_heartbeat(line))
                .map(|line| line.len() + 1)
                .sum(),
        };
        if found.settling == 0 && line.contains("screen=\"welcome\"") {
            return found;
        }
    }
}

fn sells(desk: &mut Desk, number: usize) {
    let declined = number % 20 == 19;
    desk.shows("Press Enter to start").enter();
    desk.shows("Charge with New Card").enter().shows("Swipe the card").shows("Card number");
    desk.types(&swipe(if declined { DECLINED } else { VISA }))
        .shows("Security code")
        .types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter();
    if declined {
        desk.shows("DECLINED");
        std::thread::park_timeout(Duration::from_millis(750));
        desk.escape();
    } else {
        desk.shows("APPROVED").enter().shows("Would you like a receipt?").enter();
    }
}

#[test]
fn a_thousand_sales_and_a_working_day_of_nobody_leave_it_as_it_was() {
    let whole = std::env::var("CHARGEONCE_SOAK").is_ok_and(|how| how == "whole");
    let (sales, hours) = if whole { (1_000, 8) } else { (20, 1) };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    let mut desk = Desk::with(Setup {
        station: "mode = \"kiosk\"\nfixed_amount = \"12.00\"\nduplicate_seconds = 0",
        more: "[unattended]\ndeclines = 1000\n".to_owned(),
        environment: vec![
            ("NOTIFY_SOCKET", path.to_str().unwrap().to_owned()),
            // An idle frame each 20 ms instead of each 15 s.
            ("WATCHDOG_USEC", "40000".to_owned()),
            ("CHARGEONCE__LOG__HEARTBEAT_SECONDS", "1".to_owned()),
        ],
        ..Setup::default()
    });
    let began = Instant::now();
    let mut samples = Vec::new();
    // Of the first tenth everything is being set up: caches, threads, the allocator.
    for number in 1..=sales {
        sells(&mut desk, number);
        if number % (sales / 10) == 0 {
            desk.shows("Press Enter to start");
            samples.push(figures(&desk));
            println!("{:4} s  {:?}", began.elapsed().as_secs(), samples.last().unwrap());
        }
    }
    let idle = Instant::now();
    manager.set_nonblocking(true).unwrap();
    let mut bytes = [0; 256];
    while manager.recv(&mut bytes).is_ok() {}
    manager.set_nonblocking(false).unwrap();
    for _ in 0..hours * FRAMES_AN_HOUR {
        manager.recv(&mut bytes).unwrap();
    }
    println!("{hours} h of idle frames in {} s", idle.elapsed().as_secs());
    samples.push(figures(&desk));
    println!("{:4} s  {:?}", began.elapsed().as_secs(), samples.last().unwrap());

    let (first, last) = (samples[0], *samples.last().unwrap());
    assert_eq!(last.sales, sales as u64);
    assert_eq!(samples.iter().map(|at| at.threads).max(), Some(first.threads), "threads");
    assert_eq!(samples.iter().map(|at| at.descriptors).max(), Some(first.descriptors), "files");
    let sold = last.sales - first.sales;
    let grown = last.resident_kb.saturating_sub(first.resident_kb);
    // The books of a sale, and what the allocator keeps.
    assert!(grown <= 1_000 + 2 * sold, "{grown} kB more after {sold} sales");
    if !cfg!(debug_assertions) {
        assert!(samples.iter().all(|at| at.resident_kb < 20_000), "more than 20 MB");
    }
    let a_sale = (last.log_bytes - first.log_bytes) as u64 / sold;
    assert!(a_sale < 8_000, "{a_sale} bytes of log for each sale");
}

/// Processor time a process has used so far, in clock ticks of 10 ms.
fn ticks(desk: &Desk) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", desk.pid().as_raw_nonzero()));
    let stat = stat.unwrap();
    // The name, in brackets, may hold spaces. User and system time are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
}

#[test]
fn a_station_nobody_uses_takes_next_to_no_processor_time() {
    let whole = std::env::var("CHARGEONCE_SOAK").is_ok_and(|how| how == "whole");
    let seconds = if whole { 600 } else { 10 };
    let mut desk = Desk::with(Setup {
        station: "mode = \"kiosk\"\nfixed_amount = \"12.00\"",
        ..Setup::default()
    });
    desk.shows("Press Enter to start");
    // What starting up has left to do is over by now.
    std::thread::park_timeout(Duration::from_secs(2));
    let before = ticks(&desk);
    std::thread::park_timeout(Duration::from_secs(seconds));
    let used = ticks(&desk) - before;
    println!("{used} ticks of 10 ms in {seconds} s of nobody");
    // One in a thousand; a tick more or less is how they are counted.
    assert!(used <= seconds / 10 + 2, "{used} ticks in {seconds} s");
}
