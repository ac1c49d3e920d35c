//! The question before the charge: what counts as a yes, and what comes after it.

use std::time::Duration;

use super::bench::*;
use crate::station::*;

#[test]
fn a_held_down_enter_does_not_confirm() {
    let mut bench = Bench::at_confirm(policy());
    for _ in 0..100 {
        bench.wait(Duration::from_millis(33));
        bench.key(Key::Enter);
    }
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.name(), "confirm", "it was let go without an answer");
    bench.to_charging();
}

#[test]
fn a_key_that_begins_to_repeat_on_the_question_does_not_confirm() {
    let mut bench = Bench::at_confirm(policy());
    bench.wait(Duration::from_millis(250));
    for _ in 0..10 {
        bench.key(Key::Enter);
        bench.wait(Duration::from_millis(33));
    }
    assert_eq!(bench.name(), "confirm");
}

#[test]
fn one_enter_a_little_early_counts_once_the_question_could_be_read() {
    let mut bench = Bench::at_confirm(policy());
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "confirm");
    bench.wait(Duration::from_millis(299));
    assert_eq!(bench.name(), "confirm");
    bench.wait(Duration::from_millis(1));
    bench.sync();
    assert_eq!(bench.name(), "charging");
}

#[test]
fn neither_letters_nor_a_device_that_types_and_ends_with_enter_are_an_answer() {
    for choice in [Key::Backspace, Key::Tab] {
        let mut bench = Bench::at_confirm(policy());
        bench.key(choice);
        for _ in 0..3 {
            bench.wait(Duration::from_secs(1));
            for letter in "yYoOnN;5555=30?".chars() {
                bench.key(Key::Char(letter));
                bench.wait(Duration::from_millis(10));
            }
            bench.key(Key::Enter);
        }
        bench.wait(Duration::from_secs(1));
        assert_eq!(bench.name(), "confirm");
    }
}

#[test]
fn escape_on_confirm_cancels_the_sale_and_says_so() {
    let mut bench = Bench::at_confirm(policy());
    bench.key(Key::Escape);
    let Outcome::NotCharged { trouble, .. } = bench.outcome() else { panic!() };
    assert_eq!(*trouble, Trouble::Cancelled);
}

#[test]
fn yes_before_the_card_is_taken_in_waits_for_it() {
    let mut bench = Bench::at_card(policy());
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    bench.key(Key::Enter);
    bench.says_yes();
    assert_eq!(bench.name(), "charging");
    bench.key(Key::Escape);
    assert_eq!(bench.name(), "charging", "nothing interrupts a charge");
    bench.vault(VaultEvent::Tokenised { session, card: token() });
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
}

#[test]
fn after_yes_only_the_bank_and_the_decision_are_waited_for() {
    let mut bench = Bench::at_card(policy());
    bench.complete();
    bench.sync();
    bench.key(Key::Enter);
    let written = bench.kinds().len();
    bench.says_yes();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    assert_eq!(bench.kinds()[written..], ["committed"]);
    assert!(matches!(bench.outcome(), Outcome::Approved(_)));
}

#[test]
fn the_bank_is_not_asked_before_the_card_is_noted() {
    let mut bench = Bench::at_card(policy());
    bench.complete();
    bench.key(Key::Enter);
    bench.says_yes();
    assert_eq!(bench.name(), "charging");
    assert!(bench.call().is_none());
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
}

/// The same sale once more, up to its confirm screen.
fn again(bench: &mut Bench) {
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "welcome");
    bench.to_card();
    bench.to_confirm();
}

#[test]
fn the_same_payment_again_within_two_minutes_is_asked_about_first() {
    let mut bench = Bench::approved(policy());
    again(&mut bench);
    assert!(matches!(bench.station.screen(), Screen::Confirm(screen) if screen.duplicate));
    bench.key(Key::Enter);
    bench.wait(Duration::from_millis(300));
    assert!(matches!(bench.outcome(), Outcome::NotCharged { .. }), "Enter does not charge twice");

    let mut meant = Bench::approved(policy());
    again(&mut meant);
    meant.key(Key::Right);
    meant.to_charging();
    assert_eq!(meant.name(), "charging");
}

#[test]
fn the_same_payment_later_or_where_nobody_asks_is_like_any_other() {
    let mut later = Bench::approved(policy());
    later.tell(Event::Drawn);
    later.wait(Duration::from_secs(120));
    later.sync();
    later.answer_intent(IntentStatus::Succeeded);
    later.sync();
    later.to_card();
    later.to_confirm();
    assert!(matches!(later.station.screen(), Screen::Confirm(screen) if !screen.duplicate));

    let mut off = Bench::approved(Policy { duplicate: Duration::ZERO, ..policy() });
    again(&mut off);
    assert!(matches!(off.station.screen(), Screen::Confirm(screen) if !screen.duplicate));
}
