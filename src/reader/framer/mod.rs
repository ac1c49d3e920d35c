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
mod tail;
#[cfg(test)]
mod tests;
mod transport;

use std::time::Duration;

use self::frame::Frame;
pub use self::held::FRAME_MAX;
use self::held::Held;
pub use self::raw_swipe::RawSwipe;
use self::tail::{Step, Tail, is_line_end};
pub use self::transport::Transport;
use self::transport::{MAX_SWIPE, TTY_FOLLOW};
use crate::card::track::{Glance, is_packet};

/// Fewer held characters than this were typed by a person.
const TTY_MIN: usize = 8;

/// What became of a byte, or of the time that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// The byte is no part of a swipe; from a shared terminal it is typing.
    Passed,
    /// The byte is held back until more is known; after a tick: nothing happened.
    Held,
    /// A swipe has begun: show that a card is being read.
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
    held: Held,
    frame: Frame,
    phase: Phase,
    deadline: Option<Duration>,
    /// Held bytes at the front that were reported as a swipe.
    swiped: usize,
    /// Held bytes at the front that were reported as typing.
    typed: usize,
    /// When the byte arrived that came too late for the swipe it follows.
    late: Option<Duration>,
    overrun: bool,
    truncated: bool,
}

impl Framer {
    /// A framer for one channel.
    #[must_use]
    pub fn new(transport: Transport) -> Box<Self> {
        Box::new(Self {
            transport,
            held: Held::new(),
            frame: Frame::starting(Duration::ZERO),
            phase: Phase::Idle,
            deadline: None,
            swiped: 0,
            typed: 0,
            late: None,
            overrun: false,
            truncated: false,
        })
    }

    /// Takes one byte that arrived at `at`.
    pub fn push(&mut self, byte: u8, at: Duration) -> Framed {
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

    /// Tells the framer that its channel lost bytes (an input queue overran, a line broke).
    ///
    /// A swipe under way is reported with [`RawSwipe::overrun`], and the rest of it is dropped.
    pub fn lost(&mut self, at: Duration) -> Framed {
        self.forget_reported();
        match self.phase {
            Phase::Reading => self.abandon(at, true),
            _ => Framed::Held,
        }
    }

    /// The swipe that was just reported; empty at any other time.
    #[must_use]
    pub fn swipe(&self) -> RawSwipe<'_> {
        RawSwipe {
            bytes: self.held.bytes().get(..self.swiped).unwrap_or_default(),
            source: self.transport.source(),
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

    /// Wipes what was reported and not taken.
    fn forget_reported(&mut self) {
        self.held.drop_front(self.swiped + self.typed);
        self.swiped = 0;
        self.typed = 0;
    }

    /// Frames the byte that arrived too late for the swipe before it.
    fn take_late(&mut self) {
        let Some(at) = self.late.take() else { return };
        if let Some(&byte) = self.held.bytes().first() {
            self.held.clear();
            let framed = self.take(byte, at);
            if framed == Framed::Passed && self.held.push(byte) {
                self.typed += 1;
            }
        }
    }

    /// Adds a passed byte to typing that is about to be reported, so that the order is kept.
    fn with_typing(&mut self, byte: u8, framed: Framed) -> Framed {
        if self.typed == 0 {
            return framed;
        }
        if framed == Framed::Passed && self.held.push(byte) {
            self.typed += 1;
        }
        Framed::Typed
    }

    fn is_due(&self, at: Duration) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= at)
    }

    /// Frames one byte, all waits being settled.
    fn take(&mut self, byte: u8, at: Duration) -> Framed {
        match self.phase {
            Phase::Idle => self.begin(byte, at),
            Phase::Pending => self.confirm(byte, at),
            Phase::Reading => self.read(byte, at),
            Phase::Tail(tail) => self.follow(tail, byte, at),
            Phase::TailDigit(tail) => self.follow_digit(tail, byte, at),
            Phase::Discarding => {
                self.deadline = Some(at + self.transport.gap());
                Framed::Dropped
            }
        }
    }

