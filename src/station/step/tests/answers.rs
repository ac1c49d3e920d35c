//! What the bank answers, or does not, and what is then on the screen.

use std::time::Duration;

use super::bench::*;
use crate::station::*;

#[test]
fn an_unanswered_confirm_is_asked_again_with_the_same_key_and_then_given_up() {
    let mut bench = Bench::charging(policy());
    let first = bench.call().map(|request| request.call);
    for _ in 0..3 {
        assert_eq!(bench.call().map(|request| request.call), first);
        bench.answer(Err(Failure::Unknown));
        bench.wait(Duration::from_secs(6));
    }
    let Outcome::NotCharged { trouble, .. } = bench.outcome() else { panic!("charged?") };
    assert_eq!(*trouble, Trouble::NoAnswer);
    bench.sync();
    assert!(bench.kinds().contains(&"void"));
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn a_server_error_on_confirm_is_never_asked_again() {
    let mut bench = Bench::charging(policy());
    bench.answer(Err(api_error(500, ApiKind::Server)));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }));
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn an_answer_about_another_amount_is_voided_and_flagged() {
    let mut bench = Bench::charging(policy());
    let wrong = IntentFacts { amount: 9_999, ..facts(IntentStatus::RequiresCapture) };
    bench.answer(Ok(Reply::Intent(wrong)));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }));
    bench.sync();
    assert_eq!(bench.station.attentions(), 1);
    assert!(!bench.kinds().contains(&"committed"));
}

#[test]
fn a_live_answer_in_the_sandbox_is_never_committed() {
    let mut bench = Bench::charging(policy());
    let live = IntentFacts { livemode: true, ..facts(IntentStatus::RequiresCapture) };
    bench.answer(Ok(Reply::Intent(live)));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }));
}

#[test]
fn a_refused_raw_card_tells_staff_and_closes_the_station() {
    let mut bench = Bench::at_card(policy());
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    let failure = api_error(400, ApiKind::RawCardsRefused);
    bench.vault(VaultEvent::NotTokenised { session, failure });
    let Outcome::NotCharged { trouble, request_id, .. } = bench.outcome() else { panic!() };
    assert_eq!(*trouble, Trouble::RawCardsRefused);
    assert_eq!(request_id.as_deref(), Some("req_1"));
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "closed");
}

#[test]
fn the_bank_page_is_looked_at_until_it_settles() {
    let mut bench = Bench::charging(policy());
    let link = Some(SecretLink("http://127.0.0.1/3ds/x".to_owned()));
    let action = IntentFacts { challenge: link, ..facts(IntentStatus::RequiresAction) };
    bench.answer(Ok(Reply::Intent(action.clone())));
    assert_eq!(bench.name(), "challenge");
    bench.wait(Duration::from_secs(2));
    bench.answer(Ok(Reply::Intent(action)));
    bench.wait(Duration::from_secs(2));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    assert!(matches!(bench.outcome(), Outcome::Approved(_)));
}

#[test]
fn a_site_that_cannot_show_the_banks_page_declines_the_card() {
    let mut bench =
        Bench::charging(Policy { bank_confirmation: BankConfirmation::Decline, ..policy() });
    let challenge = Some(SecretLink("https://bank.test/page".to_owned()));
    let facts = IntentFacts { challenge, ..facts(IntentStatus::RequiresAction) };
    bench.answer(Ok(Reply::Intent(facts)));
    let reason = Decline::NeedsBank;
    assert!(matches!(bench.outcome(), Outcome::Declined { reason: said, .. } if *said == reason));
}

