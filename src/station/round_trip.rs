//! How long Stripe takes to answer: for the technician's menu, and for nothing else.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Ask, Moment};

/// Requests that may be under way at once and are timed.
const ASKED: usize = 16;

/// The requests under way, and the last answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrips {
    asked: VecDeque<(Ask, Moment)>,
    last: Option<RoundTrip>,
}

/// One request that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrip {
    /// From the request to its answer.
    pub took: Duration,
    /// When the answer came.
    pub at: Moment,
}

impl RoundTrips {
    /// A request goes out.
    pub fn asked(&mut self, ask: Ask, now: Moment) {
        if self.asked.len() >= ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back((ask, now));
    }

    /// Something came back; `reached` says whether Stripe itself answered.
    pub fn answered(&mut self, ask: Ask, now: Moment, reached: bool) {
        let place = self.asked.iter().position(|(asked, _)| *asked == ask);
        let asked = place.and_then(|place| self.asked.remove(place));
        if let Some((_, since)) = asked.filter(|_| reached) {
            self.last = Some(RoundTrip { took: now.since(since), at: now });
        }
    }

    /// The last request that Stripe answered.
    #[must_use]
    pub const fn last(&self) -> Option<RoundTrip> {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Moment {
        Moment(Duration::from_millis(millis))
    }

    #[test]
    fn the_last_answer_of_stripe_counts_and_silence_does_not() {
        let mut trips = RoundTrips::default();
        trips.asked(Ask(1), at(0));
        trips.asked(Ask(2), at(100));
        trips.answered(Ask(1), at(250), true);
        trips.answered(Ask(2), at(20_000), false);
        let last = RoundTrip { took: Duration::from_millis(250), at: at(250) };
        assert_eq!(trips.last(), Some(last));
    }

    #[test]
    fn requests_nobody_answers_take_no_room() {
        let mut trips = RoundTrips::default();
        for ask in 0..1_000 {
            trips.asked(Ask(ask), at(ask));
        }
        assert!(trips.asked.len() <= ASKED);
    }
}
