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
    /// Who may end the program for good from the menu behind a PIN.
    pub leave: Leaver,
    /// Whom to call when the station is out of service; a line for its screen.
    pub help: Option<String>,
}

/// Who may end the program for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaver {
    /// Nobody at the station.
    Nobody,
    /// Whoever knows the technician's PIN.
    Technician,
    /// Whoever knows either PIN.
    Staff,
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
                visit: 0,
                visit_idle: Duration::from_secs(120),
                pause: Duration::from_secs(900),
            },
            pins: Pins::default(),
            leave: Leaver::Nobody,
            help: None,
        }
    }
}

/// So many declines in so long a time or in one visit, on whatever cards, pause the station:
/// thieves try stolen numbers on machines that nobody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclineLimit {
    /// How many; above zero.
    pub count: usize,
    /// Within this time.
    pub within: Duration,
    /// How many in one visit, which an approval ends; zero: no limit.
    pub visit: usize,
    /// A visit is also over when nobody has touched the station for so long.
    pub visit_idle: Duration,
    /// How long the pause lasts unless staff lift it.
    pub pause: Duration,
}
