//! What the station does by itself, with time passed in.

use super::alone::{Alone, kiosk, pins, with};
use super::bench::{api_error, policy};
use crate::station::*;

#[test]
fn it_closes_and_opens_by_the_clock_on_the_wall() {
    let hours = Hours::read("su 08:00-18:00").unwrap();
    let mut alone = Alone::new(with(Unattended { hours, ..Unattended::default() }));
    assert_eq!(alone.closed_for(), None);
    alone.hour = 18;
    assert_eq!(alone.waits(31).closed_for(), Some(&Trouble::OutOfHours));
    alone.types("\r5");
    assert_eq!(alone.closed_for(), Some(&Trouble::OutOfHours));
    alone.hour = 8;
    assert_eq!(alone.waits(31).closed_for(), None);
}

#[test]
fn a_sale_that_has_begun_is_not_cut_off_by_the_hour() {
    let hours = Hours::read("su 08:00-18:00").unwrap();
    let mut alone = Alone::new(with(Unattended { hours, ..Unattended::default() }));
    alone.types("5");
    alone.hour = 18;
    alone.waits(31);
    assert!(matches!(alone.station.screen(), Screen::Amount(_)));
    alone.hears(Event::Key(Key::Escape));
    assert_eq!(alone.closed_for(), Some(&Trouble::OutOfHours));
}

#[test]
fn a_reader_that_is_needed_and_missing_closes_it_until_it_is_back() {
    let unattended = Unattended { require_reader: true, ..Unattended::default() };
    let mut alone = Alone::new(with(unattended));
    assert_eq!(alone.closed_for(), None);
    alone.hears(Event::Reader { index: 0, health: ReaderHealth::Missing });
    assert_eq!(alone.closed_for(), Some(&Trouble::ReaderGone));
    alone.hears(Event::Reader { index: 0, health: ReaderHealth::Ready });
    assert_eq!(alone.closed_for(), None);
}

#[test]
fn a_kiosk_that_starts_without_a_network_closes_asks_again_and_opens() {
    let mut alone = Alone::new(kiosk());
    assert_eq!(alone.calls.len(), 1, "it looks for Stripe before the first customer does");
    alone.answers(Err(Failure::NotSent { phase: ConnectPhase::Name }));
    assert_eq!(alone.closed_for(), Some(&Trouble::Offline));
    alone.waits(31);
    alone.answers(Err(Failure::NotSent { phase: ConnectPhase::Certificate }));
    assert!(alone.closed_for().is_some());
    alone.waits(31);
    alone.answers(Err(api_error(404, ApiKind::Missing)));
    assert_eq!(alone.closed_for(), None);
    assert_eq!(alone.station.link(), Link::Online);
}

#[test]
fn a_key_that_is_refused_closes_a_kiosk_until_it_is_taken() {
    let mut alone = Alone::new(kiosk());
    alone.answers(Err(api_error(401, ApiKind::KeyRefused)));
    assert_eq!(alone.closed_for(), Some(&Trouble::KeyRefused));
    alone.waits(31);
    alone.answers(Err(api_error(404, ApiKind::Missing)));
    assert_eq!(alone.closed_for(), None);
}

#[test]
fn staff_at_a_counter_are_never_asked_for_before_a_sale() {
    assert!(Alone::new(policy()).calls.is_empty());
}

#[test]
fn without_a_pin_no_key_asks_for_one() {
    let mut alone = Alone::new(kiosk());
    for key in [Key::Leave, Key::Function(12), Key::Char('q'), Key::Escape] {
        alone.hears(Event::Key(key));
    }
    assert!(alone.station.prompt().is_none() && !alone.station.is_stopping());
}

#[test]
fn three_wrong_pins_lock_the_prompt_and_each_further_lock_is_longer() {
    let mut alone = Alone::new(with(Unattended { pins: pins(), ..Unattended::default() }));
    let problem = |alone: &Alone| alone.station.prompt().and_then(|prompt| prompt.problem);
    for lock in [60, 120] {
        alone.hears(Event::Key(Key::Leave));
        alone.types("1111\r");
        assert_eq!(problem(&alone), Some(PinProblem::Wrong));
        alone.types("2222\r3333\r");
        assert_eq!(problem(&alone), Some(PinProblem::Locked));
        // The right one is of no use now.
        alone.types("98765\r");
        assert!(alone.menu().is_none());
        alone.waits(lock - 1).hears(Event::Key(Key::Leave)).types("98765\r");
        assert!(alone.menu().is_none());
        alone.waits(2).hears(Event::Key(Key::Escape));
    }
    alone.hears(Event::Key(Key::Leave)).types("98765\r");
    assert!(alone.menu().is_some());
}

