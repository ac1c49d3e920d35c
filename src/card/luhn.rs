//! The Luhn check digit (ISO/IEC 7812-1, annex B).

/// Whether a run of ASCII digits, check digit last, passes. Empty input and non-digits fail.
#[must_use]
pub fn is_valid(ascii: &[u8]) -> bool {
    let mut sum = 0u32;
    for (place, &byte) in ascii.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(byte - b'0');
        sum += match (place % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => digit * 2,
            (_, _) => digit * 2 - 9,
        };
    }
    !ascii.is_empty() && sum.is_multiple_of(10)
}
