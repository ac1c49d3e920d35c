//! Card brands, told by the number's first digits (the IIN, ISO/IEC 7812-1).
//!
//! A local brand is a hint for lengths and display; the brand Stripe answers with is the truth.

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
    /// JCB: IIN 3528-3589.
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
        let prefix = |length: usize| -> Option<u32> {
            let digits = ascii.get(..length)?;
            digits.iter().try_fold(0u32, |value, &digit| {
                digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
            })
        };
        let within = |length: usize, low: u32, high: u32| {
            prefix(length).is_some_and(|value| (low..=high).contains(&value))
        };
        if within(1, 4, 4) {
            Self::Visa
        } else if within(2, 34, 34) || within(2, 37, 37) {
            Self::Amex
        } else if within(2, 51, 55) || within(6, 222_100, 272_099) {
            Self::Mastercard
        } else if within(4, 6011, 6011) || within(3, 644, 649) || within(2, 65, 65) {
            Self::Discover
        } else if within(2, 62, 62) || within(2, 81, 81) {
            Self::UnionPay
        } else if within(4, 3528, 3589) || within(4, 2131, 2131) || within(4, 1800, 1800) {
            Self::Jcb
        } else if within(3, 300, 305)
            || within(4, 3095, 3095)
            || within(2, 36, 36)
            || within(2, 38, 39)
        {
            Self::Diners
        } else if within(2, 50, 50) || within(2, 56, 58) || within(2, 63, 63) || within(2, 67, 67) {
            Self::Maestro
        } else {
            Self::Unknown
        }
    }
}
