//! Turns a terminal's bytes into keys. Sans-IO, and it keeps nothing: at most the bytes of one
//! unfinished escape sequence or character.
//!
//! The vault does this itself because a library's key queue would hold digits in memory nobody
//! wipes. It knows the Linux console and xterm's dialects, and asks the terminal nothing.

use std::time::Duration;

use zeroize::Zeroize;

use crate::station::Key;

/// How long an Escape byte may be the beginning of a sequence.
const ESCAPE_WAIT: Duration = Duration::from_millis(30);
/// No sequence the station knows is longer.
const SEQUENCE_MAX: usize = 8;

/// At most two keys come of one byte: an Escape that turned out to be a key, and the byte's own.
pub(super) type Keys = [Option<Key>; 2];

const NONE: Keys = [None, None];

enum State {
    Ground,
    /// An Escape byte came at this time.
    Escape(Duration),
    /// `ESC [`, and what followed.
    Csi,
    /// `ESC O`.
    Ss3,
    /// The first bytes of a UTF-8 character of this many.
    Utf8(usize),
}

/// The decoder.
pub(super) struct KeyDecoder {
    state: State,
    held: [u8; SEQUENCE_MAX],
    length: usize,
    after_return: bool,
}

impl KeyDecoder {
    pub(super) const fn new() -> Self {
        Self { state: State::Ground, held: [0; SEQUENCE_MAX], length: 0, after_return: false }
    }

    /// Takes one byte that arrived at `at`.
    pub(super) fn push(&mut self, byte: u8, at: Duration) -> Keys {
        match self.state {
            State::Ground => [self.ground(byte, at), None],
            State::Escape(_) => match byte {
                b'[' => self.begin(State::Csi),
                b'O' => self.begin(State::Ss3),
                _ => {
                    self.state = State::Ground;
                    [Some(Key::Escape), self.ground(byte, at)]
                }
            },
            State::Csi => self.csi(byte),
            State::Ss3 => {
                self.state = State::Ground;
                [final_key(byte), None]
            }
            State::Utf8(wanted) => self.utf8(byte, wanted, at),
        }
    }

    /// Tells that it is `at`: a lone Escape byte becomes the Escape key.
    pub(super) fn tick(&mut self, at: Duration) -> Option<Key> {
        let due = self.deadline()?;
        if due > at {
            return None;
        }
        self.state = State::Ground;
        Some(Key::Escape)
    }

    /// When [`KeyDecoder::tick`] has something to tell.
    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.state {
            State::Escape(since) => Some(since.saturating_add(ESCAPE_WAIT)),
            State::Ground | State::Csi | State::Ss3 | State::Utf8(_) => None,
        }
    }

    /// Whether no byte waits for another.
    pub(super) const fn is_quiet(&self) -> bool {
        matches!(self.state, State::Ground)
    }

    fn begin(&mut self, state: State) -> Keys {
        self.held.zeroize();
        self.length = 0;
        self.state = state;
        NONE
    }

    fn hold(&mut self, byte: u8) -> bool {
        match self.held.get_mut(self.length) {
            Some(place) => {
                *place = byte;
                self.length += 1;
                true
            }
            None => false,
        }
    }

    fn ground(&mut self, byte: u8, at: Duration) -> Option<Key> {
        let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
        match byte {
            0x1b => {
                self.state = State::Escape(at);
                None
            }
            b'\r' => Some(Key::Enter),
            // A return that was sent as two bytes is one key.
            b'\n' => (!after_return).then_some(Key::Enter),
            b'\t' => Some(Key::Tab),
            0x08 | 0x7f => Some(Key::Backspace),
            // Control with C, Q, U.
            0x03 | 0x11 => Some(Key::Leave),
            0x15 => Some(Key::Delete),
            0x20..=0x7e => Some(Key::Char(char::from(byte))),
            0xc2..=0xdf => self.begin_character(byte, 2),
            0xe0..=0xef => self.begin_character(byte, 3),
            0xf0..=0xf4 => self.begin_character(byte, 4),
            _ => None,
        }
    }

    fn begin_character(&mut self, byte: u8, wanted: usize) -> Option<Key> {
        self.begin(State::Utf8(wanted));
        self.hold(byte);
        None
    }

    fn utf8(&mut self, byte: u8, wanted: usize, at: Duration) -> Keys {
        if !(0x80..=0xbf).contains(&byte) {
            self.state = State::Ground;
            return [self.ground(byte, at), None];
        }
        self.hold(byte);
        if self.length < wanted {
            return NONE;
        }
        self.state = State::Ground;
        let bytes = self.held.get(..self.length).unwrap_or_default();
        let character = std::str::from_utf8(bytes).ok().and_then(|text| text.chars().next());
        [character.map(Key::Char), None]
    }

    fn csi(&mut self, byte: u8) -> Keys {
        // The Linux console's F1 to F5: `ESC [ [ A` to `E`.
        if self.length == 1 && self.held.first() == Some(&b'[') {
            self.state = State::Ground;
            let number = byte.wrapping_sub(b'A').wrapping_add(1);
            return [(1..=5).contains(&number).then_some(Key::Function(number)), None];
        }
        match byte {
            b'[' if self.length == 0 => {
                self.hold(byte);
                NONE
            }
            0x40..=0x7e => {
                self.state = State::Ground;
                let parameters = self.held.get(..self.length).unwrap_or_default();
                [if byte == b'~' { tilde_key(parameters) } else { final_key(byte) }, None]
            }
            _ => {
                // Too long for anything known: swallowed up to its final byte.
                self.hold(byte);
                NONE
            }
        }
    }
}

