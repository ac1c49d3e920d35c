//! What is typed before the card: amount, reference, customer, and the way back.

use std::time::Duration;

use super::bench::*;
use crate::station::screen::{ReferenceProblem, Search};
use crate::station::*;

#[test]
fn escape_goes_one_step_back_from_every_screen_before_confirm() {
    let mut bench = Bench::at_card(policy());
    bench.complete();
    for expected in ["card", "method", "customer", "reference", "amount", "welcome"] {
        bench.key(Key::Escape);
        assert_eq!(bench.name(), expected);
    }
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn a_numeric_keypad_alone_can_correct_and_cancel() {
    let mut bench = Bench::new(policy());
    bench.digits("12509-");
    let Screen::Amount(screen) = bench.station.screen() else { panic!() };
    assert_eq!(screen.draft.amount.money(), money(1250));
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "method");
    bench.key(Key::Char('*'));
    assert_eq!(bench.name(), "customer");
}

#[test]
fn amounts_outside_the_limits_are_refused_where_they_were_typed() {
    for (typed, expected) in [
        ("0", AmountProblem::Zero),
        ("49", AmountProblem::TooSmall),
        ("100001", AmountProblem::TooLarge),
    ] {
        let mut bench = Bench::new(policy());
        bench.digits(typed);
        bench.key(Key::Enter);
        let Screen::Amount(screen) = bench.station.screen() else { panic!() };
        assert_eq!(screen.problem, Some(expected));
    }
}

#[test]
fn a_letter_in_an_amount_changes_nothing_and_says_so() {
    let mut bench = Bench::new(policy());
    bench.digits("12x5");
    let Screen::Amount(screen) = bench.station.screen() else { panic!() };
    assert_eq!(screen.draft.amount.money(), money(125));
    bench.key(Key::Char('z'));
    let Screen::Amount(screen) = bench.station.screen() else { panic!() };
    assert_eq!(screen.problem, Some(AmountProblem::DigitsOnly));
}

#[test]
fn a_customer_alone_makes_no_other_amount_of_those_offered() {
    let presets = vec![money(500), money(2_000)];
    let kiosk = || Policy { mode: Mode::Kiosk, presets: presets.clone(), ..policy() };
    let amount = |bench: &Bench| match bench.station.screen() {
        Screen::Amount(screen) => (screen.draft.amount.money(), screen.problem),
        other => panic!("no amount but {}", other.name()),
    };
    let mut bench = Bench::new(kiosk());
    bench.digits("2");
    assert_eq!(amount(&bench), (money(2_000), None));
    // What is not offered changes nothing and is said.
    for key in ['3', '0', 'x'] {
        bench.key(Key::Char(key));
        assert_eq!(amount(&bench), (money(2_000), Some(AmountProblem::NotOffered)), "{key}");
    }
    // 20.00 less a digit would be 2.00.
    for key in [Key::Backspace, Key::Char('-'), Key::Delete] {
        bench.digits("2");
        bench.key(key);
        assert_eq!(amount(&bench), (money(0), None), "{key:?}");
        bench.key(Key::Enter);
        assert_eq!(amount(&bench), (money(0), Some(AmountProblem::NotOffered)), "{key:?}");
    }
    for (key, offered) in [(Key::Down, 500), (Key::Down, 2_000), (Key::Down, 500), (Key::Up, 2_000)]
    {
        bench.key(key);
        assert_eq!(amount(&bench), (money(offered), None));
    }
}

#[test]
fn a_card_number_typed_as_a_reference_is_not_kept() {
    for typed in ["room 4242 4242 4242 4242", "42424242424242421239123", "4242424242424242 12/39"] {
        let mut bench = Bench::new(policy());
        bench.digits("1250");
        bench.key(Key::Enter);
        bench.digits(typed);
        bench.key(Key::Enter);
        let Screen::Reference(screen) = bench.station.screen() else { panic!() };
        assert_eq!(screen.problem, Some(ReferenceProblem::LooksLikeCard));
        // Given back, not only cleared: what is given back is overwritten.
        assert_eq!(screen.draft.reference.capacity(), 0);
    }
}

#[test]
fn a_card_number_left_behind_in_the_reference_does_not_come_back() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    bench.key(Key::Enter);
    bench.digits("4242424242424242");
    bench.key(Key::Escape);
    let Screen::Amount(screen) = bench.station.screen() else { panic!() };
    assert_eq!(screen.draft.reference.capacity(), 0);
}

#[test]
fn a_card_number_typed_into_the_search_is_neither_asked_for_nor_kept() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    for typed in ["424242424", "2424242", "1239123"] {
        bench.digits(typed);
        bench.wait(Duration::from_secs(1));
        assert!(bench.call().is_none(), "not even its beginning is asked for");
    }
    let Screen::Customer(screen) = bench.station.screen() else { panic!() };
    assert_eq!(screen.search, Search::LooksLikeCard);
    bench.key(Key::Enter);
    let Screen::Customer(screen) = bench.station.screen() else { panic!("walk-in was not meant") };
    assert_eq!(screen.query.capacity(), 0);
}

#[test]
fn a_customer_is_searched_for_once_the_typist_pauses_and_linked_to_the_payment() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    bench.digits("amy");
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "customer", "Enter does not choose what is not there yet");
    bench.wait(Duration::from_millis(400));
    let amy =
        KnownCustomer { id: CustomerId("cus_1".to_owned()), name: "Amy".to_owned(), email: None };
    bench.answer(Ok(Reply::Customers(vec![amy])));
    bench.key(Key::Enter);
    bench.sync();
    let Some(Call::Prepare { customer, .. }) = bench.call().map(|request| request.call) else {
        panic!()
    };
    assert_eq!(customer, Some(CustomerId("cus_1".to_owned())));
}

#[test]
fn a_late_answer_to_an_older_search_is_dropped() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    bench.digits("amy");
    bench.wait(Duration::from_millis(400));
    bench.digits("x");
    bench.answer(Ok(Reply::Customers(Vec::new())));
    let Screen::Customer(screen) = bench.station.screen() else { panic!() };
    assert!(matches!(screen.search, Search::Settling { .. }));
}
