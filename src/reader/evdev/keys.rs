//! From key events to the text a keyboard reader types. Sans-IO, one state a device.
//!
//! A keyboard reader sends the key positions of a US keyboard, whatever the console's layout is,
//! so that is what is decoded. Shift, Control and Alt are this device's own: a key held on another
//! keyboard changes nothing here.

use zeroize::Zeroize;

const CONTROL: [u16; 2] = [29, 97];
const SHIFT: [u16; 2] = [42, 54];
const ALT: [u16; 2] = [56, 100];

/// Characters by key code from `KEY_1` (2) to `KEY_SPACE` (57), without and with Shift; 0 for keys
/// that type nothing (Linux `input-event-codes.h`).
const FIRST: u16 = 2;
const PLAIN: &[u8; 56] =
    b"1234567890-=\x00\tqwertyuiop[]\r\x00asdfghjkl;'`\x00\\zxcvbnm,./\x00*\x00 ";
const SHIFTED: &[u8; 56] =
    b"!@#$%^&*()_+\x00\tQWERTYUIOP{}\r\x00ASDFGHJKL:\"~\x00|ZXCVBNM<>?\x00*\x00 ";
/// The keypad from `KEY_KP7` (71) to `KEY_KPDOT` (83).
const KEYPAD_FIRST: u16 = 71;
const KEYPAD: &[u8; 13] = b"789-456+1230.";
const KEYPAD_ENTER: u16 = 96;
const KEYPAD_SLASH: u16 = 98;

/// Which of a pair of modifier keys is down.
#[derive(Clone, Copy, Default)]
struct Pair([bool; 2]);

impl Pair {
    fn set(&mut self, codes: [u16; 2], code: u16, down: bool) -> bool {
        let mut hit = false;
        for (place, own) in self.0.iter_mut().zip(codes) {
            if own == code {
                *place = down;
                hit = true;
            }
        }
        hit
    }

    fn is_down(self) -> bool {
        self.0.contains(&true)
    }
}

/// The modifiers of one device, and a character that is being spelled out with Alt.
pub(super) struct Keys {
    shift: Pair,
    control: Pair,
    alt: Pair,
    spelled: Option<u16>,
}

impl Keys {
    pub(super) const fn new() -> Self {
        let up = Pair([false; 2]);
        Self { shift: up, control: up, alt: up, spelled: None }
    }

    /// Takes a key that went down or up; returns what was typed.
    pub(super) fn take(&mut self, code: u16, down: bool) -> Option<u8> {
        if self.shift.set(SHIFT, code, down) || self.control.set(CONTROL, code, down) {
            return None;
        }
        if self.alt.set(ALT, code, down) {
            // Alt with digits of the keypad types the character of that number when Alt goes up.
            return match self.alt.is_down() {
                true => None,
                false => self.spelled.take().and_then(|number| u8::try_from(number).ok()),
            };
        }
        if !down {
            return None;
        }
        let byte = self.character(code)?;
        if self.alt.is_down() {
            if (KEYPAD_FIRST..=83).contains(&code) && byte.is_ascii_digit() {
                let digit = u16::from(byte - b'0');
                let number = self.spelled.unwrap_or_default();
                self.spelled = Some(number.saturating_mul(10).saturating_add(digit));
            }
            return None;
        }
        // Some readers end a line with Control and M (MagTek) or J.
        match self.control.is_down() {
            true if byte.is_ascii_alphabetic() => Some(byte & 0x1f),
            true => None,
            false => Some(byte),
        }
    }

    fn character(&self, code: u16) -> Option<u8> {
        let row = if self.shift.is_down() { SHIFTED } else { PLAIN };
        let byte = match code {
            KEYPAD_FIRST..=83 => KEYPAD.get(usize::from(code - KEYPAD_FIRST)).copied()?,
            KEYPAD_ENTER => b'\r',
            KEYPAD_SLASH => b'/',
            _ => row.get(usize::from(code.checked_sub(FIRST)?)).copied()?,
        };
        (byte != 0).then_some(byte)
    }

    /// The same keys down, and no character half spelled out.
    pub(super) fn without_spelling(mut self) -> Self {
        self.spelled.zeroize();
        self
    }

    /// Forgets what is down: after a loss nobody knows.
    pub(super) fn reset(&mut self) {
        self.spelled.zeroize();
        *self = Self::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(strokes: &[(u16, bool)]) -> Vec<u8> {
        let mut keys = Keys::new();
        strokes.iter().filter_map(|&(code, down)| keys.take(code, down)).collect()
    }

    #[test]
    fn shift_is_what_it_is_on_a_us_keyboard() {
        let strokes = [(42, true), (6, true), (6, false), (42, false), (6, true), (6, false)];
        assert_eq!(typed(&strokes), b"%5");
        assert_eq!(typed(&[(54, true), (48, true), (53, true), (7, true), (13, true)]), b"B?^+");
        assert_eq!(typed(&[(39, true), (13, true), (53, true), (28, true)]), b";=/\r");
        assert_eq!(typed(&[(57, true), (12, true), (43, true), (52, true)]), b" -\\.");
    }

    #[test]
    fn one_shift_going_up_leaves_the_other_down() {
        let strokes = [(42, true), (54, true), (42, false), (30, true), (54, false), (30, true)];
        assert_eq!(typed(&strokes), b"Aa");
    }

    #[test]
    fn control_and_m_end_a_line() {
        assert_eq!(typed(&[(29, true), (50, true), (50, false), (29, false)]), b"\r");
        assert_eq!(typed(&[(29, true), (2, true)]), b"");
    }

    #[test]
    fn alt_and_a_number_type_its_character() {
        // Alt and 063, as MagTek readers can send a question mark.
        let strokes = [(56, true), (82, true), (77, true), (81, true), (56, false), (2, true)];
        assert_eq!(typed(&strokes), b"?1");
        assert_eq!(typed(&[(56, true), (73, true), (73, true), (73, true), (56, false)]), b"");
    }

    #[test]
    fn the_keypad_types_too() {
        let all = [79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 74, 78, 55, 98, 96];
        let strokes: Vec<_> = all.map(|code| (code, true)).to_vec();
        assert_eq!(typed(&strokes), b"1234567890.-+*/\r");
    }

    #[test]
    fn keys_without_a_character_type_nothing() {
        for code in [0, 1, 14, 58, 59, 69, 84, 99, 102, 255, 0x2ff, u16::MAX] {
            assert_eq!(typed(&[(code, true), (code, false)]), b"", "{code}");
        }
    }
}