    fn begin(&mut self, byte: u8, at: Duration) -> Framed {
        let shared = self.transport.is_shared();
        if shared && !is_sentinel(byte) {
            return Framed::Passed;
        }
        if !shared && matches!(byte, 0 | 0xFF | b' ' | b'\r' | b'\n' | b'\t') {
            return Framed::Dropped;
        }
        self.frame = Frame::starting(at);
        self.overrun = false;
        self.truncated = false;
        self.held.push(byte);
        let (phase, wait) = if shared {
            (Phase::Pending, TTY_FOLLOW)
        } else {
            (Phase::Reading, self.transport.gap())
        };
        self.wait(phase, at + wait);
        Framed::Held
    }

    /// Decides, in a shared terminal, whether a held sentinel is followed by card data.
    fn confirm(&mut self, byte: u8, at: Duration) -> Framed {
        let sentinel = self.held.bytes().last().copied().unwrap_or_default();
        if frame::confirms(sentinel, byte) {
            self.frame.started = true;
            self.frame.paced(at);
            self.held.push(byte);
            self.wait(Phase::Reading, at + self.transport.gap());
            return Framed::Started;
        }
        self.release();
        let framed = self.begin(byte, at);
        self.with_typing(byte, framed)
    }

    fn read(&mut self, byte: u8, at: Duration) -> Framed {
        self.frame.paced(at);
        let lasts_too_long = at.saturating_sub(self.frame.first) > MAX_SWIPE;
        if lasts_too_long || !self.held.push(byte) {
            return self.abandon(at, !lasts_too_long);
        }
        self.wait(Phase::Reading, at + self.transport.gap());
        if !self.frame.started {
            return self.seek_start(byte);
        }
        match (self.transport, byte) {
            (Transport::Msr605 { .. }, _) if frame::ends_msr605(self.held.bytes()) => {
                self.report(Some(byte))
            }
            (Transport::Msr605 { .. }, _) => Framed::Held,
            (_, b'?') => self.end_track(at),
            (_, _) if is_line_end(byte) => self.end_line(byte, at),
            (_, b'|') if self.frame.any_track() => {
                self.frame.fields = true;
                Framed::Held
            }
            (_, _) => {
                // A check character does not lengthen the wait for what may follow track 2.
                if self.frame.two.is_some() && self.frame.since_track(self.held.len()) == 1 {
                    self.deadline = Some(at + self.settle());
                }
                Framed::Held
            }
        }
    }

    /// Looks for a track's beginning, on a channel where only swipes and noise come.
    fn seek_start(&mut self, byte: u8) -> Framed {
        if self.frame.find_start(&mut self.held) {
            return Framed::Started;
        }
        match is_line_end(byte) {
            true if is_packet(self.held.bytes()) => self.report(Some(byte)),
            true => {
                self.rest();
                Framed::Dropped
            }
            false => Framed::Held,
        }
    }

    fn end_track(&mut self, at: Duration) -> Framed {
        self.frame.end_track(self.held.bytes());
        if self.frame.is_complete() {
            return self.report(None);
        }
        if matches!(self.frame.two, Some(Glance::Payment | Glance::Masked)) {
            self.deadline = Some(at + self.settle());
        }
        Framed::Held
    }

    fn end_line(&mut self, byte: u8, at: Duration) -> Framed {
        if self.frame.is_enough() {
            return self.report(Some(byte));
        }
        if self.frame.any_track() {
            self.deadline = Some(at + self.transport.after_line(self.frame.slowest));
            return Framed::Held;
        }
        if self.transport.is_shared() && self.held.len() <= TTY_MIN {
            self.release();
            return Framed::Typed;
        }
        Framed::Held
    }

