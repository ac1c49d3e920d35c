//! The duplicate guard: the same amount, reference and last four, approved a moment ago.
//!
//! A second payment may be meant; it is asked about, never refused. After a start the journal's
//! last approval counts as one of that moment: the clock that could tell was off.

use super::screen::{Live, Paid};
use super::{Moment, Money, Station};
use crate::card::{CardSummary, Last4};

/// What is remembered of an approval, for as long as the guard looks back.
#[derive(Clone, Debug)]
pub(super) struct Approval {
    at: Moment,
    money: Money,
    reference: String,
    last4: Last4,
}

impl Station {
    /// Remembers an approval, and forgets those the guard no longer looks back to.
    pub(super) fn remember_approval(&mut self, paid: &Paid) {
        let (now, window) = (self.now.at, self.policy.duplicate);
        self.approved.retain(|approval| now.since(approval.at) < window);
        if !window.is_zero() {
            self.approved.push(Approval {
                at: now,
                money: paid.sale.money,
                reference: paid.sale.reference.clone(),
                last4: paid.card.last4,
            });
        }
    }

    /// Remembers at the start what was approved last.
    pub(super) fn recall_approval(&mut self) {
        let approval = self.books.newest_first().find(|entry| entry.committed).and_then(|entry| {
            let (_, _, last4) = entry.card?;
            let (money, reference) = (entry.money, entry.reference.clone());
            Some(Approval { at: self.now.at, money, reference, last4 })
        });
        self.approved.extend(approval);
    }

    /// Whether such a payment was approved a moment ago.
    pub(super) fn is_duplicate(&self, live: &Live, card: CardSummary) -> bool {
        self.approved.iter().any(|approval| {
            self.now.at.since(approval.at) < self.policy.duplicate
                && approval.money == live.sale.money
                && approval.reference == live.sale.reference
                && approval.last4 == card.last4
        })
    }
}