#[test]
fn an_answer_that_never_comes_is_waited_for_thirty_seconds_and_dropped_when_late() {
    let mut bench = Bench::charging(policy());
    let late = bench.take_call().unwrap().ask;
    bench.wait(Duration::from_millis(29_999));
    assert_eq!(bench.name(), "charging");
    bench.wait(Duration::from_millis(1));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { trouble: Trouble::NoAnswer, .. }));
    bench.sync();
    let held = Ok(Reply::Intent(facts(IntentStatus::RequiresCapture)));
    bench.tell(Event::Answered(Answer { ask: late, result: held }));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }));
    assert!(!bench.kinds().contains(&"committed"));
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn all_tries_of_a_confirm_end_within_thirty_seconds_however_slow_each_is() {
    let mut bench = Bench::charging(policy());
    bench.wait(Duration::from_secs(20));
    bench.answer(Err(Failure::Unknown));
    bench.wait(Duration::from_secs(1));
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
    bench.wait(Duration::from_secs(9));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }));
}

/// A sale whose intent was asked for, and nobody waits for it any more; the intent that is made.
fn given_up_before_the_intent() -> (Bench, Ask, IntentFacts) {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    for _ in 0..4 {
        bench.key(Key::Enter);
    }
    bench.sync();
    let late = bench.take_call().unwrap();
    let Call::Prepare { sale, .. } = late.call else { panic!("no intent is asked for") };
    bench.wait(Duration::from_secs(30));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { trouble: Trouble::NoAnswer, .. }));
    bench.sync();
    let made = IntentFacts { sale: Some(sale), ..facts(IntentStatus::RequiresPaymentMethod) };
    (bench, late.ask, made)
}

#[test]
fn an_intent_that_comes_too_late_is_cancelled() {
    let (mut bench, ask, made) = given_up_before_the_intent();
    bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intent(made)) }));
    bench.sync();
    let Some(Call::Cancel { intent, .. }) = bench.call().map(|request| request.call) else {
        panic!("not cancelled")
    };
    assert_eq!(intent.0, "pi_1");
}

#[test]
fn another_sales_hold_is_never_cancelled_for_a_late_answer_that_names_it() {
    let bend: [fn(&mut IntentFacts); 4] = [
        |facts| facts.status = IntentStatus::RequiresCapture,
        |facts| facts.amount = 1,
        |facts| facts.livemode = true,
        |facts| facts.sale = Some(SaleId(7)),
    ];
    for bend in bend {
        let (mut bench, ask, mut wrong) = given_up_before_the_intent();
        bend(&mut wrong);
        bench.tell(Event::Answered(Answer { ask, result: Ok(Reply::Intent(wrong)) }));
        bench.sync();
        assert!(bench.call().is_none(), "{:?}", bench.call());
        assert_eq!(bench.kinds().last(), Some(&"abandoned"));
    }
}

#[test]
fn an_intent_made_for_another_sale_is_not_used_for_this_one() {
    for sale in [None, Some(SaleId(7))] {
        let mut bench = Bench::new(policy());
        bench.digits("1250");
        for _ in 0..4 {
            bench.key(Key::Enter);
        }
        bench.sync();
        let other = IntentFacts { sale, ..facts(IntentStatus::RequiresPaymentMethod) };
        bench.answer(Ok(Reply::Intent(other)));
        assert!(matches!(bench.outcome(), Outcome::NotCharged { trouble: Trouble::BadAnswer, .. }));
    }
}

#[test]
fn a_bank_page_nobody_answers_ends_in_nothing_charged_and_an_unheard_bank_is_not_blamed() {
    for (heard, cause) in [(true, Trouble::ChallengeAbandoned), (false, Trouble::NoAnswer)] {
        let mut bench = Bench::charging(policy());
        let challenge = Some(SecretLink("https://bank.test/page".to_owned()));
        let waiting = IntentFacts { challenge, ..facts(IntentStatus::RequiresAction) };
        bench.answer(Ok(Reply::Intent(waiting.clone())));
        bench.sync();
        for _ in 0..200 {
            bench.wait(Duration::from_secs(1));
            if bench.name() == "challenge" && bench.call().is_some() {
                let heard = heard.then(|| Reply::Intent(waiting.clone()));
                bench.answer(heard.ok_or(Failure::Unknown));
            }
        }
        let Outcome::NotCharged { trouble, asked, .. } = bench.outcome() else { panic!() };
        assert_eq!((trouble, *asked), (&cause, true));
    }
}
