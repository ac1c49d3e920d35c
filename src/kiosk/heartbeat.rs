//! A line in the log every so often: that the station lives, and figures whose growth would tell
//! of a leak before it does harm. Numbers and states only.

use std::time::Duration;

use crate::station::{Machine, Moment, ReaderHealth, Station};

/// When the next line is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    every: Duration,
    due: Moment,
}

impl Heartbeat {
    /// The first line is due at once.
    #[must_use]
    pub const fn new(every: Duration, now: Moment) -> Self {
        Self { every, due: now }
    }

    /// When it is due.
    #[must_use]
    pub const fn due(&self) -> Moment {
        self.due
    }

    /// Whether it is due now; then the next is due an interval later.
    pub fn is_due(&mut self, now: Moment) -> bool {
        let due = self.due <= now;
        if due {
            self.due = now.after(self.every);
        }
        due
    }
}

/// Writes the line.
pub fn beat(station: &Station, machine: Machine, now: Moment) {
    let ready = |health| health == ReaderHealth::Ready;
    let readers = station.readers();
    tracing::info!(
        uptime_seconds = now.0.as_secs(),
        screen = station.screen().name(),
        sales = station.books().next_number().saturating_sub(1),
        records = station.books().records(),
        settling = station.settling(),
        attention = station.attentions(),
        network = ?station.link(),
        readers = readers.len(),
        readers_ready = readers.iter().filter(|reader| ready(reader.health)).count(),
        resident_kb = machine.resident.map(|bytes| bytes / 1024),
        descriptors = machine.descriptors,
        threads = machine.threads,
        disk_free_mb = machine.disk_free.map(|bytes| bytes / 1_000_000),
        "alive"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_at_once_and_then_once_an_interval() {
        let at = |seconds| Moment(Duration::from_secs(seconds));
        let mut heartbeat = Heartbeat::new(Duration::from_secs(60), at(5));
        let due: Vec<u64> = (0..200).filter(|&second| heartbeat.is_due(at(second))).collect();
        assert_eq!(due, [5, 65, 125, 185]);
    }
}
