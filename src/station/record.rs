//! What the journal remembers: one record a step, durable before the step it precedes.
//!
//! No card data: brand and last four at most (PCI DSS 3.3.1); no customer name or address.

use super::{Attempt, ChargeId, CustomerId, FoundCharge, IntentId, MethodId, Money, SaleId};
use crate::card::{Brand, Last4};

/// One event in a sale's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// The sale stands: from here its number is used up.
    Opened {
        /// The sale.
        sale: SaleId,
        /// Its number, one more than the last.
        number: u64,
        /// How much.
        money: Money,
        /// What for; may be empty.
        reference: String,
        /// Whom the payment will be linked to.
        customer: Option<CustomerId>,
    },
    /// The PaymentIntent exists. A card may be taken now.
    Intent {
        /// The sale.
        sale: SaleId,
        /// Its intent, for ever.
        intent: IntentId,
    },
    /// Stripe has the card; once the customer says yes the confirm request may be sent. Noted
    /// again, under the same attempt, when another card is given before any was confirmed.
    Authorising {
        /// The sale.
        sale: SaleId,
        /// Which card of the sale.
        attempt: Attempt,
        /// Stripe's name for the card.
        method: MethodId,
        /// For the day's books.
        brand: Brand,
        /// For the day's books.
        last4: Last4,
    },
    /// The bank said no; the intent stays open.
    Declined {
        /// The sale.
        sale: SaleId,
        /// Which card of the sale.
        attempt: Attempt,
        /// Stripe's code, for staff.
        code: String,
    },
    /// The decision: the money is held and will be taken.
    Committed {
        /// The sale.
        sale: SaleId,
    },
    /// APPROVED was on the screen.
    Shown {
        /// The sale.
        sale: SaleId,
    },
    /// The money was taken.
    Captured {
        /// The sale.
        sale: SaleId,
        /// How much, in minor units.
        received: u64,
        /// The charge.
        charge: Option<ChargeId>,
        /// Stripe's receipt page.
        receipt_url: Option<String>,
    },
    /// The other decision: nothing will be charged; the intent is to be cancelled.
    Void {
        /// The sale.
        sale: SaleId,
        /// Why: a [`super::Trouble::code`] or `declined`.
        cause: String,
    },
    /// The intent is cancelled.
    Voided {
        /// The sale.
        sale: SaleId,
    },
    /// Nothing exists at Stripe that a card was ever sent for; nothing to do.
    Abandoned {
        /// The sale.
        sale: SaleId,
        /// Why.
        cause: String,
    },
    /// The audit found a charge at Stripe that the station did not make. Nothing follows from it
    /// but its flag, written in one batch with it: money only moves by committed sales.
    Found(FoundCharge),
    /// Staff must look at this. Written in one batch with the record it belongs to.
    Attention {
        /// The sale. With `unknown-charge` it is one the journal does not have.
        sale: Option<SaleId>,
        /// What to look at.
        what: Attention,
    },
    /// Staff have seen the attention on this sale.
    Acknowledged {
        /// The sale.
        sale: SaleId,
    },
    /// Somebody at the PIN prompt or behind it did something to the station itself.
    Staff {
        /// What.
        act: StaffAct,
    },
}

/// What somebody at the PIN prompt or behind it did to the station itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaffAct {
    /// A pause after too many declines is over.
    PauseLifted,
    /// The station is closed until it is opened by hand.
    Closed,
    /// It is no longer closed by hand.
    Opened,
    /// The program was told to start anew.
    Restarted,
    /// The program was ended.
    Left,
    /// A PIN was nobody's.
    PinRefused,
    /// A PIN was somebody's; wrong ones before it no longer count.
    PinAccepted,
}

impl StaffAct {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::PauseLifted,
        Self::Closed,
        Self::Opened,
        Self::Restarted,
        Self::Left,
        Self::PinRefused,
        Self::PinAccepted,
    ];

    /// The word in the journal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PauseLifted => "pause-lifted",
            Self::Closed => "closed",
            Self::Opened => "opened",
            Self::Restarted => "restarted",
            Self::Left => "left",
            Self::PinRefused => "pin-refused",
            Self::PinAccepted => "pin-accepted",
        }
    }

    /// Reads [`StaffAct::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// What staff must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attention {
    /// Approved and being taken, but the station died before the screen could say so.
    ApprovalUnseen,
    /// The hold expired or was released before it was captured: goods given, not charged.
    HoldLost,
    /// Somebody captured a voided payment outside the station.
    CapturedElsewhere,
    /// An answer spoke of another amount, currency, mode or intent.
    AnswerMismatch,
    /// Stripe has a charge of this station that the station did not make: the one in the
    /// [`Record::Found`] written with it. Journals of before that record have the flag alone.
    UnknownCharge,
    /// Somebody gave a charge back, in whole or in part, outside the station.
    RefundedElsewhere,
}

impl Attention {
    /// The word in the journal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ApprovalUnseen => "approval-unseen",
            Self::HoldLost => "hold-lost",
            Self::CapturedElsewhere => "captured-elsewhere",
            Self::AnswerMismatch => "answer-mismatch",
            Self::UnknownCharge => "unknown-charge",
            Self::RefundedElsewhere => "refunded-elsewhere",
        }
    }

    /// Reads [`Attention::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::ApprovalUnseen,
            Self::HoldLost,
            Self::CapturedElsewhere,
            Self::AnswerMismatch,
            Self::UnknownCharge,
            Self::RefundedElsewhere,
        ]
        .into_iter()
        .find(|what| what.code() == code)
    }
}

impl Record {
    /// The sale it belongs to.
    #[must_use]
    pub const fn sale(&self) -> Option<SaleId> {
        match self {
            Self::Opened { sale, .. }
            | Self::Intent { sale, .. }
            | Self::Authorising { sale, .. }
            | Self::Declined { sale, .. }
            | Self::Committed { sale }
            | Self::Shown { sale }
            | Self::Captured { sale, .. }
            | Self::Void { sale, .. }
            | Self::Voided { sale }
            | Self::Abandoned { sale, .. }
            | Self::Acknowledged { sale } => Some(*sale),
            Self::Found(found) => Some(found.sale),
            Self::Attention { sale, .. } => *sale,
            Self::Staff { .. } => None,
        }
    }

    /// What somebody at the PIN prompt or behind it did, if it is about that.
    #[must_use]
    pub const fn act(&self) -> Option<StaffAct> {
        match self {
            Self::Staff { act } => Some(*act),
            _ => None,
        }
    }

    /// The record's kind, as written in the journal.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Intent { .. } => "intent",
            Self::Authorising { .. } => "authorising",
            Self::Declined { .. } => "declined",
            Self::Committed { .. } => "committed",
            Self::Shown { .. } => "shown",
            Self::Captured { .. } => "captured",
            Self::Void { .. } => "void",
            Self::Voided { .. } => "voided",
            Self::Abandoned { .. } => "abandoned",
            Self::Found(_) => "found",
            Self::Attention { .. } => "attention",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Staff { .. } => "staff",
        }
    }
}

/// A record with the wall time it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// Milliseconds since 1970-01-01 UTC. For people only.
    pub unix_ms: i64,
    /// What happened.
    pub record: Record,
}
