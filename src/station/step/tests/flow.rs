//! What the person sees, step by step.

use std::time::Duration;

use super::bench::*;
use crate::card::{Brand, FormView, NumberView};
use crate::station::screen::{Notice, Search};
use crate::station::*;

fn outcome(bench: &Bench) -> &Outcome {
    match bench.station.screen() {
        Screen::Outcome(screen) => &screen.outcome,
        other => panic!("no outcome but {}", other.name()),
    }
}

#[test]
fn a_walk_in_sale_takes_ten_enters_and_one_of_each_call() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    bench.answer_intent(IntentStatus::RequiresCapture);
    assert_eq!(bench.name(), "charging", "not approved before the decision is on the disk");
    bench.sync();
    assert!(matches!(outcome(&bench), Outcome::Approved(_)));
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
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    for _ in 0..20 {
        bench.key(Key::Enter);
    }
    assert_eq!(bench.name(), "outcome");
    bench.wait(Duration::from_millis(800));
    assert_eq!(bench.name(), "outcome", "it has never been drawn");
    bench.tell(Event::Drawn);
    bench.wait(Duration::from_millis(800));
    assert_eq!(bench.name(), "receipt", "the key was remembered");
}

#[test]
fn a_declined_card_leaves_the_sale_open_for_two_more() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    for attempt in 1..=3 {
        bench.to_confirm();
        bench.to_charging();
        let declined = Declined { reason: Decline::Generic, code: "lost_card".to_owned() };
        bench.answer(Err(api_error(402, ApiKind::Declined(declined))));
        bench.sync();
        let Outcome::Declined { another, reason, .. } = outcome(&bench) else {
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
fn an_unanswered_confirm_is_asked_again_with_the_same_key_and_then_given_up() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let first = bench.call().map(|request| request.call);
    for _ in 0..3 {
        assert_eq!(bench.call().map(|request| request.call), first);
        bench.answer(Err(Failure::Unknown));
        bench.wait(Duration::from_secs(6));
    }
    let Outcome::NotCharged { trouble, .. } = outcome(&bench) else { panic!("charged?") };
    assert_eq!(*trouble, Trouble::NoAnswer);
    bench.sync();
    assert!(bench.kinds().contains(&"void"));
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn a_server_error_on_confirm_is_never_asked_again() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    bench.answer(Err(api_error(500, ApiKind::Server)));
    assert!(matches!(outcome(&bench), Outcome::NotCharged { .. }));
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Cancel { .. })));
}

#[test]
fn an_answer_about_another_amount_is_voided_and_flagged() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let wrong = IntentFacts { amount: 9_999, ..facts(IntentStatus::RequiresCapture) };
    bench.answer(Ok(Reply::Intent(wrong)));
    assert!(matches!(outcome(&bench), Outcome::NotCharged { .. }));
    bench.sync();
    assert_eq!(bench.station.attentions(), 1);
    assert!(!bench.kinds().contains(&"committed"));
}

#[test]
fn a_live_answer_in_the_sandbox_is_never_committed() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let live = IntentFacts { livemode: true, ..facts(IntentStatus::RequiresCapture) };
    bench.answer(Ok(Reply::Intent(live)));
    assert!(matches!(outcome(&bench), Outcome::NotCharged { .. }));
}

#[test]
fn yes_before_the_card_is_taken_in_waits_for_it() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    bench.key(Key::Enter);
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "charging");
    bench.key(Key::Escape);
    assert_eq!(bench.name(), "charging", "nothing interrupts a charge");
    bench.vault(VaultEvent::Tokenised { session, card: token() });
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
}

#[test]
fn a_refused_raw_card_tells_staff_and_closes_the_station() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    let failure = api_error(400, ApiKind::RawCardsRefused);
    bench.vault(VaultEvent::NotTokenised { session, failure });
    let Outcome::NotCharged { trouble, request_id, .. } = outcome(&bench) else { panic!() };
    assert_eq!(*trouble, Trouble::RawCardsRefused);
    assert_eq!(request_id.as_deref(), Some("req_1"));
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "closed");
}

#[test]
fn a_wrong_number_at_stripe_lets_the_customer_type_it_again() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    let session = bench.session().unwrap();
    bench.vault(VaultEvent::Complete { session, card: summary() });
    let declined = Declined { reason: Decline::CheckNumber, code: "incorrect_number".to_owned() };
    let failure = api_error(402, ApiKind::Declined(declined));
    bench.vault(VaultEvent::NotTokenised { session, failure });
    assert!(matches!(outcome(&bench), Outcome::Declined { another: true, .. }));
    bench.wait(Duration::from_secs(1));
    bench.key(Key::Enter);
    assert_eq!(bench.name(), "card");
}

#[test]
fn escape_goes_one_step_back_from_every_screen_before_confirm() {
    let mut bench = Bench::new(policy());
    bench.to_card();
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
fn escape_on_confirm_cancels_the_sale_and_says_so() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.key(Key::Escape);
    let Outcome::NotCharged { trouble, .. } = outcome(&bench) else { panic!() };
    assert_eq!(*trouble, Trouble::Cancelled);
}

