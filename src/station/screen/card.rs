//! The screens of a sale on which its card is taken in. None has a place for a card: they hold
//! counts, masks and what Stripe calls it.

use super::Notice;
use crate::card::{CardSummary, FormView};
use crate::station::{Ask, Attempt, IntentId, Sale, TokenisedCard, effect::Batch, retry::Trying};

/// Why a swipe was not taken, in the words a customer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SwipeProblem {
    /// Neither track could be read.
    Unreadable,
    /// Cut short, or bytes were lost.
    Incomplete,
    /// The tracks disagree, or the check digit or the date on the stripe is impossible.
    Misread,
    /// A licence, loyalty, hotel or other card.
    NotPaymentCard,
    /// A network this station does not take.
    BrandUnsupported,
    /// No expiry date on the stripe.
    MissingExpiry,
    /// The card's last month has passed.
    Expired,
    /// Only for cash machines.
    CashOnly,
    /// The reader hides or encrypts card numbers.
    ReaderEncrypts,
    /// The reader types for another keyboard layout.
    KeyboardLayout,
    /// The stripe is empty.
    Blank,
    /// A test card on a live station.
    TestCard,
}

/// A sale that the journal has opened and nothing has decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// What is to be paid.
    pub sale: Sale,
    /// Its PaymentIntent.
    pub intent: Preparation,
    /// The card about to be tried, or being tried.
    pub attempt: Attempt,
    /// How many cards have been sent to be tokenised.
    pub cards: u32,
    /// Whether the bank has been asked about the present card.
    pub asked: bool,
}

/// How far the sale's PaymentIntent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preparation {
    /// The `opened` record is on its way to the disk.
    Opening(Batch),
    /// Stripe is being asked.
    Creating(Trying),
    /// The `intent` record is on its way to the disk.
    Noting(Batch, IntentId),
    /// A card may be taken.
    Ready(IntentId),
}

/// Choose how to pay. One choice today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodScreen {
    /// The sale.
    pub live: Live,
    /// A line about something else.
    pub notice: Option<Notice>,
}

/// Swipe or type the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardScreen {
    /// The sale.
    pub live: Live,
    /// The vault's session.
    pub session: Ask,
    /// The form as the vault lets it be seen.
    pub form: Option<FormView>,
    /// A card is passing through a reader.
    pub reading: bool,
    /// Why the last swipe was not taken.
    pub problem: Option<SwipeProblem>,
    /// The card is whole in the vault and goes nowhere before the intent is written down.
    pub whole: Option<CardSummary>,
}

/// A card on its way to Stripe, or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// The vault is sending it.
    Pending(Ask),
    /// Stripe has it; here it is wiped.
    Ready(TokenisedCard),
}

/// The one answer there is to "Save this card for future use?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveCard {
    /// The card is forgotten. There is no other variant.
    No,
}

/// "Save this card for future use?"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// Where the card is.
    pub token: Token,
    /// The answer.
    pub save: SaveCard,
    /// A key was pressed that would choose Yes if there were one.
    pub asked_for_yes: bool,
    /// A further card was swiped: it is not the one that is charged.
    pub stray: bool,
}
