//! The disk fails, or is full, at every step of the journal: no payment goes on without its
//! record, and the station stops and says so.
//!
//! There are many writes in a sale: every third is tried, with `EVERY=1` each.

use crate::till::{Card, Said, Till, beside_one_another, shared_out};
use crate::trap::{self, Deed, FLUSHES, Snare, Trap, WRITES};

/// Tills that share the points out among them.
const TILLS: u32 = 4;

/// How the disk fails.
#[derive(Clone, Copy)]
struct Failure {
    /// At every so many of the calls.
    every: u32,
    calls: &'static str,
    error: &'static str,
    /// From then on always.
    and_after: bool,
}

fn every() -> u32 {
    std::env::var("EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(3)
}

/// Sells again and again with the disk failing a little later each time, until a whole sale is
/// made before; and starts again, with a good disk, after each. What a failure leads to is
/// looked at each time. Answers how often it failed.
fn fails_at_each(till: &mut Till, first: u32, failure: Failure, ending: Ending) -> u32 {
    let Failure { every, calls, error, and_after } = failure;
    let mut failures = 0;
    for nth in (first * every..).step_by((TILLS * every) as usize) {
        let snare = Snare { calls, deed: Deed::Fail(error), nth, and_after };
        let trap = Trap::set(till.desk.pid(), snare).unwrap();
        till.sells(Card::Good);
        let rests = till.plays_out();
        let failed = trap.failed_calls();
        if failed.is_empty() {
            return failures;
        }
        ending(till, rests, &failed);
        failures += 1;
        till.comes_back();
    }
    failures
}

/// Looks at what came of calls that failed; `true` if the station still runs.
type Ending = fn(&mut Till, bool, &[String]);

fn at_each(failure: Failure, ending: Ending) {
    let firsts: Vec<u32> = (1..=TILLS).collect();
    beside_one_another(shared_out(&firsts, 1, move |till, first| {
        if trap::is_possible(till.desk.pid()) {
            let failures = fails_at_each(till, first, failure, ending);
            assert!(failures >= 2, "it failed only {failures} times");
        }
    }));
}

/// It ended by itself, and said why.
fn stops(till: &mut Till, rests: bool, failed: &[String]) {
    if rests {
        // SQLite names its rollback file anew at each start, and does not mind if that is not
        // durable. It is: the station itself saw to that when it made the file.
        assert!(failed.iter().all(|call| !call.contains("journal.db")), "ignored: {failed:?}");
        return;
    }
    assert_eq!(till.desk.ends(), 74);
    let words = till.desk.last_picture();
    assert!(words.contains("No payment is taken without the journal"), "{words}");
}

/// The sale under way was finished all the same.
fn finishes(till: &mut Till, rests: bool, failed: &[String]) {
    assert!(rests, "a full disk with a ballast ended the station: {failed:?}");
    assert_eq!(till.last_said(), Some(Said::Approved));
}

#[test]
fn a_disk_that_fails_at_any_flush_ends_the_station_before_money_moves() {
    at_each(Failure { every: 1, calls: FLUSHES, error: "EIO", and_after: false }, stops);
}

#[test]
fn a_disk_that_fails_at_any_write_ends_the_station_before_money_moves() {
    at_each(Failure { every: every(), calls: WRITES, error: "EIO", and_after: false }, stops);
}

#[test]
fn a_disk_that_is_full_at_any_write_ends_the_station_before_money_moves() {
    at_each(Failure { every: every(), calls: WRITES, error: "ENOSPC", and_after: true }, stops);
}

#[test]
fn a_disk_that_is_full_once_costs_the_ballast_and_no_sale() {
    at_each(Failure { every: every(), calls: WRITES, error: "ENOSPC", and_after: false }, finishes);
}
