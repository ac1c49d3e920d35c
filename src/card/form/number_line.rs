//! The number line: digits as they are typed, and when they are a whole number.

use crate::card::pan::{self, PAN_MAX};
use crate::card::secret_text::SecretText;
use crate::card::{Brand, Hint, Last4, iin};

/// The typed or swiped number. Secret; lives in the form's box.
pub(super) struct NumberLine {
    digits: SecretText<PAN_MAX>,
    /// The number after whose last digit the focus moved on by itself. A person who comes back to
    /// add digits to it (some numbers of 19 digits look whole at 16) is not sent away again.
    moved_on_from: SecretText<PAN_MAX>,
    /// The number was read from a stripe and is locked against typing.
    from_swipe: bool,
}

/// What typing a digit did.
pub(super) enum Typed {
    /// No number of this range is longer.
    Full,
    /// The digit was added.
    Added,
    /// The digit was added and is almost certainly the last one.
    Finished,
}

impl NumberLine {
    pub(super) const fn new() -> Self {
        Self { digits: SecretText::new(), moved_on_from: SecretText::new(), from_swipe: false }
    }

    pub(super) fn digits(&self) -> &[u8] {
        self.digits.as_bytes()
    }

    pub(super) const fn len(&self) -> usize {
        self.digits.len()
    }

    pub(super) fn brand(&self) -> Brand {
        Brand::of(self.digits())
    }

    /// The last four digits, once there are four.
    pub(super) fn last4(&self) -> Option<Last4> {
        self.digits().last_chunk::<4>().copied().and_then(Last4::new)
    }

    pub(super) fn type_digit(&mut self, digit: u8) -> Typed {
        let longest = iin::range_of(self.digits()).longest();
        if self.digits.len() >= longest || !self.digits.push(digit) {
            return Typed::Full;
        }
        let known = self.moved_on_from.as_bytes() == self.digits();
        if known || !self.is_at_stop() || self.fault().is_some() {
            return Typed::Added;
        }
        self.moved_on_from.set(self.digits.as_bytes());
        Typed::Finished
    }

    /// Takes back the last digit; `false` when there was none.
    pub(super) fn take_back(&mut self) -> bool {
        let taken = self.digits.pop();
        if self.digits.is_empty() {
            self.moved_on_from.clear();
        }
        taken
    }

    pub(super) fn clear(&mut self) {
        self.digits.clear();
        self.moved_on_from.clear();
        self.from_swipe = false;
    }

    /// Replaces everything by a number read from a stripe.
    pub(super) fn set_swiped(&mut self, digits: &[u8]) {
        self.clear();
        self.digits.set(digits);
        self.from_swipe = true;
    }

    /// Whether the number was read from a stripe.
    pub(super) const fn is_from_swipe(&self) -> bool {
        self.from_swipe
    }

    /// Why this is not a whole number yet.
    pub(super) fn fault(&self) -> Option<Hint> {
        let range = iin::range_of(self.digits());
        let least = range.usual_length().unwrap_or_else(|| range.shortest());
        // A stripe is not half typed: its number has the length it has.
        let issued = self.from_swipe || range.issues(self.digits.len());
        if issued && pan::is_luhn_valid(self.digits()) {
            None
        } else if self.digits.len() < least && !self.from_swipe {
            Some(Hint::NumberIncomplete)
        } else {
            Some(Hint::NumberWrong)
        }
    }

    /// The fault that can be told while the number is still being typed: it has the length at
    /// which it should be whole.
    pub(super) fn early_fault(&self) -> Option<Hint> {
        if self.is_at_stop() { self.fault() } else { None }
    }

    /// Whether the number is as long as nearly every number of its range, or as long as it gets.
    fn is_at_stop(&self) -> bool {
        let range = iin::range_of(self.digits());
        let length = self.digits.len();
        range.usual_length() == Some(length) || range.longest() == length
    }
}
