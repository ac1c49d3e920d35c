//! Faults put into the station on purpose, from outside: they rewrite what it hears and says.
//! Each must be caught, or the judge is asleep.

use chargeonce::station::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    FreshKeyOnRetry,
    CaptureBeforeCommit,
    ApprovedBeforeCommit,
    NoVoidOnTimeout,
    ForgottenSync,
    DoubleSwipeCharged,
    UnshownForgotten,
    FlagApart,
    DeclineTakenForHold,
    TooMuchCaptured,
    CancelForgotten,
    CaptureForgotten,
    OpenSalesForgotten,
    NumberReused,
    VoidCaptured,
}

impl Mutant {
    pub const ALL: [Self; 15] = [
        Self::FreshKeyOnRetry,
        Self::CaptureBeforeCommit,
        Self::ApprovedBeforeCommit,
        Self::NoVoidOnTimeout,
        Self::ForgottenSync,
        Self::DoubleSwipeCharged,
        Self::UnshownForgotten,
        Self::FlagApart,
        Self::DeclineTakenForHold,
        Self::TooMuchCaptured,
        Self::CancelForgotten,
        Self::CaptureForgotten,
        Self::OpenSalesForgotten,
        Self::NumberReused,
        Self::VoidCaptured,
    ];

    /// Whether a batch is called durable when it is not.
    pub fn acknowledges_early(self, records: &[Record]) -> bool {
        match self {
            Self::ForgottenSync => true,
            Self::ApprovedBeforeCommit => {
                records.iter().any(|record| matches!(record, Record::Committed { .. }))
            }
            _ => false,
        }
    }

    /// The journal as the station is let to see it at its start.
    pub fn folded(self, journal: &[Dated]) -> Books {
        let decided = |dated: &&Dated| {
            dated.record.sale().is_none_or(|sale| {
                journal.iter().any(|other| {
                    other.record.sale() == Some(sale)
                        && matches!(other.record, Record::Committed { .. } | Record::Void { .. })
                })
            })
        };
        match self {
            Self::OpenSalesForgotten => Books::fold(journal.iter().filter(decided)),
            Self::NumberReused => {
                let voided = |dated: &&Dated| {
                    dated.record.sale().is_none_or(|sale| {
                        !journal.iter().any(|other| {
                            matches!(other.record, Record::Voided { sale: ended } if ended == sale)
                        })
                    })
                };
                Books::fold(journal.iter().filter(voided))
            }
            _ => Books::fold(journal),
        }
    }

    /// What it makes of what the station asks for.
    pub fn effects(self, effects: Vec<Effect>, bent: &mut Bent) -> Vec<Effect> {
        effects.into_iter().flat_map(|effect| self.effect(effect, bent)).collect()
    }

