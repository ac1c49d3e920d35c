//! The screens after the decision, and the one of a station that is out of service.

use std::time::Duration;

use super::Live;
use crate::card::CardSummary;
use crate::station::{Ask, Decline, Moment, Money, Sale, Trouble};

/// APPROVED, DECLINED or NOT CHARGED.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeScreen {
    /// Which.
    pub outcome: Outcome,
    /// Since when it has been on the screen.
    pub since: Moment,
    /// The last key that would leave it: pressed before it had been up long enough to be read, it
    /// is obeyed then.
    pub pressed: Option<Press>,
}

/// A key that would leave an outcome screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// How it would leave.
    pub leaving: Leaving,
    /// When it was pressed, or last repeated.
    pub at: Moment,
    /// Whether it repeats: it is held down, and says nothing until it is let go.
    pub held: bool,
}

/// How an outcome screen was left before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// By Enter.
    Enter,
    /// By Escape.
    Escape,
}

/// How a sale ended, or paused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Authorised and durably committed to capture.
    Approved(Paid),
    /// The bank said no; nothing was charged. The sale is still live for another card.
    Declined {
        /// The sale, with the next card's attempt where there is one left.
        live: Live,
        /// The card that was declined.
        card: CardSummary,
        /// Why, as far as it is said.
        reason: Decline,
        /// Whether another card may be tried.
        another: bool,
    },
    /// Nothing was charged, and no bank said no.
    NotCharged {
        /// The sale's number and amount.
        number: u64,
        /// How much was not charged.
        money: Money,
        /// Why.
        trouble: Trouble,
        /// Stripe's name for the request, for staff.
        request_id: Option<String>,
        /// Whether the bank was asked: it may hold the money for a while, and gives it back.
        asked: bool,
    },
}

/// A payment that went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What was paid.
    pub sale: Sale,
    /// With which card.
    pub card: CardSummary,
    /// How long the number was in memory.
    pub held: Duration,
}

/// E-mail, print, none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptScreen {
    /// What was paid.
    pub paid: Paid,
    /// The line Enter would choose.
    pub choice: ReceiptChoice,
    /// The address being typed, at most 128 characters.
    pub email: String,
    /// How sending goes.
    pub sending: Sending,
    /// Since when it has been on the screen.
    pub since: Moment,
}

/// What can be done with a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptChoice {
    /// No receipt.
    None,
    /// By e-mail.
    Email,
    /// On paper.
    Print,
}

/// How sending a receipt goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Nothing asked yet.
    Choosing,
    /// An address is being typed.
    Typing,
    /// The address cannot be right.
    AddressWrong,
    /// The charge must be captured first; it is about to be.
    Waiting,
    /// Stripe is being asked.
    Asking(Ask),
    /// It could not be sent.
    Failed,
}

/// Out of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedScreen {
    /// Why.
    pub trouble: Trouble,
    /// Stripe's name for the request, for staff.
    pub request_id: Option<String>,
    /// Since when.
    pub since: Moment,
}
