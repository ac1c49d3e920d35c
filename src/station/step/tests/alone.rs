//! A station that nobody attends.

use std::time::Duration;

use super::bench::policy;
use crate::station::*;

pub(super) fn kiosk() -> Policy {
    Policy { mode: Mode::Kiosk, customer_search: false, ..policy() }
}

pub(super) fn pins() -> Pins {
    Pins { staff: PinHash::of("1234", &[1; 16]), technician: PinHash::of("98765", &[2; 16]) }
}

pub(super) fn with(unattended: Unattended) -> Policy {
    Policy { unattended, ..kiosk() }
}

pub(super) fn wall(hour: u8) -> Wall {
    // A Sunday.
    Wall { unix_ms: 1_900_000_000_000, year: 2030, month: 3, day: 17, hour, minute: 0 }
}

/// A station by itself, with a disk that is always fast: nobody else answers but the test.
pub(super) struct Alone {
    pub(super) station: Station,
    pub(super) at: u64,
    pub(super) hour: u8,
    began_ms: i64,
    pub(super) calls: Vec<Request>,
    /// Everything on the disk.
    pub(super) written: Vec<Dated>,
    /// Whether it wants to end, and how.
    pub(super) ending: Option<Ending>,
}

impl Alone {
    pub(super) fn new(policy: Policy) -> Self {
        Self::after(policy, Vec::new(), 0)
    }

    /// With a journal, so many seconds after its last record.
    pub(super) fn after(policy: Policy, written: Vec<Dated>, seconds: u64) -> Self {
        let last = written.last().map_or(wall(9).unix_ms, |dated| dated.unix_ms);
        let began_ms = last + i64::try_from(seconds * 1_000).unwrap();
        let now = Now { at: Moment::default(), wall: Wall { unix_ms: began_ms, ..wall(9) } };
        let books = Books::fold(&written);
        let mut station = Station::new(policy, vec!["reader".to_owned()], books, 7, now);
        let effects = station.start(now);
        let mut alone =
            Self { station, at: 0, hour: 9, began_ms, calls: Vec::new(), written, ending: None };
        alone.keep(effects);
        alone
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Call(request) => self.calls.push(request),
                Effect::Record { batch, records } => {
                    let unix_ms = self.now().wall.unix_ms;
                    let dated = records.into_iter().map(|record| Dated { unix_ms, record });
                    self.written.extend(dated);
                    self.hears(Event::Recorded(batch));
                }
                Effect::Leave(ending) => self.ending = Some(ending),
                _ => {}
            }
        }
    }

    fn now(&self) -> Now {
        let unix_ms = self.began_ms + i64::try_from(self.at * 1_000).unwrap();
        let wall = Wall { unix_ms, ..wall(self.hour) };
        Now { at: Moment(Duration::from_secs(self.at)), wall }
    }

    pub(super) fn hears(&mut self, event: Event) -> &mut Self {
        let effects = self.station.step(self.now(), event);
        self.keep(effects);
        self
    }

    /// Lets seconds pass, with every deadline heard: first, as from the desk, of the disk.
    pub(super) fn waits(&mut self, seconds: u64) -> &mut Self {
        let end = self.at + seconds;
        while let Some(due) =
            self.station.deadline().map(|due| due.0.as_secs()).filter(|due| *due <= end)
        {
            self.at = due.max(self.at);
            self.hears(Event::DiskRoom { enough: true }).hears(Event::Time);
        }
        self.at = end;
        self
    }

    pub(super) fn types(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            self.hears(Event::Key(if key == '\r' { Key::Enter } else { Key::Char(key) }));
        }
        self
    }

    pub(super) fn closed_for(&self) -> Option<&Trouble> {
        match self.station.screen() {
            Screen::Closed(closed) => Some(&closed.trouble),
            _ => None,
        }
    }

    pub(super) fn answers(&mut self, result: Result<Reply, Failure>) -> &mut Self {
        let ask = self.calls.pop().expect("something was asked").ask;
        self.hears(Event::Answered(Answer { ask, result }))
    }

    /// The menu behind a PIN, if it is up.
    pub(super) fn menu(&self) -> Option<&screen::TechnicianScreen> {
        match self.station.screen() {
            Screen::Technician(screen) => Some(screen),
            _ => None,
        }
    }

    /// Types a PIN at a kiosk's prompt.
    pub(super) fn gives_pin(&mut self, pin: &str) -> &mut Self {
        self.hears(Event::Key(Key::Function(12))).types(pin).types("\r")
    }
}
