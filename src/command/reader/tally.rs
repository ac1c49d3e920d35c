//! What `chargeonce reader test` knows: how each reader is, what its swipes came to, and how many
//! were good. Words only; never a digit beyond the last four, never a name.

use std::time::Duration;

use super::watch::Told;
use super::words;
use crate::card::Month;
use crate::card::track::{Mode, Storage, Verdict, assess};
use crate::reader::{News, Swipe};
use crate::station::ReaderHealth;

/// So many findings are kept.
const KEPT: usize = 32;

/// One reader.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    /// What it is called.
    pub(super) label: String,
    pub(super) health: ReaderHealth,
    /// A card is passing.
    pub(super) reading: bool,
    pub(super) good: u32,
    pub(super) bad: u32,
}

/// What one swipe came to.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The reader's place.
    pub(super) place: usize,
    pub(super) good: bool,
    /// What it is.
    pub(super) verdict: String,
    /// A line for each track, and how long it took.
    pub(super) details: Vec<String>,
}

/// All readers, and the last swipes, the newest first.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) seats: Vec<Seat>,
    pub(super) findings: Vec<Finding>,
    mode: Mode,
    today: Month,
}

impl Tally {
    pub(super) fn of(labels: Vec<String>, mode: Mode, today: Month) -> Self {
        let seat =
            |label| Seat { label, health: ReaderHealth::Starting, reading: false, good: 0, bad: 0 };
        Self { seats: labels.into_iter().map(seat).collect(), findings: Vec::new(), mode, today }
    }

    pub(super) fn good(&self) -> u32 {
        self.seats.iter().map(|seat| seat.good).sum()
    }

    pub(super) fn bad(&self) -> u32 {
        self.seats.iter().map(|seat| seat.bad).sum()
    }

    /// Takes in what happened to the reader at `place`. Returns whether it was a swipe's end.
    pub(super) fn hear(&mut self, place: usize, told: &Told<'_>) -> bool {
        let finding = match told {
            Told::News(News::Swipe(swipe)) => self.judge(place, swipe),
            Told::News(News::Broken) => Finding {
                place,
                good: false,
                verdict: "the reader went away during a swipe".to_owned(),
                details: Vec::new(),
            },
            Told::Noise(count) => Finding {
                place,
                good: false,
                verdict: words::noise(*count),
                details: vec![words::NOISE_CAUSES.to_owned()],
            },
            Told::Health(health) => {
                if let Some(seat) = self.seats.get_mut(place) {
                    seat.health = *health;
                    seat.reading = false;
                }
                return false;
            }
            Told::Resized => return false,
            Told::News(News::Started) => {
                if let Some(seat) = self.seats.get_mut(place) {
                    seat.reading = true;
                }
                return false;
            }
        };
        if let Some(seat) = self.seats.get_mut(place) {
            seat.reading = false;
            *(if finding.good { &mut seat.good } else { &mut seat.bad }) += 1;
        }
        self.findings.insert(0, finding);
        self.findings.truncate(KEPT);
        true
    }

    fn judge(&self, place: usize, swipe: &Swipe<'_>) -> Finding {
        let verdict = swipe.verdict(self.mode, &mut Storage::default());
        let good = match &verdict {
            Verdict::Card(card) => assess(card, self.today, self.mode).is_ok(),
            Verdict::NotPaymentCard(_) => true,
            Verdict::Refused(_) | Verdict::Typed => false,
        };
        let mut details = words::tracks(swipe);
        details.push(timing(swipe.last().saturating_sub(swipe.first())));
        Finding { place, good, verdict: words::verdict(&verdict, self.today, self.mode), details }
    }
}

fn timing(took: Duration) -> String {
    match took.as_millis() {
        0 => "all at once".to_owned(),
        millis => format!("{millis} ms from the first byte to the last"),
    }
}
