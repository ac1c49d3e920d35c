//! One swipe as a source tells of it: framed text, or a report that is a swipe by itself.

use std::time::Duration;

use super::RawSwipe;
use crate::card::track::{Mode, Storage, Verdict, read_hid};

/// A swipe, lent by the source that read it. Secret: printable by nobody.
pub enum Swipe<'a> {
    /// Text that the framer cut out.
    Text(RawSwipe<'a>),
    /// A USB HID report.
    Report {
        /// The report without its number. It must not be copied.
        bytes: &'a [u8],
        /// When it arrived, since the start of the station.
        at: Duration,
    },
}

impl Swipe<'_> {
    /// What the swipe turned out to be.
    #[must_use]
    pub fn verdict(&self, mode: Mode, storage: &mut Storage) -> Verdict {
        match self {
            Self::Text(swipe) => swipe.verdict(mode, storage),
            Self::Report { bytes, .. } => read_hid(bytes, mode, storage),
        }
    }

    /// When its first byte arrived, since the start of the station.
    #[must_use]
    pub const fn first(&self) -> Duration {
        match self {
            Self::Text(swipe) => swipe.first,
            Self::Report { at, .. } => *at,
        }
    }

    /// When its last byte arrived, since the start of the station.
    #[must_use]
    pub const fn last(&self) -> Duration {
        match self {
            Self::Text(swipe) => swipe.last,
            Self::Report { at, .. } => *at,
        }
    }
}
