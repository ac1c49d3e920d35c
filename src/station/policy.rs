//! How this station is set up: the part of the settings that decides behaviour.

use std::time::Duration;

use super::{AmountLimits, Currency, Money, Unattended};

/// Who drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Staff at a counter.
    Counter,
    /// A customer alone.
    Kiosk,
}

/// Whose money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// The embedded sandbox, or one on loopback: nobody's.
    Sandbox,
    /// Stripe's test mode: nobody's.
    Test,
    /// The customer's.
    Live,
}

impl Realm {
    /// Whether Stripe must say `livemode: true` in every answer.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Live)
    }
}

/// What is done when the bank wants the customer to confirm (3-D Secure).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankConfirmation {
    /// The bank's page is shown as a QR code for the customer's phone.
    Qr,
    /// The card is declined: this site cannot show the page.
    Decline,
}

/// Whether a line is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Not asked.
    Off,
    /// Asked; may be left empty.
    Optional,
    /// Asked; must be filled.
    Required,
}

/// The language of every sentence on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// Without a key on a screen that holds something, until the warning.
    pub idle: Duration,
    /// From the warning until the wipe; at least 20 s.
    pub warning: Duration,
    /// How long an outcome or receipt stays by itself.
    pub outcome: Duration,
    /// How long the bank's page may take.
    pub challenge: Duration,
}

/// What can be done with a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipts {
    /// Stripe sends it by e-mail.
    pub email: bool,
    /// A printer is set up.
    pub printer: bool,
}

/// Everything the pure station needs to know of its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The station's name, on screen and in Stripe's metadata.
    pub name: String,
    /// Who drives.
    pub mode: Mode,
    /// Whose money moves.
    pub realm: Realm,
    /// What is charged in.
    pub currency: Currency,
    /// The language it starts in.
    pub language: Language,
    /// What amounts are let through.
    pub limits: AmountLimits,
    /// Amounts offered as single keys, at most nine. Shown in both modes.
    pub presets: Vec<Money>,
    /// The only amount, where there is just one to pay.
    pub fixed: Option<Money>,
    /// Booking, room or invoice.
    pub reference: Requirement,
    /// The billing postal code.
    pub postal: Requirement,
    /// Whether staff may look up customers (counter only).
    pub customer_search: bool,
    /// Whether names are shortened on screen ("Jane D.").
    pub shorten_names: bool,
    /// What receipts there are.
    pub receipts: Receipts,
    /// How long things may take.
    pub timings: Timings,
    /// Within this of an approval of the same amount, reference and last four digits, Yes is
    /// asked for twice. Zero: never.
    pub duplicate: Duration,
    /// What is done when the bank wants the customer to confirm.
    pub bank_confirmation: BankConfirmation,
    /// What it does by itself.
    pub unattended: Unattended,
    /// Whether keys on the screen swipe test cards.
    pub demo: bool,
}
