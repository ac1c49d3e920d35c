//! USB HID reports of card readers, told by length and content.
//!
//! One report is one swipe: MagTek's 337 bytes (SureSwipe), 856 and 887 (MagneSafe V5), ID TECH's
//! 509. The report ID, if the device uses any, must be removed before. A sequence of the MSR605X's
//! 64-byte packets is understood as well.

use super::masked::Mode;
use super::picture::{self, TrackPicture};
use super::source::Source;
use super::storage::Storage;
use super::tracks::{Track, Tracks};
use super::verdict::{NotPayment, Refusal, Verdict};
use super::{judge, read};

/// Where the card encode type stands in all of MagTek's and ID TECH's reports.
const ENCODE_TYPE: usize = 6;
const AAMVA: u8 = 1;
const CALIFORNIA_LICENCE: u8 = 2;
const BLANK: u8 = 3;
const UNDETERMINED: u8 = 5;
/// Where a MagneSafe report has its encryption status.
const ENCRYPTION_STATUS: usize = 493;
/// The bit of the status that says that encryption is on.
const ENCRYPTION_ON: u8 = 0x04;
/// Where it has the lengths of its three masked tracks.
const MASKED_LENGTHS: std::ops::Range<usize> = 505..508;

/// Where the tracks begin in MagTek's 337 bytes, and how long they may be.
const MAGTEK: [usize; 3] = [7, 117, 227];
const MAGTEK_ROOM: usize = 110;
/// The same in a MagneSafe report, if they are clear.
const MAGNESAFE: [usize; 3] = [7, 119, 231];
const MAGNESAFE_ROOM: usize = 112;

/// The size of an MSR605X packet: a head byte and up to 63 bytes of text.
const PACKET: usize = 64;
/// The bits of a packet's head that say how many of its bytes count.
const PACKET_LENGTH: u8 = 0x3F;

/// Whether a report of so many bytes holds a swipe.
#[must_use]
pub const fn is_hid_length(length: usize) -> bool {
    matches!(length, 337 | 509 | 856 | 887) || (length > 0 && length.is_multiple_of(PACKET))
}

/// Reads one report as it came from the device, without a report ID.
#[must_use]
pub fn read_hid(report: &[u8], mode: Mode, storage: &mut Storage) -> Verdict {
    match report.len() {
        337 => {
            by_type(report).unwrap_or_else(|| magtek(report, MAGTEK, MAGTEK_ROOM, mode, storage))
        }
        509 => by_type(report).unwrap_or_else(|| idtech(report, mode, storage)),
        856 | 887 => magnesafe(report, mode, storage),
        length if length > 0 && length.is_multiple_of(PACKET) => msr605x(report, mode, storage),
        _ => Verdict::Refused(Refusal::Unreadable),
    }
}

/// Looks at the three tracks of one report; nothing of one that is encrypted or in packets.
#[must_use]
pub fn picture_hid(report: &[u8]) -> Option<[TrackPicture; 3]> {
    match report.len() {
        337 => Some(picture::of_tracks(&magtek_tracks(report, MAGTEK, MAGTEK_ROOM))),
        509 => Some(picture::picture(idtech_text(report).unwrap_or_default())),
        856 | 887 if !is_encrypted(report) => {
            Some(picture::of_tracks(&magtek_tracks(report, MAGNESAFE, MAGNESAFE_ROOM)))
        }
        _ => None,
    }
}

/// What the reader itself says of the card, where that settles it.
fn by_type(report: &[u8]) -> Option<Verdict> {
    match *report.get(ENCODE_TYPE)? {
        AAMVA | CALIFORNIA_LICENCE => Some(Verdict::NotPaymentCard(NotPayment::DriversLicense)),
        BLANK => Some(Verdict::Refused(Refusal::BlankCard)),
        _ => None,
    }
}

/// One track of MagTek's layout: status and length by number, text at `start`.
fn track(report: &[u8], number: usize, start: usize, room: usize) -> Track<'_> {
    let status = report.get(number).copied().unwrap_or_default();
    let length = report.get(3 + number).copied().map_or(0, usize::from).min(room);
    let text = report.get(start..start + length).unwrap_or_default();
    if text.is_empty() {
        return if status & 1 == 1 { Track::Unreadable } else { Track::Absent };
    }
    let text = match text {
        [b'%' | b';' | b'+' | b'#' | b'!', text @ ..] => text,
        text => text,
    };
    match text.iter().position(|&byte| byte == b'?') {
        Some(end) => Track::whole(text.get(..end).unwrap_or_default()),
        None => Track::Cut(text),
    }
}

