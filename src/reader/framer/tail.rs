//! What still comes of a swipe after it has been reported.
//!
//! A swipe is reported the moment it can be used, so its last bytes arrive afterwards: a check
//! character, a line end, track 3, a reader's own strings and fields. They are swallowed. A key
//! that a person presses next is not: after the line end it passes, and before it a lone digit is
//! held for a moment, until it is clear whether it was the check character.

/// The stretch after a swipe.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    /// The check character that would follow the swipe's last track.
    pub(super) lrc: Option<u8>,
    /// Whether tracks 1 and 2 both were part of the swipe, so that `;` begins track 3.
    pub(super) had_both: bool,
    /// The line end that was seen, if one was.
    pub(super) ended_by: Option<u8>,
    /// Whether everything up to the next line end belongs to the swipe.
    pub(super) swallowing: bool,
    /// Whether the check character may still come.
    pub(super) fresh: bool,
}

/// What to do with a byte that comes after a swipe.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It belongs to the swipe.
    Swallow,
    /// It is the check character or a typed digit: the next byte will tell.
    Hold,
    /// It begins something new.
    New,
}

impl Tail {
    pub(super) fn step(&mut self, byte: u8) -> Step {
        let first = std::mem::replace(&mut self.fresh, false);
        if self.ended_by.is_none() {
            return self.before_line_end(byte, first);
        }
        let third_track = matches!(byte, b'+' | b'#' | b'!') || (byte == b';' && self.had_both);
        if third_track {
            self.ended_by = None;
            self.swallowing = true;
            Step::Swallow
        } else if byte == b'\n' && self.ended_by == Some(b'\r') {
            self.ended_by = Some(byte);
            Step::Swallow
        } else {
            Step::New
        }
    }

    fn before_line_end(&mut self, byte: u8, first: bool) -> Step {
        if is_line_end(byte) {
            self.ended_by = Some(byte);
            self.swallowing = false;
            return Step::Swallow;
        }
        match byte {
            _ if self.swallowing => Step::Swallow,
            b'%' => Step::New,
            b';' if !self.had_both => Step::New,
            b'0'..=b'9' if first => Step::Hold,
            b'0'..=b'9' => Step::New,
            _ if first && self.lrc == Some(byte) => Step::Swallow,
            _ => {
                self.swallowing = true;
                Step::Swallow
            }
        }
    }
}

/// The characters readers end a track or a card with: CR, LF, Tab and, in an envelope, ETX.
pub(super) const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b'\t' | 0x03)
}
