//! A quick look at one track while it arrives: enough for the framer to know whether to wait.
//!
//! Not a verdict: it copies nothing, checks no digit and is asked again by nobody.

use super::masked;
use crate::card::pan::{PAN_MAX, PAN_MIN};

/// What one track, from its start sentinel through its end sentinel, seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// A payment card's track.
    Payment,
    /// A payment card's track whose number may have been blanked out: more may follow that says so.
    Masked,
    /// The reader's mark for a track it could not decode.
    Unreadable,
    /// Anything else.
    Foreign,
}

/// Looks at a track that begins with `%` or `;` and ends with `?`.
#[must_use]
pub fn glance(track: &[u8]) -> Glance {
    let Some(inner) = track.strip_suffix(b"?") else { return Glance::Foreign };
    let (body, separator) = match inner {
        [b'%' | b';', b'E' | b'e'] => return Glance::Unreadable,
        [b'%', b'*', ..] => return Glance::Masked,
        [b'%', b'B' | b'b', body @ ..] => (body, b'^'),
        [b';', body @ ..] => (body, b'='),
        _ => return Glance::Foreign,
    };
    let Some(length) = body.iter().position(|&byte| byte == separator) else {
        return Glance::Foreign;
    };
    let (pan, rest) = body.split_at(length);
    let digits = pan.iter().filter(|byte| **byte != b' ').count();
    if !(PAN_MIN..=PAN_MAX).contains(&digits) || rest.len() < 5 {
        Glance::Foreign
    } else if masked::may_be_masked(pan) {
        Glance::Masked
    } else {
        Glance::Payment
    }
}