    /// Swallows the tail of the last swipe and lets what follows it pass.
    fn follow(&mut self, mut tail: Tail, byte: u8, at: Duration) -> Framed {
        match tail.step(byte) {
            Step::New => {
                self.rest();
                self.begin(byte, at)
            }
            Step::Hold if self.transport.is_shared() => {
                self.held.push(byte);
                self.wait(Phase::TailDigit(tail), at + self.settle());
                Framed::Held
            }
            Step::Hold | Step::Swallow => {
                self.wait(Phase::Tail(tail), at + self.tail_wait(tail));
                Framed::Dropped
            }
        }
    }

    /// Decides whether the held digit was the last swipe's check character.
    fn follow_digit(&mut self, tail: Tail, byte: u8, at: Duration) -> Framed {
        if is_line_end(byte) || matches!(byte, b'%' | b';' | b'+' | b'#' | b'!' | b'|') {
            self.held.clear();
            return self.follow(tail, byte, at);
        }
        self.release();
        let framed = self.begin(byte, at);
        self.with_typing(byte, framed)
    }

    /// Ends a wait whose time has come.
    fn expire(&mut self) -> Framed {
        match self.phase {
            Phase::Pending => {
                self.release();
                Framed::Typed
            }
            Phase::Reading => self.end_by_silence(),
            Phase::TailDigit(tail) if tail.lrc != self.held.bytes().first().copied() => {
                self.release();
                Framed::Typed
            }
            _ => {
                self.rest();
                Framed::Held
            }
        }
    }

    fn end_by_silence(&mut self) -> Framed {
        let held = self.held.bytes();
        let is_swipe = if self.transport.is_shared() {
            self.frame.is_swipe(held) && (held.len() >= TTY_MIN || self.frame.is_unreadable())
        } else {
            self.frame.started || is_packet(held)
        };
        if is_swipe {
            self.report(self.frame.line_end(held))
        } else if self.transport.is_shared() {
            self.release();
            Framed::Typed
        } else {
            self.rest();
            Framed::Dropped
        }
    }

    /// Reports everything held as a swipe and goes on to swallow its tail.
    fn report(&mut self, ended_by: Option<u8>) -> Framed {
        self.swiped = self.held.len();
        let tail = Tail {
            lrc: self.frame.lrc(self.held.bytes()),
            had_both: self.frame.one.is_some() && self.frame.two.is_some(),
            ended_by,
            swallowing: false,
            fresh: true,
        };
        let until = self.frame.last + self.tail_wait(tail);
        self.wait(Phase::Tail(tail), until);
        Framed::Swipe
    }

    /// Gives up a swipe of which too much or too little came, and drops the rest of it.
    fn abandon(&mut self, at: Duration, overrun: bool) -> Framed {
        if !self.frame.started {
            // Noise without a start is no swipe: look on for one.
            self.rest();
            return Framed::Dropped;
        }
        self.held.clear();
        self.overrun = overrun;
        self.truncated = !overrun;
        self.wait(Phase::Discarding, at + self.transport.gap());
        Framed::Swipe
    }

    /// Marks everything held as typing.
    fn release(&mut self) {
        self.typed = self.held.len();
        self.phase = Phase::Idle;
        self.deadline = None;
    }

    /// Wipes everything held and waits for nothing.
    fn rest(&mut self) {
        self.held.clear();
        self.phase = Phase::Idle;
        self.deadline = None;
    }

    fn wait(&mut self, phase: Phase, until: Duration) {
        self.phase = phase;
        self.deadline = Some(until);
    }

    /// How long a tail is expected to go on: after a line end, hardly.
    fn tail_wait(&self, tail: Tail) -> Duration {
        if tail.ended_by.is_some() { self.settle() } else { self.transport.gap() }
    }

    fn settle(&self) -> Duration {
        self.transport.settle(self.frame.slowest)
    }
}

const fn is_sentinel(byte: u8) -> bool {
    matches!(byte, b'%' | b';')
}
