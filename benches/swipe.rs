//! How fast swipes are read: parsing, framing, and the way from a line's last byte to the station.
//!
//! `cargo bench --bench swipe` prints one line a figure: the median of several runs, and the limit
//! the project holds itself to. It asserts nothing: a loaded machine is no fault of the program.
#![expect(
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints figures for people, and stops where something is wrong"
)]

#[path = "../tests/readers/mod.rs"]
mod readers;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chargeonce::card::track::{Mode, Source, Storage, read};
use chargeonce::reader::{Framed, Framer, Transport};
use chargeonce::station::ReaderHealth;
use readers::{Heard, Line, SWIPE, Station};

const RUNS: usize = 31;

fn main() {
    // Cargo's test runner passes this; there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("{:<52}{:>14}{:>14}", "what", "median", "limit");
    let parse = median(parse).as_secs_f64() * 1e6;
    println!("{:<52}{parse:>11.2} µs{:>14}", "parsing a swipe of two tracks", "2 µs");
    let (frame, bytes) = (median(frame).as_secs_f64(), (SWIPE.len() * 2_000) as f64);
    let speed = bytes / frame / 1e6;
    println!("{:<52}{speed:>9.0} MB/s{:>14}", "framing a serial stream", "100 MB/s");
    let event = last_byte_to_event().as_secs_f64() * 1e6;
    println!(
        "{:<52}{event:>11.0} µs{:>14}",
        "a line's last byte to the station's event", "1000 µs"
    );
    let (key, grown) = flood();
    let key = key.as_secs_f64() * 1e3;
    println!("{:<52}{key:>11.2} ms{:>14}", "a key during a flood of garbage", "5 ms");
    println!("{:<52}{grown:>11} kB{:>14}", "memory grown by the flood", "none");
}

fn median(once: fn() -> Duration) -> Duration {
    let mut times: Vec<_> = (0..RUNS).map(|_| once()).collect();
    times.sort();
    times[RUNS / 2]
}

/// One parse, as the mean of many. Making the storage ready for the next one is part of it.
fn parse() -> Duration {
    const TIMES: u32 = 2_000;
    let mut storage = Storage::new();
    let since = Instant::now();
    for _ in 0..TIMES {
        black_box(read(black_box(SWIPE), Source::Serial, Mode::Live, &mut storage));
        storage.restock();
    }
    since.elapsed() / TIMES
}

/// Two thousand swipes through one framer, in reads of 64 bytes, a second between swipes.
fn frame() -> Duration {
    let mut framer = Framer::new(Transport::Serial { baud: 115_200 });
    let mut swipes = 0;
    let since = Instant::now();
    for round in 0..2_000 {
        for (place, read) in SWIPE.chunks(64).enumerate() {
            let now = Duration::from_secs(round) + Duration::from_millis(place as u64);
            if framer.deadline().is_some_and(|due| due <= now) {
                framer.tick(now);
            }
            for &byte in read {
                if framer.push(byte, now) == Framed::Swipe {
                    swipes += 1;
                    framer.wipe();
                }
            }
        }
    }
    let took = since.elapsed();
    assert_eq!(swipes, 2_000);
    took
}

fn last_byte_to_event() -> Duration {
    let mut line = Line::new();
    let mut station = Station::with(&[line.attachment()]);
    station.expect(Heard::Health(0, ReaderHealth::Ready));
    let (before, last) = SWIPE.split_at(SWIPE.len() - 2);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        station.await_card();
        line.send(before);
        station.expect(Heard::Reading);
        std::thread::park_timeout(Duration::from_millis(3));
        let sent = Instant::now();
        line.send(last);
        assert_eq!(station.swipe_ends(), Heard::Card);
        times.push(sent.elapsed());
        std::thread::park_timeout(Duration::from_millis(70));
    }
    times.sort();
    times[RUNS / 2]
}

/// The median time of a key while garbage comes as fast as the line takes it, and what memory grew.
fn flood() -> (Duration, u64) {
    let line = Line::new();
    let mut station = Station::with(&[line.attachment()]);
    station.await_card();
    station.expect_all(&[Heard::Health(0, ReaderHealth::Ready)]);
    let memory = readers::resident_kilobytes();
    let garbage = (0..=255).cycle().take(4096).collect();
    let flood = line.flood(garbage, Duration::from_secs(2));
    let mut times = Vec::new();
    for _ in 0..RUNS {
        std::thread::park_timeout(Duration::from_millis(25));
        let pressed = Instant::now();
        station.type_keys("4");
        station.expect_digits();
        times.push(pressed.elapsed());
        station.type_keys("\x7f");
        station.expect_digits();
    }
    let sent = flood.join().unwrap_or_default();
    assert!(sent > 2_000_000, "only {sent} bytes were sent");
    times.sort();
    (times[RUNS / 2], readers::resident_kilobytes().saturating_sub(memory))
}
