//! The primary account number: 12 to 19 digits with a Luhn check digit (ISO/IEC 7812-1).

use super::secret_text::SecretText;
use super::{Brand, Last4, luhn};

/// The fewest digits a payable card number has.
pub const PAN_MIN: usize = 12;
/// The most digits a card number has.
pub const PAN_MAX: usize = 19;

/// A whole card number. Secret: boxed by its owners, wiped on drop, printable by nobody.
pub struct Pan(SecretText<PAN_MAX>);

impl Pan {
    /// A number from 12 to 19 ASCII digits, copied into a box of its own.
    ///
    /// The Luhn check is a separate question ([`Pan::is_luhn_valid`]), because a failed check
    /// deserves a different answer ("misread, please try again") from "not a card number".
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Box<Self>> {
        // Boxed before a digit is copied in, so that no digit lies on the stack.
        Self::blank().filled(ascii.iter().copied())
    }

    /// A box for a number. It becomes one by [`Pan::filled`] and leaves this room only then.
    pub(in crate::card) fn blank() -> Box<Self> {
        Box::new(Self(SecretText::new()))
    }

    /// The box with this number in it, as [`Pan::new`] admits numbers.
    pub(in crate::card) fn filled(
        mut self: Box<Self>,
        mut ascii: impl Iterator<Item = u8>,
    ) -> Option<Box<Self>> {
        self.0.clear();
        let fits = ascii.all(|byte| byte.is_ascii_digit() && self.0.push(byte));
        (fits && self.0.len() >= PAN_MIN).then_some(self)
    }

    /// The digits as ASCII, for the one request that carries them.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// How many digits, 12 to 19.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a card number is never empty")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the check digit fits (ISO/IEC 7812-1, annex B). All zeros fit and are refused.
    #[must_use]
    pub fn is_luhn_valid(&self) -> bool {
        is_luhn_valid(self.digits())
    }

    /// The brand its first digits suggest.
    #[must_use]
    pub fn brand(&self) -> Brand {
        Brand::of(self.digits())
    }

    /// The last four digits, which may be shown.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the constructor admits only 12 to 19 ASCII digits")]
    pub fn last4(&self) -> Last4 {
        let last = self.digits().last_chunk::<4>().copied();
        last.and_then(Last4::new).expect("a card number has at least four digits")
    }
}

/// [`Pan::is_luhn_valid`] of digits that are still being typed.
pub(super) fn is_luhn_valid(digits: &[u8]) -> bool {
    luhn::is_valid(digits) && digits.iter().any(|&digit| digit != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_12_to_19_digits_make_a_number() {
        for length in 0..=25 {
            let made = Pan::new(&vec![b'4'; length]).map(|pan| pan.len());
            assert_eq!(made, (12..=19).contains(&length).then_some(length));
        }
        assert!(Pan::new(b"424242424242424a").is_none());
        assert!(Pan::new(b"4242 4242 4242 4242").is_none());
    }

    #[test]
    fn all_zeros_are_refused_although_their_check_digit_fits() {
        assert!(Pan::new(&[b'0'; 16]).is_some_and(|pan| !pan.is_luhn_valid()));
    }

    #[test]
    fn the_last_four_are_the_last_four() {
        let pan = Pan::new(b"378282246310005").unwrap();
        assert_eq!(pan.last4().to_string(), "0005");
        assert!(pan.brand() == Brand::Amex && pan.digits().len() == 15);
    }
}
