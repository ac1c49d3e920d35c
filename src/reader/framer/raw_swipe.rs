//! One swipe's bytes, lent by the framer that holds them.

use std::time::Duration;

use crate::card::track::{Mode, Refusal, Source, Storage, Verdict, read};

/// One swipe as it arrived. Secret: borrowed from the framer, printable by nobody.
pub struct RawSwipe<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) source: Source,
    /// Characters were lost: by the channel, or because there were more than 1024.
    pub overrun: bool,
    /// The swipe took too long and was cut.
    pub truncated: bool,
    /// When the first byte arrived, since the start of the station.
    pub first: Duration,
    /// When the last byte arrived, since the start of the station.
    pub last: Duration,
}

impl RawSwipe<'_> {
    /// The bytes, for the technician's per-track picture. They must not be copied.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// What the swipe turned out to be.
    #[must_use]
    pub fn verdict(&self, mode: Mode, storage: &mut Storage) -> Verdict {
        if self.overrun {
            Verdict::Refused(Refusal::Overrun)
        } else if self.truncated {
            Verdict::Refused(Refusal::Incomplete)
        } else {
            read(self.bytes, self.source, mode, storage)
        }
    }
}
