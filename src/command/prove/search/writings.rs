//! The ways in which a card can be written, apart from digits at a distance.

use std::collections::BTreeSet;

use super::{DIFFERENT, Encoding, RUN, TestCard};

/// Packed digits are looked for in pieces of this many: fewer would be found by chance.
const PACKED: usize = 12;

/// The last four may be kept, and two copies of them lie side by side where both are in one
/// structure. In one card of a thousand that reads as the number's last seven; whatever more of
/// such a number is left is found by its other runs.
pub(super) fn last_four_beside_itself(number: &[u8]) -> Vec<u8> {
    let (_, last) = number.split_at(number.len().saturating_sub(4));
    last.iter().map(|digit| digit.wrapping_sub(b'0')).cycle().take(3 * last.len()).collect()
}

/// The runs of seven digits that are distinctive; and all of them together, if that is.
pub(super) fn runs_of(digits: &[u8]) -> Vec<Vec<u8>> {
    let different = |run: &[u8]| run.iter().collect::<BTreeSet<_>>().len();
    let values: Vec<u8> = digits.iter().map(|digit| digit.wrapping_sub(b'0')).collect();
    let mut runs: Vec<Vec<u8>> =
        values.windows(RUN).filter(|run| different(run) >= DIFFERENT).map(<[u8]>::to_vec).collect();
    if values.len() >= PACKED && runs.is_empty() && different(&values) > 1 {
        runs.push(values);
    }
    runs
}

pub(super) fn literals(card: &TestCard<'_>) -> Vec<(Encoding, Vec<u8>)> {
    let mut literals = Vec::new();
    for phase in 0..2 {
        let nibbles: Vec<u8> = card.number.iter().skip(phase).map(|digit| digit & 15).collect();
        let packed: Vec<u8> = nibbles
            .chunks_exact(2)
            .map(|two| match two {
                [high, low] => high << 4 | low,
                _ => 0,
            })
            .collect();
        let pieces = packed.windows(PACKED / 2).map(|piece| (Encoding::Packed, piece.to_vec()));
        literals.extend(pieces);
    }
    let hexadecimal = |run: &[u8]| run.iter().flat_map(|digit| [b'3', *digit]).collect::<Vec<u8>>();
    literals
        .extend(card.number.windows(PACKED).map(|run| (Encoding::Hexadecimal, hexadecimal(run))));
    for skipped in 0..3 {
        let text = card.number.get(skipped..).unwrap_or_default();
        let whole = text.get(..text.len() / 3 * 3).unwrap_or_default();
        literals.push((Encoding::Base64, base64(whole)));
    }
    for separator in *b" -" {
        let groups: Vec<&[u8]> = card.number.chunks(4).take(3).collect();
        literals.push((Encoding::Grouped, groups.join(&separator)));
    }
    for before in ["cvc]=", "cvc%5D=", "cvc\":\"", "cvc\": \"", "cvc=", "cvc: ", "CVC "] {
        literals.push((Encoding::CodeInContext, [before.as_bytes(), card.code].concat()));
    }
    if !card.name.is_empty() {
        literals.push((Encoding::Name, card.name.to_vec()));
    }
    literals
}

/// Whole groups of three bytes only.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| LETTERS.get((bits & 63) as usize).copied().unwrap_or(b'=');
    bytes
        .chunks_exact(3)
        .map(|three| three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)))
        .flat_map(|bits| [letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)])
        .collect()
}
