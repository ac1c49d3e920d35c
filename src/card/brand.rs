//! Card brands, told by the number's first digits (the IIN, ISO/IEC 7812-1).
//!
//! A local brand is a hint for lengths and display; the brand Stripe answers with is the truth.

use super::iin;

/// The network a card number seems to belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Brand {
    /// Visa: IIN 4.
    Visa,
    /// Mastercard: IIN 51-55 and 2221-2720.
    Mastercard,
    /// American Express: IIN 34 and 37; four-digit CVC.
    Amex,
    /// Discover: IIN 6011, 644-649, 65.
    Discover,
    /// Diners Club: IIN 300-305, 3095, 36, 38-39.
    Diners,
    /// JCB: IIN 3528-3589, and the old 2131 and 1800.
    Jcb,
    /// UnionPay: IIN 62 and 81.
    UnionPay,
    /// Maestro: IIN 50, 56-58, 63, 67.
    Maestro,
    /// Any other prefix.
    Unknown,
}

impl Brand {
    /// The brand's own spelling, for people. At most 16 characters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visa => "Visa",
            Self::Mastercard => "Mastercard",
            Self::Amex => "American Express",
            Self::Discover => "Discover",
            Self::Diners => "Diners Club",
            Self::Jcb => "JCB",
            Self::UnionPay => "UnionPay",
            Self::Maestro => "Maestro",
            Self::Unknown => "Card",
        }
    }

    /// The brand's name on Stripe's wire, as in `card.brand` of a PaymentMethod.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::Amex => "amex",
            Self::Discover => "discover",
            Self::Diners => "diners",
            Self::Jcb => "jcb",
            Self::UnionPay => "unionpay",
            Self::Maestro => "maestro",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Brand::wire_name`]; any other word is [`Brand::Unknown`].
    #[must_use]
    pub fn from_wire_name(name: &str) -> Self {
        match name {
            "visa" => Self::Visa,
            "mastercard" => Self::Mastercard,
            "amex" => Self::Amex,
            "discover" => Self::Discover,
            "diners" => Self::Diners,
            "jcb" => Self::Jcb,
            "unionpay" => Self::UnionPay,
            "maestro" => Self::Maestro,
            _ => Self::Unknown,
        }
    }

    /// How many digits the printed security code has: 4 for American Express, else 3.
    #[must_use]
    pub const fn cvc_length(self) -> usize {
        match self {
            Self::Amex => 4,
            _ => 3,
        }
    }

    /// Group sizes in which a number of `length` digits is printed on the card.
    ///
    /// The groups add up to at least 19, so that any number can be laid out.
    #[must_use]
    pub const fn grouping(self, length: usize) -> &'static [u8] {
        match (self, length) {
            (Self::Amex, _) => &[4, 6, 5, 4],
            (Self::Diners, 0..=14) => &[4, 6, 4, 5],
            _ => &[4, 4, 4, 4, 3],
        }
    }

    /// The brand that a number beginning with these ASCII digits suggests.
    ///
    /// [`Brand::Unknown`] for too few digits, and for prefixes that no listed network issues.
    #[must_use]
    pub fn of(ascii: &[u8]) -> Self {
        iin::range_of(ascii).brand()
    }
}
