//! A keyboard reader that types for a US keyboard on a console with another layout.
//!
//! The reader sends key positions; the console turns them into its own characters, so that
//! separators become other signs and no track can be found. The digits mostly survive.

/// The fewest characters that are worth the suspicion.
const SWIPE_MIN: usize = 16;
/// The fewest digits that are.
const DIGITS_MIN: usize = 8;

/// Whether track 1 lost its separators to another layout (where `^` is typed, `&` appears).
pub(super) fn garbles_track1(body: &[u8]) -> bool {
    let [b'B' | b'b', rest @ ..] = body else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits >= 4 && !rest.contains(&b'^') && (rest.contains(&b'&') || !rest.is_ascii())
}

/// Whether bytes without any sentinel are a swipe whose sentinels became other characters.
pub(super) fn garbles_sentinels(bytes: &[u8]) -> bool {
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    bytes.len() >= SWIPE_MIN
        && std::str::from_utf8(bytes).is_ok()
        && (foreign >= DIGITS_MIN || (foreign > 0 && digits >= DIGITS_MIN))
}
