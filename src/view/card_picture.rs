//! A drawn card: brand, masked number, expiry. There is nothing else of a card to draw.

use super::canvas::Canvas;
use super::look::{self, Weight};
use super::text::width;
use crate::card::{Brand, CardSummary, Expiry, FormView, Last4, NumberView};

/// Digits a card number has where its brand does not say otherwise.
const USUAL_DIGITS: u8 = 16;

/// What is shown of a card.
#[derive(Clone, Debug)]
pub(super) struct CardPicture {
    brand: Brand,
    number: String,
    expiry: String,
    expires: &'static str,
}

impl CardPicture {
    /// Columns and rows taken: with cells twice as high as wide, the shape of a real card.
    pub(super) const fn size(roomy: bool) -> (u16, u16) {
        if roomy { (52, 15) } else { (36, 9) }
    }

    /// A card whose digits are gone.
    pub(super) fn of(card: &CardSummary, expires: &'static str) -> Self {
        Self {
            brand: card.brand,
            number: masked(usual_digits(card.brand), card.brand, Some(card.last4), 0),
            expiry: card.expiry.to_string(),
            expires,
        }
    }

    /// A card that is being typed or was just swiped. Without a form: an empty card.
    pub(super) fn typed(form: Option<&FormView>, expires: &'static str) -> Self {
        let brand = form.map_or(Brand::Unknown, |form| match form.number {
            NumberView::Typing { brand, .. } | NumberView::Whole { brand, .. } => brand,
        });
        Self {
            brand,
            number: form.map_or_else(
                || masked(0, Brand::Unknown, None, USUAL_DIGITS),
                |form| number_line(form.number),
            ),
            expiry: form.map_or_else(
                || expiry_line(0, None),
                |form| expiry_line(form.expiry_digits, form.expiry),
            ),
            expires,
        }
    }

    /// Draws it over the whole canvas.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.outline(Weight::Light, look::text());
        let (margin, chip) = if canvas.height() > 9 { (5, 3) } else { (3, 2) };
        let mut face = canvas.inside(margin, margin / 2);
        if self.brand != Brand::Unknown {
            face.right(0, self.brand.name(), look::strong());
        }
        face.part(0, 2, 2 + 2 * chip - 1, chip).fill('▒', look::caution());
        let last = face.height().saturating_sub(1);
        face.write(0, last.saturating_sub(chip - 1), &self.number, look::strong());
        face.write(0, last, self.expires, look::quiet());
        face.write(width(self.expires) + 1, last, &self.expiry, look::text());
    }
}

/// The number line of a form: a dot for each digit, the last four of a whole number.
pub(super) fn number_line(number: NumberView) -> String {
    match number {
        NumberView::Typing { digits, brand } => {
            masked(digits, brand, None, usual_digits(brand).saturating_sub(digits))
        }
        NumberView::Whole { digits, brand, last4 } => masked(digits, brand, Some(last4), 0),
    }
}

/// The expiry line of a form: the month once it is whole, a dot for each digit before.
pub(super) fn expiry_line(digits: u8, expiry: Option<Expiry>) -> String {
    if let Some(expiry) = expiry {
        return expiry.to_string();
    }
    let places = [0, 1, 2, 3].map(|place| if place < digits { '•' } else { '_' });
    let [a, b, c, d] = places;
    format!("{a}{b}/{c}{d}")
}

/// Dots for digits typed, empty places after them.
pub(super) fn dots(typed: u8, places: u8) -> String {
    let empty = places.saturating_sub(typed);
    "•".repeat(usize::from(typed)) + &"_".repeat(usize::from(empty))
}

const fn usual_digits(brand: Brand) -> u8 {
    match brand {
        Brand::Amex => 15,
        Brand::Diners => 14,
        Brand::Visa
        | Brand::Mastercard
        | Brand::Discover
        | Brand::Jcb
        | Brand::UnionPay
        | Brand::Maestro
        | Brand::Unknown => USUAL_DIGITS,
    }
}

/// `digits` places, the last four of them known or not, then `empty` ones, in the brand's groups.
fn masked(digits: u8, brand: Brand, last4: Option<Last4>, empty: u8) -> String {
    let ending = last4.map(|last4| last4.to_string()).unwrap_or_default();
    let hidden = usize::from(digits).saturating_sub(ending.len());
    let places = std::iter::repeat_n('•', hidden)
        .chain(ending.chars())
        .chain(std::iter::repeat_n('_', usize::from(empty)));
    let total = usize::from(digits) + usize::from(empty);
    let mut groups = brand.grouping(total).iter();
    let mut room = groups.next().copied().unwrap_or(u8::MAX);
    let mut line = String::new();
    for place in places {
        if room == 0 {
            line.push(' ');
            room = groups.next().copied().unwrap_or(u8::MAX);
        }
        line.push(place);
        room -= 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(digits: u8, brand: Brand) -> String {
        number_line(NumberView::Whole { digits, brand, last4: "4242".parse().unwrap() })
    }

    #[test]
    fn a_number_is_shown_as_its_card_prints_it() {
        assert_eq!(whole(16, Brand::Visa), "•••• •••• •••• 4242");
        assert_eq!(whole(15, Brand::Amex), "•••• •••••• •4242");
        assert_eq!(whole(14, Brand::Diners), "•••• •••••• 4242");
        assert_eq!(whole(19, Brand::UnionPay), "•••• •••• •••• •••4 242");
    }

    #[test]
    fn a_number_being_typed_shows_how_many_places_are_left() {
        let line = |digits| number_line(NumberView::Typing { digits, brand: Brand::Amex });
        assert_eq!(line(0), "____ ______ _____");
        assert_eq!(line(5), "•••• •_____ _____");
        assert_eq!(line(19), "•••• •••••• ••••• ••••");
    }

    #[test]
    fn the_expiry_month_shows_once_it_is_whole() {
        assert_eq!(expiry_line(1, None), "•_/__");
        assert_eq!(expiry_line(4, Expiry::new(2030, 12)), "12/30");
    }
}
