//! What encrypting readers send beside or instead of tracks.

/// The fewest hexadecimal digits an encrypted packet has.
const PACKET_MIN: usize = 60;
/// Bytes of a binary packet around its data: start, length (two), two check bytes, end.
const PACKET_FRAME: usize = 6;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// Whether the bytes are an encrypted packet without tracks, as ID TECH readers send: from STX to
/// ETX, in binary or (keyboard readers) as hexadecimal digits.
#[must_use]
pub fn is_packet(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let is_hex = text.len() >= PACKET_MIN
        && text.len().is_multiple_of(2)
        && text.starts_with(b"02")
        && text.ends_with(b"03")
        && text.iter().all(u8::is_ascii_hexdigit);
    is_hex || is_binary_packet(bytes) || is_binary_packet(text)
}

fn is_binary_packet(bytes: &[u8]) -> bool {
    let [STX, low, high, .., ETX] = bytes else { return false };
    usize::from(u16::from_le_bytes([*low, *high])) + PACKET_FRAME == bytes.len()
}

/// The fields a MagTek reader adds after the tracks, each after a `|`.
pub(super) enum Added<'a> {
    /// None.
    Nothing,
    /// Tracks again, clear: the reader can encrypt and has not been told to.
    Clear(&'a [u8]),
    /// Encrypted tracks.
    Encrypted,
}

/// Looks for added fields: the first is a status, the next three are the tracks once more.
pub(super) fn added_fields(bytes: &[u8]) -> Added<'_> {
    let Some(tracks_end) = bytes.iter().position(|&byte| byte == b'?') else {
        return Added::Nothing;
    };
    let after = bytes.get(tracks_end..).unwrap_or_default();
    let Some(start) = after.iter().position(|&byte| byte == b'|') else { return Added::Nothing };
    let fields = after.get(start..).unwrap_or_default();
    let mut tracks = fields.split(|&byte| byte == b'|').skip(2).take(3);
    match tracks.find(|field| !field.trim_ascii().is_empty()) {
        None => Added::Nothing,
        Some([b'%' | b';' | b'+', ..]) => Added::Clear(fields),
        Some(_) => Added::Encrypted,
    }
}
