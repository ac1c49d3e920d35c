//! Finds a serial reader's settings from what it sends. Sans-IO.
//!
//! Only the speed has to be tried. Listened to with eight bits and no parity, a line of seven bits
//! shows its parity as the eighth bit, so that one swipe tells how its characters are framed.

use zeroize::{Zeroize, Zeroizing};

use super::serial::Parity;
use crate::card::track::{Mode, Refusal, Source, Storage, Verdict, read};

/// Speeds in the order in which they are tried: the usual ones first.
pub const SPEEDS: [u32; 8] = [9_600, 19_200, 115_200, 38_400, 57_600, 4_800, 2_400, 1_200];
/// More than any swipe has.
const ROOM: usize = 1024;

/// What was heard on a line. Secret: wiped whenever it is emptied, and on drop.
pub struct Sample {
    bytes: Box<Zeroizing<[u8; ROOM]>>,
    length: usize,
}

/// How a line's characters are framed, as one swipe shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learned {
    /// Bits of a character, 7 or 8.
    pub data_bits: u8,
    /// Parity, if any.
    pub parity: Parity,
    /// Two stop bits, which is what a mark in the parity's place is.
    pub two_stop_bits: bool,
    /// Whether the tracks came without their sentinels.
    pub bare_tracks: bool,
}

impl Default for Sample {
    fn default() -> Self {
        Self { bytes: Box::new(Zeroizing::new([0; ROOM])), length: 0 }
    }
}

impl Sample {
    /// Hears one more byte; what is too much is not kept.
    pub fn hear(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Whether anything was heard.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// What the line must be set to, if what was heard is a swipe; wipes it either way.
    pub fn judge(&mut self) -> Option<Learned> {
        let learned = self.look();
        self.bytes.zeroize();
        self.length = 0;
        learned
    }

    fn look(&mut self) -> Option<Learned> {
        let heard = self.bytes.get_mut(..self.length).unwrap_or_default();
        let eighth = |byte: &u8| byte & 0x80 != 0;
        let even = heard.iter().all(|byte| byte.count_ones().is_multiple_of(2));
        let odd = heard.iter().all(|byte| !byte.count_ones().is_multiple_of(2));
        let (data_bits, parity, two_stop_bits) = if !heard.iter().any(eighth) {
            (8, Parity::None, false)
        } else if heard.iter().all(eighth) {
            (7, Parity::None, true)
        } else if even {
            (7, Parity::Even, false)
        } else if odd {
            (7, Parity::Odd, false)
        } else {
            return None;
        };
        heard.iter_mut().for_each(|byte| *byte &= 0x7F);
        let bare_tracks = if is_swipe(heard, Source::Serial) {
            false
        } else if is_swipe(heard, Source::Any) {
            true
        } else {
            return None;
        };
        Some(Learned { data_bits, parity, two_stop_bits, bare_tracks })
    }
}

/// Whether the bytes are understood, even if the card or the reader cannot be used.
fn is_swipe(bytes: &[u8], source: Source) -> bool {
    match read(bytes, source, Mode::Test, &mut Storage::default()) {
        Verdict::Card(_) | Verdict::NotPaymentCard(_) => true,
        Verdict::Refused(refusal) => matches!(
            refusal,
            Refusal::MaskedCardData | Refusal::EncryptedReader | Refusal::Unreadable
        ),
        Verdict::Typed => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SWIPE: &str = "%B4242424242424242^DOE/JANE^30122010000000000000?\
        ;4242424242424242=30122010000000000000?\r";

    fn learned(bytes: impl Iterator<Item = u8>) -> Option<Learned> {
        let mut sample = Sample::default();
        bytes.for_each(|byte| sample.hear(byte));
        let learned = sample.judge();
        assert!(sample.is_empty() && sample.bytes.iter().all(|&byte| byte == 0));
        learned
    }

    fn framing(learned: Option<Learned>) -> (u8, Parity, bool) {
        let Learned { data_bits, parity, two_stop_bits, .. } = learned.unwrap();
        (data_bits, parity, two_stop_bits)
    }

    #[test]
    fn one_swipe_tells_the_framing() {
        let parity = |odd: u32| move |byte: u8| byte | u8::from(byte.count_ones() % 2 != odd) << 7;
        assert_eq!(framing(learned(SWIPE.bytes())), (8, Parity::None, false));
        assert_eq!(framing(learned(SWIPE.bytes().map(parity(0)))), (7, Parity::Even, false));
        assert_eq!(framing(learned(SWIPE.bytes().map(parity(1)))), (7, Parity::Odd, false));
        assert_eq!(framing(learned(SWIPE.bytes().map(|b| b | 0x80))), (7, Parity::None, true));
    }

    #[test]
    fn missing_sentinels_are_noticed() {
        assert!(learned("4242424242424242=30122010000000000000\r".bytes()).unwrap().bare_tracks);
        assert!(!learned(SWIPE.bytes()).unwrap().bare_tracks);
    }

    #[test]
    fn garbage_teaches_nothing() {
        assert!(learned(SWIPE.bytes().map(|byte| byte.rotate_left(3))).is_none());
        assert!(learned(std::iter::empty()).is_none());
        assert!(learned(std::iter::repeat_n(b'U', 5000)).is_none());
    }

    proptest! {
        #[test]
        fn no_noise_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = learned(bytes.into_iter());
        }
    }
}
