//! What Stripe has and the journal has not is found soon after the start.

use std::time::Duration;

use super::bench::*;
use crate::station::*;

const STRANGER: SaleId = SaleId(0xabcd);

/// A station with one settled sale, whose audit finds `status` on an intent of another sale.
fn audited(status: IntentStatus, sale: SaleId, number: u64) -> Bench {
    let mut bench = Bench::at_card(Policy { realm: Realm::Test, ..policy() });
    bench.key(Key::Escape);
    bench.key(Key::Escape);
    bench.sync();
    bench.answer_intent(IntentStatus::Canceled);
    bench.sync();
    for _ in 0..4 {
        bench.key(Key::Escape);
    }
    assert_eq!(bench.name(), "welcome");
    bench.wait(Duration::from_secs(6));
    find(&mut bench, status, sale, number);
    bench
}

fn find(bench: &mut Bench, status: IntentStatus, sale: SaleId, number: u64) {
    let ask = bench.audit.take().expect("no audit");
    let listed =
        ListedIntent { id: IntentId("pi_x".to_owned()), status, sale, number, refunded: false };
    let page = IntentPage { found: vec![listed], next: None };
    bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intents(page)) }));
    bench.sync();
}

fn own_sale() -> SaleId {
    let bench = audited(IntentStatus::Canceled, STRANGER, 1);
    bench.station.books().newest_first().next().unwrap().sale
}

#[test]
fn an_intent_nobody_heard_of_is_cancelled() {
    for sale in [STRANGER, own_sale()] {
        let bench = audited(IntentStatus::RequiresCapture, sale, 1);
        let Some(Call::Cancel { intent, .. }) = bench.calls.last() else { panic!() };
        assert_eq!(intent.0, "pi_x");
        assert_eq!(bench.name(), "welcome");
    }
}

#[test]
fn a_charge_nobody_heard_of_is_flagged_once_until_staff_have_seen_it() {
    let mut bench = audited(IntentStatus::Succeeded, STRANGER, 1);
    assert_eq!(bench.station.attentions(), 1);
    bench.wait(Duration::from_secs(25 * 60 * 60));
    find(&mut bench, IntentStatus::Succeeded, STRANGER, 1);
    assert_eq!(bench.kinds().iter().filter(|kind| **kind == "attention").count(), 1);
    bench.key(Key::Char('a'));
    bench.sync();
    assert_eq!(bench.station.attentions(), 0);
}

#[test]
fn a_refund_made_elsewhere_is_told_once() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    bench.wait(Duration::from_secs(601));
    let entry = bench.station.books().newest_first().next().unwrap().clone();
    assert_eq!(entry.state, SaleState::Captured);
    for told in [1, 0] {
        bench.wait(Duration::from_secs(25 * 60 * 60));
        let ask = bench.audit.take().expect("no audit");
        let listed = ListedIntent {
            id: entry.intent.clone().unwrap(),
            status: IntentStatus::Succeeded,
            sale: entry.sale,
            number: entry.number,
            refunded: true,
        };
        let page = IntentPage { found: vec![listed], next: None };
        bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intents(page)) }));
        bench.sync();
        assert_eq!(bench.station.attentions(), told);
        bench.key(Key::Char('a'));
        bench.sync();
    }
}

#[test]
fn a_sale_later_than_the_journals_last_puts_the_station_out_of_service() {
    let mut bench = audited(IntentStatus::Canceled, STRANGER, 9);
    let behind = |bench: &Bench| matches!(bench.station.screen(), Screen::Closed(closed) if closed.trouble == Trouble::JournalBehind);
    assert!(behind(&bench));
    bench.key(Key::Enter);
    bench.digits("1");
    assert!(behind(&bench), "nothing is sold meanwhile");
}

#[test]
fn an_audit_that_cannot_be_made_is_made_later() {
    let mut bench = Bench::new(policy());
    for _ in 0..5 {
        bench.wait(Duration::from_secs(61));
        let ask = bench.audit.take().expect("no audit");
        bench.tell(Event::Answered(Answer { ask, result: Err(Failure::Unknown) }));
    }
}

#[test]
fn without_room_on_the_disk_no_sale_is_begun() {
    let mut bench = Bench::new(policy());
    bench.tell(Event::DiskRoom { enough: false });
    bench.digits("1");
    assert_eq!(bench.name(), "closed");
    bench.tell(Event::DiskRoom { enough: true });
    assert_eq!(bench.name(), "welcome", "it opens by itself");
    bench.digits("1");
    assert_eq!(bench.name(), "amount");
}
