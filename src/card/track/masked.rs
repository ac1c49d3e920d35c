//! Numbers that a reader has blanked out.
//!
//! Encrypting readers send, beside the encrypted track, a masked one for display: the first and
//! last four digits are true and the rest is zeros or asterisks. MagTek's default even changes a
//! digit so that the check digit fits again ("Mod-10 correction"), so the Luhn check cannot tell:
//! a masked number would be charged as a card that does not exist.

/// Whether the station is connected to real money. Test card numbers look masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Real cards.
    Live,
    /// Test cards, many of which have zeros in the middle.
    Test,
}

/// How many digits at either end a mask leaves clear.
const CLEAR_ENDS: usize = 4;

/// Whether a number holds anything but digits and the spaces some issuers put in.
pub(super) fn has_mask_characters(pan: &[u8]) -> bool {
    !pan.iter().all(|&byte| byte.is_ascii_digit() || byte == b' ')
}

/// Digits other than zero between the clear ends, without counting the spaces.
fn nonzero_in_middle(pan: &[u8]) -> usize {
    let end = pan.len().saturating_sub(CLEAR_ENDS);
    let middle = pan.get(CLEAR_ENDS..end).unwrap_or_default();
    middle.iter().filter(|byte| !matches!(byte, b'0' | b' ')).count()
}

/// Whether a number could be a masked one, so that more of the swipe should be awaited.
pub(super) fn may_be_masked(pan: &[u8]) -> bool {
    has_mask_characters(pan) || nonzero_in_middle(pan) <= 1
}

/// Whether a number of digits has been masked with zeros.
///
/// `after_expiry` is the track from the service code on. A mask blanks that out too, which is the
/// stronger sign; in live mode a wholly blank middle is sign enough.
pub(super) fn is_zeroed(pan: &[u8], after_expiry: &[u8], mode: Mode) -> bool {
    let rest_is_blank = after_expiry.len() >= 3
        && after_expiry.iter().all(|byte| matches!(byte, b'0' | b' '))
        && after_expiry.starts_with(b"000");
    match (nonzero_in_middle(pan), mode) {
        (0, Mode::Live) => true,
        (0 | 1, _) => rest_is_blank,
        _ => false,
    }
}
