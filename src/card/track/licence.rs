//! Driver's licences and identity cards (AAMVA card design standard), told so as to forget them.

use super::tracks::{Track, Tracks};

/// Postal codes of the states, provinces and territories that issue such cards.
const JURISDICTIONS: &[u8] = b"AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA \
MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP \
PR VI AB BC MB NB NL NS NT NU ON PE QC SK YT";

/// Whether any of the tracks is a licence's.
pub(super) fn is_licence(tracks: &Tracks<'_>) -> bool {
    matches!(tracks.three_sentinel, b'#' | b'!')
        || is_licence_track1(tracks.one.body())
        || matches!(tracks.two, Track::Whole(body) if has_issuer_number(body))
}

/// Track 1 begins with state and city, and joins the parts of a name with dollar signs.
fn is_licence_track1(body: &[u8]) -> bool {
    let Some((state, rest)) = body.split_first_chunk::<2>() else { return false };
    let city = rest.split(|&byte| byte == b'^').next().unwrap_or_default();
    let is_city = !city.is_empty()
        && city.iter().all(|byte| byte.is_ascii_alphabetic() || b" .-'".contains(byte));
    let known =
        JURISDICTIONS.split(|&byte| byte == b' ').any(|code| code.eq_ignore_ascii_case(state));
    known && is_city && rest.contains(&b'^')
}

/// Issuer numbers of licences: 636000 to 636062, and 604425 to 604434.
fn has_issuer_number(body: &[u8]) -> bool {
    let Some(prefix) = body.first_chunk::<6>() else { return false };
    // A card without separator is told by that before it is told by its number.
    body.contains(&b'=')
        && ((*b"636000"..=*b"636062").contains(prefix)
            || (*b"604425"..=*b"604434").contains(prefix))
}

/// Whether a track 2 after its number is a licence's: expiry, then a whole date of birth.
pub(super) fn is_birth_date(after_number: &[u8]) -> bool {
    let Some((_, birth)) = after_number.split_first_chunk::<4>() else { return false };
    let &[c1, c2, _, _, m1, m2, d1, d2] = birth else { return false };
    birth.iter().all(u8::is_ascii_digit)
        && matches!((c1, c2), (b'1', b'9') | (b'2', b'0'))
        && (b"01"..=b"12").contains(&&[m1, m2])
        && (b"01"..=b"31").contains(&&[d1, d2])
}
