//! A capture or a cancel that must still reach Stripe. The queue outlives everything: it backs
//! off, never gives up, and never stands in the way of a new sale.

use super::{Ask, IntentId, Moment, Money, SaleId};

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owed {
    /// Take the money: the sale is committed.
    Capture,
    /// Close the intent: the sale is void.
    Cancel,
}

/// One thing owed to Stripe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// For which sale.
    pub sale: SaleId,
    /// On which intent.
    pub intent: IntentId,
    /// The amount agreed to.
    pub money: Money,
    /// What.
    pub owed: Owed,
    /// Numbers the idempotency keys, from 1: a cached 500 is never asked for again.
    pub round: u32,
    /// How often Stripe has been asked in vain.
    pub tries: u32,
    /// What it waits for.
    pub turn: ObligationTurn,
}

/// What an obligation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObligationTurn {
    /// An answer to the capture or cancel.
    Asked(Ask),
    /// An answer to a look at the intent.
    Looking(Ask),
    /// The time for the next try; true when the next try is a look at the intent.
    Due(Moment, bool),
    /// The journal, which is writing down how it ended.
    Done,
}

impl Obligation {
    /// When to act next, if it waits for time.
    #[must_use]
    pub const fn due(&self) -> Option<Moment> {
        match self.turn {
            ObligationTurn::Due(due, _) => Some(due),
            ObligationTurn::Asked(_) | ObligationTurn::Looking(_) | ObligationTurn::Done => None,
        }
    }
}
