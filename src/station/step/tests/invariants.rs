//! Promises that hold for any sequence of events, however impatient or malicious.

use std::time::Duration;

use proptest::prelude::*;

use super::bench::*;
use crate::station::screen::SaveCard;
use crate::station::*;

/// Something somebody or something may do.
#[derive(Clone, Copy, Debug)]
enum Act {
    Key(Pressed),
    Wait(u64),
    Sync,
    Answer(u8),
    Type,
    Complete,
    Token(bool),
    Stray,
    Drawn,
    /// A PIN, after F12.
    Pin(Role),
    Clock(i64),
    Surveyed,
}

#[derive(Clone, Copy, Debug)]
enum Pressed {
    Enter,
    Escape,
    Digit(u8),
    Letter,
    Arrow,
    Leave,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let key = prop_oneof![
        6 => Just(Pressed::Enter),
        1 => Just(Pressed::Escape),
        2 => (0u8..10).prop_map(Pressed::Digit),
        1 => Just(Pressed::Letter),
        1 => Just(Pressed::Arrow),
        1 => Just(Pressed::Leave),
    ];
    let act = prop_oneof![
        6 => key.prop_map(Act::Key),
        1 => (0u64..90_000).prop_map(Act::Wait),
        4 => Just(Act::Sync),
        5 => any::<u8>().prop_map(Act::Answer),
        1 => Just(Act::Type),
        3 => Just(Act::Complete),
        3 => prop::bool::weighted(0.8).prop_map(Act::Token),
        1 => Just(Act::Stray),
        2 => Just(Act::Drawn),
        1 => prop_oneof![Just(Role::Staff), Just(Role::Technician)].prop_map(Act::Pin),
        1 => (-400_000i64..400_000).prop_map(Act::Clock),
        1 => Just(Act::Surveyed),
    ];
    proptest::collection::vec(act, 0..160)
}

fn act(bench: &mut Bench, act: Act) {
    match act {
        Act::Key(Pressed::Enter) => bench.key(Key::Enter),
        Act::Key(Pressed::Escape) => bench.key(Key::Escape),
        Act::Key(Pressed::Digit(digit)) => bench.key(Key::Char(char::from(b'0' + digit))),
        Act::Key(Pressed::Letter) => bench.key(Key::Char('y')),
        Act::Key(Pressed::Arrow) => bench.key(Key::Down),
        Act::Key(Pressed::Leave) => bench.key(Key::Leave),
        Act::Wait(millis) => bench.wait(Duration::from_millis(millis)),
        Act::Sync => bench.sync(),
        Act::Answer(kind) => answer(bench, kind),
        Act::Type => with_session(bench, |session| VaultEvent::Form { session, view: form() }),
        Act::Complete => {
            with_session(bench, |session| VaultEvent::Complete { session, card: summary() });
        }
        Act::Token(true) => {
            with_session(bench, |session| VaultEvent::Tokenised { session, card: token() });
        }
        Act::Token(false) => with_session(bench, |session| VaultEvent::NotTokenised {
            session,
            failure: Failure::Unknown,
        }),
        Act::Stray => bench.vault(VaultEvent::Stray),
        Act::Drawn if bench.station.awaits_frame() => bench.tell(Event::Drawn),
        Act::Drawn => {}
        Act::Pin(role) => {
            bench.key(Key::Function(12));
            if bench.station.prompt().is_some() {
                bench.digits(if role == Role::Staff { "1111" } else { "2222" });
                bench.key(Key::Enter);
            }
        }
        Act::Clock(ahead_ms) => bench.tell(Event::Clock { ahead_ms }),
        Act::Surveyed => bench.tell(Event::Surveyed(Machine::default())),
    }
}

/// Both PINs, hashed as cheaply as argon2 can, and everything they may lead to.
fn guarded() -> Policy {
    use argon2::password_hash::{PasswordHasher, SaltString};
    let cheap = argon2::Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        argon2::Params::new(8, 1, 1, None).unwrap(),
    );
    let salt = SaltString::encode_b64(&[1; 16]).unwrap();
    let pin =
        |pin: &str| PinHash::read(&cheap.hash_password(pin.as_bytes(), &salt).unwrap().to_string());
    let declines = DeclineLimit { visit: 3, ..Unattended::default().declines };
    let unattended = Unattended {
        pins: Pins { staff: pin("1111"), technician: pin("2222") },
        leave: Leaver::Technician,
        declines,
        ..Unattended::default()
    };
    Policy { unattended, ..policy() }
}

fn with_session(bench: &mut Bench, event: impl FnOnce(Ask) -> VaultEvent) {
    if let Some(session) = bench.session() {
        bench.vault(event(session));
    }
}

