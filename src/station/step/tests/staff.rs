//! The menu behind a PIN, and what it does.

use super::alone::{Alone, kiosk, pins, with};
use super::bench::policy;
use crate::station::screen::{TechnicianAct, TechnicianPage};
use crate::station::*;

fn guarded(leave: Leaver) -> Policy {
    with(Unattended { pins: pins(), leave, ..Unattended::default() })
}

fn offered(alone: &Alone) -> Vec<TechnicianAct> {
    let role = alone.menu().unwrap().role;
    let station = &alone.station;
    let leave = station.policy().unattended.leave;
    TechnicianAct::offered(role, leave, station.is_paused(), station.books().is_closed())
}

/// Chooses an act by its number, as it is offered.
fn does(alone: &mut Alone, act: TechnicianAct) {
    let place = offered(alone).iter().position(|offered| *offered == act).unwrap();
    alone.types(&format!("{}\r", place + 1));
}

#[test]
fn a_pin_opens_the_menu_of_whose_it_is_and_no_other_key_does() {
    use TechnicianAct::{Back, Close, Leave, Restart, Settings};
    for (leave, pin, acts) in [
        (Leaver::Nobody, "1234", vec![Close, Back]),
        (Leaver::Staff, "1234", vec![Close, Leave, Back]),
        (Leaver::Nobody, "98765", vec![Close, Settings, Restart, Back]),
        (Leaver::Technician, "98765", vec![Close, Settings, Restart, Leave, Back]),
    ] {
        let mut alone = Alone::new(guarded(leave));
        alone.hears(Event::Key(Key::Leave));
        alone.types("0000\r");
        assert!(alone.menu().is_none());
        alone.types(pin).types("\r");
        assert_eq!(offered(&alone), acts, "{pin}");
        alone.hears(Event::Key(Key::Escape));
        assert_eq!(alone.station.screen().name(), "welcome");
        assert!(!alone.station.is_stopping());
    }
}

#[test]
fn a_counter_with_pins_has_the_menu_too() {
    let unattended = Unattended { pins: pins(), ..Unattended::default() };
    let mut alone = Alone::new(Policy { unattended, ..policy() });
    alone.gives_pin("98765");
    assert!(alone.menu().is_some());
}

#[test]
fn the_menu_asks_for_its_figures_and_for_stripe_and_goes_away_by_itself() {
    let mut alone = Alone::new(guarded(Leaver::Nobody));
    alone.answers(Err(super::bench::api_error(404, ApiKind::Missing)));
    alone.gives_pin("98765");
    assert!(alone.calls.iter().any(|request| matches!(request.call, Call::Inspect { .. })));
    alone.at += 2;
    alone.answers(Err(super::bench::api_error(404, ApiKind::Missing)));
    let trip = alone.station.round_trips().last().unwrap();
    assert_eq!(trip.took.as_secs(), 2);
    let machine = Machine { disk_free: Some(1), ..Machine::default() };
    alone.hears(Event::Surveyed(machine));
    assert_eq!(alone.menu().unwrap().machine, Some(machine));
    alone.waits(121);
    assert!(alone.menu().is_none());
}

#[test]
fn a_station_closed_by_hand_stays_closed_over_a_restart_until_it_is_opened_by_hand() {
    let mut alone = Alone::new(guarded(Leaver::Nobody));
    alone.gives_pin("1234");
    does(&mut alone, TechnicianAct::Close);
    alone.hears(Event::Key(Key::Escape));
    assert_eq!(alone.closed_for(), Some(&Trouble::ClosedByStaff));
    alone.waits(100_000);
    assert_eq!(alone.closed_for(), Some(&Trouble::ClosedByStaff));
    let mut again = Alone::after(guarded(Leaver::Nobody), alone.written.clone(), 60);
    assert_eq!(again.closed_for(), Some(&Trouble::ClosedByStaff));
    // Enter leads to the prompt here.
    again.types("\r1234\r");
    does(&mut again, TechnicianAct::Open);
    again.hears(Event::Key(Key::Escape));
    assert_eq!(again.closed_for(), None);
    assert_eq!(Alone::after(guarded(Leaver::Nobody), again.written, 60).closed_for(), None);
}

#[test]
fn a_station_that_nobody_could_open_by_hand_is_not_closed_by_hand() {
    let mut alone = Alone::new(guarded(Leaver::Nobody));
    alone.gives_pin("1234");
    does(&mut alone, TechnicianAct::Close);
    assert_eq!(Alone::after(kiosk(), alone.written, 60).closed_for(), None);
}

#[test]
fn a_technician_sees_the_settings_and_comes_back() {
    let mut alone = Alone::new(guarded(Leaver::Nobody));
    alone.gives_pin("98765");
    does(&mut alone, TechnicianAct::Settings);
    assert_eq!(alone.menu().unwrap().page, TechnicianPage::Settings);
    alone.hears(Event::Key(Key::Escape));
    assert_eq!(alone.menu().unwrap().page, TechnicianPage::Menu);
}

#[test]
fn restart_and_end_tell_the_program_how_it_ends_and_are_written_down() {
    for (act, ending, written) in [
        (TechnicianAct::Restart, Ending::Restart, StaffAct::Restarted),
        (TechnicianAct::Leave, Ending::Left, StaffAct::Left),
    ] {
        let mut alone = Alone::new(guarded(Leaver::Technician));
        alone.gives_pin("98765");
        does(&mut alone, act);
        assert_eq!(alone.ending, Some(ending));
        assert_eq!(alone.written.last().unwrap().record, Record::Staff { act: written });
    }
}

#[test]
fn a_clock_that_is_wrong_closes_it_and_one_that_is_set_opens_it() {
    for mode in [Mode::Counter, Mode::Kiosk] {
        let mut alone = Alone::new(Policy { mode, ..kiosk() });
        if mode == Mode::Kiosk {
            alone.answers(Err(super::bench::api_error(404, ApiKind::Missing)));
        }
        for ahead_ms in [299_000, -299_000] {
            assert_eq!(alone.hears(Event::Clock { ahead_ms }).closed_for(), None);
        }
        for ahead_ms in [301_000, -301_000] {
            alone.hears(Event::Clock { ahead_ms });
            assert_eq!(alone.closed_for(), Some(&Trouble::ClockWrong));
            assert!(alone.station.retry_in(Moment::default()).is_some());
            // It asks what time it is until that is right.
            alone.calls.clear();
            alone.waits(31);
            alone.calls.retain(|request| matches!(request.call, Call::Inspect { .. }));
            assert_eq!(alone.calls.len(), 1);
            alone.hears(Event::Clock { ahead_ms: 400 });
            alone.answers(Err(super::bench::api_error(404, ApiKind::Missing)));
            assert_eq!(alone.closed_for(), None);
        }
    }
}

#[test]
fn what_only_the_next_payment_can_tell_to_be_mended_is_tried_again_in_five_minutes() {
    let mut bench = super::bench::Bench::new(policy());
    bench.to_card();
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: super::bench::summary() });
    let failure = super::bench::api_error(402, ApiKind::RawCardsRefused);
    bench.vault(VaultEvent::NotTokenised { session, failure });
    bench.wait(std::time::Duration::from_secs(31));
    assert_eq!(bench.name(), "closed");
    let now = Moment(bench.at);
    assert!(bench.station.retry_in(now).is_some_and(|left| left.as_secs() <= 300));
    bench.wait(std::time::Duration::from_secs(300));
    assert_eq!(bench.name(), "welcome");
}
