//! The last resort: no line of the log leaves with a card number or a key in it, whatever wrote it.
//!
//! This is the net under the rules, not one of them: nothing that holds a card number can be
//! printed in the first place. Where in doubt it takes too much.

use crate::card::luhn;

/// The lengths of a card number (ISO/IEC 7812-1).
const SHORTEST: usize = 12;
const LONGEST: usize = 19;

/// How Stripe's keys and webhook secrets begin.
const KEY_MARKS: [&[u8]; 4] = [b"sk_", b"rk_", b"pk_", b"whsec_"];

/// The line with `[redacted]` for every Luhn-valid run of 12 to 19 digits (single spaces or hyphens
/// may stand between them), `[key]` for every key, and a space for every control character but the
/// line's end. A number hidden within a longer run of digits is found too.
#[must_use]
pub fn redact(line: &[u8]) -> Vec<u8> {
    without_card_numbers(&without_keys(line))
}

fn without_keys(line: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        let within_word = clean.last().is_some_and(|&last| is_key_byte(last));
        let mark = KEY_MARKS.iter().find(|mark| {
            rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
        });
        let body = mark.and_then(|mark| rest.get(mark.len()..)).unwrap_or_default();
        let length = body.iter().take_while(|&&byte| is_key_byte(byte)).count();
        rest = match body.get(length..) {
            Some(after_key) if length > 0 && !within_word => {
                clean.extend_from_slice(b"[key]");
                after_key
            }
            _ => {
                let ends_line = byte == b'\n' && after.is_empty();
                clean.push(if byte.is_ascii_control() && !ends_line { b' ' } else { byte });
                after
            }
        };
    }
    clean
}

const fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn without_card_numbers(line: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match rest.get(card_number_at_start(rest)..) {
            Some(after_number) if after_number.len() < rest.len() => {
                clean.extend_from_slice(b"[redacted]");
                after_number
            }
            _ => {
                clean.push(byte);
                after
            }
        };
    }
    clean
}

/// How many bytes the longest card number takes that begins right here; zero if none does.
fn card_number_at_start(text: &[u8]) -> usize {
    let mut digits = [0u8; LONGEST];
    let mut count = 0;
    let mut longest = 0;
    let mut after_separator = true;
    for (place, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                let Some(slot) = digits.get_mut(count) else { break };
                *slot = byte;
                count += 1;
                after_separator = false;
                let number = digits.get(..count).unwrap_or_default();
                if count >= SHORTEST && luhn::is_valid(number) {
                    longest = place + 1;
                }
            }
            b' ' | b'-' if !after_separator => after_separator = true,
            _ => break,
        }
    }
    zeroize::Zeroize::zeroize(&mut digits);
    longest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(line: &str) -> String {
        String::from_utf8(redact(line.as_bytes())).unwrap()
    }

    #[test]
    fn a_card_number_does_not_get_through_however_it_is_written() {
        for number in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "4242-4242-4242-4242",
            "378282246310005",
            "3782 822463 10005",
            "6011000990139424",
        ] {
            assert_eq!(clean(&format!("swipe pan={number}, ok\n")), "swipe pan=[redacted], ok\n");
            assert_eq!(clean(&format!("%B{number}^DOE/J")), "%B[redacted]^DOE/J");
        }
    }

    #[test]
    fn a_card_number_between_other_digits_is_found() {
        for line in ["4242424242424242123", "12 4242424242424242", "4242424242424242=25121010000"] {
            let cleaned = clean(line);
            assert!(cleaned.contains("[redacted]"), "line {line:.2}");
            assert!(!cleaned.contains("424242424242"), "line {line:.2}");
        }
    }

    #[test]
    fn ordinary_numbers_stay() {
        for line in [
            "2026-11-23T02:58:24.123Z INFO chargeonce::station: sale=17 amount=1250 last4=4242\n",
            "4242424242424241"[..11].to_owned().as_str(),
            "4242  4242  4242  4242",
            "amount=99999999 status=402",
        ] {
            assert_eq!(clean(line), line);
        }
    }

    #[test]
    fn a_key_does_not_get_through() {
        for (line, expected) in [
            ("Authorization: Bearer sk_test_abcDEF123", "Authorization: Bearer [key]"),
            ("key=rk_live_x,", "key=[key],"),
            ("\"SK_LIVE_ABC\"", "\"[key]\""),
            ("pk_test_1 whsec_abc", "[key] [key]"),
            ("desk_1 task_id risk_level", "desk_1 task_id risk_level"),
            ("begins with sk_ or rk_", "begins with sk_ or rk_"),
        ] {
            assert_eq!(clean(line), expected);
        }
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(clean("a\nb\r\x1b[31mc\n"), "a b  [31mc\n");
    }

    proptest! {
        #[test]
        fn no_card_number_survives_any_surroundings(
            body in "[1-9][0-9]{10,17}",
            before in "[a-z =:]{0,8}",
            after in "[a-z =:]{0,8}",
        ) {
            let check = (b'0'..=b'9')
                .find(|&digit| luhn::is_valid(&[body.as_bytes(), &[digit]].concat()))
                .unwrap();
            let number = format!("{body}{}", char::from(check));
            let cleaned = clean(&format!("{before}{number}{after}"));
            prop_assert!(!cleaned.contains(&number));
            prop_assert!(cleaned.contains("[redacted]"));
        }

        #[test]
        fn any_bytes_are_taken_and_cleaning_twice_changes_nothing(line: Vec<u8>) {
            let once = redact(&line);
            prop_assert_eq!(redact(&once), once);
        }
    }
}
