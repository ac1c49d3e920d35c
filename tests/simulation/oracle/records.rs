//! What is given to the journal and what is on the disk: one legal life for every sale.

use chargeonce::station::*;

use super::{Known, Oracle, State};
use crate::stripe::Stripe;

impl Oracle {
    /// Records were handed to the journal.
    pub fn given(&mut self, records: &[Record]) {
        for record in records {
            match record {
                Record::Opened { sale, .. } => {
                    let open = self.sales.values().find(|known| !known.decided).map(|k| k.number);
                    let sale = *sale;
                    self.check(open.is_none(), "I17 one undecided sale", || {
                        format!("{sale} opened while number {open:?} is undecided")
                    });
                }
                Record::Committed { sale } => {
                    if let Some(known) = self.sales.get_mut(sale) {
                        known.decided = true;
                        let void = known.void_given;
                        let sale = *sale;
                        self.check(!void, "I16 void is for ever", || format!("{sale} committed"));
                    }
                }
                Record::Void { sale, .. } | Record::Abandoned { sale, .. } => {
                    self.void_first.insert(*sale);
                    if let Some(known) = self.sales.get_mut(sale) {
                        known.decided = true;
                        known.void_given = true;
                        let (sale, committed) = (*sale, known.committed);
                        self.check(!committed, "I16 committed is for ever", || {
                            format!("{sale} voided")
                        });
                    }
                }
                _ => {}
            }
        }
    }

    /// A batch is on the disk: the legal state graph (I10), one batch at a time.
    pub fn durable(&mut self, records: &[Record], visit: u64, stripe: &Stripe) {
        let flags = |sale: &SaleId| {
            records.iter().find_map(|record| match record {
                Record::Attention { sale: Some(flagged), what } if flagged == sale => Some(*what),
                _ => None,
            })
        };
        for record in records {
            if let Record::Opened { sale, number, money, .. } = record {
                let (last, fresh) = (self.last_number, !self.sales.contains_key(sale));
                self.check(*number == last + 1 && fresh, "I10 numbers without gap or twin", || {
                    format!("number {number} after {last}")
                });
                self.last_number = *number;
                self.numbers.insert(*number, *sale);
                self.sold += 1;
                let void_given = self.void_first.contains(sale);
                self.sales.insert(
                    *sale,
                    Known {
                        number: *number,
                        amount: money.minor(),
                        visit,
                        state: State::Open,
                        intent: None,
                        method: None,
                        attempt: 0,
                        confirmed: 0,
                        committed: false,
                        flagged: false,
                        decided: void_given,
                        void: false,
                        void_given,
                        shown_approved: false,
                        shown_not_charged: false,
                        captured: None,
                    },
                );
                continue;
            }
            let Some(sale) = record.sale() else { continue };
            let Some(known) = self.sales.get_mut(&sale) else {
                self.fail("I10 no record before opened", || format!("{record:?}"));
                continue;
            };
            let from = known.state;
            let flag = flags(&sale);
            let undecided = matches!(from, State::Open | State::Authorising | State::Declined);
            let legal = match record {
                Record::Opened { .. } => false,
                Record::Intent { intent, .. } => {
                    let first = known.intent.is_none();
                    known.intent = Some(intent.clone());
                    first && matches!(from, State::Open | State::Void)
                }
                Record::Authorising { attempt, method, .. } => {
                    // Until it was confirmed, another card may take an attempt's place.
                    let next = attempt.0 > known.confirmed && attempt.0 <= 3;
                    known.attempt = attempt.0;
                    known.method = Some(method.clone());
                    known.state = State::Authorising;
                    next && undecided && known.intent.is_some()
                }
                Record::Declined { attempt, .. } => {
                    known.state = State::Declined;
                    from == State::Authorising && attempt.0 == known.attempt
                }
                Record::Committed { .. } => {
                    known.state = State::Committed;
                    known.committed = true;
                    known.decided = true;
                    from == State::Authorising
                }
                Record::Shown { .. } => known.committed,
                Record::Captured { received, .. } => {
                    known.state = State::Captured;
                    known.captured = Some(*received);
                    from == State::Committed
                        || from == State::Void && flag == Some(Attention::CapturedElsewhere)
                }
                Record::Void { .. } => {
                    known.state = State::Void;
                    known.void = true;
                    known.void_given = true;
                    known.decided = true;
                    undecided
                }
                Record::Voided { .. } => {
                    known.state = State::Voided;
                    from == State::Void
                        || from == State::Committed && flag == Some(Attention::HoldLost)
                }
                Record::Abandoned { .. } => {
                    known.state = State::Abandoned;
                    from == State::Void && known.intent.is_none()
                }
                Record::Found(found) => {
                    let closed = matches!(from, State::Voided | State::Abandoned);
                    let real = stripe.intents.iter().any(|at_stripe| {
                        at_stripe.id == found.intent && at_stripe.received == found.received
                    });
                    closed && real && known.intent.as_ref() != Some(&found.intent)
                }
                Record::Attention { .. } => {
                    known.flagged = true;
                    true
                }
                Record::Acknowledged { .. } => known.flagged,
                Record::Staff { .. } => true,
            };
            let intent = known.intent.clone();
            self.check(legal, "I10 the legal state graph", || format!("{from:?} then {record:?}"));
            if let Record::Captured { received, .. } = record {
                let real = stripe.intents.iter().any(|at_stripe| {
                    Some(&at_stripe.id) == intent.as_ref()
                        && at_stripe.captures > 0
                        && at_stripe.received == *received
                });
                self.check(real, "I2b captured in the journal is captured at Stripe", || {
                    format!("{record:?}")
                });
            }
        }
    }
}
