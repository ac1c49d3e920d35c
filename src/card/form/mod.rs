//! Typed entry of a card: the lines, which one has the focus, and what each key does.
//!
//! The form holds the digits and shows a [`FormView`] without them. It knows no key codes, no
//! devices and no clock: the vault translates what it reads, and says what month it is.

mod expiry_line;
mod key;
mod number_line;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use key::{FormKey, FormRules, PostalRule, Pressed};

use std::mem;

use super::cvc::CVC_MAX;
use super::postal::{self, POSTAL_MAX};
use super::secret_text::SecretText;
use super::{
    Brand, Card, Cvc, Field, FormView, Hint, HolderName, NumberView, Pan, PostalCode, SwipedCard,
};
use expiry_line::ExpiryLine;
use number_line::{NumberLine, Typed};

/// A card being entered. Secret: boxed, of fixed size, wiped on drop, printable by nobody.
pub struct CardForm {
    number: NumberLine,
    expiry: ExpiryLine,
    cvc: SecretText<CVC_MAX>,
    postal: SecretText<POSTAL_MAX>,
    /// The name a swipe told; nobody types it.
    holder: Option<Box<HolderName>>,
    focus: Field,
    hint: Option<(Field, Hint)>,
    /// The focus has just moved by itself. People used to confirm every line press a key for it
    /// nevertheless; that one key is swallowed.
    moved_by_itself: bool,
    rules: FormRules,
}

impl CardForm {
    /// An empty form with the focus on the number.
    #[must_use]
    pub fn new(rules: FormRules) -> Box<Self> {
        Box::new(Self {
            number: NumberLine::new(),
            expiry: ExpiryLine::new(),
            cvc: SecretText::new(),
            postal: SecretText::new(),
            holder: None,
            focus: Field::Number,
            hint: None,
            moved_by_itself: false,
            rules,
        })
    }

    /// Takes one key. Any key in any state is harmless.
    pub fn press(&mut self, key: FormKey) -> Pressed {
        let before = self.view();
        let moved_by_itself = mem::take(&mut self.moved_by_itself);
        match key {
            FormKey::Enter if self.is_complete() => {
                self.hint = None;
                return Pressed::Complete;
            }
            FormKey::Enter | FormKey::Next if moved_by_itself => {}
            FormKey::Char(separator) if moved_by_itself && is_separator(separator) => {}
            FormKey::Char(typed) => self.type_char(typed),
            FormKey::Backspace => self.take_back(),
            FormKey::Clear => self.clear_line(),
            FormKey::Next => self.leave_for(self.next()),
            FormKey::Previous => self.leave_for(self.previous()),
            FormKey::Enter => self.go_to_first_fault(),
        }
        if self.view() == before { Pressed::Ignored } else { Pressed::Changed }
    }

    /// Takes a swiped card, whichever line has the focus. Nothing of an earlier card stays.
    ///
    /// What is missing next gets the focus: the security code, or the line at fault when the
    /// number is misread or the card has expired. Such a card can be replaced by another swipe, or
    /// cleared and typed.
    pub fn swipe(&mut self, card: SwipedCard) {
        self.forget_card();
        self.number.set_swiped(card.pan.digits());
        self.expiry.set(card.expiry);
        self.holder = card.holder;
        // A reader that types like a keyboard often ends with Enter.
        self.moved_by_itself = true;
        let fault = [Field::Number, Field::Expiry]
            .into_iter()
            .find_map(|field| self.fault(field).map(|hint| (field, hint)));
        self.focus = fault.map_or(Field::Cvc, |(field, _)| field);
        self.hint = fault;
    }

    /// Another card was swiped and could not be read: the swiped one is not to be charged instead.
    /// A typed one stays.
    pub fn drop_swiped(&mut self) {
        if self.is_swiped() {
            self.forget_card();
        }
    }

    /// Whether this very card was swiped in already.
    #[must_use]
    pub fn holds(&self, card: &SwipedCard) -> bool {
        self.is_swiped() && self.number.digits() == card.pan.digits()
    }

    /// What may be drawn.
    #[must_use]
    pub fn view(&self) -> FormView {
        let brand = self.number.brand();
        FormView {
            number: self.number_view(brand),
            swiped: self.is_swiped(),
            expiry_digits: count(self.expiry.len()),
            expiry: self.expiry.expiry(),
            cvc_digits: count(self.cvc.len()),
            cvc_length: count(brand.cvc_length()),
            postal_chars: self.asks_postal().then(|| count(self.postal.len())),
            focus: self.focus,
            hint: self.hint,
            complete: self.is_complete(),
        }
    }

