//! Nobody there: the warning, and the wipe.

use std::time::Duration;

use super::bench::*;
use crate::station::screen::Notice;
use crate::station::*;

#[test]
fn silence_is_warned_about_for_twenty_seconds_and_then_everything_is_wiped() {
    let mut bench = Bench::at_card(policy());
    bench.wait(Duration::from_secs(60));
    assert_eq!(bench.station.warning(Moment(bench.at)), Some(Duration::from_secs(20)));
    assert!(bench.pending.contains(&Effect::TakeAnswer));
    bench.wait(Duration::from_secs(19));
    assert_eq!(bench.name(), "card");
    bench.wait(Duration::from_secs(1));
    assert!(matches!(
        bench.station.screen(),
        Screen::Welcome(welcome) if welcome.notice == Some(Notice::NothingCharged)
    ));
    assert!(bench.pending.contains(&Effect::Forget));
    assert!(bench.kinds().contains(&"void"));
}

#[test]
fn any_key_answers_the_warning_and_does_nothing_else() {
    let mut bench = Bench::at_card(policy());
    bench.wait(Duration::from_secs(65));
    bench.key(Key::Escape);
    assert_eq!(bench.name(), "card");
    assert!(bench.station.warning(Moment(bench.at)).is_none());
}

#[test]
fn typing_a_card_counts_as_being_there() {
    let mut bench = Bench::at_card(policy());
    for _ in 0..10 {
        bench.wait(Duration::from_secs(50));
        let session = bench.session().unwrap();
        bench.vault(VaultEvent::Form { session, view: form() });
    }
    assert!(bench.station.warning(Moment(bench.at)).is_none());
}

#[test]
fn at_a_kiosk_a_notice_goes_before_the_next_customer_takes_it_for_theirs() {
    for (mode, stays) in [(Mode::Kiosk, false), (Mode::Counter, true)] {
        let mut bench = Bench::new(Policy { mode, ..policy() });
        bench.vault(VaultEvent::Stray);
        bench.wait(policy().timings.outcome);
        let Screen::Welcome(welcome) = bench.station.screen() else { panic!() };
        assert_eq!(welcome.notice.is_some(), stays);
    }
}
