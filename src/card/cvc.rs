//! The security code printed on the card: CVC2, CVV2, CID. Never to be stored (PCI DSS 3.3.1.2).
//!
//! It is not the value on the stripe, which cannot stand in for it.

use super::secret_text::SecretText;

/// The most digits a security code has.
pub const CVC_MAX: usize = 4;

/// A printed security code of 3 or 4 digits. Secret: boxed, wiped on drop, printable by nobody.
pub struct Cvc(SecretText<CVC_MAX>);

impl Cvc {
    /// A code from 3 or 4 ASCII digits, copied into a box of its own.
    ///
    /// Whether it fits the card is [`super::Brand::admits_cvc_of`].
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Box<Self>> {
        if ascii.len() < 3 || !ascii.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut cvc = Box::new(Self(SecretText::new()));
        cvc.0.set(ascii).then_some(cvc)
    }

    /// The digits as ASCII, for the one request that carries them.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_or_four_digits_are_a_code() {
        for (text, digits) in [("123", Some(3)), ("0000", Some(4)), ("12", None), ("12345", None)] {
            assert_eq!(Cvc::new(text.as_bytes()).map(|cvc| cvc.digits().len()), digits);
        }
        assert!(Cvc::new(b"12a").is_none());
    }
}
