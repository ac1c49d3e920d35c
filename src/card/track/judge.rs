//! From three tracks to one verdict.

use super::fields::{Fault, Fields, track1, track2};
use super::licence;
use super::masked::Mode;
use super::storage::Storage;
use super::tracks::{Track, Tracks};
use super::verdict::{NotPayment, Refusal, Verdict};
use crate::card::{Brand, Interchange, SwipedCard};

/// What the tracks amount to.
///
/// Track 2 is preferred for number and expiry, being coarser and so more robust, and track 1 has
/// the name. Either is enough; if both were read they must agree.
pub(super) fn judge(tracks: &Tracks<'_>, mode: Mode, storage: &mut Storage) -> Verdict {
    if licence::is_licence(tracks) {
        return Verdict::NotPaymentCard(NotPayment::DriversLicense);
    }
    match (track1(&tracks.one, mode), track2(&tracks.two, mode)) {
        (Err(Fault::Refused(Refusal::MaskedCardData)), _)
        | (_, Err(Fault::Refused(Refusal::MaskedCardData))) => {
            Verdict::Refused(Refusal::MaskedCardData)
        }
        // Track 1 in another format than B says that the card is not for paying.
        (Err(Fault::NotPayment(kind)), _) => Verdict::NotPaymentCard(kind),
        (Ok(one), Ok(two)) if !one.agrees_with(&two) => Verdict::Refused(Refusal::TrackMismatch),
        (Ok(one), Ok(two)) => card(&two, Some(&one), tracks.any_sentinel, storage),
        (Err(_), Ok(two)) => card(&two, None, tracks.any_sentinel, storage),
        (Ok(one), Err(_)) => card(&one, Some(&one), tracks.any_sentinel, storage),
        (Err(one), Err(two)) => no_card(one, two, &tracks.three),
    }
}

fn no_card(one: Fault, two: Fault, three: &Track<'_>) -> Verdict {
    let fault = if one.weight() > two.weight() { one } else { two };
    Verdict::Refused(match (fault, three) {
        (Fault::NotPayment(kind), _) => return Verdict::NotPaymentCard(kind),
        (Fault::Refused(refusal), _) => refusal,
        (Fault::Incomplete, _) => Refusal::Incomplete,
        (Fault::Unreadable, _) | (Fault::Absent, Track::Unreadable) => Refusal::Unreadable,
        (Fault::Absent, Track::Absent) => Refusal::BlankCard,
        (Fault::Absent, Track::Cut(_) | Track::Whole(_)) => Refusal::NoPaymentTrack,
    })
}

fn card(
    main: &Fields<'_>,
    named: Option<&Fields<'_>>,
    is_swiped: bool,
    storage: &mut Storage,
) -> Verdict {
    let Some(pan) = main.pan(storage) else { return Verdict::Refused(Refusal::MalformedTrack2) };
    let brand = pan.brand();
    if brand == Brand::Unknown && licence::is_birth_date(main.after_number) {
        return Verdict::NotPaymentCard(NotPayment::DriversLicense);
    }
    let service_code = main.service_code.or_else(|| named.and_then(|track| track.service_code));
    // Where brand and service code are an issued card's, a wrong check digit is a misread. Other
    // numbers may be without one (UnionPay's are not always right), and a track without sentinels
    // may not come from a stripe at all: these are for the station to refuse.
    let is_issued = is_swiped
        && !matches!(brand, Brand::Unknown | Brand::UnionPay)
        && service_code.is_some_and(|code| code.interchange() != Interchange::Undefined);
    if is_issued && !pan.is_luhn_valid() {
        return Verdict::Refused(Refusal::BadChecksum);
    }
    let holder = named.and_then(|track| storage.holder(track.name));
    Verdict::Card(SwipedCard { pan, expiry: main.expiry, holder, service_code })
}
