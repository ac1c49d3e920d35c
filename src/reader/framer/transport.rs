//! The ways bytes reach the station, and how fast they come on each.

use std::time::Duration;

use crate::card::track::Source;

/// The channel a framer listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// A keyboard reader typing into the station's own terminal, mixed with a person's typing.
    KeyboardTty,
    /// A keyboard reader whose input device the station has for itself.
    KeyboardEvdev,
    /// A reader that sends text over a serial line.
    Serial {
        /// Line speed in bits per second.
        baud: u32,
    },
    /// A reader that answers MSR605 commands over a serial line.
    Msr605 {
        /// Line speed in bits per second.
        baud: u32,
    },
    /// Text taken out of USB HID reports.
    Hid,
}

/// The longest wait for the character after a start sentinel, in a terminal.
pub const TTY_FOLLOW: Duration = Duration::from_millis(50);
/// The longest pause inside a swipe, in a terminal.
const TTY_GAP: Duration = Duration::from_millis(100);
/// The longest pause inside a swipe from an input device: readers can be set to send a report
/// every 255 ms, and a character takes two.
const EVDEV_GAP: Duration = Duration::from_millis(600);
/// The shortest gap on a serial line: more than the 16 ms that USB adapters hold data back.
const SERIAL_GAP: Duration = Duration::from_millis(60);
/// How many character times may pass on a slow serial line.
const SERIAL_GAP_CHARACTERS: u64 = 25;
/// The wait for a further track after a line end, while track 2 is missing.
const AFTER_LINE: Duration = Duration::from_millis(80);
/// No swipe takes longer than this.
pub const MAX_SWIPE: Duration = Duration::from_secs(6);

impl Transport {
    /// Whether a person types on the same channel, so that bytes may be typing.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::KeyboardTty)
    }

    /// How the track reader should take bytes from here.
    #[must_use]
    pub const fn source(self) -> Source {
        match self {
            Self::KeyboardTty => Source::KeyboardTty,
            Self::KeyboardEvdev => Source::Keyboard,
            Self::Serial { .. } => Source::Serial,
            Self::Msr605 { .. } => Source::Msr605,
            Self::Hid => Source::Hid,
        }
    }

    /// The longest pause between two bytes of one swipe.
    pub(super) fn gap(self) -> Duration {
        match self {
            Self::KeyboardTty => TTY_GAP,
            Self::KeyboardEvdev => EVDEV_GAP,
            Self::Serial { baud } | Self::Msr605 { baud } => {
                // Ten bits a character: start, eight data or parity, stop.
                let micros = SERIAL_GAP_CHARACTERS * 10_000_000 / u64::from(baud.max(1));
                SERIAL_GAP.max(Duration::from_micros(micros))
            }
            Self::Hid => SERIAL_GAP,
        }
    }

    /// How long to wait after a whole track 2 for what may still belong to the swipe.
    ///
    /// It follows the reader's own pace (`slowest` is the longest pause seen in this swipe), so
    /// that a slow reader is not cut short and a fast one does not keep anybody waiting.
    pub(super) fn settle(self, slowest: Duration) -> Duration {
        let least = match self {
            Self::KeyboardTty => Duration::from_millis(15),
            Self::KeyboardEvdev | Self::Hid => Duration::from_millis(30),
            Self::Serial { .. } | Self::Msr605 { .. } => SERIAL_GAP,
        };
        let gap = self.gap();
        slowest.saturating_mul(3).clamp(least.min(gap), gap)
    }

    /// How long to wait after a line end for a further track.
    pub(super) fn after_line(self, slowest: Duration) -> Duration {
        AFTER_LINE.max(self.settle(slowest))
    }
}
