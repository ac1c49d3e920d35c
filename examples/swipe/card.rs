//! The bytes that a word stands for.

use chargeonce::card::Month;
use chargeonce::reader::demo::DemoCard;

/// What a bad line may send before and after a swipe.
pub const NOISE: &[u8] = b"\x00\xff~\x12";

/// The swipe of a card, or a text as it is.
pub fn swipe(word: &str) -> Vec<u8> {
    let card = match word {
        "visa" => DemoCard::Visa,
        "mastercard" => DemoCard::Mastercard,
        "amex" => DemoCard::Amex,
        "declined" => DemoCard::Declined,
        "licence" => DemoCard::Licence,
        "unreadable" => DemoCard::Unreadable,
        text => return unescaped(text.as_bytes()),
    };
    card.swipe(Month { year: 2040, month: 1 }).to_vec()
}

/// Text with `\r`, `\n`, `\t` and `\xNN` as the bytes they mean.
fn unescaped(mut text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some((&first, rest)) = text.split_first() {
        let hex = |high: u8, low: u8| {
            let digits = [high, low];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
        };
        let (byte, after) = match (first, rest) {
            (b'\\', [b'r', after @ ..]) => (b'\r', after),
            (b'\\', [b'n', after @ ..]) => (b'\n', after),
            (b'\\', [b't', after @ ..]) => (b'\t', after),
            (b'\\', [b'x', high, low, after @ ..]) => match hex(*high, *low) {
                Some(byte) => (byte, after),
                None => (first, rest),
            },
            _ => (first, rest),
        };
        bytes.push(byte);
        text = after;
    }
    bytes
}
