//! The screens, and what each one owns. A screen that may not hold a card has no place for one;
//! even the card screen holds only counts and masks.

mod card;
mod charge;
mod order;
mod outcome;
mod technician;

pub use card::{
    CardScreen, Live, MethodScreen, Preparation, SaveCard, SaveScreen, SwipeProblem, Token,
};
pub use charge::{
    ChallengeScreen, ChargingScreen, Choice, ConfirmScreen, EarlyEnter, LONG_CHARGE, Stage,
};
pub use order::{
    AmountScreen, CustomerScreen, Draft, Notice, ReferenceProblem, ReferenceScreen, Search, Welcome,
};
pub use outcome::{
    ClosedScreen, Leaving, Outcome, OutcomeScreen, Paid, Press, ReceiptChoice, ReceiptScreen,
    Sending,
};
pub use technician::{TechnicianAct, TechnicianPage, TechnicianScreen};

/// What the person sees, and everything that is known only while they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Attract screen at a kiosk, home screen at a counter.
    Welcome(Welcome),
    /// How much.
    Amount(AmountScreen),
    /// What for.
    Reference(ReferenceScreen),
    /// Who pays (counter only).
    Customer(CustomerScreen),
    /// "Charge with New Card".
    Method(MethodScreen),
    /// Swipe or type.
    Card(CardScreen),
    /// "Save this card for future use?" – No.
    Save(SaveScreen),
    /// "Yes, Charge the Customer".
    Confirm(ConfirmScreen),
    /// Asking the bank. Nothing interrupts it.
    Charging(ChargingScreen),
    /// The bank's page as a QR code (3-D Secure).
    Challenge(ChallengeScreen),
    /// APPROVED, DECLINED or NOT CHARGED.
    Outcome(OutcomeScreen),
    /// E-mail, print, none.
    Receipt(ReceiptScreen),
    /// Out of service until something is mended or over.
    Closed(ClosedScreen),
    /// The menu behind a PIN.
    Technician(TechnicianScreen),
}

impl Screen {
    /// The screen's name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Welcome(_) => "welcome",
            Self::Amount(_) => "amount",
            Self::Reference(_) => "reference",
            Self::Customer(_) => "customer",
            Self::Method(_) => "method",
            Self::Card(_) => "card",
            Self::Save(_) => "save",
            Self::Confirm(_) => "confirm",
            Self::Charging(_) => "charging",
            Self::Challenge(_) => "challenge",
            Self::Outcome(_) => "outcome",
            Self::Receipt(_) => "receipt",
            Self::Closed(_) => "closed",
            Self::Technician(_) => "technician",
        }
    }
}
