//! The answer of an MSR605 to its read command.
//!
//! `ESC s`, then each track after `ESC 01`, `ESC 02`, `ESC 03`, then `? FS ESC` and a status
//! digit. Some firmware leaves the sentinels of the tracks out.

use super::tracks::{Track, Tracks};

const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
/// The status digit for "read well".
const WELL: u8 = b'0';

/// Where an answer begins, if there is one.
pub(super) fn find(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.windows(3).position(|window| window == [ESC, b's', ESC])?;
    bytes.get(start + 2..)
}

/// Whether the reader says that it read well.
pub(super) fn is_well(answer: &[u8]) -> bool {
    answer.windows(3).any(|window| window == [FS, ESC, WELL])
}

/// The tracks of an answer.
pub(super) fn tracks(answer: &[u8]) -> Tracks<'_> {
    let ended = answer.windows(2).any(|window| window == [FS, ESC]);
    let mut tracks = Tracks::none();
    tracks.any_sentinel = true;
    for part in answer.split(|&byte| byte == ESC).skip(1) {
        let Some((&number, body)) = part.split_first() else { continue };
        let body = body.strip_suffix(&[FS]).unwrap_or(body);
        let body = match body {
            [b'%' | b';' | b'+', body @ ..] => body,
            body => body,
        };
        let track = match body.strip_suffix(b"?") {
            Some(body) => Track::whole(body),
            None if ended => Track::whole(body),
            None if body.is_empty() => Track::Absent,
            None => Track::Cut(body),
        };
        match number {
            1 => tracks.one = track,
            2 => tracks.two = track,
            3 => tracks.three = track,
            _ => {}
        }
    }
    tracks
}
