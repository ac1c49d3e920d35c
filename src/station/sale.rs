//! What is to be paid, and the names that tie it to Stripe and the journal.

use std::fmt;

use super::Money;

/// A sale's own id: 128 random bits, drawn once and used in every idempotency key of the sale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SaleId(pub u128);

impl fmt::Display for SaleId {
    /// 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for SaleId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// Makes a newtype for an id that Stripe gave.
macro_rules! stripe_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

stripe_id!(
    /// A PaymentIntent's id, `pi_…`.
    IntentId
);
stripe_id!(
    /// A PaymentMethod's id, `pm_…`: worth one use, and nothing once the sale is over.
    MethodId
);
stripe_id!(
    /// A Charge's id, `ch_…`.
    ChargeId
);
stripe_id!(
    /// A Customer's id, `cus_…`.
    CustomerId
);

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Customer {
    /// Nobody Stripe knows.
    WalkIn,
    /// A Stripe customer; the payment is linked to them, their saved cards are never used.
    Known(KnownCustomer),
}

impl Customer {
    /// The Stripe id to link the payment to, if any.
    #[must_use]
    pub const fn id(&self) -> Option<&CustomerId> {
        match self {
            Self::WalkIn => None,
            Self::Known(known) => Some(&known.id),
        }
    }
}

/// A customer found at Stripe.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownCustomer {
    /// Stripe's id.
    pub id: CustomerId,
    /// The name, or the e-mail address where there is no name. Shown, never logged.
    pub name: String,
    /// The e-mail address. Shown to staff to tell namesakes apart, never logged.
    pub email: Option<String>,
}

impl fmt::Debug for KnownCustomer {
    /// The id only: names and addresses stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KnownCustomer").field(&self.id).finish()
    }
}

/// What is to be paid. Fixed once opened: one sale is one PaymentIntent for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The sale's own id.
    pub id: SaleId,
    /// Counts the station's sales without a gap, from 1.
    pub number: u64,
    /// How much.
    pub money: Money,
    /// Booking, room or invoice; empty where the site asks for none. At most 64 characters.
    pub reference: String,
    /// Who pays.
    pub customer: Customer,
}

/// One card tried on a sale: 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt(pub u8);

impl Attempt {
    /// The most cards tried on one sale.
    pub const MAX: u8 = 3;
    /// The first card.
    pub const FIRST: Self = Self(1);

    /// The next card's attempt, or `None` when three have been tried.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        if self.0 < Self::MAX { Some(Self(self.0 + 1)) } else { None }
    }
}