impl Drop for KeyDecoder {
    fn drop(&mut self) {
        self.held.zeroize();
    }
}

const fn final_key(byte: u8) -> Option<Key> {
    Some(match byte {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'M' => Key::Enter,
        b'Z' => Key::BackTab,
        b'P' => Key::Function(1),
        b'Q' => Key::Function(2),
        b'R' => Key::Function(3),
        b'S' => Key::Function(4),
        _ => return None,
    })
}

fn tilde_key(parameters: &[u8]) -> Option<Key> {
    let number = parameters.split(|byte| *byte == b';').next()?;
    Some(match number {
        b"3" => Key::Delete,
        b"11" => Key::Function(1),
        b"12" => Key::Function(2),
        b"13" => Key::Function(3),
        b"14" => Key::Function(4),
        b"15" => Key::Function(5),
        b"17" => Key::Function(6),
        b"18" => Key::Function(7),
        b"19" => Key::Function(8),
        b"20" => Key::Function(9),
        b"21" => Key::Function(10),
        b"23" => Key::Function(11),
        b"24" => Key::Function(12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut decoder = KeyDecoder::new();
        let mut keys = Vec::new();
        for byte in bytes {
            keys.extend(decoder.push(*byte, Duration::ZERO).into_iter().flatten());
        }
        keys.extend(decoder.tick(ESCAPE_WAIT));
        keys
    }

    #[test]
    fn the_console_and_xterm_say_the_same_keys() {
        assert!(keys(b"\x1b[[B") == [Key::Function(2)]);
        assert!(keys(b"\x1bOQ") == [Key::Function(2)]);
        assert!(keys(b"\x1b[12~") == [Key::Function(2)]);
        assert!(keys(b"\x1b[A\x1b[3~\x1b[Z") == [Key::Up, Key::Delete, Key::BackTab]);
        assert!(keys(b"\x1b[1;5C") == [Key::Right]);
    }

    #[test]
    fn a_lone_escape_is_a_key_once_nothing_follows() {
        let mut decoder = KeyDecoder::new();
        assert!(decoder.push(0x1b, Duration::ZERO) == NONE);
        assert!(decoder.tick(Duration::from_millis(29)).is_none());
        assert!(decoder.tick(Duration::from_millis(30)) == Some(Key::Escape));
        assert!(decoder.deadline().is_none());
    }

    #[test]
    fn escape_and_a_digit_in_one_burst_are_two_keys() {
        assert!(keys(b"\x1b5") == [Key::Escape, Key::Char('5')]);
        assert!(keys(b"\x1b\x1b") == [Key::Escape, Key::Escape]);
    }

    #[test]
    fn return_and_newline_together_are_one_enter() {
        assert!(keys(b"\r\n") == [Key::Enter]);
        assert!(keys(b"\n\n") == [Key::Enter, Key::Enter]);
    }

    #[test]
    fn accents_are_characters() {
        assert!(keys("é€".as_bytes()) == [Key::Char('é'), Key::Char('€')]);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = keys(&bytes);
        }

        #[test]
        fn printable_typing_comes_through_unchanged(text in "[ -~]{0,40}") {
            let typed: String = keys(text.as_bytes())
                .into_iter()
                .filter_map(|key| if let Key::Char(c) = key { Some(c) } else { None })
                .collect();
            prop_assert_eq!(typed, text);
        }
    }
}
