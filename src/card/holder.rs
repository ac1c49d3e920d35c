//! The cardholder's name as a track carries it.
//!
//! It is kept exactly as read, `SURNAME/FIRST` and all; whoever sends or shows it arranges it.

use super::secret_text::SecretText;

/// The longest name kept. ISO/IEC 7813 allows 26 characters; real cards carry more.
pub const HOLDER_MAX: usize = 40;

/// A cardholder's name. Secret: boxed, wiped on drop, printable by nobody.
pub struct HolderName(SecretText<HOLDER_MAX>);

impl HolderName {
    /// A name from printable ASCII, without the spaces around it, in a box of its own.
    ///
    /// `None` for a name that says nothing (only spaces and slashes, as gift cards have), one of
    /// more than 40 characters, and one with other characters: a card can be charged without.
    #[must_use]
    pub fn new(ascii: &[u8]) -> Option<Box<Self>> {
        let mut holder = Self::blank();
        holder.fill(ascii).then_some(holder)
    }

    /// A box for a name. It becomes one by [`HolderName::fill`] and leaves this room only then.
    pub(in crate::card) fn blank() -> Box<Self> {
        Box::new(Self(SecretText::new()))
    }

    /// Puts a name in; `false` and empty if [`HolderName::new`] would not admit it.
    pub(in crate::card) fn fill(&mut self, ascii: &[u8]) -> bool {
        let name = ascii.trim_ascii();
        let printable = name.iter().all(|byte| (b' '..=b'~').contains(byte));
        self.0.clear();
        printable && name.iter().any(u8::is_ascii_alphanumeric) && self.0.set(name)
    }

    /// The name, 1 to 40 bytes of printable ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_padded_name_loses_its_padding_only() {
        let holder = HolderName::new(b"PUBLIC/JANE Q.MS          ").unwrap();
        assert!(holder.as_bytes() == b"PUBLIC/JANE Q.MS");
    }

    #[test]
    fn a_name_that_says_nothing_is_no_name() {
        for nothing in [&b""[..], b"   ", b" /", b"JANE\x07", "ZO\u{cb}".as_bytes(), &[b'A'; 41]] {
            assert!(HolderName::new(nothing).is_none());
        }
        assert!(HolderName::new(&[b'A'; 40]).is_some());
    }
}
