//! What is owed after a decision reaches Stripe, whatever it answers.

use std::time::Duration;

use super::bench::*;
use crate::station::*;

fn committed() -> Bench {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    bench.sync();
    bench
}

fn voided() -> Bench {
    let mut bench = Bench::at_card(policy());
    bench.key(Key::Escape);
    bench.key(Key::Escape);
    bench.sync();
    bench
}

#[test]
fn a_capture_that_fails_for_days_is_taken_at_last() {
    let mut bench = committed();
    for _ in 0..200 {
        bench.answer(Err(Failure::NotSent { phase: ConnectPhase::Connect }));
        bench.wait(Duration::from_secs(61));
    }
    assert_eq!(bench.station.settling(), 1);
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert_eq!(bench.station.settling(), 0);
    assert!(bench.kinds().contains(&"captured"));
}

#[test]
fn a_capture_with_a_lost_answer_is_looked_up_before_it_is_repeated() {
    let mut bench = committed();
    bench.answer(Err(Failure::Unknown));
    bench.wait(Duration::from_millis(1));
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Inspect { .. })));
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert_eq!(bench.station.settling(), 0);
}

#[test]
fn a_hold_that_was_lost_is_told_to_staff_in_the_same_batch() {
    let mut bench = committed();
    bench.answer(Err(api_error(400, ApiKind::UnexpectedState)));
    bench.wait(Duration::from_millis(1));
    bench.answer_intent(IntentStatus::Canceled);
    let together = bench.pending.iter().any(|effect| {
        matches!(effect, Effect::Record { records, .. }
            if records.iter().map(Record::kind).collect::<Vec<_>>() == ["voided", "attention"])
    });
    assert!(together);
    bench.sync();
    assert_eq!(bench.station.attentions(), 1);
}

#[test]
fn a_void_sale_that_somebody_captured_elsewhere_is_told_to_staff() {
    let mut bench = voided();
    bench.answer(Err(api_error(400, ApiKind::UnexpectedState)));
    bench.wait(Duration::from_millis(1));
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert_eq!(bench.station.attentions(), 1);
    assert_eq!(bench.station.settling(), 0);
}

#[test]
fn a_cached_server_error_is_not_asked_for_again_under_its_key() {
    let mut bench = committed();
    let Some(Call::Capture { key: first, .. }) = bench.call().map(|request| request.call) else {
        panic!()
    };
    bench.answer(Err(api_error(500, ApiKind::Server)));
    bench.wait(Duration::from_millis(1));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.wait(Duration::from_secs(61));
    let Some(Call::Capture { key: second, .. }) = bench.call().map(|request| request.call) else {
        panic!()
    };
    assert_ne!(first, second);
}

#[test]
fn an_open_obligation_never_stands_in_the_way_of_a_new_sale() {
    let mut bench = committed();
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "welcome");
    bench.digits("900");
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "reference");
}

#[test]
fn an_intent_that_comes_to_be_after_the_sale_was_voided_is_cancelled() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    for _ in 0..3 {
        bench.key(Key::Enter);
    }
    bench.sync();
    bench.key(Key::Escape);
    bench.sync();
    assert!(!bench.kinds().contains(&"abandoned"));
    bench.answer_intent(IntentStatus::RequiresPaymentMethod);
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
    bench.answer_intent(IntentStatus::Canceled);
    bench.sync();
    assert_eq!(bench.kinds(), ["opened", "void", "intent", "voided"]);
}

#[test]
fn a_sale_given_up_before_stripe_was_asked_owes_nothing() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    for _ in 0..3 {
        bench.key(Key::Enter);
    }
    bench.key(Key::Escape);
    bench.sync();
    assert_eq!(bench.kinds(), ["opened", "void", "abandoned"]);
    assert!(bench.calls.is_empty());
}

#[test]
fn a_sale_whose_intent_could_not_be_made_waits_for_no_further_answer() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    for _ in 0..3 {
        bench.key(Key::Enter);
    }
    bench.sync();
    for _ in 0..3 {
        bench.answer(Err(Failure::NotSent { phase: ConnectPhase::Connect }));
        bench.wait(Duration::from_secs(5));
    }
    bench.sync();
    assert_eq!(bench.kinds(), ["opened", "void", "abandoned"]);
}

