//! The screens on which a sale is decided: the question, the bank, its page.

use std::time::Duration;

use super::{Live, Token};
use crate::card::CardSummary;
use crate::station::{Ask, Moment, SecretLink, TokenisedCard, effect::Batch, retry::Trying};

/// The two buttons of the confirm screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// "Yes, Charge the Customer".
    Charge,
    /// Cancel.
    Cancel,
}

/// "Yes, Charge the Customer".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// Where the card is.
    pub token: Token,
    /// The button Enter would press.
    pub choice: Choice,
    /// The same amount, reference and last four were approved a moment ago: ask twice.
    pub duplicate: bool,
    /// A further card was swiped: it is not the one that is charged.
    pub stray: bool,
    /// When the question came up.
    pub since: Moment,
    /// What Enter has done since.
    pub enter: EarlyEnter,
}

/// Enter on a question that nobody can have read yet. A key held down since an earlier screen
/// repeats every few hundredths of a second; a person who knows the way presses it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyEnter {
    /// Not pressed.
    No,
    /// Pressed once: it counts as soon as the question could be read.
    Once,
    /// Repeating, or right behind a character, this time last: the key is held down or a device
    /// types, and that says nothing.
    Held(Moment),
}

/// After so long the customer is told that it takes longer than usual.
pub const LONG_CHARGE: Duration = Duration::from_secs(8);

/// Asking the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargingScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// How far it is.
    pub stage: Stage,
    /// When "Yes" was pressed.
    pub since: Moment,
}

/// How far a charge is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The vault is still sending the card.
    Tokenising(Ask),
    /// The `authorising` record is on its way to the disk.
    Noting(Batch, TokenisedCard),
    /// The bank is being asked.
    Confirming(Trying, TokenisedCard),
    /// The intent is in flight at Stripe and looked at again and again.
    Watching(Trying, TokenisedCard),
    /// The decision is on its way to the disk.
    Committing(Batch, TokenisedCard),
}

/// The bank's page (3-D Secure).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// What Stripe gave for the card.
    pub token: TokenisedCard,
    /// The page, to be drawn as a QR code and never printed.
    pub link: SecretLink,
    /// When the station gives up.
    pub until: Moment,
    /// The next look at the intent.
    pub poll: Trying,
    /// Whether the last look brought no answer: what the bank knows is not heard here.
    pub deaf: bool,
}
