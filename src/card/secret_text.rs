//! A short piece of secret text with a fixed place in memory, wiped whenever it shrinks or ends.
//!
//! Everything secret in this room is one of these inside a box. It is deliberately not a
//! `String`: it never grows, so it never leaves an old copy of itself behind.

use zeroize::Zeroize;

/// Up to `N` bytes of secret ASCII text. Moving it would copy the bytes, so owners box it empty
/// and fill it in place.
pub(crate) struct SecretText<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> SecretText<N> {
    /// Empty, ready to be boxed.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    /// The bytes held.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// How many bytes are held, 0 to `N`.
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing is held.
    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds one byte; `false` and unchanged when full.
    pub(crate) fn push(&mut self, byte: u8) -> bool {
        match self.bytes.get_mut(self.length) {
            Some(place) => {
                *place = byte;
                self.length += 1;
                true
            }
            None => false,
        }
    }

    /// Wipes the last byte; `false` when there was none.
    pub(crate) fn pop(&mut self) -> bool {
        let Some(last) = self.length.checked_sub(1) else { return false };
        self.length = last;
        if let Some(place) = self.bytes.get_mut(last) {
            place.zeroize();
        }
        true
    }

    /// Wipes everything.
    pub(crate) fn clear(&mut self) {
        self.bytes.zeroize();
        self.length = 0;
    }

    /// Wipes what was held and copies `text` in; `false` and empty when it does not fit.
    pub(crate) fn set(&mut self, text: &[u8]) -> bool {
        self.clear();
        match self.bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text);
                self.length = text.len();
                true
            }
            None => false,
        }
    }
}

impl<const N: usize> Drop for SecretText<N> {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::SecretText;

    #[test]
    fn what_is_taken_back_is_wiped_in_place() {
        let mut text = SecretText::<4>::new();
        assert!(text.set(b"1234"));
        assert!(text.pop());
        assert!(text.as_bytes() == b"123" && text.bytes == *b"123\0");
        text.clear();
        assert!(text.is_empty() && text.bytes == [0; 4]);
        assert!(!text.pop());
    }

    #[test]
    fn nothing_goes_beyond_its_capacity() {
        let mut text = SecretText::<3>::new();
        assert!(text.set(b"12") && text.push(b'3'));
        assert!(!text.push(b'4') && text.len() == 3);
        assert!(!text.set(b"1234") && text.is_empty(), "too long a text leaves nothing");
    }
}
