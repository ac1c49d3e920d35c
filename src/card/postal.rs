//! The billing postal code, for the bank's address check.
//!
//! It is not matched against any country's pattern: the cards of the whole world come by, and the
//! bank knows what it expects.

use super::secret_text::SecretText;

/// The longest postal code kept. The world's longest have ten characters, as in `12345-6789`.
pub const POSTAL_MAX: usize = 10;

/// A postal code. Personal, so treated as secret: boxed, wiped on drop, printable by nobody.
pub struct PostalCode(SecretText<POSTAL_MAX>);

impl PostalCode {
    /// From 1 to 10 capital letters, digits, spaces and hyphens, without the spaces around them.
    ///
    /// `None` for other characters, a longer text, and one without any letter or digit.
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Box<Self>> {
        if !is_postal_code(ascii) {
            return None;
        }
        let mut postal = Box::new(Self(SecretText::new()));
        postal.0.set(ascii.trim_ascii()).then_some(postal)
    }

    /// The code, 1 to 10 bytes of ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Whether [`PostalCode::new`] accepts this text.
pub(super) fn is_postal_code(ascii: &[u8]) -> bool {
    let text = ascii.trim_ascii();
    text.len() <= POSTAL_MAX
        && text.iter().any(u8::is_ascii_alphanumeric)
        && text.iter().all(|&byte| is_postal_char(byte))
}

/// Whether postal codes are written with this character.
pub(super) const fn is_postal_char(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_many_countries_are_kept_as_typed() {
        for code in ["75001", "12345-6789", "SW1A 1AA", "D02 AF30", "1010"] {
            let kept = PostalCode::new(code.as_bytes());
            assert!(kept.is_some_and(|kept| kept.as_bytes() == code.as_bytes()));
        }
        assert!(PostalCode::new(b" 75001 ").is_some_and(|kept| kept.as_bytes() == b"75001"));
    }

    #[test]
    fn what_no_country_writes_is_refused() {
        for other in ["", " ", "--", "12345-67890", "sw1a", "75001\n1", "75_01"] {
            assert!(PostalCode::new(other.as_bytes()).is_none());
        }
    }
}
