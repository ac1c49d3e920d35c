//! A card number where none belongs: typed by mistake into a line that is kept or sent.
//!
//! Such a line is refused, so this may take too much, but seldom a booking's number: one in ten of
//! those that have 12 to 19 digits, for the Luhn check lets so many through.

use zeroize::Zeroizing;

use super::{Brand, iin, luhn};

/// The lengths of a card number (ISO/IEC 7812-1).
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;
/// From so many digits without a break on, a number may begin in their middle.
const UNBROKEN: usize = 12;

/// Whether a text holds what could be a card number: 12 to 19 digits, spaces or hyphens between
/// them, that pass the Luhn check; or a number that a network issues, whatever is typed before or
/// behind it and whatever but letters stands between its digits.
#[must_use]
pub fn is_in(text: &str) -> bool {
    runs(text, is_gap).any(|run| {
        let digits = digits_of(run);
        LENGTHS.contains(&digits.len()) && luhn::is_valid(&digits)
    }) || runs(text, is_no_letter).any(holds_an_issued_number)
}

/// Whether a text is nothing but digits and what stands between them, and has more than a card's
/// first eight: the beginning of a number, perhaps, and no name or address.
#[must_use]
pub fn may_begin_in(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_digit() || is_no_letter(character))
        && digits_of(text).len() > 8
}

const fn is_gap(character: char) -> bool {
    matches!(character, ' ' | '-')
}

fn is_no_letter(character: char) -> bool {
    !character.is_alphanumeric()
}

/// The parts of a text that are digits, with only such characters between them.
fn runs(text: &str, joins: fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |character: char| !character.is_ascii_digit() && !joins(character))
}

fn digits_of(run: &str) -> Zeroizing<Vec<u8>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(run.len()));
    digits.extend(run.bytes().filter(u8::is_ascii_digit));
    digits
}

/// A number begins where a group of digits does, and may end anywhere: an expiry date may follow.
fn holds_an_issued_number(run: &str) -> bool {
    let digits = digits_of(run);
    let mut start = 0;
    for group in run.split(is_no_letter) {
        let end = start + group.len();
        let last = if group.len() < UNBROKEN { start + 1 } else { end };
        if (start..last).any(|start| begins_with_a_number(digits.get(start..).unwrap_or_default()))
        {
            return true;
        }
        start = end;
    }
    false
}

fn begins_with_a_number(digits: &[u8]) -> bool {
    let range = iin::range_of(digits);
    range.brand() != Brand::Unknown
        && LENGTHS
            .skip(1)
            .any(|length| range.issues(length) && digits.get(..length).is_some_and(luhn::is_valid))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_seen_however_it_is_typed() {
        for typed in [
            "4242424242424242",
            "room 4242 4242 4242 4242",
            "4242-4242-4242-4242",
            "4242.4242.4242.4242",
            "4242/4242/4242/4242",
            "3782 822463 10005",
            "REF4242424242424242X",
            "(4242) 4242–4242–4242",
        ] {
            assert!(is_in(typed), "{typed}");
        }
    }

    #[test]
    fn a_number_is_seen_among_what_else_is_typed_of_a_card() {
        for typed in [
            "4242424242424242 12/39 123",
            "42424242424242421239123",
            "4242 4242 4242 4242 1239 123",
            "4242424242424242=39121010000000000000",
            "12 4242424242424242",
            "00004242424242424242",
            "12.50 5555555555554444",
        ] {
            assert!(is_in(typed), "{typed}");
        }
    }

    #[test]
    fn references_and_names_are_none() {
        for typed in [
            "",
            "Amy",
            "room 12",
            "INV-2026-11-0045",
            "24/11/2026-27/11/2026",
            "+33 6 12 34 56 78",
            "2026112300451",
            "4242424242424241",
            "last four 4242",
        ] {
            assert!(!is_in(typed), "{typed}");
        }
    }

    #[test]
    fn the_beginning_of_a_number_is_told_from_names_and_addresses() {
        assert!(may_begin_in("4242 4242 4") && may_begin_in("424242424242424"));
        for typed in ["42424242", "amy", "room 424242424242", "123456789@example.com", ""] {
            assert!(!may_begin_in(typed), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_number_a_network_issues_is_seen_between_other_words(
            body in "4[0-9]{14}|5[1-5][0-9]{13}|3[47][0-9]{12}",
            before in "[a-z]{0,8} ?",
            after in " ?([a-z]{1,8}|[0-9]{4}( [0-9]{3})?)?",
        ) {
            let check = ('0'..='9')
                .find(|digit| luhn::is_valid(format!("{body}{digit}").as_bytes()))
                .unwrap();
            let line = format!("{before}{body}{check}{after}");
            prop_assert!(is_in(&line));
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,64}") {
            let _ = (is_in(&text), may_begin_in(&text));
        }
    }
}