#[test]
fn pulling_the_plug_gives_nobody_more_tries_at_a_pin() {
    let policy = || with(Unattended { pins: pins(), ..Unattended::default() });
    let problem = |alone: &Alone| alone.station.prompt().and_then(|prompt| prompt.problem);
    let mut alone = Alone::new(policy());
    alone.gives_pin("1111").types("2222\r");
    assert_eq!(problem(&alone), Some(PinProblem::Wrong));
    let mut again = Alone::after(policy(), alone.written.clone(), 5);
    again.gives_pin("3333");
    assert_eq!(problem(&again), Some(PinProblem::Locked));
    // A start is no way around the lock, and does not make it longer.
    let mut locked = Alone::after(policy(), again.written.clone(), 30);
    assert!(locked.gives_pin("98765").menu().is_none());
    locked.waits(29).hears(Event::Key(Key::Escape));
    assert!(locked.gives_pin("98765").menu().is_none());
    locked.waits(2).hears(Event::Key(Key::Escape));
    assert!(locked.gives_pin("98765").menu().is_some());
    // A right one is the end of it.
    let mut after = Alone::after(policy(), locked.written.clone(), 5);
    after.gives_pin("1111");
    assert_eq!(problem(&after), Some(PinProblem::Wrong));
}

#[test]
fn a_prompt_nobody_answers_goes_away() {
    let mut alone = Alone::new(with(Unattended { pins: pins(), ..Unattended::default() }));
    alone.hears(Event::Key(Key::Function(12))).types("12");
    assert_eq!(alone.station.prompt().map(|prompt| prompt.typed.len()), Some(2));
    alone.waits(21);
    assert!(alone.station.prompt().is_none());
}

#[test]
fn another_language_is_for_one_customer() {
    let unattended =
        Unattended { second_language: Some(Language::French), ..Unattended::default() };
    let mut alone = Alone::new(with(unattended));
    alone.types("l");
    assert_eq!(alone.station.policy().language, Language::French);
    alone.types("5");
    assert_eq!(alone.station.policy().language, Language::French);
    alone.hears(Event::Key(Key::Escape));
    assert_eq!(alone.station.policy().language, Language::English);
    alone.types("/").waits(61);
    assert_eq!(alone.station.policy().language, Language::English, "nobody came");
}

#[test]
fn settings_read_anew_come_into_force_between_two_customers() {
    let mut alone = Alone::new(kiosk());
    alone.types("5");
    let french = Policy { language: Language::French, ..kiosk() };
    let now = alone.station.adopt(french);
    assert!(now.is_empty());
    assert_eq!(alone.station.policy().language, Language::English);
    alone.hears(Event::Key(Key::Escape));
    assert_eq!(alone.station.policy().language, Language::French);
}

#[test]
fn eight_hours_of_nobody_leave_the_station_as_it_was() {
    let hours = Hours::read("su 00:00-24:00").unwrap();
    let unattended =
        Unattended { hours, second_language: Some(Language::French), ..Unattended::default() };
    let mut alone = Alone::new(with(unattended));
    let mut woken = 0;
    let mut sizes = Vec::new();
    for _hour in 0..8 {
        for _second in 0..3_600 {
            if alone.station.deadline().is_some_and(|due| due.0.as_secs() <= alone.at + 1) {
                woken += 1;
            }
            alone.waits(1);
            while let Some(request) = alone.calls.pop() {
                let result = match request.call {
                    Call::ListIntents { .. } => {
                        Ok(Reply::Intents(IntentPage { found: Vec::new(), next: None }))
                    }
                    _ => Err(api_error(404, ApiKind::Missing)),
                };
                alone.hears(Event::Answered(Answer { ask: request.ask, result }));
            }
        }
        // Everything the station holds is in its Debug text, and the text is as long as it is
        // large; times and counters have more digits later.
        sizes.push(format!("{:?}", alone.station).len());
    }
    assert!(sizes.iter().all(|size| size.abs_diff(sizes[0]) < 64), "{sizes:?}");
    // Twice a minute for the hours, and now and then to look at Stripe's list.
    assert!(woken < 8 * 200, "{woken}");
    assert_eq!(alone.station.screen().name(), "welcome");
    assert!(alone.written.is_empty());
}
