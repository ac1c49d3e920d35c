//! One configured reader: its device, there or not, its framer, its health.
//!
//! The owner polls [`Source::fd`] and calls [`Source::look`], [`Source::read`] and
//! [`Source::tick`]; nothing here waits. A reader that is gone is looked for again, ever less
//! often, and at once when [`Source::nudge`] tells that something was plugged in.

use std::os::fd::BorrowedFd;
use std::time::Duration;

use super::device::{Attach, Device, Input};
use super::{Framed, Framer, Swipe};
use crate::station::ReaderHealth;

/// The first wait before a reader that is not there is looked for again.
const BACKOFF: Duration = Duration::from_millis(250);
/// The longest such wait.
const BACKOFF_MAX: Duration = Duration::from_secs(5);
/// The shortest time between two looks, however often something is plugged in.
const LOOK_MIN: Duration = Duration::from_millis(20);

/// What a source has to tell.
pub enum News<'a> {
    /// A card is passing.
    Started,
    /// A swipe is whole; it is wiped as soon as this has been dealt with.
    Swipe(Swipe<'a>),
    /// The reader went away while a card was passing.
    Broken,
}

/// A reader, there or not.
pub struct Source {
    way: Box<dyn Attach>,
    open: Option<Open>,
    health: ReaderHealth,
    /// Whether a start was told and no end yet.
    reading: bool,
    backoff: Duration,
    looked: Option<Duration>,
    retry: Duration,
}

/// A device that is there.
struct Open {
    device: Box<dyn Device>,
    framer: Box<Framer>,
}

impl Open {
    fn furnish(device: Box<dyn Device>, way: &dyn Attach) -> Self {
        let device = device.renew();
        let mut framer = Framer::new(device.transport());
        if way.takes_bare_tracks() {
            framer.take_bare_tracks();
        }
        Self { device, framer }
    }
}

/// A reader without anything that a card passed through: what is left of it between two rooms.
pub struct Parked {
    way: Box<dyn Attach>,
    device: Option<Box<dyn Device>>,
    health: ReaderHealth,
    backoff: Duration,
    looked: Option<Duration>,
    retry: Duration,
}

impl Parked {
    /// A reader that has not been looked for.
    #[must_use]
    pub fn new(way: Box<dyn Attach>) -> Self {
        Self {
            way,
            device: None,
            health: ReaderHealth::Starting,
            backoff: BACKOFF,
            looked: None,
            retry: Duration::ZERO,
        }
    }
}

/// What [`Source::seek`] found.
pub struct Found(Result<Box<dyn Device>, ReaderHealth>);

impl Source {
    /// A reader that has not been looked for.
    #[must_use]
    pub fn new(way: Box<dyn Attach>) -> Self {
        Self::furnish(Parked::new(way))
    }

    /// Takes a reader in: what its bytes will pass through is made here and now.
    #[must_use]
    pub fn furnish(parked: Parked) -> Self {
        let Parked { way, device, health, backoff, looked, retry } = parked;
        let open = device.map(|device| Open::furnish(device, way.as_ref()));
        Self { way, open, health, reading: false, backoff, looked, retry }
    }

    /// Gives the reader up; nothing that a byte of a card passed through goes with it.
    #[must_use]
    pub fn park(self) -> Parked {
        let Self { way, open, health, backoff, looked, retry, .. } = self;
        let device = open.map(|open| open.device.renew());
        Parked { way, device, health, backoff, looked, retry }
    }

