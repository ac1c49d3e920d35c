//! The card number as it may be drawn: bullets, in the groups printed on the card, and at most the
//! last four digits.

use super::NumberView;

/// The characters a masked number is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskGlyphs {
    /// Stands for a digit that was typed.
    pub typed: char,
    /// Stands for a digit that is still missing.
    pub missing: char,
}

impl MaskGlyphs {
    /// For terminals that show every character.
    pub const RICH: Self = Self { typed: '•', missing: '·' };
    /// For fonts with ASCII only.
    pub const ASCII: Self = Self { typed: '*', missing: '_' };
}

/// The number as `•••• •••• •••• 4242`, in [`MaskGlyphs::RICH`]. At most 23 characters.
#[must_use]
pub fn masked(number: &NumberView) -> String {
    masked_with(number, MaskGlyphs::RICH)
}

/// The number in groups, drawn with these glyphs. At most 23 characters.
///
/// Missing digits are shown up to the length usually printed on cards of the brand.
#[must_use]
pub fn masked_with(number: &NumberView, glyphs: MaskGlyphs) -> String {
    let places = match *number {
        NumberView::Typing { digits, brand } => {
            let missing = brand.printed_length().saturating_sub(digits.into());
            repeat(glyphs.typed, digits.into()) + &repeat(glyphs.missing, missing)
        }
        NumberView::Whole { digits, last4, .. } => {
            repeat(glyphs.typed, usize::from(digits).saturating_sub(4)) + &last4.to_string()
        }
    };
    let (NumberView::Typing { brand, .. } | NumberView::Whole { brand, .. }) = *number;
    let groups = brand.grouping(places.chars().count());
    let mut places = places.chars();
    let groups = groups.iter().map(|&size| places.by_ref().take(size.into()).collect::<String>());
    groups.take_while(|group| !group.is_empty()).collect::<Vec<_>>().join(" ")
}

fn repeat(glyph: char, times: usize) -> String {
    std::iter::repeat_n(glyph, times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Brand, Last4};

    fn typing(digits: u8, brand: Brand) -> String {
        masked(&NumberView::Typing { digits, brand })
    }

    fn whole(digits: u8, brand: Brand, last4: &str) -> String {
        let last4 = last4.parse::<Last4>().unwrap();
        masked(&NumberView::Whole { digits, brand, last4 })
    }

    #[test]
    fn a_whole_number_shows_its_last_four_in_the_brands_groups() {
        assert_eq!(whole(16, Brand::Visa, "4242"), "•••• •••• •••• 4242");
        assert_eq!(whole(15, Brand::Amex, "0005"), "•••• •••••• •0005");
        assert_eq!(whole(14, Brand::Diners, "1667"), "•••• •••••• 1667");
        assert_eq!(whole(16, Brand::Diners, "0004"), "•••• •••• •••• 0004");
        assert_eq!(whole(19, Brand::UnionPay, "0004"), "•••• •••• •••• •••0 004");
        assert_eq!(whole(12, Brand::Maestro, "1234"), "•••• •••• 1234");
    }

    #[test]
    fn a_number_being_typed_shows_what_is_missing() {
        assert_eq!(typing(0, Brand::Unknown), "···· ···· ···· ····");
        assert_eq!(typing(5, Brand::Visa), "•••• •··· ···· ····");
        assert_eq!(typing(2, Brand::Amex), "••·· ······ ·····");
        assert_eq!(typing(17, Brand::Visa), "•••• •••• •••• •••• •");
        let view = NumberView::Typing { digits: 1, brand: Brand::Visa };
        assert_eq!(masked_with(&view, MaskGlyphs::ASCII), "*___ ____ ____ ____");
    }
}
