//! What a station does by itself where nobody stands beside it.

use std::time::Duration;

use super::{Hours, Language, pin::Pins};

/// The settings of a station left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unattended {
    /// When it takes payments.
    pub hours: Hours,
    /// Whether it closes while no reader is ready.
    pub require_reader: bool,
    /// The language a customer may change to, with one key, for one visit.
    pub second_language: Option<Language>,
    /// Against card testing.
    pub declines: DeclineLimit,
    /// Who may lift a pause, or leave.
    pub pins: Pins,
}

impl Default for Unattended {
    /// Always open, with or without a reader, one language, no PIN.
    fn default() -> Self {
        Self {
            hours: Hours::default(),
            require_reader: false,
            second_language: None,
            declines: DeclineLimit {
                count: 10,
                within: Duration::from_secs(600),
                pause: Duration::from_secs(900),
            },
            pins: Pins::default(),
        }
    }
}

/// So many declines in so long a time, on whatever cards, pause the station: thieves try stolen
/// numbers on machines that nobody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclineLimit {
    /// How many; above zero.
    pub count: usize,
    /// Within this time.
    pub within: Duration,
    /// How long the pause lasts unless staff lift it.
    pub pause: Duration,
}
