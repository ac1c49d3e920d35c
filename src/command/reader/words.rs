//! Words for technicians about a swipe. Never a digit beyond the last four, never a name.

use crate::card::track::{CheckCharacter, TrackPicture, TrackState, Verdict, assess, picture};
use crate::card::{Interchange, Month, ServiceCode, SwipedCard};
use crate::reader::Swipe;

/// This month, by the station's clock.
pub(super) fn today() -> Month {
    let date = jiff::Zoned::now().date();
    Month {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: u8::try_from(date.month()).unwrap_or_default(),
    }
}

/// One line on what a swipe turned out to be.
pub(super) fn verdict(verdict: &Verdict, today: Month) -> String {
    match verdict {
        Verdict::Card(card) => match assess(card, today) {
            Ok(()) => format!("good: {}", facts(card)),
            Err(refusal) => format!("{}: {}. {}", refusal.as_str(), facts(card), refusal.hint()),
        },
        Verdict::NotPaymentCard(kind) => {
            format!("read well, no payment card ({})", kind.as_str())
        }
        Verdict::Refused(refusal) => format!("{}: {}", refusal.as_str(), refusal.hint()),
        Verdict::Typed => "typing, no swipe".to_owned(),
    }
}

fn facts(card: &SwipedCard) -> String {
    let expiry = card.expiry.month();
    let luhn = if card.pan.is_luhn_valid() { "check digit right" } else { "check digit wrong" };
    let service = card.service_code.map_or_else(|| "no service code".to_owned(), service_words);
    let name = if card.holder.is_some() { "with a name" } else { "without a name" };
    format!(
        "{} of {} digits ending in {}, {luhn}, expires {:04}-{:02}, {service}, {name}",
        card.pan.brand().wire_name(),
        card.pan.len(),
        card.pan.last4(),
        expiry.year,
        expiry.month,
    )
}

fn service_words(code: ServiceCode) -> String {
    let place = match code.interchange() {
        Interchange::International => "international",
        Interchange::National => "national",
        Interchange::Private => "closed loop",
        Interchange::Test => "test card",
        Interchange::Undefined => "undefined",
    };
    let chip = if code.has_chip() { ", chip" } else { "" };
    let limit = match (code.is_atm_only(), code.is_cash_only()) {
        (true, _) => ", cash machines only",
        (_, true) => ", cash only",
        _ => "",
    };
    format!("service code {code} ({place}{chip}{limit})")
}

/// A line for each track of a swipe that came as text.
pub(super) fn tracks(swipe: &Swipe<'_>) -> Vec<String> {
    match swipe {
        Swipe::Text(swipe) => {
            let mut lines: Vec<_> = picture(swipe.bytes())
                .iter()
                .zip(1..)
                .map(|(track, number)| line(number, track))
                .collect();
            if swipe.overrun {
                lines.push("characters were lost on the way".to_owned());
            }
            lines
        }
        Swipe::Report { bytes, .. } => vec![format!("a report of {} bytes", bytes.len())],
    }
}

fn line(number: u8, track: &TrackPicture) -> String {
    let check = match track.check {
        CheckCharacter::NotSent => "no check character sent",
        CheckCharacter::Right => "check character right",
        CheckCharacter::Wrong => "check character WRONG",
    };
    match track.state {
        TrackState::Absent => format!("track {number}: nothing sent"),
        TrackState::Unreadable => format!("track {number}: the reader could not decode it"),
        TrackState::Cut => {
            format!("track {number}: {} characters, end sentinel MISSING", track.length)
        }
        TrackState::Whole => {
            format!("track {number}: {} characters between its sentinels, {check}", track.length)
        }
    }
}