#[test]
fn silence_is_warned_about_for_twenty_seconds_and_then_everything_is_wiped() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.wait(Duration::from_secs(60));
    assert_eq!(bench.station.warning(Moment(bench.at)), Some(Duration::from_secs(20)));
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
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.wait(Duration::from_secs(65));
    bench.key(Key::Escape);
    assert_eq!(bench.name(), "card");
    assert!(bench.station.warning(Moment(bench.at)).is_none());
}

#[test]
fn typing_a_card_counts_as_being_there() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    for _ in 0..10 {
        bench.wait(Duration::from_secs(50));
        let session = bench.session().unwrap();
        bench.vault(VaultEvent::Form { session, view: form() });
    }
    assert!(bench.station.warning(Moment(bench.at)).is_none());
}

#[test]
fn why_a_swipe_was_refused_stays_until_the_card_is_typed_or_swiped() {
    let mut bench = Bench::new(policy());
    bench.to_card();
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
fn a_card_number_typed_as_a_reference_is_not_kept() {
    let mut bench = Bench::new(policy());
    bench.digits("1250");
    bench.key(Key::Enter);
    bench.digits("room 4242 4242 4242 4242");
    bench.key(Key::Enter);
    let Screen::Reference(screen) = bench.station.screen() else { panic!() };
    assert!(screen.draft.reference.is_empty());
    assert!(screen.problem.is_some());
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

#[test]
fn the_bank_page_is_looked_at_until_it_settles() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let link = Some(SecretLink("http://127.0.0.1/3ds/x".to_owned()));
    let action = IntentFacts { challenge: link, ..facts(IntentStatus::RequiresAction) };
    bench.answer(Ok(Reply::Intent(action.clone())));
    assert_eq!(bench.name(), "challenge");
    bench.wait(Duration::from_secs(2));
    bench.answer(Ok(Reply::Intent(action)));
    bench.wait(Duration::from_secs(2));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    assert!(matches!(outcome(&bench), Outcome::Approved(_)));
}

#[test]
fn a_bank_page_nobody_answers_ends_in_nothing_charged() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let link = Some(SecretLink("http://127.0.0.1/3ds/x".to_owned()));
    bench.answer(Ok(Reply::Intent(IntentFacts {
        challenge: link,
        ..facts(IntentStatus::RequiresAction)
    })));
    bench.wait(Duration::from_secs(180));
    let Outcome::NotCharged { trouble, .. } = outcome(&bench) else { panic!() };
    assert_eq!(*trouble, Trouble::ChallengeAbandoned);
}

#[test]
fn a_stop_waits_for_the_bank_and_for_the_screen() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
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
fn after_yes_only_the_bank_and_the_decision_are_waited_for() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.complete();
    bench.sync();
    bench.key(Key::Enter);
    let written = bench.kinds().len();
    bench.key(Key::Enter);
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Confirm { .. })));
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    assert_eq!(bench.kinds()[written..], ["committed"]);
    assert!(matches!(outcome(&bench), Outcome::Approved(_)));
}

#[test]
fn the_bank_is_not_asked_before_the_card_is_noted() {
    let mut bench = Bench::new(policy());
    bench.to_card();
    bench.complete();
    bench.key(Key::Enter);
    bench.key(Key::Enter);
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

fn approved(policy: Policy) -> Bench {
    let mut bench = Bench::new(policy);
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    bench.answer_intent(IntentStatus::RequiresCapture);
    bench.sync();
    bench
}

#[test]
fn the_same_payment_again_within_two_minutes_is_asked_about_first() {
    let mut bench = approved(policy());
    again(&mut bench);
    assert!(matches!(bench.station.screen(), Screen::Confirm(screen) if screen.duplicate));
    bench.key(Key::Enter);
    assert!(matches!(outcome(&bench), Outcome::NotCharged { .. }), "Enter does not charge twice");

    let mut meant = approved(policy());
    again(&mut meant);
    meant.key(Key::Char('y'));
    assert_eq!(meant.name(), "charging");
}

#[test]
fn the_same_payment_later_or_where_nobody_asks_is_like_any_other() {
    let mut later = approved(policy());
    later.tell(Event::Drawn);
    later.wait(Duration::from_secs(120));
    later.sync();
    later.answer_intent(IntentStatus::Succeeded);
    later.sync();
    later.to_card();
    later.to_confirm();
    assert!(matches!(later.station.screen(), Screen::Confirm(screen) if !screen.duplicate));

    let mut off = approved(Policy { duplicate: Duration::ZERO, ..policy() });
    again(&mut off);
    assert!(matches!(off.station.screen(), Screen::Confirm(screen) if !screen.duplicate));
}

#[test]
fn a_site_that_cannot_show_the_banks_page_declines_the_card() {
    let mut bench = Bench::new(Policy { bank_confirmation: BankConfirmation::Decline, ..policy() });
    bench.to_card();
    bench.to_confirm();
    bench.to_charging();
    let challenge = Some(SecretLink("https://bank.test/page".to_owned()));
    let facts = IntentFacts { challenge, ..facts(IntentStatus::RequiresAction) };
    bench.answer(Ok(Reply::Intent(facts)));
    let reason = Decline::NeedsBank;
    assert!(matches!(outcome(&bench), Outcome::Declined { reason: said, .. } if *said == reason));
}
