//! The Luhn check digit (ISO/IEC 7812-1, annex B).

/// Whether a run of ASCII digits, check digit last, passes. Empty input and non-digits fail.
#[must_use]
pub fn is_valid(ascii: &[u8]) -> bool {
    let mut sum = 0u32;
    for (place, &byte) in ascii.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return false;
        }
        let digit = u32::from(byte - b'0');
        sum += match (place % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => digit * 2,
            (_, _) => digit * 2 - 9,
        };
    }
    !ascii.is_empty() && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Digits whose last one makes the check fit.
    fn valid_digits() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(b'0'..=b'9', 1..19).prop_map(|mut digits| {
            digits.push(b'0');
            while !is_valid(&digits) {
                *digits.last_mut().unwrap() += 1;
            }
            digits
        })
    }

    #[test]
    fn nothing_and_anything_but_digits_fail() {
        for other in [&b""[..], b" ", b"4242 4242 4242 4242", b"424242424242424\xb2", b"0a"] {
            assert!(!is_valid(other));
        }
        assert!(is_valid(b"0") && is_valid(b"79927398713") && !is_valid(b"79927398710"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(
            mut digits in valid_digits(),
            place in any::<proptest::sample::Index>(),
            shift in 1..10u8,
        ) {
            let wrong = place.get(&digits) - b'0' + shift;
            let place = place.index(digits.len());
            digits[place] = b'0' + wrong % 10;
            prop_assert!(!is_valid(&digits));
        }

        #[test]
        fn two_swapped_neighbours_are_noticed_except_0_and_9(
            mut digits in valid_digits(),
            place in any::<proptest::sample::Index>(),
        ) {
            let place = place.index(digits.len() - 1);
            let (left, right) = (digits[place], digits[place + 1]);
            digits.swap(place, place + 1);
            let blind = left == right || matches!((left, right), (b'0', b'9') | (b'9', b'0'));
            prop_assert_eq!(is_valid(&digits), blind);
        }

        #[test]
        fn each_number_has_exactly_one_check_digit(digits in valid_digits()) {
            let (_, number) = digits.split_last().unwrap();
            let fits = (b'0'..=b'9').filter(|&last| is_valid(&[number, &[last]].concat()));
            prop_assert_eq!(fits.count(), 1);
        }
    }
}
