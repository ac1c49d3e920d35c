//! Typed bytes on their way to a key: through the framer that tells a swipe from typing, to the
//! form or to the station.

use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

use super::{Room, Said};
use crate::reader::Framed;
use crate::station::{Event, Key, VaultEvent};
use crate::vault::session::Took;
use crate::vault::terminal::Terminal;

/// Typed bytes that wait for the station; more than a screenful of paste is dropped.
const TYPED_MAX: usize = 16 * 1024;

/// Bytes that are typing, in the order typed.
pub(super) struct Typed {
    bytes: Zeroizing<Vec<u8>>,
    taken: usize,
    at: Duration,
}

impl Typed {
    pub(super) fn new() -> Self {
        // Never grows: a growing buffer leaves copies behind.
        let bytes = Zeroizing::new(Vec::with_capacity(TYPED_MAX));
        Self { bytes, taken: 0, at: Duration::ZERO }
    }

    /// Whether all has been taken.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn push(&mut self, byte: u8, at: Duration) {
        if self.bytes.len() < TYPED_MAX {
            self.bytes.push(byte);
            self.at = at;
        }
    }

    fn next(&mut self) -> Option<(u8, Duration)> {
        let byte = self.bytes.get_mut(self.taken).map(std::mem::take)?;
        self.taken += 1;
        if self.taken == self.bytes.len() {
            self.bytes.zeroize();
            self.taken = 0;
        }
        Some((byte, self.at))
    }
}

impl Room {
    /// Deals with typed bytes until one becomes a key that the station must deal with first.
    pub(super) fn take_typing(&mut self) {
        while !self.waiting {
            if let Some(key) = self.second_key.take() {
                let now = self.now();
                self.key(key, now);
            } else if let Some((byte, at)) = self.typed.next() {
                let [first, second] = self.decoder.push(byte, at);
                self.second_key = second;
                if let Some(key) = first {
                    self.key(key, at);
                }
            } else if let Some((byte, at)) = self.terminal.as_mut().and_then(Terminal::next) {
                let framed = self.wedge.push(byte, self.wedge.arrival(at));
                self.framed(framed, Some(byte), at);
            } else {
                return;
            }
        }
    }

    /// What the terminal's framer makes of a byte, or of time.
    pub(super) fn framed(&mut self, framed: Framed, byte: Option<u8>, at: Duration) {
        match framed {
            Framed::Passed => {
                if let Some(byte) = byte {
                    self.typed.push(byte, at);
                }
            }
            Framed::Typed => {
                let typed = &mut self.typed;
                self.wedge.replay(&mut |byte| typed.push(byte, at));
            }
            Framed::Started => self.reading(),
            Framed::Swipe => {
                let swipe = self.wedge.swipe();
                let (verdict, first) = (swipe.verdict(self.mode, &mut self.storage), swipe.first);
                self.wedge.wipe();
                self.swiped(verdict, first);
            }
            Framed::Held | Framed::Dropped => {}
        }
    }

    pub(super) fn key(&mut self, key: Key, at: Duration) {
        if std::mem::take(&mut self.answer_due)
            && let Some((session, view)) =
                self.session.as_ref().and_then(|session| Some((session.name, session.view()?)))
        {
            // The form as it was: somebody is there.
            self.event(VaultEvent::Form { session, view });
            return;
        }
        if let Some(session) = self.session.take() {
            let name = session.name;
            let (session, took) = session.press(key, at);
            self.session = Some(session);
            match took {
                Took::NotMine => {}
                Took::Changed(view) => {
                    self.event(VaultEvent::Form { session: name, view });
                    self.open_ahead();
                    return;
                }
                Took::Whole(card) => {
                    self.event(VaultEvent::Complete { session: name, card });
                    return;
                }
            }
        }
        self.waiting = true;
        self.say(&Said::Event(Event::Key(key)));
    }
}