/// A journal with this many sales whose capture is still owed.
fn owing(sales: u64) -> Vec<Dated> {
    let mut journal = Vec::new();
    for number in 1..=sales {
        let sale = SaleId(u128::from(number));
        let records = [
            Record::Opened {
                sale,
                number,
                money: money(1250),
                reference: String::new(),
                customer: None,
            },
            Record::Intent { sale, intent: IntentId(format!("pi_{number}")) },
            Record::Authorising {
                sale,
                attempt: Attempt::FIRST,
                method: MethodId(format!("pm_{number}")),
                brand: crate::card::Brand::Visa,
                last4: "4242".parse().unwrap(),
            },
            Record::Committed { sale },
            Record::Shown { sale },
        ];
        journal.extend(records.map(|record| Dated { unix_ms: 0, record }));
    }
    journal
}

#[test]
fn a_hundred_obligations_go_out_a_few_at_a_time_and_settle_within_seconds() {
    let mut bench = Bench::with_books(policy(), Books::fold(&owing(100)));
    // An hour without a network lets every delay grow.
    for _ in 0..600 {
        while bench.call().is_some() {
            bench.answer(Err(Failure::NotSent { phase: ConnectPhase::Connect }));
        }
        bench.wait(Duration::from_secs(6));
    }
    assert_eq!(bench.station.settling(), 100);
    let healed = bench.at;
    while bench.station.settling() > 0 {
        let asked: Vec<_> = std::iter::from_fn(|| bench.take_call()).collect();
        assert!(asked.len() <= 6, "{} at once", asked.len());
        bench.wait(Duration::from_millis(300));
        for Request { ask, call } in asked {
            let (Call::Capture { intent, .. } | Call::Inspect { intent }) = call else { panic!() };
            let facts = IntentFacts { id: intent, ..facts(IntentStatus::Succeeded) };
            let result = Ok(Reply::Intent(facts));
            bench.tell(Event::Answered(Answer { ask, result }));
        }
        bench.sync();
    }
    let took = bench.at - healed;
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn leaving_waits_a_moment_for_a_capture_that_is_under_way() {
    let mut bench = committed();
    bench.tell(Event::Stop);
    bench.sync();
    assert!(!bench.pending.contains(&Effect::Leave(Ending::Stopped)));
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert!(bench.pending.contains(&Effect::Leave(Ending::Stopped)));
    assert_eq!(bench.station.settling(), 0);

    let mut unanswered = committed();
    unanswered.tell(Event::Stop);
    unanswered.wait(Duration::from_secs(4));
    assert!(!unanswered.pending.contains(&Effect::Leave(Ending::Stopped)));
    unanswered.wait(Duration::from_secs(2));
    assert!(unanswered.pending.contains(&Effect::Leave(Ending::Stopped)));
}

#[test]
fn nothing_is_begun_while_leaving() {
    let mut bench = voided();
    bench.tell(Event::Stop);
    bench.digits("1250");
    assert_eq!(bench.name(), "welcome");
}

#[test]
fn a_refusal_that_stripe_keeps_under_its_key_is_looked_into_and_not_asked_for_again() {
    let refusals = [ApiKind::Invalid, ApiKind::Missing, ApiKind::Amount];
    for refusal in refusals {
        let mut bench = committed();
        let Some(Call::Capture { key: first, .. }) = bench.call().map(|it| it.call) else {
            panic!()
        };
        bench.answer(Err(api_error(400, refusal)));
        bench.wait(Duration::from_millis(1));
        assert!(matches!(bench.call().map(|it| it.call), Some(Call::Inspect { .. })));
        bench.answer_intent(IntentStatus::RequiresCapture);
        bench.wait(Duration::from_secs(60));
        let Some(Call::Capture { key: second, .. }) = bench.call().map(|it| it.call) else {
            panic!()
        };
        assert_ne!(first, second);
    }
}
