//! One configured reader, polled by the vault: its descriptor, its framer, its health.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::io::Errno;
use zeroize::{Zeroize, Zeroizing};

use crate::reader::serial::SerialLine;
use crate::reader::{Framed, Framer, Transport};
use crate::station::ReaderHealth;

/// The first wait before a reader that is not there is looked for again.
const BACKOFF: Duration = Duration::from_millis(250);
/// The longest such wait.
const BACKOFF_MAX: Duration = Duration::from_secs(5);
/// Bytes taken in one read.
const CHUNK: usize = 512;

/// A serial reader, there or not.
pub(super) struct SerialSource {
    line: SerialLine,
    port: Option<OwnedFd>,
    framer: Box<Framer>,
    chunk: Box<Zeroizing<[u8; CHUNK]>>,
    health: ReaderHealth,
    backoff: Duration,
    retry: Duration,
}

/// A reader between two rooms: its line and its state, nothing that a card passed through.
pub(super) struct ParkedReader {
    line: SerialLine,
    port: Option<OwnedFd>,
    health: ReaderHealth,
    backoff: Duration,
    retry: Duration,
}

impl ParkedReader {
    pub(super) const fn new(line: SerialLine) -> Self {
        let health = ReaderHealth::Starting;
        Self { line, port: None, health, backoff: BACKOFF, retry: Duration::ZERO }
    }
}

/// What a source has to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A card is passing.
    Started,
    /// A swipe is whole in the framer.
    Swipe,
}

impl SerialSource {
    /// Takes a reader into this room.
    pub(super) fn new(parked: ParkedReader) -> Self {
        let ParkedReader { line, port, health, backoff, retry } = parked;
        let framer = Framer::new(Transport::Serial { baud: line.baud });
        let chunk = Box::new(Zeroizing::new([0; CHUNK]));
        Self { line, port, framer, chunk, health, backoff, retry }
    }

    /// Gives the reader to the next room. The line was made outside of all rooms, and moves.
    pub(super) fn park(self) -> ParkedReader {
        let Self { line, port, health, backoff, retry, .. } = self;
        ParkedReader { line, port, health, backoff, retry }
    }

    /// Whether no bytes of a swipe are held or awaited.
    pub(super) fn is_quiet(&self) -> bool {
        self.framer.deadline().is_none()
    }

    pub(super) fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.port.as_ref().map(AsFd::as_fd)
    }

    /// When something is due although nothing came.
    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.port {
            Some(_) => self.framer.deadline(),
            None => Some(self.retry),
        }
    }

    /// Opens the line if it is closed and time has come. Returns the health if it changed.
    pub(super) fn look(&mut self, now: Duration) -> Option<ReaderHealth> {
        if self.port.is_some() || now < self.retry {
            return None;
        }
        match self.line.open() {
            Ok(port) => {
                self.port = Some(port);
                self.backoff = BACKOFF;
                self.turn(ReaderHealth::Ready)
            }
            Err(health) => {
                self.retry = now.saturating_add(self.backoff);
                self.backoff = self.backoff.saturating_mul(2).min(BACKOFF_MAX);
                self.turn(health)
            }
        }
    }

    /// Reads what is there, byte by byte into the framer.
    pub(super) fn read(
        &mut self,
        now: Duration,
        tell: &mut dyn FnMut(&mut Framer, News),
    ) -> Option<ReaderHealth> {
        let port = self.port.as_ref()?;
        let count = match rustix::io::read(port, self.chunk.as_mut_slice()) {
            Ok(0) => return self.lost(now),
            Ok(count) => count,
            Err(Errno::AGAIN | Errno::INTR) => return None,
            Err(_) => return self.lost(now),
        };
        for byte in self.chunk.get(..count).unwrap_or_default() {
            let framed = self.framer.push(*byte, now);
            tell_framed(&mut self.framer, framed, tell);
        }
        self.chunk.zeroize();
        None
    }

    /// Lets waits end.
    pub(super) fn tick(&mut self, now: Duration, tell: &mut dyn FnMut(&mut Framer, News)) {
        if self.framer.deadline().is_some_and(|due| due <= now) {
            let framed = self.framer.tick(now);
            tell_framed(&mut self.framer, framed, tell);
        }
    }

    /// Unplugged: the descriptor is closed at once, so that the node's name is free again.
    fn lost(&mut self, now: Duration) -> Option<ReaderHealth> {
        self.port = None;
        self.framer = Framer::new(Transport::Serial { baud: self.line.baud });
        self.retry = now.saturating_add(BACKOFF);
        self.turn(ReaderHealth::Missing)
    }

    fn turn(&mut self, health: ReaderHealth) -> Option<ReaderHealth> {
        (std::mem::replace(&mut self.health, health) != health).then_some(health)
    }
}

fn tell_framed(framer: &mut Framer, framed: Framed, tell: &mut dyn FnMut(&mut Framer, News)) {
    match framed {
        Framed::Started => tell(framer, News::Started),
        Framed::Swipe => tell(framer, News::Swipe),
        // Nobody types on a reader's own line.
        Framed::Passed | Framed::Held | Framed::Typed | Framed::Dropped => {}
    }
}