fn magtek_tracks(report: &[u8], starts: [usize; 3], room: usize) -> Tracks<'_> {
    let [one, two, three] = starts;
    let mut tracks = Tracks::none();
    tracks.any_sentinel = true;
    tracks.one = track(report, 0, one, room);
    tracks.two = track(report, 1, two, room);
    tracks.three = track(report, 2, three, room);
    tracks.three_sentinel = match tracks.three {
        Track::Absent | Track::Unreadable => 0,
        Track::Cut(_) | Track::Whole(_) => report.get(three).copied().unwrap_or_default(),
    };
    tracks
}

fn magtek(
    report: &[u8],
    starts: [usize; 3],
    room: usize,
    mode: Mode,
    storage: &mut Storage,
) -> Verdict {
    match judge::judge(&magtek_tracks(report, starts, room), mode, storage) {
        Verdict::Refused(Refusal::BlankCard) if report.get(ENCODE_TYPE) == Some(&UNDETERMINED) => {
            Verdict::Refused(Refusal::Unreadable)
        }
        verdict => verdict,
    }
}

/// Whether a MagneSafe report hides its tracks.
fn is_encrypted(report: &[u8]) -> bool {
    // At security level 2 the fields for encrypted tracks hold clear ones, padded with zeros.
    // Anything else in them is ciphertext, which may begin like a track by chance.
    let encrypted = MAGNESAFE.iter().enumerate().any(|(number, &start)| {
        let length = report.get(3 + number).copied().map_or(0, usize::from).min(MAGNESAFE_ROOM);
        let field = report.get(start..start + length).unwrap_or_default();
        let begins = matches!(field, [] | [b'%' | b';' | b'+' | b'#' | b'!', ..]);
        !begins || field.iter().any(|&byte| byte != 0 && !matches!(byte, b' '..=b'_'))
    });
    let status = report.get(ENCRYPTION_STATUS).copied().unwrap_or_default();
    let any = |lengths: Option<&[u8]>| lengths.is_some_and(|all| all.iter().any(|&n| n > 0));
    let is_masked = any(report.get(MASKED_LENGTHS));
    encrypted || (!any(report.get(3..6)) && (status & ENCRYPTION_ON != 0 || is_masked))
}

fn magnesafe(report: &[u8], mode: Mode, storage: &mut Storage) -> Verdict {
    if is_encrypted(report) {
        return by_type(report)
            .filter(|verdict| matches!(verdict, Verdict::NotPaymentCard(_)))
            .unwrap_or(Verdict::Refused(Refusal::EncryptedReader));
    }
    by_type(report).unwrap_or_else(|| magtek(report, MAGNESAFE, MAGNESAFE_ROOM, mode, storage))
}

/// ID TECH's own layout carries the text of its keyboard mode.
fn idtech_text(report: &[u8]) -> Option<&[u8]> {
    const DATA: usize = 9;
    const ROOM: usize = 500;
    let (low, high) = (report.get(7).copied(), report.get(8).copied());
    let bytes = [low.unwrap_or_default(), high.unwrap_or_default()];
    // Manuals do not tell the length's byte order: the one that fits the field is meant.
    let length = [u16::from_le_bytes(bytes), u16::from_be_bytes(bytes)]
        .into_iter()
        .map(usize::from)
        .find(|length| (1..=ROOM).contains(length))?;
    report.get(DATA..DATA + length)
}

fn idtech(report: &[u8], mode: Mode, storage: &mut Storage) -> Verdict {
    let Some(text) = idtech_text(report) else {
        let failed = report.get(..3).is_some_and(|status| status.iter().any(|bits| bits & 1 == 1));
        let refusal = if failed { Refusal::Unreadable } else { Refusal::BlankCard };
        return Verdict::Refused(refusal);
    };
    read(text, Source::Hid, mode, storage)
}

/// The MSR605X wraps the MSR605's serial answer into packets.
fn msr605x(packets: &[u8], mode: Mode, storage: &mut Storage) -> Verdict {
    let mut text = storage.packets();
    let counted = packets.chunks_exact(PACKET).flat_map(|packet| {
        let (head, data) = packet.split_first().unwrap_or((&0, &[]));
        data.iter().take(usize::from(head & PACKET_LENGTH))
    });
    let mut length = 0;
    for (place, &byte) in text.iter_mut().zip(counted) {
        *place = byte;
        length += 1;
    }
    let verdict = read(text.get(..length).unwrap_or_default(), Source::Msr605, mode, storage);
    storage.keep_packets(text);
    verdict
}
