//! A serial reader that never stops, through the real vault. A file of its own, because the memory
//! of a process is that of all its tests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test may fail it by panicking")]

mod readers;

use std::time::Duration;

use chargeonce::station::ReaderHealth;
use readers::{Heard, Line, Station};

#[test]
fn a_flood_of_garbage_neither_blocks_keys_nor_grows_memory() {
    let line = Line::new();
    let mut station = Station::with(&[line.attachment()]);
    station.await_card();
    station.expect_all(&[Heard::Health(0, ReaderHealth::Ready)]);
    let memory = readers::resident_kilobytes();
    let garbage: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let flood = line.flood(garbage, Duration::from_millis(1500));
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        std::thread::park_timeout(Duration::from_millis(50));
        let pressed = std::time::Instant::now();
        station.type_keys("4");
        station.expect_digits();
        slowest = slowest.max(pressed.elapsed());
        station.type_keys("\x7f");
        station.expect_digits();
    }
    let sent = flood.join().unwrap();
    assert!(sent > 1_500_000, "only {sent} bytes were sent");
    assert!(slowest < Duration::from_millis(250), "a key took {slowest:?}");
    let grown = readers::resident_kilobytes().saturating_sub(memory);
    let events = station.so_far().len();
    assert!(grown < 4096, "memory grew by {grown} kB with {events} events, {sent} bytes");
}
