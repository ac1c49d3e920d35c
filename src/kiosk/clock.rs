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
    wall_in(TimeZone::system(), unix_ms)
}

fn wall_in(zone: TimeZone, unix_ms: i64) -> Wall {
    let stamp = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let local = Zoned::new(stamp, zone);
    Wall {
        unix_ms,
        year: local.year().unsigned_abs(),
        month: local.month().unsigned_abs(),
        day: local.day().unsigned_abs(),
        hour: local.hour().unsigned_abs(),
        minute: local.minute().unsigned_abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::Hours;

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall_when_it_is_put_forward_and_back() {
        let new_york = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        let hours = Hours::read("su 01:30-03:30, su 22:00-02:30").unwrap();
        for (moment, open) in [
            // 8 March 2026: after 01:59 comes 03:00.
            ("2026-03-08T06:29:59Z", false),
            ("2026-03-08T06:30:00Z", true),
            ("2026-03-08T06:59:59Z", true),
            ("2026-03-08T07:00:00Z", true),
            ("2026-03-08T07:29:59Z", true),
            ("2026-03-08T07:30:00Z", false),
            // 1 November 2026: 01:00 to 01:59 comes twice.
            ("2026-11-01T05:29:59Z", false),
            ("2026-11-01T05:30:00Z", true),
            ("2026-11-01T06:00:00Z", false),
            ("2026-11-01T06:30:00Z", true),
            ("2026-11-01T08:29:59Z", true),
            ("2026-11-01T08:30:00Z", false),
            // That evening, into the Monday.
            ("2026-11-02T03:00:00Z", true),
            ("2026-11-02T07:29:59Z", true),
            ("2026-11-02T07:30:00Z", false),
        ] {
            let stamp: Timestamp = moment.parse().unwrap();
            let wall = wall_in(new_york.clone(), stamp.as_millisecond());
            assert_eq!(hours.is_open(wall), open, "{moment}: {:02}:{:02}", wall.hour, wall.minute);
        }
    }
}
