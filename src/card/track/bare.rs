//! Tracks whose sentinels the reader has been told to leave out.

use super::fields::separator;
use super::tracks::{TRACK2_MAX, Track, Tracks};

/// The one track that the bytes are, told by its separator; `None` if they are none.
pub(super) fn track(bytes: &[u8]) -> Option<Tracks<'_>> {
    let text = bytes.trim_ascii();
    let mut tracks = Tracks::none();
    match text {
        [b'B' | b'b', digit, ..] if digit.is_ascii_digit() && text.contains(&b'^') => {
            tracks.one = Track::whole(text);
        }
        [b'0'..=b'9', ..] if separator(text).is_some() => {
            if text.len() > TRACK2_MAX {
                tracks.three = Track::whole(text);
            } else {
                tracks.two = Track::whole(text);
            }
        }
        _ => return None,
    }
    Some(tracks)
}

/// Whether the bytes are a track without its sentinels.
#[must_use]
pub fn is_bare_track(bytes: &[u8]) -> bool {
    track(bytes).is_some()
}
