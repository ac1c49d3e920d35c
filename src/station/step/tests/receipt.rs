//! The receipt: what is promised about it is kept, and nobody is thrown out while typing.

use std::time::Duration;

use super::bench::*;
use crate::station::screen::Sending;
use crate::station::*;

fn captured() -> IntentFacts {
    let charge = ChargeFacts {
        id: ChargeId("ch_1".to_owned()),
        receipt_url: None,
        refunded: 0,
        cvc_failed: false,
    };
    IntentFacts { charge: Some(charge), ..facts(IntentStatus::Succeeded) }
}

/// From APPROVED to the line for the address.
fn to_address(bench: &mut Bench) {
    bench.wait(Duration::from_secs(1));
    for key in [Key::Enter, Key::Down, Key::Enter] {
        bench.key(key);
    }
    assert_eq!(sending(bench), Some(&Sending::Typing));
}

fn sending(bench: &Bench) -> Option<&Sending> {
    match bench.station.screen() {
        Screen::Receipt(screen) => Some(&screen.sending),
        _ => None,
    }
}

fn types(bench: &mut Bench, text: &str) {
    for character in text.chars() {
        bench.key(Key::Char(character));
    }
}

/// Keys and addresses of the receipts asked for.
fn sent(bench: &Bench) -> Vec<(&str, &str)> {
    let mut sent = Vec::new();
    for call in &bench.calls {
        if let Call::EmailReceipt { key, email, .. } = call {
            sent.push((key.as_str(), email.0.as_str()));
        }
    }
    sent
}

#[test]
fn a_corrected_address_is_not_refused_for_the_first_ones_key() {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer(Ok(Reply::Intent(captured())));
    bench.sync();
    to_address(&mut bench);
    for typed in ["a@b.c", "d"] {
        types(&mut bench, typed);
        bench.key(Key::Enter);
        bench.answer(Err(api_error(400, ApiKind::Invalid)));
    }
    let sent = sent(&bench);
    let [(first, "a@b.c"), (second, "a@b.cd")] = sent.as_slice() else { panic!("not sent twice") };
    assert_ne!(first, second);
}

#[test]
fn a_receipt_that_nobody_waits_for_is_sent_once_the_charge_is_there() {
    for leaves_by_key in [true, false] {
        let mut bench = Bench::approved(policy());
        bench.tell(Event::Drawn);
        bench.sync();
        to_address(&mut bench);
        types(&mut bench, "a@b.c");
        bench.key(Key::Enter);
        assert_eq!(sending(&bench), Some(&Sending::Waiting));
        if leaves_by_key {
            bench.key(Key::Escape);
        } else {
            bench.wait(policy().timings.outcome);
        }
        assert_eq!((bench.name(), sent(&bench).len()), ("welcome", 0));
        bench.answer(Ok(Reply::Intent(captured())));
        bench.sync();
        bench.sync();
        assert!(matches!(sent(&bench).as_slice(), [(_, "a@b.c")]));
    }
}

#[test]
fn an_address_half_typed_is_warned_about_before_it_is_wiped() {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    to_address(&mut bench);
    types(&mut bench, "john");
    bench.wait(policy().timings.outcome);
    assert_eq!(bench.station.warning(Moment(bench.at)), Some(policy().timings.warning));
    bench.key(Key::Enter);
    types(&mut bench, "@b.c");
    assert!(matches!(bench.station.screen(), Screen::Receipt(it) if it.email == "john@b.c"));
    bench.wait(policy().timings.outcome);
    bench.wait(policy().timings.warning);
    assert_eq!(bench.name(), "welcome");
}

#[test]
fn whoever_is_slow_at_the_approval_is_asked_about_the_receipt_all_the_same() {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    bench.wait(policy().timings.outcome);
    assert_eq!(bench.name(), "receipt");
    let receipts = Receipts { email: false, printer: false };
    let mut none = Bench::approved(Policy { receipts, ..policy() });
    none.tell(Event::Drawn);
    none.wait(policy().timings.outcome);
    assert_eq!(none.name(), "welcome");
}

#[test]
fn a_number_pad_finds_back_from_an_empty_address() {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    to_address(&mut bench);
    bench.key(Key::Char('*'));
    assert_eq!(sending(&bench), Some(&Sending::Choosing));
}