    /// The card, when the form is complete. The form is wiped either way.
    #[must_use]
    #[expect(clippy::boxed_local, reason = "unboxed, the digits would move through the stack")]
    pub fn into_card(mut self: Box<Self>) -> Option<Box<Card>> {
        if !self.is_complete() {
            return None;
        }
        let pan = Pan::new(self.number.digits())?;
        let expiry = self.expiry.expiry()?;
        let cvc = Cvc::new(self.cvc.as_bytes())?;
        let postal = PostalCode::new(self.postal.as_bytes());
        Some(Card::new(pan, expiry, cvc, self.holder.take(), postal))
    }

    fn number_view(&self, brand: Brand) -> NumberView {
        let digits = count(self.number.len());
        // A number still being typed may look whole at several lengths. Showing its last digits
        // each time would in the end show more than four of them.
        let settled = self.is_swiped() || self.focus != Field::Number;
        match self.number.last4() {
            Some(last4) if settled && self.number.fault().is_none() => {
                NumberView::Whole { digits, brand, last4 }
            }
            _ => NumberView::Typing { digits, brand },
        }
    }

    fn type_char(&mut self, typed: char) {
        let ascii = u8::try_from(typed).unwrap_or(0);
        match self.focus {
            Field::Number if matches!(ascii, b' ' | b'-') => {}
            Field::Expiry if is_separator(typed) && self.is_swiped() => {}
            Field::Expiry if is_separator(typed) => {
                self.expiry.type_separator();
                self.hint = self.expiry_hint();
            }
            Field::Postal => self.type_postal(ascii.to_ascii_uppercase()),
            _ if !ascii.is_ascii_digit() => self.hint = Some((self.focus, Hint::DigitsOnly)),
            Field::Number | Field::Expiry if self.is_swiped() => self.refuse_as_full(),
            Field::Number => self.type_number(ascii),
            Field::Expiry => self.type_expiry(ascii),
            Field::Cvc => self.type_cvc(ascii),
        }
    }

    fn type_number(&mut self, digit: u8) {
        let brand = self.number.brand();
        match self.number.type_digit(digit) {
            Typed::Full => return self.refuse_as_full(),
            Typed::Added => {}
            Typed::Finished => self.move_on(),
        }
        self.number_changed(brand);
    }

    fn type_expiry(&mut self, digit: u8) {
        if !self.expiry.type_digit(digit) {
            return self.refuse_as_full();
        }
        self.hint = self.expiry_hint();
        if self.fault(Field::Expiry).is_none() {
            self.move_on();
        }
    }

    fn type_cvc(&mut self, digit: u8) {
        let most = self.number.brand().longest_cvc();
        if self.cvc.len() >= most || !self.cvc.push(digit) {
            return self.refuse_as_full();
        }
        self.hint = None;
    }

    fn type_postal(&mut self, byte: u8) {
        let leading_space = byte == b' ' && self.postal.is_empty();
        if leading_space || !postal::is_postal_char(byte) {
            return;
        }
        if !self.postal.push(byte) {
            return self.refuse_as_full();
        }
        self.hint = None;
    }

    /// One key too many. When the full line is wrong, saying that helps more.
    fn refuse_as_full(&mut self) {
        self.hint = Some((self.focus, self.fault(self.focus).unwrap_or(Hint::LineFull)));
    }

    fn take_back(&mut self) {
        let brand = self.number.brand();
        let taken = match self.focus {
            // A keypad may have no other key to get rid of a swiped card.
            Field::Number if self.is_swiped() => {
                self.forget_card();
                true
            }
            Field::Expiry if self.is_swiped() => false,
            Field::Number => self.number.take_back(),
            Field::Expiry => self.expiry.take_back(),
            Field::Cvc => self.cvc.pop(),
            Field::Postal => self.postal.pop(),
        };
        if taken {
            self.line_changed(brand);
        } else {
            self.hint = None;
            self.focus = self.previous();
        }
    }

    fn clear_line(&mut self) {
        let brand = self.number.brand();
        match self.focus {
            Field::Number | Field::Expiry if self.is_swiped() => self.forget_card(),
            Field::Number => self.number.clear(),
            Field::Expiry => self.expiry.clear(),
            Field::Cvc => self.cvc.clear(),
            Field::Postal => self.postal.clear(),
        }
        self.line_changed(brand);
    }

