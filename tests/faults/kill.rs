//! The power fails: at every step of the journal towards the disk, at system calls spread over a
//! whole sale, and again and again while recovering.

use std::time::{Duration, Instant};

use crate::call::Call;
use crate::fault::Fault;
use crate::proxy::Often;
use crate::till::{Card, Said, Till, beside_one_another, shared_out};
use crate::trap::{self, FLUSHES, Snare, Trap, WRITES};

/// Without a tracer: how far apart the moments of death are, and how many there are.
const STEP: Duration = Duration::from_millis(40);
const STEPS: u32 = 40;
/// Tills that share the points of one scenario out among them.
const TILLS: u32 = 4;

/// Something a customer does, during which the power fails.
type Scene = fn(&mut Till);

fn a_sale(till: &mut Till) {
    till.sells(Card::Good);
}

fn a_second_card(till: &mut Till) {
    till.sells_with(&[Card::Bad, Card::Good]);
}

fn a_cancel(till: &mut Till) {
    till.cancels_at_confirm();
}

/// Plays the scene again and again with the power failing a little later each time, until it is
/// played to its end; and starts again after each.
fn dies_at_each(till: &mut Till, calls: &'static str, first: u32, scene: Scene) -> u32 {
    let mut deaths = 0;
    for nth in (first..).step_by(TILLS as usize) {
        let trap = Trap::set(till.desk.pid(), Snare::kill(calls, nth));
        assert!(trap.is_some(), "the tracer was there a moment ago");
        scene(till);
        let played = till.plays_out();
        drop(trap);
        if played {
            break;
        }
        deaths += 1;
        till.comes_back();
    }
    deaths
}

/// The same by the clock.
fn dies_by_the_clock(till: &mut Till, first: u32, scene: Scene) {
    for step in (first..STEPS).step_by(TILLS as usize) {
        till.dies_after(STEP * step);
        scene(till);
        till.plays_out();
        till.comes_back();
    }
}

/// A scene with the power failing at each of these calls, which are at least so many a till.
fn at_each(calls: &'static str, least: u32, scene: Scene) {
    let firsts: Vec<u32> = (1..=TILLS).collect();
    beside_one_another(shared_out(&firsts, 1, move |till, first| {
        if trap::is_possible(till.desk.pid()) {
            let deaths = dies_at_each(till, calls, first, scene);
            assert!(deaths >= least, "only {deaths} deaths");
        } else {
            dies_by_the_clock(till, first, scene);
        }
    }));
}

#[test]
fn power_may_fail_at_every_flush_of_a_sale() {
    at_each(FLUSHES, 4, a_sale);
}

#[test]
fn power_may_fail_at_every_flush_of_a_decline_and_a_second_card() {
    at_each(FLUSHES, 4, a_second_card);
}

#[test]
fn power_may_fail_at_every_flush_of_a_cancelled_sale() {
    at_each(FLUSHES, 4, a_cancel);
}

/// Each thread counts its own calls, and the process dies with the first that has made so many;
/// so the busiest thread's calls are tried, then those of the network's and the journal's.
#[test]
fn power_may_fail_at_any_system_call_of_a_sale() {
    at_each("all", 12, a_sale);
    at_each("%network", 1, a_sale);
    at_each(WRITES, 4, a_sale);
}

/// Leaves one sale decided and not taken, and one cut off while the bank was asked.
fn leaves_two_sales_open(till: &mut Till) {
    till.proxy.breaks(Call::Capture, Fault::HangBefore, Often::UntilHealed);
    assert_eq!(till.sells(Card::Good), Said::Approved);
    till.returns_to_welcome();
    till.proxy.breaks(Call::Confirm, Fault::HangAfter, Often::UntilHealed);
    till.dies_after_call(Call::Confirm, Duration::from_millis(50));
    assert_eq!(till.sells(Card::Good), Said::Nothing);
    till.proxy.heals();
}

#[test]
fn power_may_fail_at_every_flush_of_a_recovery() {
    if trap::tracer().is_none() {
        eprintln!("strace is missing: recovery is cut off by the clock only, in the test below");
        return;
    }
    let firsts: Vec<u32> = (1..=TILLS).collect();
    beside_one_another(shared_out(&firsts, 1, move |till, first| {
        let tracer = trap::tracer().unwrap_or_default();
        for nth in (first..).step_by(TILLS as usize) {
            leaves_two_sales_open(till);
            till.desk.starts_again_under(&Snare::kill(FLUSHES, nth).launcher(&tracer));
            let played = till.plays_out();
            till.comes_back();
            if played {
                assert!(nth > TILLS, "it never died");
                break;
            }
        }
    }));
}

/// Twenty starts, each cut off a little later or earlier; the last one settles all the same.
#[test]
fn twenty_crashes_in_a_row_while_recovering_change_nothing() {
    beside_one_another(shared_out(&[(), ()], 1, |till, ()| {
        leaves_two_sales_open(till);
        let tracer = trap::tracer();
        for crash in 0..20 {
            let calls = if crash % 2 == 0 { FLUSHES } else { WRITES };
            let snare = Snare::kill(calls, 1 + crash % 7);
            let launcher = tracer.as_ref().map(|tracer| snare.launcher(tracer)).unwrap_or_default();
            till.desk.starts_again_under(&launcher);
            let began = Instant::now();
            // Without a tracer nobody else ends it.
            let patience = if tracer.is_some() { 700 } else { 20 * u64::from(crash) };
            let patience = Duration::from_millis(patience);
            while till.desk.is_running() && began.elapsed() < patience {
                std::thread::park_timeout(Duration::from_millis(5));
            }
            till.desk.is_killed();
        }
        till.comes_back();
    }));
}
