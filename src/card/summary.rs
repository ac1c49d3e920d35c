//! What may be shown of a card and remembered: brand, last four, expiry month (PCI DSS 3.4.1).

use super::{Brand, Expiry};

/// The last four digits of a card number; PCI DSS allows showing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Last4([u8; 4]);

impl Last4 {
    /// From four ASCII digits; `None` for anything else.
    #[must_use]
    pub fn new(ascii: [u8; 4]) -> Option<Self> {
        ascii.iter().all(u8::is_ascii_digit).then_some(Self(ascii))
    }
}

impl std::str::FromStr for Last4 {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        <[u8; 4]>::try_from(text.as_bytes()).ok().and_then(Self::new).ok_or(())
    }
}

impl std::fmt::Display for Last4 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|&digit| write!(f, "{}", char::from(digit)))
    }
}

/// What the station knows of a card after the digits are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardSummary {
    /// The network, as Stripe says or as the number's prefix suggests.
    pub brand: Brand,
    /// The number's last four digits.
    pub last4: Last4,
    /// The month the card is valid through. Shown, never journalled.
    pub expiry: Expiry,
}

#[cfg(test)]
mod tests {
    use super::Last4;

    #[test]
    fn exactly_four_digits_are_a_last_four() {
        for text in ["", "424", "42424", "42a2", "4\u{b2}42", " 242"] {
            assert_eq!(text.parse::<Last4>(), Err(()));
        }
        assert_eq!("0005".parse::<Last4>().unwrap().to_string(), "0005");
    }
}