    /// Wipes every line and whatever a swipe told.
    fn forget_card(&mut self) {
        self.number.clear();
        self.expiry.clear();
        self.cvc.clear();
        self.postal.clear();
        self.holder = None;
        self.focus = Field::Number;
        self.hint = None;
    }

    fn line_changed(&mut self, brand: Brand) {
        match self.focus {
            Field::Number => self.number_changed(brand),
            Field::Expiry => self.hint = self.expiry_hint(),
            Field::Cvc | Field::Postal => self.hint = None,
        }
    }

    /// After the number changed from one of `brand`: a security code that was typed for a card
    /// with codes of another length is not this card's.
    fn number_changed(&mut self, brand: Brand) {
        let now = self.number.brand();
        if now.cvc_length() != brand.cvc_length() || self.cvc.len() > now.longest_cvc() {
            self.cvc.clear();
        }
        self.hint = self.number.early_fault().map(|hint| (Field::Number, hint));
    }

    fn expiry_hint(&self) -> Option<(Field, Hint)> {
        self.expiry.early_fault(self.rules.today).map(|hint| (Field::Expiry, hint))
    }

    fn move_on(&mut self) {
        self.focus = self.next();
        self.moved_by_itself = true;
    }

    fn leave_for(&mut self, field: Field) {
        let left_unfinished = field != self.focus && self.is_begun(self.focus);
        self.hint = match self.fault(self.focus) {
            Some(hint) if left_unfinished => Some((self.focus, hint)),
            _ => None,
        };
        self.focus = field;
    }

    fn go_to_first_fault(&mut self) {
        let Some((field, hint)) = self.first_fault() else { return };
        // A line that is empty because nobody has been there yet deserves no reproach.
        let earned = field == self.focus || self.is_begun(field);
        self.hint = earned.then_some((field, hint));
        self.focus = field;
    }

    const fn next(&self) -> Field {
        match self.focus {
            Field::Number => Field::Expiry,
            Field::Expiry => Field::Cvc,
            Field::Cvc | Field::Postal if self.asks_postal() => Field::Postal,
            Field::Cvc | Field::Postal => Field::Cvc,
        }
    }

    const fn previous(&self) -> Field {
        match self.focus {
            Field::Number | Field::Expiry => Field::Number,
            Field::Cvc => Field::Expiry,
            Field::Postal => Field::Cvc,
        }
    }

    const fn asks_postal(&self) -> bool {
        !matches!(self.rules.postal, PostalRule::Off)
    }

    /// Whether number and expiry came from a swipe and are locked against typing.
    const fn is_swiped(&self) -> bool {
        self.number.is_from_swipe()
    }

    const fn is_begun(&self, field: Field) -> bool {
        match field {
            Field::Number => self.number.len() > 0,
            Field::Expiry => self.expiry.len() > 0,
            Field::Cvc => !self.cvc.is_empty(),
            Field::Postal => !self.postal.is_empty(),
        }
    }

    fn is_complete(&self) -> bool {
        self.first_fault().is_none()
    }

    fn first_fault(&self) -> Option<(Field, Hint)> {
        [Field::Number, Field::Expiry, Field::Cvc, Field::Postal]
            .into_iter()
            .find_map(|field| self.fault(field).map(|hint| (field, hint)))
    }

    /// Why a line is not whole, if it is not.
    fn fault(&self, field: Field) -> Option<Hint> {
        match field {
            Field::Number => self.number.fault(),
            Field::Expiry => self.expiry.fault(self.rules.today),
            Field::Cvc => {
                let whole = self.number.brand().admits_cvc_of(self.cvc.len());
                (!whole).then_some(Hint::CvcIncomplete)
            }
            Field::Postal => {
                let whole = match self.rules.postal {
                    PostalRule::Off => true,
                    PostalRule::Optional if self.postal.is_empty() => true,
                    _ => postal::is_postal_code(self.postal.as_bytes()),
                };
                (!whole).then_some(Hint::PostalIncomplete)
            }
        }
    }
}

/// What people type between the parts of a date or a number, as printed on the card.
const fn is_separator(typed: char) -> bool {
    matches!(typed, '/' | '-' | '.' | ' ')
}

/// A line's length for the view. Lines are far shorter than 255.
fn count(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}
