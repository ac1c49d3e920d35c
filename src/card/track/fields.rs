//! The grammar of the two payment tracks (ISO/IEC 7813).
//!
//! Everything is borrowed from the swipe and nothing is copied. The discretionary data, which
//! holds the stripe's own security value, ends here: it is looked at for signs of a mask and
//! never leaves this module.

use super::masked::{self, Mode};
use super::storage::Storage;
use super::tracks::Track;
use super::verdict::{NotPayment, Refusal};
use crate::card::pan::{PAN_MAX, PAN_MIN};
use crate::card::{Brand, Expiry, Pan, ServiceCode};

/// The shortest and longest number that a mask may stand in.
const MASKED_LENGTHS: std::ops::RangeInclusive<usize> = 8..=24;

/// What a payment track says. Secret: borrowed from the swipe.
pub(super) struct Fields<'a> {
    pan: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) expiry: Expiry,
    pub(super) service_code: Option<ServiceCode>,
    /// The track after its number, to tell licences by.
    pub(super) after_number: &'a [u8],
}

impl Fields<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.pan.iter().copied().filter(|&byte| byte != b' ')
    }

    /// Whether two tracks are of one card: same number, same expiry.
    pub(super) fn agrees_with(&self, other: &Fields<'_>) -> bool {
        self.digits().eq(other.digits()) && self.expiry == other.expiry
    }

    /// The number in a box of its own, without the spaces that some issuers put in.
    pub(super) fn pan(&self, storage: &mut Storage) -> Option<Box<Pan>> {
        storage.pan().filled(self.digits())
    }
}

/// Why a track gives no card, from the least telling to the most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Absent,
    Unreadable,
    Incomplete,
    Refused(Refusal),
    NotPayment(NotPayment),
}

impl Fault {
    /// How much the fault tells of the card, for choosing between two.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Unreadable => 1,
            Self::Incomplete => 2,
            Self::Refused(Refusal::MalformedTrack1 | Refusal::MalformedTrack2) => 3,
            Self::Refused(_) => 4,
            Self::NotPayment(_) => 5,
        }
    }
}

const fn body<'a>(track: &Track<'a>) -> Result<&'a [u8], Fault> {
    match track {
        Track::Absent => Err(Fault::Absent),
        Track::Unreadable => Err(Fault::Unreadable),
        Track::Cut(_) => Err(Fault::Incomplete),
        Track::Whole(body) => Ok(body),
    }
}

/// Reads track 1, of which only format B pays.
pub(super) fn track1<'a>(track: &Track<'a>, mode: Mode) -> Result<Fields<'a>, Fault> {
    const MALFORMED: Fault = Fault::Refused(Refusal::MalformedTrack1);
    let body = match body(track)? {
        [b'*', ..] => return Err(Fault::Refused(Refusal::MaskedCardData)),
        [b'B' | b'b', body @ ..] => body,
        _ => return Err(Fault::NotPayment(NotPayment::Unrecognised)),
    };
    let mut parts = body.splitn(3, |&byte| byte == b'^');
    let (Some(pan), Some(name), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(MALFORMED);
    };
    let length = number_length(pan).ok_or_else(|| no_number(pan, MALFORMED))?;
    number_is_clear(pan, length, MALFORMED)?;
    let name = if has_country_code(pan) { after_country_code(name) } else { name };
    after_number(pan, name, rest, b'^', mode)
}

/// Reads track 2.
pub(super) fn track2<'a>(track: &Track<'a>, mode: Mode) -> Result<Fields<'a>, Fault> {
    const MALFORMED: Fault = Fault::Refused(Refusal::MalformedTrack2);
    let body = body(track)?;
    let Some(end) = separator(body) else {
        return Err(match body {
            _ if body.iter().all(u8::is_ascii_digit) => Fault::NotPayment(NotPayment::NoSeparator),
            _ if body.contains(&b'*') => Fault::Refused(Refusal::MaskedCardData),
            _ => MALFORMED,
        });
    };
    let (pan, rest) = body.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    let length = number_length(pan).ok_or_else(|| no_number(pan, MALFORMED))?;
    number_is_clear(pan, length, MALFORMED)?;
    if rest.contains(&b'*') {
        return Err(Fault::Refused(Refusal::MaskedCardData));
    }
    if !rest.iter().all(|byte| matches!(byte, b'0'..=b'>' | b' ')) {
        return Err(MALFORMED);
    }
    let rest = if has_country_code(pan) { after_country_code(rest) } else { rest };
    after_number(pan, &[], rest, b'=', mode)
}

