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

/// A charge of 20.00 of which 15.00 was taken.
fn listed(id: &str) -> ListedIntent {
    ListedIntent {
        id: IntentId(id.to_owned()),
        status: IntentStatus::Succeeded,
        sale: STRANGER,
        number: 1,
        amount: 2_000,
        received: 1_500,
        currency: Currency::new("eur").unwrap(),
        charge: Some(ChargeId(format!("ch_of_{id}"))),
        refunded: false,
    }
}

fn find(bench: &mut Bench, status: IntentStatus, sale: SaleId, number: u64) {
    let ask = bench.audit.take().expect("no audit");
    let listed = ListedIntent { status, sale, number, ..listed("pi_x") };
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
    bench.key(Key::Char('a'));
    bench.sync();
    assert_eq!(bench.station.attentions(), 0);
}

#[test]
fn a_charge_nobody_heard_of_is_taken_into_the_journal_with_its_flag() {
    let bench = audited(IntentStatus::Succeeded, STRANGER, 1);
    let [.., Record::Found(found), Record::Attention { sale: Some(STRANGER), what }] =
        bench.written.as_slice()
    else {
        panic!("{:?}", bench.kinds())
    };
    assert_eq!(*what, Attention::UnknownCharge);
    assert_eq!((found.sale, found.number, found.intent.0.as_str()), (STRANGER, 1, "pi_x"));
    assert_eq!((found.amount, found.received, found.currency.code()), (2_000, 1_500, "eur"));
    assert_eq!(found.charge.as_ref().map(|charge| charge.0.as_str()), Some("ch_of_pi_x"));
    assert!(bench.station.books().is_found_unseen(found));
}

#[test]
fn a_charge_found_moves_no_money_and_uses_up_no_number() {
    for (sale, number) in [(STRANGER, 1), (STRANGER, u64::MAX), (own_sale(), 1)] {
        let mut bench = audited(IntentStatus::Succeeded, sale, number);
        let calls = bench.calls.len();
        let books = bench.station.books().clone();
        assert_eq!(books.found().len(), 1);
        assert_eq!((books.next_number(), books.newest_first().count()), (2, 1));
        assert_eq!(books.unsettled().count(), 0);
        bench.wait(Duration::from_secs(60 * 60));
        assert_eq!((bench.calls.len(), bench.station.settling()), (calls, 0));
    }
}

#[test]
fn a_charge_found_is_not_taken_in_again_though_staff_have_seen_it_and_the_station_restarted() {
    for sale in [STRANGER, own_sale()] {
        let mut bench = audited(IntentStatus::Succeeded, sale, 1);
        bench.key(Key::Char('a'));
        bench.key(Key::Char('a'));
        bench.sync();
        let known = bench.station.books().clone();
        let mut again = Bench::with_books(Policy { realm: Realm::Test, ..policy() }, known);
        for bench in [&mut bench, &mut again] {
            let written = bench.written.len();
            bench.wait(Duration::from_secs(25 * 60 * 60));
            find(bench, IntentStatus::Succeeded, sale, 1);
            assert_eq!(bench.written.len(), written);
            assert_eq!(bench.station.attentions(), 0);
            assert_eq!(bench.station.books().found().len(), 1);
        }
    }
}

#[test]
fn a_charge_listed_twice_before_the_journal_has_it_is_taken_in_once() {
    let mut bench = Bench::new(policy());
    bench.wait(Duration::from_secs(6));
    let ask = bench.audit.take().expect("no audit");
    let found = vec![listed("pi_x"), listed("pi_x"), listed("pi_y")];
    let page = IntentPage { found, next: None };
    bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intents(page)) }));
    bench.sync();
    assert_eq!(bench.kinds(), ["found", "attention", "found", "attention"]);
    assert_eq!(bench.station.books().found().len(), 2);
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
            sale: entry.sale,
            number: entry.number,
            refunded: true,
            ..listed("")
        };
        let page = IntentPage { found: vec![listed], next: None };
        bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intents(page)) }));
        bench.sync();
        assert_eq!(bench.station.attentions(), told);
        bench.key(Key::Char('a'));
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

#[test]
fn a_second_intent_of_a_sale_is_cancelled_and_looked_at_again_soon() {
    let mut bench = Bench::at_card(policy());
    let sale = bench.station.books().newest_first().next().unwrap().sale;
    bench.wait(Duration::from_secs(6));
    find(&mut bench, IntentStatus::RequiresCapture, sale, 1);
    let Some(Call::Cancel { intent, .. }) = bench.calls.last() else { panic!("not cancelled") };
    assert_eq!(intent.0, "pi_x");
    bench.wait(Duration::from_secs(10 * 60));
    let ask = bench.audit.take().expect("a hold is not left for a day");
    let page = IntentPage { found: Vec::new(), next: None };
    bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intents(page)) }));
    bench.wait(Duration::from_secs(23 * 60 * 60));
    assert!(bench.audit.is_none());
}
