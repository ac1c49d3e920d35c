//! Magnetic-stripe data (ISO/IEC 7811, 7813): from the bytes of one swipe to a verdict.
//!
//! [`read`] takes text as any reader sends it, [`read_hid`] a USB HID report. Both are pure,
//! borrow the bytes and copy nothing but the number and the name, each into a wiped box of the
//! [`Storage`] they are given: while that is stocked, no memory is asked for. Whether the station takes the card is [`assess`]'s question. Cutting a stream into swipes is not done
//! here: that is the reader's framer.

mod bare;
mod encrypted;
mod fields;
mod glance;
mod hid_report;
mod judge;
mod layout;
mod licence;
pub mod lrc;
mod masked;
mod msr605;
mod picture;
mod policy;
mod source;
mod storage;
mod swipes;
#[cfg(test)]
mod tests;
mod tracks;
mod verdict;

pub use bare::is_bare_track;
pub use encrypted::is_packet;
pub use glance::{Glance, glance};
pub use hid_report::{is_hid_length, picture_hid, read_hid};
pub use masked::Mode;
pub use picture::{CheckCharacter, TrackPicture, TrackState, picture};
pub use policy::assess;
pub use source::Source;
pub use storage::Storage;
pub use swipes::swipes;
pub use verdict::{NotPayment, Refusal, Verdict};

use encrypted::Added;
use tracks::{Track, Tracks};

/// Reads the bytes of one swipe.
#[must_use]
pub fn read(swipe: &[u8], source: Source, mode: Mode, storage: &mut Storage) -> Verdict {
    if let Some(answer) = msr605::find(swipe) {
        return match judge::judge(&msr605::tracks(answer), mode, storage) {
            Verdict::Card(card) => Verdict::Card(card),
            _ if !msr605::is_well(answer) => Verdict::Refused(Refusal::Unreadable),
            verdict => verdict,
        };
    }
    if is_packet(swipe) {
        return Verdict::Refused(Refusal::EncryptedReader);
    }
    let tracks = match encrypted::added_fields(swipe) {
        Added::Encrypted => return Verdict::Refused(Refusal::EncryptedReader),
        Added::Clear(fields) => Tracks::split(fields),
        Added::Nothing => Tracks::split(swipe),
    };
    if source.has_keyboard_layout() {
        let garbled = match tracks.any_sentinel {
            true => layout::garbles_track1(tracks.one.body()),
            false => layout::garbles_sentinels(swipe),
        };
        if garbled {
            return Verdict::Refused(Refusal::KeyboardLayout);
        }
    }
    if source == Source::KeyboardTty && !looks_swiped(&tracks) {
        return Verdict::Typed;
    }
    if tracks.any_sentinel {
        return judge::judge(&tracks, mode, storage);
    }
    match bare::track(swipe) {
        Some(tracks) if source.takes_bare_tracks() => judge::judge(&tracks, mode, storage),
        _ => Verdict::Refused(Refusal::NoSentinel),
    }
}

/// The fewest characters after a sentinel, in a terminal, that are a swipe cut short.
const CUT_MIN: usize = 7;

/// Whether any track is more than a stray sentinel in typing.
fn looks_swiped(tracks: &Tracks<'_>) -> bool {
    [&tracks.one, &tracks.two, &tracks.three].into_iter().any(|track| match track {
        Track::Absent => false,
        Track::Unreadable => true,
        Track::Whole(body) => {
            body.contains(&b'^') || body.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4
        }
        // As short as this, a person typed it: the framer gives it back as typing, too.
        Track::Cut(body) if body.len() < CUT_MIN => false,
        Track::Cut(body) => body.starts_with(b"*") || body.iter().skip(1).any(u8::is_ascii_digit),
    })
}
