//! Time as the station is given it: monotonic for decisions, wall time for people.

use std::time::Duration;

/// A point on the station's monotonic clock: time since the station started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub Duration);

impl Moment {
    /// This moment, later by `by`.
    #[must_use]
    pub const fn after(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// How long until `later`; zero if it has passed.
    #[must_use]
    pub const fn until(self, later: Self) -> Duration {
        later.0.saturating_sub(self.0)
    }
}

/// Local wall time, to the minute. For people and for a card's expiry month; nothing is timed
/// by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wall {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// Full year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// Both clocks, read once for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// For every decision.
    pub at: Moment,
    /// For people.
    pub wall: Wall,
}

impl Now {
    /// How long ago it was that many milliseconds after 1970-01-01 UTC. Zero if that lies ahead, as
    /// after the clock was set back.
    pub(in crate::station) fn age(&self, unix_ms: i64) -> Duration {
        Duration::from_millis(self.wall.unix_ms.saturating_sub(unix_ms).max(0).unsigned_abs())
    }
}
