//! Cuts a stream of bytes into swipes, and tells them from typing.
//!
//! Sans-IO: bytes and times go in, [`Framed`] comes out; it opens nothing and knows no clock.
//! What a swipe says is not its business: that is [`card::track`](crate::card::track).
//!
//! Times are durations since any fixed start. Use: before the bytes of a read, call
//! [`Framer::tick`] if [`Framer::deadline`] has passed; then [`Framer::push`] each byte. On
//! [`Framed::Swipe`] look at [`Framer::swipe`] and then [`Framer::wipe`]; on [`Framed::Typed`] call
//! [`Framer::replay`]. Either must happen before the next byte, or the bytes are gone.

mod frame;
mod held;
mod raw_swipe;
mod steps;
mod tail;
#[cfg(test)]
mod tests;
mod transport;

use std::time::Duration;

use self::frame::Frame;
pub use self::held::FRAME_MAX;
use self::held::Held;
pub use self::raw_swipe::RawSwipe;
use self::steps::is_plain;
use self::tail::Tail;
pub use self::transport::Transport;
use crate::card::track::Source;

/// What became of a byte, or of the time that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// The byte is no part of a swipe; from a shared terminal it is typing.
    Passed,
    /// The byte is held back until more is known; after a tick: nothing happened.
    Held,
    /// A swipe has begun: show that a card is being read, until any other outcome but
    /// [`Framed::Held`].
    Started,
    /// A swipe is whole: take it with [`Framer::swipe`].
    Swipe,
    /// Held bytes turned out to be typing: take them with [`Framer::replay`].
    Typed,
    /// The byte was noise or the tail of a swipe, and is gone.
    Dropped,
}

#[derive(Clone, Copy)]
enum Phase {
    /// Nothing is held.
    Idle,
    /// A start sentinel is held, in a shared terminal, until the next byte confirms it.
    Pending,
    /// A swipe is being held.
    Reading,
    /// The last swipe's tail is being swallowed.
    Tail(Tail),
    /// One digit is held that may be the last swipe's check character.
    TailDigit(Tail),
    /// Too much came: everything is dropped until it is quiet.
    Discarding,
}

/// Cuts one channel's bytes into swipes. Holds secrets: wiped on drop.
pub struct Framer {
    transport: Transport,
    /// The transport's longest pause inside a swipe.
    gap: Duration,
    held: Held,
    frame: Frame,
    phase: Phase,
    deadline: Option<Duration>,
    /// When the swipe being held ends by silence: the gap after its last byte.
    quiet: Duration,
    /// Whether the last byte was a plain one inside a track, so that another changes nothing.
    inside: bool,
    /// Held bytes at the front that were reported as a swipe.
    swiped: usize,
    /// Held bytes at the front that were reported as typing.
    typed: usize,
    /// When the byte arrived that came too late for the swipe it follows.
    late: Option<Duration>,
    overrun: bool,
    truncated: bool,
    /// Whether a line without sentinels may be a swipe.
    bare: bool,
}

impl Framer {
    /// A framer for one channel.
    #[must_use]
    pub fn new(transport: Transport) -> Box<Self> {
        Box::new(Self {
            transport,
            gap: transport.gap(),
            held: Held::new(),
            frame: Frame::starting(Duration::ZERO),
            phase: Phase::Idle,
            deadline: None,
            quiet: Duration::ZERO,
            inside: false,
            swiped: 0,
            typed: 0,
            late: None,
            overrun: false,
            truncated: false,
            bare: false,
        })
    }

    /// From now on a line that is a track without its sentinels is a swipe too.
    ///
    /// For a reader on a line of its own that was set up to leave them out; in a shared terminal
    /// they tell a swipe from typing, and this changes nothing.
    pub fn take_bare_tracks(&mut self) {
        self.bare = !self.transport.is_shared();
    }

    /// Takes one byte that arrived at `at`.
    pub fn push(&mut self, byte: u8, at: Duration) -> Framed {
        // Most bytes need no more than this: they come in one read with the byte before.
        if self.inside && at == self.frame.last && is_plain(byte) && self.held.push(byte) {
            return Framed::Held;
        }
        self.forget_reported();
        self.take_late();
        if self.is_due(at) && self.expire() == Framed::Swipe {
            // The swipe is reported first; the byte that ended it waits for the next call.
            self.held.push(byte);
            self.late = Some(at);
            return Framed::Swipe;
        }
        let framed = self.take(byte, at);
        self.with_typing(byte, framed)
    }

    /// Tells the framer that it is `at`, so that waits can end.
    ///
    /// [`Framed::Held`] when there is nothing to tell.
    pub fn tick(&mut self, at: Duration) -> Framed {
        self.forget_reported();
        self.take_late();
        if self.typed > 0 {
            return Framed::Typed;
        }
        if self.is_due(at) { self.expire() } else { Framed::Held }
    }

    /// When [`Framer::tick`] has something to decide, or `None` while nothing is pending.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.late.or(self.deadline)
    }

    /// When bytes that are read at `now` arrived, for all that is known.
    ///
    /// A pause counts only once somebody has seen the channel silent for so long, and then
    /// [`Framer::tick`] has ended it. Otherwise who reads was held up, on a machine under load, and
    /// the bytes lay there in time.
    #[must_use]
    pub fn arrival(&self, now: Duration) -> Duration {
        let in_time = |due: Duration| due.saturating_sub(Duration::from_nanos(1));
        self.deadline().map_or(now, |due| now.min(in_time(due)))
    }

    /// Tells the framer that its channel lost bytes (an input queue overran, a line broke).
    ///
    /// A swipe under way is reported with [`RawSwipe::overrun`], and the rest of it is dropped. So
    /// is one of which nothing had come yet, unless people type here too: its start was lost.
    pub fn lost(&mut self, at: Duration) -> Framed {
        self.forget_reported();
        match self.phase {
            Phase::Reading if self.transport.is_shared() => self.abandon(at, true),
            Phase::Idle | Phase::Reading if !self.transport.is_shared() => {
                if !self.frame.started || matches!(self.phase, Phase::Idle) {
                    self.frame = Frame::starting(at);
                    self.frame.started = true;
                }
                self.abandon(at, true)
            }
            // Nothing more of a swipe was awaited.
            _ => Framed::Held,
        }
    }

    /// The swipe that was just reported; empty at any other time.
    #[must_use]
    pub fn swipe(&self) -> RawSwipe<'_> {
        RawSwipe {
            bytes: self.held.bytes().get(..self.swiped).unwrap_or_default(),
            source: if self.bare { Source::Any } else { self.transport.source() },
            overrun: self.overrun,
            truncated: self.truncated,
            first: self.frame.first,
            last: self.frame.last,
        }
    }

    /// Gives the typing that was just reported back, byte by byte, and wipes it.
    pub fn replay(&mut self, into: &mut dyn FnMut(u8)) {
        let typed = self.held.bytes().get(..self.typed).unwrap_or_default();
        typed.iter().copied().for_each(into);
        self.held.drop_front(self.typed);
        self.typed = 0;
    }

    /// Wipes the reported swipe at once. What follows it goes on being framed.
    pub fn wipe(&mut self) {
        self.held.drop_front(self.swiped);
        self.swiped = 0;
    }
}