    fn effect(self, effect: Effect, bent: &mut Bent) -> Vec<Effect> {
        match (self, effect) {
            (
                Self::FreshKeyOnRetry,
                Effect::Call(Request { ask, call: Call::Confirm { key, intent, method } }),
            ) => {
                bent.confirms += 1;
                let again = bent.last_key.as_ref() == Some(&key);
                bent.last_key = Some(key.clone());
                let sale = key.as_str().split('-').next().and_then(|sale| sale.parse().ok());
                let key = match sale {
                    Some(sale) if again => {
                        IdempotencyKey::confirm(sale, Attempt(100 + (bent.confirms % 100) as u8))
                    }
                    _ => key,
                };
                vec![Effect::Call(Request { ask, call: Call::Confirm { key, intent, method } })]
            }
            (Self::CaptureBeforeCommit, Effect::Record { batch, records }) => {
                let committed = records.iter().find_map(|record| match record {
                    Record::Committed { sale } => Some(*sale),
                    _ => None,
                });
                let early = committed.zip(bent.intent.clone()).map(|(sale, (intent, money))| {
                    let call =
                        Call::Capture { key: IdempotencyKey::capture(sale, 1), intent, money };
                    Effect::Call(Request { ask: Ask(u64::MAX), call })
                });
                early.into_iter().chain([Effect::Record { batch, records }]).collect()
            }
            (Self::NoVoidOnTimeout, Effect::Record { batch, records })
                if records.iter().any(
                    |record| matches!(record, Record::Void { cause, .. } if cause == "E-NO-ANSWER"),
                ) =>
            {
                vec![Effect::Record { batch, records: Vec::new() }]
            }
            (Self::UnshownForgotten, Effect::Record { batch, mut records }) => {
                if let Some(Record::Committed { sale }) = records.first() {
                    let sale = *sale;
                    records.push(Record::Shown { sale });
                }
                vec![Effect::Record { batch, records }]
            }
            (Self::FlagApart, Effect::Record { batch, mut records }) => {
                let place =
                    records.iter().position(|record| matches!(record, Record::Attention { .. }));
                match place {
                    Some(place) if place > 0 => {
                        let flags = records.split_off(place);
                        let later = Batch(batch.0 + 1_000_000);
                        vec![
                            Effect::Record { batch, records },
                            Effect::Record { batch: later, records: flags },
                        ]
                    }
                    _ => vec![Effect::Record { batch, records }],
                }
            }
            (
                Self::TooMuchCaptured,
                Effect::Call(Request { ask, call: Call::Capture { key, intent, money } }),
            ) => {
                let less = Money::new(money.minor() - 1, money.currency()).unwrap_or(money);
                vec![Effect::Call(Request {
                    ask,
                    call: Call::Capture { key, intent, money: less },
                })]
            }
            (Self::CancelForgotten, Effect::Call(Request { call: Call::Cancel { .. }, .. })) => {
                Vec::new()
            }
            (
                Self::CaptureForgotten,
                Effect::Call(Request { ask, call: Call::Capture { key, intent, money } }),
            ) => {
                bent.captures += 1;
                if bent.captures > 2 {
                    return Vec::new();
                }
                vec![Effect::Call(Request { ask, call: Call::Capture { key, intent, money } })]
            }
            (
                Self::VoidCaptured,
                Effect::Call(Request { ask, call: Call::Cancel { key, intent } }),
            ) => {
                let sale = key.as_str().split('-').next().and_then(|sale| sale.parse().ok());
                match (sale, &bent.intent) {
                    (Some(sale), Some((held, money))) if *held == intent => {
                        let key = IdempotencyKey::capture(sale, 1);
                        let call = Call::Capture { key, intent, money: *money };
                        vec![Effect::Call(Request { ask, call })]
                    }
                    _ => vec![Effect::Call(Request { ask, call: Call::Cancel { key, intent } })],
                }
            }
            (
                Self::DoubleSwipeCharged,
                Effect::Call(Request { ask, call: Call::Confirm { key, intent, method } }),
            ) => {
                let sale = key.as_str().split('-').next().and_then(|sale| sale.parse().ok());
                let mut both = vec![Effect::Call(Request {
                    ask,
                    call: Call::Confirm { key, intent: intent.clone(), method },
                })];
                if let (Some(sale), true) = (sale, bent.swiped_twice) {
                    let key = IdempotencyKey::confirm(sale, Attempt(2));
                    let method = MethodId("pm_second".to_owned());
                    let call = Call::Confirm { key, intent, method };
                    both.push(Effect::Call(Request { ask: Ask(u64::MAX), call }));
                }
                both
            }
            (_, effect) => vec![effect],
        }
    }

    /// What it makes of what the station is told.
    pub fn event(self, event: Event, bent: &mut Bent) -> Event {
        if let Event::Answered(Answer { result: Ok(Reply::Intent(facts)), .. }) = &event
            && let Some(money) = Money::new(facts.amount, Currency::new("usd").expect("usd"))
        {
            bent.intent = Some((facts.id.clone(), money));
        }
        match (self, event) {
            (
                Self::DeclineTakenForHold,
                Event::Answered(Answer { ask, result: Err(Failure::Api(error)) }),
            ) if matches!(error.kind, ApiKind::Declined(_)) => {
                let (id, money) = bent.intent.clone().expect("an intent was made");
                let facts = IntentFacts {
                    id,
                    sale: None,
                    status: IntentStatus::RequiresCapture,
                    amount: money.minor(),
                    capturable: money.minor(),
                    received: 0,
                    currency: "usd".to_owned(),
                    livemode: false,
                    challenge: None,
                    charge: None,
                    declined: None,
                };
                Event::Answered(Answer { ask, result: Ok(Reply::Intent(facts)) })
            }
            (_, event) => event,
        }
    }
}

/// What a mutant remembers.
#[derive(Default)]
pub struct Bent {
    confirms: u64,
    captures: u64,
    last_key: Option<IdempotencyKey>,
    intent: Option<(IntentId, Money)>,
    pub swiped_twice: bool,
}