    /// Whether no bytes of a swipe are held or awaited.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.framer.deadline().is_none())
    }

    /// What to poll for input, while the device is open.
    #[must_use]
    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.open.as_ref().map(|open| open.device.fd())
    }

    /// When something is due although nothing came.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        match &self.open {
            Some(Open { device, framer }) => {
                [framer.deadline(), device.deadline()].into_iter().flatten().min()
            }
            None => Some(self.retry),
        }
    }

    /// Opens the device if it is closed and time has come. Returns the health if it changed.
    pub fn look(&mut self, now: Duration) -> Option<ReaderHealth> {
        let found = self.seek(now)?;
        self.take_in(found, now)
    }

    /// The first half of [`Source::look`]: looks for the device. No byte is read.
    pub fn seek(&mut self, now: Duration) -> Option<Found> {
        if self.open.is_some() || now < self.retry {
            return None;
        }
        self.looked = Some(now);
        Some(Found(self.way.open(now)))
    }

    /// The second half: takes the device in. Returns the health if it changed.
    pub fn take_in(&mut self, found: Found, now: Duration) -> Option<ReaderHealth> {
        match found.0 {
            Ok(device) => {
                self.open = Some(Open::furnish(device, self.way.as_ref()));
                self.turn_if_ready()
            }
            Err(health) => {
                self.wait(now);
                self.turn(health)
            }
        }
    }

    /// Something was plugged in or changed: a reader that is missing is looked for at once.
    pub fn nudge(&mut self, now: Duration) {
        if self.open.is_none() {
            let soonest = self.looked.map_or(now, |looked| looked.saturating_add(LOOK_MIN));
            self.retry = self.retry.min(soonest.max(now));
        }
    }

    /// Reads what is there. Returns the health if it changed. However late `now` is, what is there
    /// belongs to the swipe under way, unless a tick has ended that.
    pub fn read(&mut self, now: Duration, tell: &mut dyn FnMut(News<'_>)) -> Option<ReaderHealth> {
        let Self { open, reading, .. } = self;
        let Open { device, framer } = open.as_mut()?;
        let mut swiped = false;
        let arrived = framer.arrival(now);
        let result = device.read(now, &mut |input| match input {
            Input::Byte(byte) => {
                let framed = framer.push(byte, arrived);
                swiped |= tell_framed(framer, framed, reading, tell);
            }
            Input::Lost => {
                let framed = framer.lost(arrived);
                swiped |= tell_framed(framer, framed, reading, tell);
            }
            Input::Report(bytes) => {
                tell(News::Swipe(Swipe::Report { bytes, at: now }));
                swiped = true;
            }
        });
        self.went_on(result, swiped, now, tell)
    }

    /// Lets waits end: at `now` the device was looked at and had nothing. Returns the health if it
    /// changed.
    pub fn tick(&mut self, now: Duration, tell: &mut dyn FnMut(News<'_>)) -> Option<ReaderHealth> {
        let Self { open, reading, .. } = self;
        let Open { device, framer } = open.as_mut()?;
        let mut swiped = false;
        if framer.deadline().is_some_and(|due| due <= now) {
            let framed = framer.tick(now);
            swiped = tell_framed(framer, framed, reading, tell);
        }
        let due = device.deadline().is_some_and(|due| due <= now);
        let result = if due { device.tick(now) } else { Ok(()) };
        self.went_on(result, swiped, now, tell)
    }

    /// What follows from a device's answer.
    fn went_on(
        &mut self,
        result: Result<(), ReaderHealth>,
        swiped: bool,
        now: Duration,
        tell: &mut dyn FnMut(News<'_>),
    ) -> Option<ReaderHealth> {
        match result {
            Ok(()) => {
                if swiped && let Some(open) = &mut self.open {
                    open.device.rearm(now);
                    self.backoff = BACKOFF;
                }
                self.turn_if_ready()
            }
            Err(health) => {
                // Closed at once, so that the node's name is free again.
                self.open = None;
                self.wait(now);
                if std::mem::take(&mut self.reading) {
                    tell(News::Broken);
                }
                self.turn(health)
            }
        }
    }

    /// A device that opens and fails at once backs off like one that doesn't open.
    fn wait(&mut self, now: Duration) {
        let rested = self.looked.is_none_or(|looked| now.saturating_sub(looked) >= BACKOFF_MAX);
        if rested {
            self.backoff = BACKOFF;
        }
        self.retry = now.saturating_add(self.backoff);
        self.backoff = self.backoff.saturating_mul(2).min(BACKOFF_MAX);
    }

    fn turn_if_ready(&mut self) -> Option<ReaderHealth> {
        let ready = self.open.as_ref().is_some_and(|open| open.device.is_ready());
        if ready { self.turn(ReaderHealth::Ready) } else { None }
    }

    fn turn(&mut self, health: ReaderHealth) -> Option<ReaderHealth> {
        (std::mem::replace(&mut self.health, health) != health).then_some(health)
    }
}

/// Tells what a framer made of a byte or of time. Returns whether it was a swipe.
fn tell_framed(
    framer: &mut Framer,
    framed: Framed,
    reading: &mut bool,
    tell: &mut dyn FnMut(News<'_>),
) -> bool {
    match framed {
        Framed::Started => {
            *reading = true;
            tell(News::Started);
            false
        }
        Framed::Swipe => {
            *reading = false;
            tell(News::Swipe(Swipe::Text(framer.swipe())));
            framer.wipe();
            true
        }
        // Nobody types on a reader's own line.
        Framed::Passed | Framed::Held | Framed::Typed | Framed::Dropped => false,
    }
}

#[cfg(test)]
mod tests;
