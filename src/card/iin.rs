//! Who issues which numbers, in which lengths: issuer identification numbers (ISO/IEC 7812-1).
//!
//! The ranges and lengths are those the networks publish and common payment forms use. They serve
//! typing and display only; a number outside them may still be charged, and Stripe decides.

use super::Brand;

/// A range of first digits that one network issues cards in.
pub struct IinRange {
    /// How many leading digits `low` and `high` have.
    prefix: usize,
    low: u32,
    high: u32,
    brand: Brand,
    lengths: &'static [usize],
    usual: Option<usize>,
}

/// Any length a card number may have.
const ANY: &[usize] = &[12, 13, 14, 15, 16, 17, 18, 19];

/// In the order they are tried: where two overlap, the first one wins.
const RANGES: &[IinRange] = &[
    // Thirteen-digit Visa numbers have not been issued for decades. Accepting them would take one
    // in ten half-typed numbers for a whole one.
    range(1, 4, 4, Brand::Visa, &[16, 18, 19], Some(16)),
    range(2, 34, 34, Brand::Amex, &[15], Some(15)),
    range(2, 37, 37, Brand::Amex, &[15], Some(15)),
    range(2, 51, 55, Brand::Mastercard, &[16], Some(16)),
    range(6, 222_100, 272_099, Brand::Mastercard, &[16], Some(16)),
    range(4, 6011, 6011, Brand::Discover, &[16, 17, 18, 19], Some(16)),
    range(3, 644, 649, Brand::Discover, &[16, 17, 18, 19], Some(16)),
    range(2, 65, 65, Brand::Discover, &[16, 17, 18, 19], Some(16)),
    range(2, 62, 62, Brand::UnionPay, &[14, 15, 16, 17, 18, 19], None),
    range(2, 81, 81, Brand::UnionPay, &[14, 15, 16, 17, 18, 19], None),
    range(4, 3528, 3589, Brand::Jcb, &[16, 17, 18, 19], Some(16)),
    range(4, 2131, 2131, Brand::Jcb, &[15], Some(15)),
    range(4, 1800, 1800, Brand::Jcb, &[15], Some(15)),
    // These ranges began with 14 digits and are issued with 16 today. Whoever has an old card
    // presses Enter after the fourteenth.
    range(3, 300, 305, Brand::Diners, &[14, 16, 19], Some(16)),
    range(4, 3095, 3095, Brand::Diners, &[14, 16, 19], Some(16)),
    range(2, 36, 36, Brand::Diners, &[14, 16, 19], Some(14)),
    range(2, 38, 39, Brand::Diners, &[14, 16, 19], Some(14)),
    range(2, 50, 50, Brand::Maestro, ANY, None),
    range(2, 56, 58, Brand::Maestro, ANY, None),
    range(2, 63, 63, Brand::Maestro, ANY, None),
    range(2, 67, 67, Brand::Maestro, ANY, None),
];

static OTHER: IinRange = range(0, 0, 0, Brand::Unknown, ANY, None);

const fn range(
    prefix: usize,
    low: u32,
    high: u32,
    brand: Brand,
    lengths: &'static [usize],
    usual: Option<usize>,
) -> IinRange {
    IinRange { prefix, low, high, brand, lengths, usual }
}

/// The range that a number beginning with these ASCII digits lies in.
///
/// With too few digits to tell, and outside every listed range, it is one of
/// [`Brand::Unknown`] that admits any length.
#[must_use]
pub fn range_of(ascii: &[u8]) -> &'static IinRange {
    RANGES.iter().find(|range| range.holds(ascii)).unwrap_or(&OTHER)
}

impl IinRange {
    /// The network that issues in this range.
    #[must_use]
    pub const fn brand(&self) -> Brand {
        self.brand
    }

    /// Whether numbers of this many digits are issued.
    #[must_use]
    pub fn issues(&self, length: usize) -> bool {
        self.lengths.contains(&length)
    }

    /// The length at which nearly every number of this range is whole, or `None` where lengths
    /// vary too much to tell: there, only the person typing knows when it is whole.
    #[must_use]
    pub const fn usual_length(&self) -> Option<usize> {
        self.usual
    }

    /// The fewest digits a number of this range has.
    #[must_use]
    pub fn shortest(&self) -> usize {
        self.lengths.iter().copied().min().unwrap_or(super::pan::PAN_MIN)
    }

    /// The most digits a number of this range has.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.lengths.iter().copied().max().unwrap_or(super::pan::PAN_MAX)
    }

    fn holds(&self, ascii: &[u8]) -> bool {
        let Some(digits) = ascii.get(..self.prefix) else { return false };
        let value = digits.iter().try_fold(0u32, |value, &digit| {
            digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
        });
        value.is_some_and(|value| (self.low..=self.high).contains(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_length_is_one_that_is_issued() {
        for range in RANGES {
            assert!(range.usual_length().is_none_or(|usual| range.issues(usual)));
            assert!(range.low <= range.high && range.longest() <= 19);
        }
    }

    #[test]
    fn ranges_end_where_the_networks_say() {
        for (digits, brand) in [
            ("222099", Brand::Unknown),
            ("222100", Brand::Mastercard),
            ("272099", Brand::Mastercard),
            ("272100", Brand::Unknown),
            ("3527", Brand::Unknown),
            ("3528", Brand::Jcb),
            ("3589", Brand::Jcb),
            ("3590", Brand::Unknown),
            ("643", Brand::Unknown),
            ("644", Brand::Discover),
            ("305", Brand::Diners),
            ("306", Brand::Unknown),
            ("59", Brand::Unknown),
        ] {
            assert_eq!(range_of(digits.as_bytes()).brand(), brand, "prefix {digits}");
        }
    }

    #[test]
    fn too_few_digits_tell_nothing() {
        for digits in ["", "3", "5", "6", "2", "22210"] {
            assert_eq!(range_of(digits.as_bytes()).brand(), Brand::Unknown);
        }
    }
}
