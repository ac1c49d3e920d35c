//! A form value that is card data: kept in a wiped box, known to others by its length only.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The longest value kept. Card numbers have at most 19 digits; the rest is counted, not kept.
const CAPACITY: usize = 32;

/// A card number or a CVC while its request is handled. Spaces and hyphens are left out, as
/// Stripe does.
pub struct Secret {
    bytes: Box<Zeroizing<[u8; CAPACITY]>>,
    length: usize,
}

impl Secret {
    /// Reads a decoded value byte by byte, so that it is never held anywhere else.
    pub fn read(decoded: impl Iterator<Item = u8>) -> Self {
        let mut secret = Self { bytes: Box::new(Zeroizing::new([0; CAPACITY])), length: 0 };
        for byte in decoded.filter(|byte| !matches!(byte, b' ' | b'-')) {
            if let Some(slot) = secret.bytes.get_mut(secret.length) {
                *slot = byte;
            }
            secret.length += 1;
        }
        secret
    }

    /// How many characters were sent, separators aside.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The value if it is nothing but ASCII digits and short enough to be card data.
    pub fn digits(&self) -> Option<&[u8]> {
        let value = self.bytes.get(..self.length)?;
        value.iter().all(u8::is_ascii_digit).then_some(value)
    }

    /// A digest that tells two values apart but not what they were, for whoever lacks the salt.
    pub fn digest(&self, salt: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(self.length.to_le_bytes());
        hasher.update(self.bytes.as_slice());
        // One block of zeros pushes the last digits out of the hasher's own buffer.
        hasher.update([0u8; 64]);
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_left_out() {
        let secret = Secret::read("4242 4242-4242 4242".bytes());
        assert_eq!(secret.length(), 16);
        assert!(secret.digits() == Some(b"4242424242424242".as_slice()));
    }

    #[test]
    fn an_overlong_value_is_counted_but_is_no_card_data() {
        let secret = Secret::read(std::iter::repeat_n(b'1', 100));
        assert_eq!(secret.length(), 100);
        assert!(secret.digits().is_none());
    }

    #[test]
    fn a_digest_depends_on_the_value_and_on_the_salt() {
        let one = Secret::read("4242424242424242".bytes());
        let other = Secret::read("5555555555554444".bytes());
        assert_ne!(one.digest(&[1; 32]), other.digest(&[1; 32]));
        assert_ne!(one.digest(&[1; 32]), one.digest(&[2; 32]));
        assert_eq!(one.digest(&[1; 32]), one.digest(&[1; 32]));
    }
}
