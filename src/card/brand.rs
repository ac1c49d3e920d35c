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

    /// The most digits a security code of this brand may have. Where the brand is not known, a
    /// code of four digits is not refused.
    #[must_use]
    pub const fn longest_cvc(self) -> usize {
        match self {
            Self::Unknown => 4,
            _ => self.cvc_length(),
        }
    }

    /// Whether a security code of this many digits can be one of this brand's.
    #[must_use]
    pub fn admits_cvc_of(self, length: usize) -> bool {
        (self.cvc_length()..=self.longest_cvc()).contains(&length)
    }

    /// How many digits are usually printed on a card of this brand, 14 to 16: what an empty form
    /// leaves room for. What is really issued is in [`super::iin`].
    #[must_use]
    pub const fn printed_length(self) -> usize {
        match self {
            Self::Amex => 15,
            Self::Diners => 14,
            _ => 16,
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

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Brand; 9] = [
        Brand::Visa,
        Brand::Mastercard,
        Brand::Amex,
        Brand::Discover,
        Brand::Diners,
        Brand::Jcb,
        Brand::UnionPay,
        Brand::Maestro,
        Brand::Unknown,
    ];

    #[test]
    fn a_brand_survives_the_wire() {
        for brand in ALL {
            assert_eq!(Brand::from_wire_name(brand.wire_name()), brand);
            assert!(brand.name().len() <= 16);
        }
        assert_eq!(Brand::from_wire_name("eftpos_au"), Brand::Unknown);
    }

    #[test]
    fn any_number_can_be_laid_out() {
        for brand in ALL {
            for length in 0..=19 {
                let room: usize =
                    brand.grouping(length).iter().map(|&size| usize::from(size)).sum();
                assert!(room >= 19);
            }
        }
    }

    #[test]
    fn only_american_express_has_four_digit_codes() {
        for brand in ALL {
            assert_eq!(brand.admits_cvc_of(3), brand != Brand::Amex);
            assert_eq!(brand.admits_cvc_of(4), matches!(brand, Brand::Amex | Brand::Unknown));
            assert!(!brand.admits_cvc_of(2) && !brand.admits_cvc_of(5));
        }
    }
}
