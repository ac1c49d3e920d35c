//! The service code of a track: where and how the issuer lets the card be used (ISO/IEC 7813).

/// Three digits that say nothing about the account, so they may be shown and copied.
///
/// Codes outside the standard occur on real cards. They are kept and mean nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServiceCode([u8; 3]);

/// Where a card may be used: the service code's first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interchange {
    /// Anywhere: 1, and 2 with a chip.
    International,
    /// In the issuer's country, unless agreed otherwise: 5, and 6 with a chip.
    National,
    /// Within a closed loop, such as one shop chain: 7.
    Private,
    /// Nowhere: 9, a test card.
    Test,
    /// A digit the standard gives no meaning.
    Undefined,
}

impl ServiceCode {
    /// From three ASCII digits; `None` for anything else.
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Self> {
        let code = <[u8; 3]>::try_from(ascii).ok()?;
        code.iter().all(u8::is_ascii_digit).then_some(Self(code))
    }

    /// Where the card may be used.
    #[must_use]
    pub const fn interchange(self) -> Interchange {
        match self.0 {
            [b'1' | b'2', ..] => Interchange::International,
            [b'5' | b'6', ..] => Interchange::National,
            [b'7', ..] => Interchange::Private,
            [b'9', ..] => Interchange::Test,
            _ => Interchange::Undefined,
        }
    }

    /// Whether the card has a chip that should be used where feasible: first digit 2 or 6.
    #[must_use]
    pub const fn has_chip(self) -> bool {
        matches!(self.0, [b'2' | b'6', ..])
    }

    /// Whether the card only works at cash machines: third digit 3.
    #[must_use]
    pub const fn is_atm_only(self) -> bool {
        matches!(self.0, [_, _, b'3'])
    }

    /// Whether the card only pays out cash: third digit 4.
    #[must_use]
    pub const fn is_cash_only(self) -> bool {
        matches!(self.0, [_, _, b'4'])
    }
}

impl std::fmt::Display for ServiceCode {
    /// The three digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|&digit| write!(f, "{}", char::from(digit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_digit_means_what_the_standard_says() {
        let code = |text: &str| ServiceCode::new(text.as_bytes()).unwrap();
        assert_eq!(code("101").interchange(), Interchange::International);
        assert_eq!(code("201").interchange(), Interchange::International);
        assert_eq!(code("520").interchange(), Interchange::National);
        assert_eq!(code("620").interchange(), Interchange::National);
        assert_eq!(code("702").interchange(), Interchange::Private);
        assert_eq!(code("901").interchange(), Interchange::Test);
        assert_eq!(code("321").interchange(), Interchange::Undefined);
        assert!(code("201").has_chip() && code("620").has_chip() && !code("101").has_chip());
        assert!(code("123").is_atm_only() && !code("120").is_atm_only());
        assert!(code("124").is_cash_only() && !code("126").is_cash_only());
    }

    #[test]
    fn only_three_digits_are_a_service_code() {
        for other in [&b""[..], b"10", b"1010", b"1 1", b"1=1"] {
            assert_eq!(ServiceCode::new(other), None);
        }
    }
}
