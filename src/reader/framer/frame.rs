//! What is known of the swipe being held: its pace and the tracks that ended so far.

use std::time::Duration;

use super::held::Held;
use super::tail::is_line_end;
use crate::card::track::{Glance, glance, lrc};

/// The escape character of MSR605 answers.
const ESC: u8 = 0x1B;
/// The field separator before an MSR605 answer's status.
const FS: u8 = 0x1C;

/// Facts about the held bytes. Offsets, times and kinds of track; no card data.
pub(super) struct Frame {
    pub(super) first: Duration,
    pub(super) last: Duration,
    /// The longest pause between two bytes so far.
    pub(super) slowest: Duration,
    /// Whether a start sentinel has been confirmed.
    pub(super) started: bool,
    /// Whether a reader's own fields have begun (`|` after the tracks).
    pub(super) fields: bool,
    /// What track 1 looks like, once it ended.
    pub(super) one: Option<Glance>,
    /// What track 2 looks like, once it ended.
    pub(super) two: Option<Glance>,
    /// Where the bytes after the last end sentinel begin.
    after_track: usize,
    /// Where the track that ended last begins.
    last_track: usize,
}

impl Frame {
    pub(super) const fn starting(at: Duration) -> Self {
        Self {
            first: at,
            last: at,
            slowest: Duration::ZERO,
            started: false,
            fields: false,
            one: None,
            two: None,
            after_track: 0,
            last_track: 0,
        }
    }

    /// Notes that a further byte arrived.
    pub(super) fn paced(&mut self, at: Duration) {
        self.slowest = self.slowest.max(at.saturating_sub(self.last));
        self.last = at;
    }

    /// Looks whether the two newest bytes begin a track; what came before is then dropped.
    pub(super) fn find_start(&mut self, held: &mut Held) -> bool {
        let before = held.len().saturating_sub(2);
        let Some(&[sentinel, follow]) = held.bytes().last_chunk::<2>() else { return false };
        if confirms(sentinel, follow) || (sentinel, follow) == (b'%', b' ') {
            held.drop_front(before);
            self.started = true;
        } else if sentinel == ESC && follow == b's' {
            self.started = true;
        }
        self.started
    }

    /// Looks whether the newest byte ends an empty track, or a track 3 that came alone: a stripe
    /// without anything that pays, of which the person is to hear, too. What came before it is then
    /// dropped.
    pub(super) fn find_other(&mut self, held: &mut Held) -> bool {
        let is_sentinel = |byte: &u8| matches!(byte, b'%' | b';' | b'+');
        let Some(start) = held.bytes().iter().rposition(is_sentinel) else { return false };
        let is_track = match held.bytes().get(start..) {
            Some([b'%' | b';', b'?'] | [b'+', b'E' | b'e', b'?']) => true,
            Some([b'+', body @ .., b'?']) => {
                !body.is_empty() && body.iter().all(|byte| matches!(byte, b'0'..=b'>'))
            }
            _ => false,
        };
        if is_track {
            held.drop_front(start);
            self.started = true;
            self.after_track = held.len();
        }
        is_track
    }

    /// Notes the end of a track: the newest byte is an end sentinel.
    pub(super) fn end_track(&mut self, held: &[u8]) {
        // A reader's own fields repeat the tracks and say nothing new.
        if !self.fields {
            self.look_at(held.get(self.after_track..).unwrap_or_default());
        }
        self.after_track = held.len();
    }

    /// Looks at what ended with the newest end sentinel.
    fn look_at(&mut self, body: &[u8]) {
        let from = |sentinel: u8| {
            let start = body.iter().rposition(|&byte| byte == sentinel)?;
            Some((start, glance(body.get(start..)?)))
        };
        let two = from(b';');
        // Track 1 may hold a `;` of its own, track 2 no `%`.
        let one = match two {
            None | Some((_, Glance::Foreign)) => from(b'%'),
            Some(_) => None,
        };
        if let Some((start, look)) = one {
            self.one = self.one.or(Some(look));
            self.last_track = self.after_track + start;
        } else if let Some((start, look)) = two {
            self.two = self.two.or(Some(look));
            self.last_track = self.after_track + start;
        }
    }

    /// Whether the swipe can be used without waiting for a line end: track 2 came whole, after
    /// a track 1 that says nothing against it.
    pub(super) fn is_complete(&self) -> bool {
        let one = matches!(self.one, Some(Glance::Payment | Glance::Unreadable));
        one && self.two == Some(Glance::Payment) && !self.fields
    }

    /// Whether the swipe can be used now that a line ended.
    pub(super) fn is_enough(&self) -> bool {
        let two = matches!(self.two, Some(Glance::Payment | Glance::Masked));
        two && self.one != Some(Glance::Foreign)
    }

    pub(super) const fn any_track(&self) -> bool {
        self.after_track > 0
    }

    /// How many of `length` bytes came after the last end sentinel.
    pub(super) const fn since_track(&self, length: usize) -> usize {
        length.saturating_sub(self.after_track)
    }

    /// Whether a track ended and all that did were marked unreadable by the reader.
    pub(super) fn is_unreadable(&self) -> bool {
        let readable = |look: Option<Glance>| look.is_some_and(|look| look != Glance::Unreadable);
        self.any_track() && !readable(self.one) && !readable(self.two)
    }

    /// Whether bytes that came fast after a sentinel look like a card and not like a sentence.
    pub(super) fn is_swipe(&self, held: &[u8]) -> bool {
        match held {
            [b'%', b'B' | b'b', digit, ..] if digit.is_ascii_digit() => true,
            [b'%', b'*', ..] => true,
            [b'%', ..] => {
                self.one == Some(Glance::Unreadable)
                    || held.contains(&b'^')
                    || (self.any_track() && held.contains(&b'='))
            }
            [b';', rest @ ..] => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                digits >= 4 || self.two == Some(Glance::Unreadable)
            }
            _ => false,
        }
    }

    /// The line end that came last, if only that followed the last track.
    pub(super) fn line_end(&self, held: &[u8]) -> Option<u8> {
        held.last().copied().filter(|&byte| self.any_track() && is_line_end(byte))
    }

    /// The check character of the last track, if it has not come yet.
    pub(super) fn lrc(&self, held: &[u8]) -> Option<u8> {
        if self.after_track != held.len() {
            return None;
        }
        lrc::of(held.get(self.last_track..)?)
    }
}

/// Whether `byte` right after a start sentinel makes it likely that a track has begun.
pub(super) const fn confirms(sentinel: u8, byte: u8) -> bool {
    match sentinel {
        b'%' => byte.is_ascii_alphanumeric() || byte == b'*',
        b';' => byte.is_ascii_digit() || matches!(byte, b'E' | b'e'),
        _ => false,
    }
}

/// Whether an MSR605 answer has come to its end: field separator, escape, status.
pub(super) fn ends_msr605(held: &[u8]) -> bool {
    matches!(held, [.., FS, ESC, status] if status.is_ascii_digit())
}
