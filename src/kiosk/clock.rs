//! The only place that reads a clock: monotonic for decisions, local wall time for people.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::station::{Moment, Now, Wall};

/// Both clocks, counted from one start.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock whose first moment is now.
    #[must_use]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// The instant it counts from.
    #[must_use]
    pub const fn origin(&self) -> Instant {
        self.start
    }

    /// Reads both clocks.
    #[must_use]
    pub fn now(&self) -> Now {
        Now { at: Moment(self.start.elapsed()), wall: wall(Timestamp::now().as_millisecond()) }
    }

    /// How long until the minute that people see changes.
    #[must_use]
    pub fn until_next_minute() -> Duration {
        let into = Timestamp::now().as_millisecond().rem_euclid(60_000);
        Duration::from_millis(60_000_u64.saturating_sub(into.unsigned_abs()).max(1))
    }
}

/// Local wall time of a moment in milliseconds since 1970-01-01 UTC.
#[must_use]
pub fn wall(unix_ms: i64) -> Wall {
    let stamp = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let local = Zoned::new(stamp, TimeZone::system());
    Wall {
        unix_ms,
        year: local.year().unsigned_abs(),
        month: local.month().unsigned_abs(),
        day: local.day().unsigned_abs(),
        hour: local.hour().unsigned_abs(),
        minute: local.minute().unsigned_abs(),
    }
}
