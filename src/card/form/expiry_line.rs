//! The expiry line, typed MM/YY with as few keys as possible.

use crate::card::secret_text::SecretText;
use crate::card::{Expiry, Hint, Month};

/// The expiry date as far as it is typed. Lives in the form's box.
pub(super) struct ExpiryLine {
    /// `MMYY`, up to four digits.
    digits: SecretText<4>,
    /// Whether the month's leading zero was ours and not typed.
    padded: bool,
}

impl ExpiryLine {
    pub(super) const fn new() -> Self {
        Self { digits: SecretText::new(), padded: false }
    }

    /// How many digits there are, the zero we added included.
    pub(super) const fn len(&self) -> usize {
        self.digits.len()
    }

    /// Adds a digit; `false` when all four are there. No month begins with 2 to 9, so such a
    /// digit is a whole month.
    pub(super) fn type_digit(&mut self, digit: u8) -> bool {
        if self.digits.is_empty() && digit > b'1' {
            self.padded = true;
            self.digits.set(b"0");
        }
        self.digits.push(digit)
    }

    /// Ends a month that was typed with one digit: `1/` is January.
    pub(super) fn type_separator(&mut self) {
        if self.digits.as_bytes() == b"1" {
            self.padded = true;
            self.digits.set(b"01");
        }
    }

    /// Takes back what the last key did; `false` when the line was empty.
    pub(super) fn take_back(&mut self) -> bool {
        if self.padded && self.digits.len() == 2 {
            self.padded = false;
            // Only the separator makes a month of a 1, so the 1 was a key of its own.
            let january = self.digits.as_bytes() == b"01";
            return self.digits.set(if january { b"1" } else { b"" });
        }
        self.digits.pop()
    }

    pub(super) fn clear(&mut self) {
        self.digits.clear();
        self.padded = false;
    }

    /// Replaces everything by a month read from a stripe.
    pub(super) fn set(&mut self, expiry: Expiry) {
        self.clear();
        let Month { year, month } = expiry.month();
        for two in [u16::from(month), year % 100] {
            for digit in [two / 10, two % 10] {
                self.digits.push(u8::try_from(digit).map_or(b'0', |digit| b'0' + digit));
            }
        }
    }

    /// The month, once all four digits are there and it is one of the twelve.
    pub(super) fn expiry(&self) -> Option<Expiry> {
        Expiry::from_typed(self.digits.as_bytes())
    }

    /// Why this is not the date of a valid card yet.
    pub(super) fn fault(&self, today: Month) -> Option<Hint> {
        match (self.digits.as_bytes(), self.expiry()) {
            ([b'0', b'0', ..] | [b'1', b'3'..=b'9', ..], _) => Some(Hint::ExpiryWrong),
            (_, Some(expiry)) if expiry.is_past(today) => Some(Hint::Expired),
            (_, Some(_)) => None,
            (_, None) => Some(Hint::ExpiryIncomplete),
        }
    }

    /// The fault that can be told while the date is still being typed.
    pub(super) fn early_fault(&self, today: Month) -> Option<Hint> {
        self.fault(today).filter(|&fault| fault != Hint::ExpiryIncomplete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Month = Month { year: 2027, month: 6 };

    fn typed(keys: &str) -> ExpiryLine {
        let mut line = ExpiryLine::new();
        for key in keys.bytes() {
            match key {
                b'/' => line.type_separator(),
                digit => assert!(line.type_digit(digit)),
            }
        }
        line
    }

    #[test]
    fn a_month_needs_no_leading_zero() {
        for (keys, month) in [
            ("930", "09/30"),
            ("0930", "09/30"),
            ("9/30", "09/30"),
            ("1/30", "01/30"),
            ("01/30", "01/30"),
            ("1230", "12/30"),
            ("12/30", "12/30"),
        ] {
            let expiry = typed(keys).expiry().map(|expiry| expiry.to_string());
            assert_eq!(expiry.as_deref(), Some(month), "keys {keys}");
        }
    }

    #[test]
    fn every_key_can_be_taken_back() {
        let mut line = typed("9");
        assert!(line.take_back() && line.len() == 0, "our zero goes with the digit");
        let mut line = typed("1/");
        assert!(line.take_back() && line.digits.as_bytes() == b"1");
        let mut line = typed("09");
        assert!(line.take_back() && line.digits.as_bytes() == b"0");
        assert!(line.take_back() && !line.take_back());
        let mut line = typed("9");
        line.clear();
        assert!(line.type_digit(b'0') && line.type_digit(b'9') && line.take_back());
        assert!(line.digits.as_bytes() == b"0", "a cleared line has no zero of ours");
    }

    #[test]
    fn a_month_that_does_not_exist_is_told_at_its_second_digit() {
        for keys in ["00", "13", "19", "1330", "0030"] {
            assert_eq!(typed(keys).early_fault(TODAY), Some(Hint::ExpiryWrong), "keys {keys}");
        }
        for keys in ["", "0", "1", "12", "123"] {
            assert_eq!(typed(keys).early_fault(TODAY), None, "keys {keys}");
            assert_eq!(typed(keys).fault(TODAY), Some(Hint::ExpiryIncomplete), "keys {keys}");
        }
        assert_eq!(typed("527").fault(TODAY), Some(Hint::Expired));
        assert_eq!(typed("627").fault(TODAY), None);
    }

    #[test]
    fn a_swiped_month_reads_as_if_typed() {
        for (year, month, typed) in [(2030, 12, b"1230"), (2031, 1, b"0131"), (2100, 9, b"0900")] {
            let mut line = ExpiryLine::new();
            line.set(Expiry::new(year, month).unwrap());
            assert!(line.digits.as_bytes() == typed);
        }
    }
}
