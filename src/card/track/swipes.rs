//! Cuts a recording of several swipes into single ones, without times to go by.
//!
//! The live framer has times and does not need this; a technician's file has none.

use super::encrypted;
use super::glance::{Glance, glance};
use super::tracks::TRACK2_MAX;

/// The swipes in a recording, in order. Parts without anything but white space are left out.
pub fn swipes(recording: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = recording;
    std::iter::from_fn(move || {
        while !rest.trim_ascii().is_empty() {
            let (swipe, after) = rest.split_at(end_of_first(rest));
            rest = after;
            if !swipe.trim_ascii().is_empty() {
                return Some(swipe);
            }
        }
        None
    })
}

/// What has been seen of the first swipe.
#[derive(Default)]
struct Seen {
    one: bool,
    two: bool,
    /// A reader's own fields, which repeat the tracks, up to the line's end.
    fields: bool,
    /// Whether a line ended since the last printable byte.
    line_ended: bool,
    /// Whether anything but white space has come.
    anything: bool,
}

fn end_of_first(bytes: &[u8]) -> usize {
    let mut seen = Seen::default();
    for (at, &byte) in bytes.iter().enumerate() {
        let from_here = bytes.get(at..).unwrap_or_default();
        if seen.anything && begins_another(&seen, from_here) {
            return at;
        }
        match byte {
            b'\r' | b'\n' => {
                seen.line_ended = true;
                seen.fields = false;
                continue;
            }
            b'%' if !seen.fields => seen.one = true,
            b';' if !seen.fields => seen.two = true,
            b'|' => seen.fields = seen.one || seen.two,
            _ => {}
        }
        seen.line_ended = seen.line_ended && byte.is_ascii_control();
        seen.anything |= !byte.is_ascii_whitespace();
    }
    bytes.len()
}

/// Whether a new swipe begins with these bytes, after what was seen of the one before.
fn begins_another(seen: &Seen, bytes: &[u8]) -> bool {
    if seen.fields {
        return false;
    }
    match bytes {
        [0x1B, b's', 0x1B, ..] => true,
        // Track 3 of a licence may begin with `%` too, but goes on with no letter.
        [b'%', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'*' | b' ') => {
            (seen.line_ended && (seen.one || seen.two)) || (seen.one && seen.two)
        }
        [b';', ..] if seen.line_ended && seen.two => !seen.one || is_track2(bytes),
        [byte, ..] if seen.line_ended && !seen.one && !seen.two => {
            // Lines without sentinels stand for themselves, except before a track.
            !byte.is_ascii_control() && !matches!(byte, b'%' | b';')
        }
        [b'0', b'2', ..] if seen.line_ended => encrypted::is_packet(first_line(bytes)),
        _ => false,
    }
}

/// Whether the bytes begin with a track 2, and not with a track 3 behind the same sentinel.
fn is_track2(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().position(|&byte| byte == b'?') else { return false };
    end < TRACK2_MAX
        && bytes.get(..=end).is_some_and(|track| {
            matches!(glance(track), Glance::Payment | Glance::Masked | Glance::Unreadable)
        })
}

fn first_line(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default()
}
