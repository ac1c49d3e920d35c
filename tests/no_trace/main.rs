//! After a card's stay has ended, however it ended, no trace of the card is anywhere.
//!
//! The real program is driven through sales in a terminal of its own, against a sandbox in another
//! process. Within 100 ms of each ending it is stopped from outside, and every writable mapping,
//! every thread's registers, its terminal output, screen, log and journal are searched for the
//! card in every encoding.
//!
//! To look into a process that has closed itself to others needs root; without it the test shows
//! that the closing holds. `CHARGEONCE_PROOF_SALES=200 cargo test --release --test no_trace` is the
//! long run, and `CHARGEONCE_PROOF_PROGRAM` names another program to prove, such as the installed
//! one. With `--features defences-off` and `CHARGEONCE_DEFENCES_OFF=region,zero-on-free`
//! defences are switched off, and the report says what each had prevented; with the same feature and
//! `CHARGEONCE_PROOF_TLS=1` the station speaks TLS, as it does to Stripe.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and its report is for people"
)]

mod cards;
mod desk;
mod endings;
#[path = "../http_message/mod.rs"]
mod http_message;
mod registers;
mod scan;
mod tls;
mod wire;

use endings::Test;
use scan::Report;

/// In everyday testing.
const SALES: usize = 18;

#[test]
fn after_every_ending_no_trace_of_the_card_is_left() {
    if !scan::may_look() {
        let sandbox = desk::Sandbox::start();
        let desk = desk::Desk::start(&sandbox.wire);
        let refused = chargeonce::command::prove::memory::snapshot(desk.process());
        assert!(refused.is_err(), "the station's memory is open to others");
        eprintln!("not root: the station's memory is closed to this user, as it should be");
        return;
    }
    let wanted = std::env::var("CHARGEONCE_PROOF_SALES").ok();
    let sales = wanted.map_or(SALES, |sales| sales.parse().unwrap());
    let idle = std::thread::spawn(|| Test::start().idle());
    let report = Test::start().run(sales);
    let clean = [tell(&report), tell(&idle.join().unwrap())];
    let expects_finds = std::env::var_os("CHARGEONCE_DEFENCES_OFF").is_some();
    assert!(expects_finds || clean == [true; 2], "traces of cards were found");
}

fn tell(report: &Report) -> bool {
    let Report { scans, bytes, dirty, places, endings, unreadable } = report;
    eprintln!("{scans} scans of {} MiB in all; {unreadable} bytes are secret", bytes >> 20);
    for (ending, count) in endings {
        eprintln!("  {ending}: {} of {count} dirty", dirty.get(ending).unwrap_or(&0));
    }
    for (place, count) in places {
        eprintln!("  found {count} times in {place}");
    }
    dirty.is_empty()
}
