//! The framer's steps: what each byte, and each wait that ends, does to what is held.

use std::time::Duration;

use super::frame;
use super::tail::{Step, Tail, is_line_end};
use super::transport::{MAX_SWIPE, TTY_FOLLOW};
use super::{Frame, Framed, Framer, Phase, Transport};
use crate::card::track::{Glance, is_bare_track, is_packet};

/// Whether a byte means nothing to the framer inside a track.
pub(super) const fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'?' && byte != b'|'
}

/// Fewer held characters than this were typed by a person.
const TTY_MIN: usize = 8;

impl Framer {
    /// Wipes what was reported and not taken.
    pub(super) fn forget_reported(&mut self) {
        self.held.drop_front(self.swiped + self.typed);
        self.swiped = 0;
        self.typed = 0;
    }

    /// Frames the byte that arrived too late for the swipe before it.
    pub(super) fn take_late(&mut self) {
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
    pub(super) fn with_typing(&mut self, byte: u8, framed: Framed) -> Framed {
        if self.typed == 0 {
            return framed;
        }
        if framed == Framed::Passed && self.held.push(byte) {
            self.typed += 1;
        }
        Framed::Typed
    }

    pub(super) fn is_due(&self, at: Duration) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= at)
    }

    /// Frames one byte, all waits being settled.
    pub(super) fn take(&mut self, byte: u8, at: Duration) -> Framed {
        match self.phase {
            Phase::Idle => self.begin(byte, at),
            Phase::Pending => self.confirm(byte, at),
            Phase::Reading => self.read(byte, at),
            Phase::Tail(tail) => self.follow(tail, byte, at),
            Phase::TailDigit(tail) => self.follow_digit(tail, byte, at),
            Phase::Discarding => {
                self.deadline = Some(at + self.gap);
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
        self.quiet = at + self.gap;
        self.overrun = false;
        self.truncated = false;
        self.held.push(byte);
        let (phase, wait) =
            if shared { (Phase::Pending, TTY_FOLLOW) } else { (Phase::Reading, self.gap) };
        self.wait(phase, at + wait);
        Framed::Held
    }

    /// Decides, in a shared terminal, whether a held sentinel is followed by card data.
    fn confirm(&mut self, byte: u8, at: Duration) -> Framed {
        let sentinel = self.held.bytes().last().copied().unwrap_or_default();
        if frame::confirms(sentinel, byte) {
            self.frame.started = true;
            self.frame.paced(at);
            self.quiet = at + self.gap;
            self.held.push(byte);
            self.wait(Phase::Reading, self.quiet);
            return Framed::Started;
        }
        self.release();
        let framed = self.begin(byte, at);
        self.with_typing(byte, framed)
    }

    fn read(&mut self, byte: u8, at: Duration) -> Framed {
        if self.is_key_after_line(byte) {
            return self.report_before(byte, at);
        }
        // The bytes of one read share their time.
        if at != self.frame.last {
            self.frame.paced(at);
            self.quiet = at + self.gap;
            if at.saturating_sub(self.frame.first) > MAX_SWIPE {
                return self.abandon(at, false);
            }
        }
        if !self.held.push(byte) {
            return self.abandon(at, true);
        }
        self.inside = false;
        self.deadline = Some(self.quiet);
        if !self.frame.started {
            return self.seek_start(byte);
        }
        if let Transport::Msr605 { .. } = self.transport {
            let ended = frame::ends_msr605(self.held.bytes());
            return if ended { self.report(Some(byte)) } else { Framed::Held };
        }
        match byte {
            b'?' => return self.end_track(at),
            _ if is_line_end(byte) => return self.end_line(byte, at),
            b'|' if self.frame.any_track() => self.frame.fields = true,
            // A check character does not lengthen the wait for what may follow track 2.
            _ if self.frame.two.is_some() && self.frame.since_track(self.held.len()) == 1 => {
                self.deadline = Some(at + self.settle());
            }
            _ => self.inside = true,
        }
        Framed::Held
    }

    /// Whether a digit can be no part of the swipe: tracks begin with a sentinel, so that after a
    /// line end it is a key that somebody pressed.
    fn is_key_after_line(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
            && self.transport.is_shared()
            && self.frame.line_end(self.held.bytes()).is_some()
    }

    /// Reports the swipe and keeps the byte that ended it for the next call.
    pub(super) fn report_before(&mut self, byte: u8, at: Duration) -> Framed {
        let framed = self.report(self.frame.line_end(self.held.bytes()));
        self.held.push(byte);
        self.late = Some(at);
        framed
    }

    /// Looks for a track's beginning, on a channel where only swipes and noise come.
    fn seek_start(&mut self, byte: u8) -> Framed {
        if self.frame.find_start(&mut self.held) {
            return Framed::Started;
        }
        if byte == b'?' && self.frame.find_other(&mut self.held) {
            return Framed::Started;
        }
        match is_line_end(byte) {
            true if self.is_whole_without_start() => self.report(Some(byte)),
            true => {
                self.rest();
                Framed::Dropped
            }
            false => Framed::Held,
        }
    }

    /// Whether what is held is a swipe although no track's beginning was seen.
    fn is_whole_without_start(&self) -> bool {
        let held = self.held.bytes();
        is_packet(held) || (self.bare && is_bare_track(held))
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
    pub(super) fn expire(&mut self) -> Framed {
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
            self.frame.started || self.is_whole_without_start()
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
    pub(super) fn abandon(&mut self, at: Duration, overrun: bool) -> Framed {
        if !self.frame.started {
            // Noise without a start is no swipe: look on for one.
            self.rest();
            return Framed::Dropped;
        }
        self.held.clear();
        self.overrun = overrun;
        self.truncated = !overrun;
        self.wait(Phase::Discarding, at + self.gap);
        Framed::Swipe
    }

    /// Marks everything held as typing.
    fn release(&mut self) {
        self.typed = self.held.len();
        self.phase = Phase::Idle;
        self.inside = false;
        self.deadline = None;
    }

    /// Wipes everything held and waits for nothing.
    fn rest(&mut self) {
        self.held.clear();
        self.phase = Phase::Idle;
        self.inside = false;
        self.deadline = None;
    }

    fn wait(&mut self, phase: Phase, until: Duration) {
        self.phase = phase;
        self.inside = false;
        self.deadline = Some(until);
    }

    /// How long a tail is expected to go on: after a line end, hardly.
    fn tail_wait(&self, tail: Tail) -> Duration {
        if tail.ended_by.is_some() { self.settle() } else { self.gap }
    }

    fn settle(&self) -> Duration {
        self.transport.settle(self.frame.slowest)
    }
}

const fn is_sentinel(byte: u8) -> bool {
    matches!(byte, b'%' | b';')
}
