//! The safe picture of the card form: counts and masks, never a digit but the last four.

use super::{Brand, Expiry, Last4};

/// One line of the card form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The card number.
    Number,
    /// The expiry date, typed MM/YY.
    Expiry,
    /// The printed security code.
    Cvc,
    /// The billing postal code, if the site asks for it.
    Postal,
}

/// What can be shown of the number line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberView {
    /// The number is being typed, or it is not whole and valid.
    Typing {
        /// How many digits have been typed, 0 to 19.
        digits: u8,
        /// The brand as far as the prefix tells; `Unknown` at first.
        brand: Brand,
    },
    /// A whole, valid number is held, and the focus has left its line (or a swipe filled it).
    Whole {
        /// How many digits the number has, 12 to 19.
        digits: u8,
        /// The brand the prefix tells.
        brand: Brand,
        /// The last four digits. They are shown only now: a number still being typed can look
        /// whole at several lengths, and would show more than four digits in the end.
        last4: Last4,
    },
}

/// Why the form does not go on yet, in words the view knows. Never carries input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The number is too short.
    NumberIncomplete,
    /// The number fails the Luhn check: most likely a typing error.
    NumberWrong,
    /// The expiry date is incomplete.
    ExpiryIncomplete,
    /// The typed month is not 01 to 12.
    ExpiryWrong,
    /// The card's last month has passed.
    Expired,
    /// The security code is too short.
    CvcIncomplete,
    /// The postal code is required and empty.
    PostalIncomplete,
    /// A key that has no meaning in this line was pressed: digits only.
    DigitsOnly,
    /// The line is full.
    LineFull,
}

/// The whole card form as it may be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormView {
    /// The number line.
    pub number: NumberView,
    /// Whether number and expiry came from a swipe: they can be replaced only by another swipe,
    /// or after Clear in either line (Backspace in the number line does the same).
    pub swiped: bool,
    /// Digits typed into the expiry line, 0 to 4.
    pub expiry_digits: u8,
    /// The expiry month once it is whole and plausible.
    pub expiry: Option<Expiry>,
    /// Digits typed into the CVC line, 0 to 4.
    pub cvc_digits: u8,
    /// How many digits the CVC of this brand has: 3 or 4. For an unknown brand it is 3, and a
    /// fourth digit is taken too.
    pub cvc_length: u8,
    /// Characters typed into the postal code line, or `None` when it is not asked for.
    pub postal_chars: Option<u8>,
    /// The line the next key goes to.
    pub focus: Field,
    /// The line at fault and why, if there is something to say.
    pub hint: Option<(Field, Hint)>,
    /// Whether every line is whole, so that Enter sends the card.
    pub complete: bool,
}
