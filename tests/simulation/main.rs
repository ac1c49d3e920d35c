//! Whatever dies, at most one charge, and the station always knows: the real station in a seeded
//! world of virtual time, judged at every step by a book of its own.
//!
//! `SHIFTS=5000000 cargo test --release --test simulation many -- --nocapture` runs for hours;
//! `SEED=42 cargo test --test simulation one -- --nocapture` replays a seed with its trace.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a helper of a test that cannot go on fails the test"
)]

mod customer;
mod dice;
mod disk;
mod faults;
mod mutant;
mod oracle;
mod stripe;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use faults::Met;
use mutant::Mutant;
use world::{Shift, shift};

/// Shifts in an ordinary run.
const SHIFTS: u64 = 100_000;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Says how a seed failed, with its trace and the command that replays it.
fn tell(seed: u64) -> ! {
    let Shift { broken, trace, .. } = shift(seed, None, true);
    let broken = broken.expect("the same seed gives the same shift");
    let from = trace.len().saturating_sub(120);
    panic!(
        "{}\n\nseed {seed} breaks \"{}\": {}\nreplay: SEED={seed} cargo test --test simulation one_shift -- --nocapture\n",
        trace[from..].join("\n"),
        broken.promise,
        broken.how,
    );
}

/// What many shifts came to.
struct Tally {
    sales: u64,
    charges: u64,
    calls: u64,
    boots: u64,
    events: u64,
    met: Met,
}

fn run(seeds: std::ops::Range<u64>) -> Tally {
    let next = AtomicU64::new(seeds.start);
    let failed = AtomicU64::new(u64::MAX);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut tally =
            Tally { sales: 0, charges: 0, calls: 0, boots: 0, events: 0, met: Met::new() };
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end || failed.load(Ordering::Relaxed) != u64::MAX {
                return tally;
            }
            let shift = shift(seed, None, false);
            if shift.broken.is_some() {
                failed.fetch_min(seed, Ordering::Relaxed);
            }
            tally.sales += shift.sales;
            tally.charges += shift.charges;
            tally.calls += shift.calls;
            tally.boots += shift.boots;
            tally.events += shift.events;
            tally.met.add(&shift.met);
        }
    };
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    let failed = failed.load(Ordering::Relaxed);
    if failed != u64::MAX {
        tell(failed);
    }
    tallies
        .into_iter()
        .reduce(|mut all, one| {
            all.sales += one.sales;
            all.charges += one.charges;
            all.calls += one.calls;
            all.boots += one.boots;
            all.events += one.events;
            all.met.add(&one.met);
            all
        })
        .expect("a thread")
}

#[test]
fn many_shifts_with_anything_going_wrong_keep_every_promise() {
    let shifts = variable("SHIFTS").unwrap_or(SHIFTS);
    let first = variable("FIRST").unwrap_or(1);
    let began = Instant::now();
    let tally = run(first..first + shifts);
    println!(
        "{shifts} shifts in {:.1?}: {} sales, {} charges, {} calls, {} starts, {} events",
        began.elapsed(),
        tally.sales,
        tally.charges,
        tally.calls,
        tally.boots,
        tally.events
    );
    // A run that never met a fault proves nothing about it.
    let missing = tally.met.missing(shifts / 5_000);
    assert!(missing.is_empty(), "met too rarely:\n{}", missing.join("\n"));
}

#[test]
fn one_shift_is_the_same_every_time() {
    if let Some(seed) = variable("SEED") {
        let Shift { broken, trace, .. } = shift(seed, None, true);
        println!("{}\n{broken:?}", trace.join("\n"));
    }
    for seed in 1..50 {
        assert_eq!(shift(seed, None, true).trace, shift(seed, None, true).trace);
    }
}

#[test]
fn every_fault_put_in_on_purpose_is_caught() {
    for mutant in Mutant::ALL {
        let caught = (1..20_000).find(|seed| shift(*seed, Some(mutant), false).broken.is_some());
        let seed = caught.unwrap_or_else(|| panic!("{mutant:?} was not caught"));
        let broken = shift(seed, Some(mutant), false).broken.expect("caught");
        println!("{mutant:?}: seed {seed} breaks {}", broken.promise);
    }
}
