//! A sale from its first key to its receipt, and the cards that are no good.

use std::time::Duration;

use super::bench::*;
use crate::card::{Brand, FormView, NumberView};
use crate::station::screen::Notice;
use crate::station::*;

#[test]
fn a_walk_in_sale_takes_ten_enters_and_one_of_each_call() {
    let mut bench = Bench::charging(policy());
    bench.answer_intent(IntentStatus::RequiresCapture);
    assert_eq!(bench.name(), "charging", "not approved before the decision is on the disk");
    bench.sync();
    assert!(matches!(bench.outcome(), Outcome::Approved(_)));
    assert!(bench.station.awaits_frame());
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert_eq!(
        bench.kinds(),
        ["opened", "intent", "authorising", "committed", "shown", "captured"]
    );
    assert_eq!(
        bench.calls.iter().map(Call::name).collect::<Vec<_>>(),
        ["prepare", "confirm", "capture"]
    );
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "receipt");
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "welcome");
    assert_eq!(bench.station.settling(), 0);
}

#[test]
fn a_held_down_enter_cannot_hide_an_approval() {
    let mut bench = Bench::approved(policy());
    let hold = |bench: &mut Bench| {
        for _ in 0..30 {
            bench.key(Key::Enter);
            bench.wait(Duration::from_millis(33));
        }
    };
    hold(&mut bench);
    assert_eq!(bench.name(), "outcome", "it has never been drawn");
    bench.tell(Event::Drawn);
    hold(&mut bench);
    assert_eq!(bench.name(), "outcome", "it is held down");
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.name(), "outcome", "it was let go");
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "receipt");
}

#[test]
fn one_enter_a_little_early_leaves_an_approval_once_it_could_be_read_and_escape_never_does() {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    for _ in 0..10 {
        bench.key(Key::Escape);
        bench.wait(Duration::from_millis(200));
    }
    assert_eq!(bench.name(), "outcome");
    let mut early = Bench::approved(policy());
    early.tell(Event::Drawn);
    early.key(Key::Enter);
    assert_eq!(early.name(), "outcome");
    early.wait(Duration::from_millis(800));
    assert_eq!(early.name(), "receipt");
}

#[test]
fn a_declined_card_leaves_the_sale_open_for_two_more() {
    let mut bench = Bench::at_card(policy());
    for attempt in 1..=3 {
        bench.to_confirm();
        bench.to_charging();
        let declined = Declined { reason: Decline::Generic, code: "lost_card".to_owned() };
        bench.answer(Err(api_error(402, ApiKind::Declined(declined))));
        bench.sync();
        let Outcome::Declined { another, reason, .. } = bench.outcome() else {
            panic!("not declined")
        };
        assert_eq!((*another, *reason), (attempt < 3, Decline::Generic));
        bench.wait(Duration::from_secs(1));
        bench.key(Key::Enter);
        assert_eq!(bench.name(), if attempt < 3 { "card" } else { "welcome" });
    }
    let keys: Vec<_> = bench
        .calls
        .iter()
        .filter_map(|call| match call {
            Call::Confirm { key, intent, .. } => Some((key.as_str().to_owned(), intent.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|(_, intent)| *intent == keys[0].1), "one sale is one intent");
    assert!(keys[0].0 != keys[1].0 && keys[1].0 != keys[2].0);
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn a_wrong_number_at_stripe_lets_the_customer_type_it_again() {
    let mut bench = Bench::at_card(policy());
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    let declined = Declined { reason: Decline::CheckNumber, code: "incorrect_number".to_owned() };
    let failure = api_error(402, ApiKind::Declined(declined));
    bench.vault(VaultEvent::NotTokenised { session, failure });
    assert!(matches!(bench.outcome(), Outcome::Declined { another: true, .. }));
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "card");
}

#[test]
fn why_a_swipe_was_refused_stays_until_the_card_is_typed_or_swiped() {
    let mut bench = Bench::at_card(policy());
    let session = bench.session().unwrap();
    let problem = |bench: &Bench| match bench.station.screen() {
        Screen::Card(screen) => screen.problem,
        other => panic!("{}", other.name()),
    };
    bench.vault(VaultEvent::Refused(SwipeProblem::Incomplete));
    let number = NumberView::Typing { digits: 0, brand: Brand::Unknown };
    bench.vault(VaultEvent::Form { session, view: FormView { number, ..form() } });
    assert_eq!(problem(&bench), Some(SwipeProblem::Incomplete));
    bench.vault(VaultEvent::Form { session, view: form() });
    assert_eq!(problem(&bench), None);
}

#[test]
fn a_swipe_before_the_amount_says_what_to_do_first() {
    let mut bench = Bench::new(policy());
    bench.vault(VaultEvent::Stray);
    assert!(matches!(
        bench.station.screen(),
        Screen::Welcome(welcome) if welcome.notice == Some(Notice::AmountFirst)
    ));
    // A customer alone may have no amount to type.
    let mut bench = Bench::new(Policy { mode: Mode::Kiosk, ..policy() });
    bench.vault(VaultEvent::Stray);
    assert!(matches!(
        bench.station.screen(),
        Screen::Welcome(welcome) if welcome.notice == Some(Notice::NotNow)
    ));
}

#[test]
fn a_kiosk_customer_cannot_leave_the_program() {
    let mut bench = Bench::new(Policy { mode: Mode::Kiosk, ..policy() });
    for key in [Key::Leave, Key::Char('q'), Key::Escape] {
        bench.key(key);
    }
    bench.to_card_kiosk();
    bench.key(Key::Leave);
    assert!(!bench.pending.contains(&Effect::Leave(Ending::Stopped)));
}

impl Bench {
    fn to_card_kiosk(&mut self) {
        self.digits("1250");
        for _ in 0..3 {
            self.key(Key::Enter);
        }
        self.sync();
        self.answer_intent(IntentStatus::RequiresPaymentMethod);
        self.sync();
        assert_eq!(self.name(), "card");
    }
}

#[test]
fn a_stop_waits_for_the_bank_and_for_the_screen() {
    let mut bench = Bench::charging(policy());
    bench.tell(Event::Stop);
    assert!(!bench.pending.contains(&Effect::Leave(Ending::Stopped)));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    assert!(
        !bench.pending.contains(&Effect::Leave(Ending::Stopped)),
        "nobody has seen APPROVED yet"
    );
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    assert!(bench.pending.contains(&Effect::Leave(Ending::Stopped)));
}
