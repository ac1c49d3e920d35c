//! Times, states and texts of the journal as a person reads them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::sum::sum;
use crate::journal::Source;
use crate::station::{Attention, FoundCharge};

/// What time it is, and where.
pub(super) struct Clock {
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
}

impl Clock {
    /// This machine's clock and time zone.
    pub(super) fn of_this_machine() -> Self {
        Self { now: Timestamp::now(), zone: TimeZone::system() }
    }

    /// The local date.
    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    /// A record's time, locally; `None` for one outside the years -9999 to 9999.
    pub(super) fn local(&self, unix_ms: i64) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(unix_ms).ok()?.to_zoned(self.zone.clone()))
    }

    /// A record's local date and time, to the second.
    pub(super) fn text(&self, unix_ms: i64) -> String {
        self.local(unix_ms).map_or_else(
            || "no such time".to_owned(),
            |local| local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        )
    }
}

/// Which file was read, and whether it goes on while it is read about.
pub(super) fn source(source: &Source) -> String {
    let path = source.path.display();
    if source.in_use {
        format!("Journal {path}, as it is now; a station is running on it")
    } else {
        format!("Journal {path}")
    }
}

/// What staff must do about a flag.
pub(super) const fn attention(what: Attention) -> &'static str {
    match what {
        Attention::ApprovalUnseen => {
            "approved, but the customer may not have seen it: tell them, do not charge again"
        }
        Attention::HoldLost => {
            "approved, but the bank let the money go before it was taken: not charged"
        }
        Attention::CapturedElsewhere => {
            "cancelled here, but taken outside the station: see the Stripe Dashboard"
        }
        Attention::AnswerMismatch => {
            "Stripe's answer spoke of another payment: see the Stripe Dashboard"
        }
        Attention::RefundedElsewhere => "paid, and given back outside the station",
        Attention::UnknownCharge => {
            "Stripe has a charge that was not made here: see the Stripe Dashboard"
        }
    }
}

/// A text somebody typed or a server sent, with nothing in it that moves a terminal's cursor or
/// turns its writing direction.
pub(super) fn plain(text: &str) -> String {
    let moves = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|letter| if moves(letter) { '\u{fffd}' } else { letter }).collect()
}

/// A charge found at Stripe, on one line.
pub(super) fn charge(found: &FoundCharge) -> String {
    let charge = found.charge.as_ref().map_or("no charge named", |charge| charge.0.as_str());
    format!("No. {}, {}, {}, {charge}", found.number, received(found), found.intent)
}

/// What was taken, and of how much where that was not all.
pub(super) fn received(found: &FoundCharge) -> String {
    let taken = sum(found.received, found.currency);
    if found.received == found.amount {
        return taken;
    }
    format!("{taken} of {}", sum(found.amount, found.currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_move_the_cursor() {
        assert_eq!(plain("Zimmer 12 für Ärzte"), "Zimmer 12 für Ärzte");
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\n"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}");
    }
}
