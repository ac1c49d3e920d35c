//! What the station does by itself, with time passed in.

use std::time::Duration;

use super::bench::{Bench, api_error, policy};
use crate::station::*;

fn kiosk() -> Policy {
    Policy { mode: Mode::Kiosk, customer_search: false, ..policy() }
}

fn pins() -> Pins {
    Pins { staff: PinHash::of("1234", &[1; 16]), technician: PinHash::of("98765", &[2; 16]) }
}

fn with(unattended: Unattended) -> Policy {
    Policy { unattended, ..kiosk() }
}

fn wall(hour: u8) -> Wall {
    // A Sunday.
    Wall { unix_ms: 1_900_000_000_000, year: 2030, month: 3, day: 17, hour, minute: 0 }
}

/// A station by itself: nothing answers but the test.
struct Alone {
    station: Station,
    at: u64,
    hour: u8,
    calls: Vec<Request>,
}

impl Alone {
    fn new(policy: Policy) -> Self {
        let now = Now { at: Moment::default(), wall: wall(9) };
        let mut station = Station::new(policy, vec!["reader".to_owned()], Books::default(), 7, now);
        let effects = station.start(now);
        let mut alone = Self { station, at: 0, hour: 9, calls: Vec::new() };
        alone.keep(effects);
        alone
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        self.calls.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Call(request) => Some(request),
            _ => None,
        }));
    }

    fn now(&self) -> Now {
        Now { at: Moment(Duration::from_secs(self.at)), wall: wall(self.hour) }
    }

    fn hears(&mut self, event: Event) -> &mut Self {
        let effects = self.station.step(self.now(), event);
        self.keep(effects);
        self
    }

    /// Lets seconds pass, with every deadline heard.
    fn waits(&mut self, seconds: u64) -> &mut Self {
        let end = self.at + seconds;
        while let Some(due) =
            self.station.deadline().map(|due| due.0.as_secs()).filter(|due| *due <= end)
        {
            self.at = due.max(self.at);
            self.hears(Event::Time);
        }
        self.at = end;
        self
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            self.hears(Event::Key(if key == '\r' { Key::Enter } else { Key::Char(key) }));
        }
        self
    }

    fn closed_for(&self) -> Option<&Trouble> {
        match self.station.screen() {
            Screen::Closed(closed) => Some(&closed.trouble),
            _ => None,
        }
    }

    fn answers(&mut self, result: Result<Reply, Failure>) -> &mut Self {
        let ask = self.calls.pop().expect("something was asked").ask;
        self.hears(Event::Answered(Answer { ask, result }))
    }
}

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
fn a_kiosk_is_left_by_the_technicians_pin_alone() {
    let mut alone = Alone::new(with(Unattended { pins: pins(), ..Unattended::default() }));
    for (pin, leaves) in [("1234", false), ("0000", false), ("98765", true)] {
        alone.hears(Event::Key(Key::Leave));
        assert!(alone.station.prompt().is_some());
        alone.types(pin).types("\r");
        assert_eq!(alone.station.is_stopping(), leaves, "{pin}");
        alone.hears(Event::Key(Key::Escape));
    }
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
        assert!(!alone.station.is_stopping());
        alone.waits(lock - 1).hears(Event::Key(Key::Leave)).types("98765\r");
        assert!(!alone.station.is_stopping());
        alone.waits(2).hears(Event::Key(Key::Escape));
    }
    alone.hears(Event::Key(Key::Leave)).types("98765\r");
    assert!(alone.station.is_stopping());
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
fn so_many_declines_in_so_long_a_time_pause_it_until_a_pin_or_time_lifts_it() {
    let declines = DeclineLimit {
        count: 3,
        within: Duration::from_secs(600),
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