/// Answers the oldest call: mostly as Stripe would, sometimes not at all well.
fn answer(bench: &mut Bench, kind: u8) {
    let Some(request) = bench.call() else { return };
    let amount = bench
        .written
        .iter()
        .rev()
        .find_map(|record| match record {
            Record::Opened { money, .. } => Some(money.minor()),
            _ => None,
        })
        .unwrap_or(0);
    let good = match request.call {
        Call::Prepare { .. } => IntentStatus::RequiresPaymentMethod,
        Call::Confirm { .. } | Call::Inspect { .. } => IntentStatus::RequiresCapture,
        Call::Capture { .. } => IntentStatus::Succeeded,
        Call::Cancel { .. } => IntentStatus::Canceled,
        Call::FindCustomers { .. } => {
            return bench.answer(Ok(Reply::Customers(Vec::new())));
        }
        Call::ListIntents { .. } => {
            let page = IntentPage { found: Vec::new(), next: None };
            return bench.answer(Ok(Reply::Intents(page)));
        }
        Call::EmailReceipt { .. } => return bench.answer(Ok(Reply::ReceiptSent)),
    };
    let sale = match request.call {
        Call::Prepare { sale, .. } => Some(sale),
        _ => None,
    };
    let facts = IntentFacts {
        sale,
        amount,
        capturable: if good == IntentStatus::RequiresCapture { amount } else { 0 },
        received: if good == IntentStatus::Succeeded { amount } else { 0 },
        ..facts(good)
    };
    let declined = Declined { reason: Decline::Generic, code: "generic_decline".to_owned() };
    bench.answer(match kind {
        0..=19 => Err(Failure::Unknown),
        20..=29 => Err(Failure::NotSent { phase: ConnectPhase::Connect }),
        30..=39 => Err(api_error(500, ApiKind::Server)),
        40..=49 => Err(api_error(402, ApiKind::Declined(declined))),
        50..=54 => Ok(Reply::Intent(IntentFacts { amount: amount + 1, ..facts })),
        55..=59 => Ok(Reply::Intent(IntentFacts {
            status: IntentStatus::RequiresAction,
            challenge: Some(SecretLink("http://127.0.0.1/3ds/x".to_owned())),
            ..facts
        })),
        _ => Ok(Reply::Intent(facts)),
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_vault_is_open_only_from_the_card_screen_until_the_card_is_taken_in(acts in acts()) {
        let mut bench = Bench::new(guarded());
        for one in acts {
            // The vault says how sending went only of a card it was told to send.
            let is_sending = bench.name() != "card";
            if matches!(one, Act::Token(_)) && !(is_sending && bench.vault_open) {
                continue;
            }
            act(&mut bench, one);
            if bench.vault_open {
                let name = bench.name();
                prop_assert!(["card", "save", "confirm", "charging"].contains(&name), "{}", name);
            }
        }
    }

    #[test]
    fn money_moves_only_after_the_journal_said_so(acts in acts()) {
        let mut bench = Bench::new(guarded());
        for one in acts {
            let calls = bench.calls.len();
            act(&mut bench, one);
            for call in bench.calls.iter().skip(calls) {
                let books = bench.station.books();
                match call {
                    Call::Confirm { intent, .. } => {
                        let noted = books.newest_first().any(|entry| {
                            entry.intent.as_ref() == Some(intent) && entry.card.is_some()
                        });
                        prop_assert!(noted, "confirmed before it was written down");
                    }
                    Call::Capture { money, .. } => {
                        let decided = books
                            .newest_first()
                            .any(|entry| entry.committed && entry.money == *money);
                        prop_assert!(decided, "captured before it was decided");
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn at_most_one_sale_is_live_and_approved_means_committed(acts in acts()) {
        let mut bench = Bench::new(guarded());
        for one in acts {
            act(&mut bench, one);
            let undecided = bench
                .station
                .books()
                .newest_first()
                .filter(|entry| matches!(
                    entry.state,
                    SaleState::Open | SaleState::Authorising | SaleState::Declined
                ))
                .count();
            // A voided sale stays undecided in the books until its record is on the disk.
            let voiding = bench.pending.iter().filter(|effect| matches!(
                effect,
                Effect::Record { records, .. } if records.iter().any(|record| record.kind() == "void")
            )).count();
            prop_assert!(undecided <= 1 + voiding);
            match bench.station.screen() {
                Screen::Outcome(screen) => match &screen.outcome {
                    Outcome::Approved(paid) => {
                        prop_assert!(bench.station.books().get(paid.sale.id).is_some_and(|e| e.committed));
                    }
                    Outcome::Declined { live, .. } => {
                        prop_assert!(bench.station.books().get(live.sale.id).is_none_or(|e| !e.committed));
                    }
                    Outcome::NotCharged { number, .. } => {
                        let committed = bench.written.iter().any(|record| matches!(record, Record::Committed { sale }
                            if bench.station.books().get(*sale).is_some_and(|e| e.number == *number)));
                        prop_assert!(!committed);
                    }
                },
                Screen::Save(screen) => prop_assert_eq!(screen.save, SaveCard::No),
                _ => {}
            }
        }
    }

    #[test]
    fn every_sale_settles_once_the_world_heals(acts in acts()) {
        let mut bench = Bench::new(guarded());
        for one in acts {
            act(&mut bench, one);
        }
        for _ in 0..60 {
            bench.sync();
            while bench.call().is_some() {
                answer(&mut bench, 255);
            }
            if bench.station.awaits_frame() {
                bench.tell(Event::Drawn);
            }
            with_session(&mut bench, |session| VaultEvent::Tokenised { session, card: token() });
            bench.tell(Event::Clock { ahead_ms: 0 });
            if bench.name() == "closed" {
                bench.key(Key::Enter);
            }
            bench.wait(Duration::from_secs(100));
        }
        bench.sync();
        // Out of service is a place to rest too: a refusal that only a technician can mend.
        prop_assert!(["welcome", "closed"].contains(&bench.name()), "{}", bench.name());
        let open = bench.station.books().unsettled().count();
        prop_assert_eq!(open, 0, "{:?}", bench.kinds());
    }
}