/// Where track 2 has its field separator: `=`, or `D` as chip cards and hosts write it.
pub(super) fn separator(body: &[u8]) -> Option<usize> {
    let written = |separator: u8| body.iter().position(|&byte| byte == separator);
    written(b'=').or_else(|| {
        written(b'D').filter(|&at| {
            let is_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
            body.get(..at).is_some_and(is_digits) && body.get(at + 1..).is_some_and(is_digits)
        })
    })
}

/// How many characters the number has, spaces not counted; `None` if it cannot be one.
fn number_length(pan: &[u8]) -> Option<usize> {
    let length = pan.iter().filter(|byte| **byte != b' ').count();
    let lengths = if masked::has_mask_characters(pan) { MASKED_LENGTHS } else { PAN_MIN..=PAN_MAX };
    lengths.contains(&length).then_some(length)
}

/// What a number too short or too long for a bank card means: a misread, or a card of another
/// industry, whose numbers have their own lengths.
fn no_number(pan: &[u8], malformed: Fault) -> Fault {
    if is_other_industry(pan) && pan.iter().all(u8::is_ascii_digit) {
        Fault::NotPayment(NotPayment::Unrecognised)
    } else {
        malformed
    }
}

/// Whether no bank issues numbers that begin like this one (ISO/IEC 7812-1: major industries 0,
/// 7, 8 and 9).
const fn is_other_industry(pan: &[u8]) -> bool {
    matches!(pan, [b'0' | b'7' | b'8' | b'9', ..])
}

fn number_is_clear(pan: &[u8], length: usize, malformed: Fault) -> Result<(), Fault> {
    if masked::has_mask_characters(pan) {
        Err(Fault::Refused(Refusal::MaskedCardData))
    } else if length > PAN_MAX {
        Err(malformed)
    } else if pan.iter().all(|byte| matches!(byte, b'0' | b' ')) {
        // A run of zeros passes the Luhn check and is nobody's number.
        Err(Fault::Refused(Refusal::BadChecksum))
    } else {
        Ok(())
    }
}

/// Numbers that begin with 59 have the issuer's country code after them.
fn has_country_code(pan: &[u8]) -> bool {
    pan.starts_with(b"59")
}

fn after_country_code(field: &[u8]) -> &[u8] {
    match field.split_first_chunk::<3>() {
        Some((code, rest)) if code.iter().all(u8::is_ascii_digit) => rest,
        _ => field,
    }
}

/// Reads expiry and service code, in whose places a lone separator stands if they are missing.
fn after_number<'a>(
    pan: &'a [u8],
    name: &'a [u8],
    rest: &'a [u8],
    separator: u8,
    mode: Mode,
) -> Result<Fields<'a>, Fault> {
    let brand = Brand::of(pan);
    let Some((yymm, after_expiry)) = rest.split_first_chunk::<4>() else {
        return Err(missing_expiry(pan, brand));
    };
    if rest.first() == Some(&separator) {
        return Err(missing_expiry(pan, brand));
    }
    if masked::is_zeroed(pan, after_expiry, mode) {
        return Err(Fault::Refused(Refusal::MaskedCardData));
    }
    let Some(expiry) = Expiry::from_track(yymm) else {
        return Err(if brand == Brand::Unknown {
            Fault::NotPayment(NotPayment::Unrecognised)
        } else {
            Fault::Refused(Refusal::BadExpiry)
        });
    };
    let service_code = after_expiry.get(..3).and_then(ServiceCode::new);
    if brand == Brand::Unknown && after_expiry.starts_with(b"000") {
        return Err(Fault::NotPayment(NotPayment::Unrecognised));
    }
    Ok(Fields { pan, name, expiry, service_code, after_number: rest })
}

/// A card without expiry, unless its number is outside the ranges of bank cards altogether.
fn missing_expiry(pan: &[u8], brand: Brand) -> Fault {
    if brand == Brand::Unknown && is_other_industry(pan) {
        Fault::NotPayment(NotPayment::Unrecognised)
    } else {
        Fault::Refused(Refusal::MissingExpiry)
    }
}
