//! Words for technicians about a swipe. Never a digit beyond the last four, never a name.

use crate::card::track::{
    CheckCharacter, Mode, TrackPicture, TrackState, Verdict, assess, picture, picture_hid,
};
use crate::card::{Interchange, Month, ServiceCode, SwipedCard};
use crate::reader::Swipe;
use crate::station::ReaderHealth;

/// How a reader is, and what to do about it.
pub(super) const fn health(health: ReaderHealth) -> &'static str {
    match health {
        ReaderHealth::Starting => "being looked for",
        ReaderHealth::Ready => "ready",
        ReaderHealth::Missing => "not there; plug it in, or see chargeonce reader list",
        ReaderHealth::Denied => {
            "may not be opened, or another program has it; see chargeonce reader list"
        }
        ReaderHealth::Failed => "does not answer as such a reader should",
    }
}

/// What came and is no swipe.
pub(in crate::command) fn noise(count: u32) -> String {
    format!("{count} bytes came that are no card")
}

/// Why that may be.
pub(in crate::command) const NOISE_CAUSES: &str = "wrong speed or framing (try chargeonce reader learn), sentinels left off, or a reader that \
     encrypts";

/// This month, by the station's clock.
pub(super) fn today() -> Month {
    let date = jiff::Zoned::now().date();
    Month {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: u8::try_from(date.month()).unwrap_or_default(),
    }
}

/// One line on what a swipe turned out to be.
pub(super) fn verdict(verdict: &Verdict, today: Month, mode: Mode) -> String {
    match verdict {
        Verdict::Card(card) => match assess(card, today, mode) {
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

/// A line for each track of a swipe, as far as the reader lets them be seen.
pub(super) fn tracks(swipe: &Swipe<'_>) -> Vec<String> {
    match swipe {
        Swipe::Text(swipe) => {
            let mut lines = lines(&picture(swipe.bytes()));
            if swipe.overrun {
                lines.push("characters were lost on the way".to_owned());
            }
            lines
        }
        Swipe::Report { bytes, .. } => {
            let mut lines = picture_hid(bytes).map_or_else(Vec::new, |tracks| lines(&tracks));
            lines.push(format!("a report of {} bytes", bytes.len()));
            lines
        }
    }
}

fn lines(tracks: &[TrackPicture; 3]) -> Vec<String> {
    tracks.iter().zip(1..).map(|(track, number)| line(number, track)).collect()
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
