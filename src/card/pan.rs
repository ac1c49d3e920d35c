//! The primary account number: 12 to 19 digits with a Luhn check digit (ISO/IEC 7812-1).

use zeroize::Zeroize;

use super::{Brand, Last4, luhn};

/// The fewest digits a payable card number has.
pub const PAN_MIN: usize = 12;
/// The most digits a card number has.
pub const PAN_MAX: usize = 19;

/// A whole card number. Secret: boxed by its owners, wiped on drop, printable by nobody.
pub struct Pan {
    digits: [u8; PAN_MAX],
    length: u8,
}

impl Pan {
    /// A number from 12 to 19 ASCII digits, copied into a box of its own.
    ///
    /// The Luhn check is a separate question ([`Pan::is_luhn_valid`]), because some readers and
    /// some UnionPay cards deserve a different answer than "misread".
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Box<Self>> {
        let length = u8::try_from(ascii.len()).ok()?;
        if !(PAN_MIN..=PAN_MAX).contains(&ascii.len()) || !ascii.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // Boxed before a digit is copied in, so that no digit lies on the stack.
        let mut pan = Box::new(Self { digits: [0; PAN_MAX], length });
        pan.digits.get_mut(..ascii.len())?.copy_from_slice(ascii);
        Some(pan)
    }

    /// The digits as ASCII, for the one request that carries them.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        self.digits.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// How many digits, 12 to 19.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Never: a card number has digits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Whether the check digit fits (ISO/IEC 7812-1, annex B). All zeros fit and are refused.
    #[must_use]
    pub fn is_luhn_valid(&self) -> bool {
        luhn::is_valid(self.digits()) && self.digits().iter().any(|&digit| digit != b'0')
    }

    /// The brand its first digits suggest.
    #[must_use]
    pub fn brand(&self) -> Brand {
        Brand::of(self.digits())
    }

    /// The last four digits, which may be shown.
    #[must_use]
    pub fn last4(&self) -> Option<Last4> {
        self.digits().last_chunk::<4>().copied().and_then(Last4::new)
    }
}

impl Drop for Pan {
    fn drop(&mut self) {
        self.digits.zeroize();
        self.length.zeroize();
    }
}
