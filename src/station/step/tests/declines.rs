//! Against card testing: limits of declines, the pause they lead to, and what ends it.

use std::time::Duration;

use super::alone::{Alone, pins};
use super::bench::{Bench, api_error, policy};
use crate::station::*;

#[test]
fn so_many_declines_in_so_long_a_time_pause_it_until_a_pin_or_time_lifts_it() {
    let declines = DeclineLimit {
        count: 3,
        within: Duration::from_secs(600),
        visit: 0,
        visit_idle: Duration::from_secs(120),
        pause: Duration::from_secs(900),
    };
    for lifted_by_pin in [true, false] {
        let unattended = Unattended { declines, pins: pins(), ..Unattended::default() };
        let mut bench = Bench::new(Policy { unattended, ..policy() });
        bench.to_card();
        for _ in 0..3 {
            bench.to_confirm();
            bench.to_charging();
            let declined = Declined { reason: Decline::Generic, code: "lost_card".to_owned() };
            bench.answer(Err(api_error(402, ApiKind::Declined(declined))));
            bench.sync();
            bench.wait(Duration::from_secs(1));
            bench.key(Key::Enter);
        }
        assert_eq!(bench.name(), "closed");
        // Enter opens nothing but the prompt.
        bench.key(Key::Enter);
        assert!(bench.station.prompt().is_some());
        if lifted_by_pin {
            bench.digits("1234");
            bench.key(Key::Enter);
        } else {
            bench.key(Key::Escape);
            bench.wait(Duration::from_secs(901));
        }
        assert_eq!(bench.name(), "welcome");
    }
}

fn limits(visit: usize) -> DeclineLimit {
    DeclineLimit {
        count: 10,
        within: Duration::from_secs(600),
        visit,
        visit_idle: Duration::from_secs(120),
        pause: Duration::from_secs(900),
    }
}

fn guarded(visit: usize) -> Policy {
    let unattended = Unattended { declines: limits(visit), pins: pins(), ..Unattended::default() };
    Policy { unattended, duplicate: Duration::ZERO, ..policy() }
}

/// One card more, declined; from Welcome or from the card screen.
fn declined(bench: &mut Bench) {
    if bench.name() == "welcome" {
        bench.to_card();
    }
    bench.to_confirm();
    bench.to_charging();
    let reason = Declined { reason: Decline::Generic, code: "generic_decline".to_owned() };
    bench.answer(Err(api_error(402, ApiKind::Declined(reason))));
    bench.sync();
    bench.wait(Duration::from_secs(1));
}

fn leaves(bench: &mut Bench) {
    bench.key(Key::Escape);
    bench.sync();
    while bench.call().is_some() {
        bench.answer_intent(IntentStatus::Canceled);
        bench.sync();
    }
}

#[test]
fn the_third_decline_of_a_visit_ends_it_whichever_sale_it_was_in() {
    let mut bench = Bench::new(guarded(3));
    declined(&mut bench);
    leaves(&mut bench);
    assert_eq!(bench.name(), "welcome");
    declined(&mut bench);
    bench.key(Key::Enter);
    declined(&mut bench);
    // The sale itself would allow a third card.
    let Screen::Outcome(screen) = bench.station.screen() else { panic!("{}", bench.name()) };
    assert!(matches!(screen.outcome, Outcome::Declined { another: false, .. }));
    leaves(&mut bench);
    assert_eq!(bench.name(), "closed");
}

#[test]
fn an_approval_or_an_idle_while_ends_a_visit() {
    for approved in [true, false] {
        let mut bench = Bench::new(guarded(3));
        declined(&mut bench);
        bench.key(Key::Enter);
        declined(&mut bench);
        if approved {
            bench.key(Key::Enter);
            bench.to_confirm();
            bench.to_charging();
            bench.answer_intent(IntentStatus::RequiresCapture);
            bench.sync();
            bench.tell(Event::Drawn);
            bench.sync();
            while bench.call().is_some() {
                bench.answer_intent(IntentStatus::Succeeded);
                bench.sync();
            }
            bench.wait(Duration::from_secs(90));
        } else {
            leaves(&mut bench);
            bench.wait(Duration::from_secs(121));
        }
        assert_eq!(bench.name(), "welcome", "{approved}");
        declined(&mut bench);
        leaves(&mut bench);
        assert_eq!(bench.name(), "welcome", "{approved}");
    }
}

#[test]
fn pulling_the_plug_neither_lifts_a_pause_nor_begins_it_anew() {
    let kiosk = Policy { mode: Mode::Kiosk, customer_search: false, ..guarded(3) };
    let at = |second: i64| Dated {
        unix_ms: 1_900_000_000_000 + second * 1_000,
        record: Record::Declined {
            sale: SaleId(1),
            attempt: Attempt::FIRST,
            code: "generic_decline".to_owned(),
        },
    };
    let journal = vec![at(0), at(30), at(60)];
    let mut alone = Alone::after(kiosk.clone(), journal.clone(), 100);
    assert_eq!(alone.closed_for(), Some(&Trouble::Paused));
    assert_eq!(alone.station.retry_in(Moment::default()), Some(Duration::from_secs(800)));
    assert_eq!(alone.waits(799).closed_for(), Some(&Trouble::Paused));
    assert_eq!(alone.waits(2).closed_for(), None);
    // Over before the start.
    assert_eq!(Alone::after(kiosk.clone(), journal.clone(), 901).closed_for(), None);
    // Of three visits: the gaps are too long for one.
    let visits = vec![at(0), at(200), at(400)];
    assert_eq!(Alone::after(kiosk.clone(), visits, 10).closed_for(), None);
    // A clock that was set back makes nothing last longer than a pause.
    let ahead = vec![at(9_000), at(9_030), at(9_060)];
    let mut alone = Alone::after(kiosk.clone(), ahead, 0);
    assert_eq!(alone.waits(901).closed_for(), None);
    // What staff lifted stays lifted.
    let mut alone = Alone::after(kiosk.clone(), journal, 100);
    alone.gives_pin("1234");
    assert_eq!(alone.closed_for(), None);
    assert_eq!(Alone::after(kiosk, alone.written.clone(), 5).closed_for(), None);
}
