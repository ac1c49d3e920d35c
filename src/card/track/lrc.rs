//! The longitudinal redundancy check character of a track (ISO/IEC 7811-2 and 7811-6).
//!
//! Readers check it themselves and rarely send it. Nothing is refused because of it: it only
//! tells the framer whether the character after an end sentinel still belongs to the swipe.

/// The LRC of one track from its start sentinel through its end sentinel, as ASCII.
///
/// Track 1 (first byte `%`) has six data bits over 0x20, the other tracks four over 0x30.
/// `None` for an empty track.
#[must_use]
pub fn of(track: &[u8]) -> Option<u8> {
    let (base, bits) = match track.first()? {
        b'%' => (0x20u8, 0x3F),
        _ => (0x30u8, 0x0F),
    };
    let sum = track.iter().fold(0u8, |sum, byte| sum ^ byte.wrapping_sub(base));
    Some(base.wrapping_add(sum & bits))
}
