//! Finding a card in bytes, however it is written there. Pure.
//!
//! It looks for the whole number and for any seven or more of its digits in a row, one digit per
//! byte or per 2 to 64 bytes, as characters or as numbers; packed two digits to a byte; in
//! hexadecimal and base64; grouped; and for the security code where its surroundings show that it
//! is one.

use std::collections::BTreeSet;
use std::ops::Range;

/// Digits in a row that are enough to be a find.
const RUN: usize = 7;
/// A run with fewer different digits is no sign of a card: memory is full of zeros.
const DIFFERENT: usize = 4;
/// Packed digits are looked for in pieces of this many: fewer would be found by chance.
const PACKED: usize = 12;
/// How far apart the digits may be: packed text, wide characters, keys, cells of a screen.
const STRIDES: [usize; 12] = [1, 2, 3, 4, 8, 12, 16, 24, 32, 40, 48, 64];

/// How a card was written where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Characters, this many bytes apart.
    Characters(usize),
    /// Numbers from 0 to 9, this many bytes apart.
    Numbers(usize),
    /// Two digits to a byte.
    Packed,
    /// Each character as two hexadecimal digits.
    Hexadecimal,
    /// Base64.
    Base64,
    /// In groups of four.
    Grouped,
    /// A security code, recognisable by what surrounds it.
    CodeInContext,
    /// The name on the card.
    Name,
}

/// A find. It says where and how, never what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Find {
    /// Where in the bytes.
    pub offset: usize,
    /// How it is written.
    pub encoding: Encoding,
}

/// What a test card consists of: its secrets as ASCII text. For test cards only.
#[derive(Clone, Copy)]
pub struct TestCard<'a> {
    /// The number.
    pub number: &'a [u8],
    /// The expiry date as it is typed, MMYY.
    pub expiry: &'a [u8],
    /// The security code.
    pub code: &'a [u8],
    /// What else of a track is secret: its discretionary data, if any.
    pub discretionary: &'a [u8],
    /// The name on track 1, if any.
    pub name: &'a [u8],
}

/// What is looked for.
pub struct Needles {
    /// Digits as numbers; each is looked for at every stride, as characters and as numbers.
    runs: Vec<Vec<u8>>,
    /// Other forms, as they are.
    literal: Vec<(Encoding, Vec<u8>)>,
    /// `code`, zeros, and its length: a security code in the station's own form.
    held_code: Vec<u8>,
}

impl Needles {
    /// For one test card.
    #[must_use]
    pub fn of(card: &TestCard<'_>) -> Self {
        let typed = [card.expiry, card.code].concat();
        let mut runs = BTreeSet::new();
        for digits in [card.number, card.discretionary, &typed] {
            runs.extend(runs_of(digits));
        }
        let beside_itself = last_four_beside_itself(card.number);
        runs.retain(|run| !beside_itself.windows(run.len()).any(|shown| shown == run));
        let mut needles = Self {
            runs: runs.into_iter().collect(),
            literal: Vec::new(),
            held_code: card.code.to_vec(),
        };
        for (encoding, text) in literals(card) {
            needles.literal.push((encoding, text));
        }
        needles
    }

    /// Every find in `bytes`, at most one a place.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Find> {
        let mut finds = Vec::new();
        let places = written(bytes);
        for batch in self.runs.chunks(BATCH) {
            search_runs(batch, bytes, &places, &mut finds);
        }
        self.search_literals(bytes, &places, &mut finds);
        finds.sort_unstable();
        finds.dedup_by_key(|find| find.offset);
        finds
    }

    fn search_literals(&self, bytes: &[u8], places: &[Range<usize>], finds: &mut Vec<Find>) {
        let held = (Encoding::CodeInContext, self.held_code.clone());
        for (encoding, needle) in self.literal.iter().chain([&held]) {
            let Some((first, _)) = needle.split_first() else { continue };
            for place in places {
                let starts = bytes.get(place.clone()).unwrap_or_default().iter();
                for (offset, _) in (place.start..).zip(starts).filter(|(_, byte)| *byte == first) {
                    let here = bytes.get(offset..).unwrap_or_default();
                    // The one needle that is too short to be a find by itself.
                    let is_alone = std::ptr::eq(needle, &raw const held.1);
                    if here.starts_with(needle) && (!is_alone || self.is_held_code(bytes, offset)) {
                        finds.push(Find { offset, encoding: *encoding });
                    }
                }
            }
        }
    }

    /// In the station's own memory a code is followed by zeros up to four places, and by how many
    /// digits it has as a machine word.
    fn is_held_code(&self, bytes: &[u8], offset: usize) -> bool {
        let length = self.held_code.len();
        let word = bytes.get(offset + 8..offset + 16);
        let padded = bytes
            .get(offset + length..offset + 4)
            .is_some_and(|rest| rest.iter().all(|byte| *byte == 0));
        padded && word.is_some_and(|word| word == (length as u64).to_le_bytes())
    }
}

/// Runs that are compared at once: two bits for each.
const BATCH: usize = 32;
/// Memory is looked at in pieces of this many bytes.
const PIECE: usize = 256;

/// Compares every run of a batch at every place at once.
fn search_runs(batch: &[Vec<u8>], bytes: &[u8], places: &[Range<usize>], finds: &mut Vec<Find>) {
    let longest = batch.iter().map(Vec::len).max().unwrap_or(0);
    let tables: Vec<[u64; 256]> = (0..longest).map(|place| table(batch, place)).collect();
    let Some((first, rest)) = tables.split_first() else { return };
    let starts = places
        .iter()
        .flat_map(|place| (place.start..).zip(bytes.get(place.clone()).unwrap_or_default().iter()));
    for (offset, byte) in starts {
        let begun = lookup(first, *byte);
        if begun == 0 {
            continue;
        }
        for stride in STRIDES {
            let mut alive = begun;
            let mut next = offset;
            for table in rest {
                next += stride;
                // Past its own end a run goes on matching anything; past the bytes' end none does.
                alive &= bytes.get(next).map_or(0, |byte| lookup(table, *byte));
                if alive == 0 {
                    break;
                }
            }
            if alive != 0 {
                let characters = byte.is_ascii_digit();
                let encoding = if characters { Encoding::Characters } else { Encoding::Numbers };
                finds.push(Find { offset, encoding: encoding(stride) });
            }
        }
    }
}

/// Where something else than zeros is written. A run that begins with zeros has three of them at
/// most, so it begins within a piece of what follows.
fn written(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for (index, piece) in bytes.chunks(PIECE).enumerate() {
        if [0; PIECE].starts_with(piece) {
            continue;
        }
        let start = index * PIECE;
        let place = start.saturating_sub(PIECE)..(start + PIECE).min(bytes.len());
        match places.last_mut() {
            Some(last) if last.end >= place.start => last.end = place.end,
            _ => places.push(place),
        }
    }
    places
}

fn lookup(table: &[u64; 256], byte: u8) -> u64 {
    table.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Which runs of a batch have this byte in this place: the low half as characters, the high half
/// as numbers.
fn table(batch: &[Vec<u8>], place: usize) -> [u64; 256] {
    let mut table = [0; 256];
    for (index, run) in batch.iter().enumerate() {
        let (as_character, as_number) = (1_u64 << index, 1_u64 << (index + 32));
        let mut allow = |byte: u8, bit: u64| {
            if let Some(entry) = table.get_mut(usize::from(byte)) {
                *entry |= bit;
            }
        };
        match run.get(place) {
            Some(digit) => {
                allow(b'0' + digit, as_character);
                allow(*digit, as_number);
            }
            None => (0..=u8::MAX).for_each(|byte| allow(byte, as_character | as_number)),
        }
    }
    table
}

/// The last four may be kept, and two copies of them lie side by side where both are in one
/// structure. In one card of a thousand that reads as the number's last seven; whatever more of
/// such a number is left is found by its other runs.
fn last_four_beside_itself(number: &[u8]) -> Vec<u8> {
    let (_, last) = number.split_at(number.len().saturating_sub(4));
    last.iter().map(|digit| digit.wrapping_sub(b'0')).cycle().take(3 * last.len()).collect()
}

/// The runs of seven digits that are distinctive; and all of them together, if that is.
fn runs_of(digits: &[u8]) -> Vec<Vec<u8>> {
    let different = |run: &[u8]| run.iter().collect::<BTreeSet<_>>().len();
    let values: Vec<u8> = digits.iter().map(|digit| digit.wrapping_sub(b'0')).collect();
    let mut runs: Vec<Vec<u8>> =
        values.windows(RUN).filter(|run| different(run) >= DIFFERENT).map(<[u8]>::to_vec).collect();
    if values.len() >= PACKED && runs.is_empty() && different(&values) > 1 {
        runs.push(values);
    }
    runs
}

fn literals(card: &TestCard<'_>) -> Vec<(Encoding, Vec<u8>)> {
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
    for before in ["cvc]=", "cvc%5D=", "cvc\":\"", "cvc=", "cvc: ", "CVC "] {
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

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: TestCard<'_> = TestCard {
        number: b"4000056655665556",
        expiry: b"1231",
        code: b"987",
        discretionary: b"83920175",
        name: b"PLANTED/NAME",
    };

    /// Noise with `planted` in its middle.
    fn with(planted: &[u8]) -> Vec<u8> {
        let mut noise = 1_u32;
        let mut bytes: Vec<u8> = std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.to_be_bytes()[0]
        })
        .take(20_000)
        .collect();
        bytes.splice(9_001..9_001 + planted.len(), planted.iter().copied());
        bytes
    }

    fn found(planted: &[u8]) -> BTreeSet<Encoding> {
        Needles::of(&CARD).search(&with(planted)).into_iter().map(|find| find.encoding).collect()
    }

    fn spread(digits: &[u8], stride: usize) -> Vec<u8> {
        digits
            .iter()
            .flat_map(|digit| {
                let mut cell = vec![0xaa; stride];
                cell[0] = *digit;
                cell
            })
            .collect()
    }

    #[test]
    fn noise_and_zeros_and_counting_are_no_card() {
        assert!(found(b"").is_empty());
        assert!(found(&[0; 4000]).is_empty() && found(&[b'0'; 4000]).is_empty());
        assert!(found(b"4242424242424242 400005").is_empty());
    }

    #[test]
    fn seven_digits_are_found_at_every_stride_as_characters_and_as_numbers() {
        let card = TestCard { number: b"4929104857362819", ..CARD };
        let needles = Needles::of(&card);
        let encodings = |planted: &[u8]| -> BTreeSet<Encoding> {
            needles.search(&with(planted)).into_iter().map(|find| find.encoding).collect()
        };
        let digits = &card.number[6..13];
        let values: Vec<u8> = digits.iter().map(|digit| digit - b'0').collect();
        for stride in STRIDES {
            let as_characters = encodings(&spread(digits, stride));
            assert_eq!(as_characters, BTreeSet::from([Encoding::Characters(stride)]));
            let as_numbers = encodings(&spread(&values, stride));
            assert_eq!(as_numbers, BTreeSet::from([Encoding::Numbers(stride)]));
        }
        assert!(encodings(&digits[..6]).is_empty(), "six digits are no find");
        let mut sparse = vec![0; 10_000];
        sparse[5_119] = values[0];
        for (place, value) in values.iter().enumerate() {
            sparse[5_119 - 6 * 64 + place * 64] = *value;
        }
        assert!(!needles.search(&sparse).is_empty(), "zeros around do not hide a run");
    }

    #[test]
    fn a_whole_number_without_distinctive_parts_is_found_as_a_whole() {
        let card = TestCard { number: b"4000000000000002", ..CARD };
        let finds = Needles::of(&card).search(&with(b"4000000000000002"));
        assert_eq!(finds.first().map(|find| find.encoding), Some(Encoding::Characters(1)));
    }

    #[test]
    fn the_last_four_beside_themselves_are_no_find_but_one_digit_more_is() {
        let card = TestCard { number: b"4000056657562756", ..CARD };
        let finds = |planted: &[u8]| !Needles::of(&card).search(&with(planted)).is_empty();
        assert!(!finds(b"27562756") && !finds(b"275627562756"));
        assert!(finds(b"57562756"), "a leak of eight digits");
    }

    #[test]
    fn packed_digits_are_found_in_both_alignments() {
        assert!(
            found(&[0x40, 0x00, 0x05, 0x66, 0x55, 0x66, 0x55, 0x56]).contains(&Encoding::Packed)
        );
        assert!(
            found(&[0xf4, 0x00, 0x00, 0x56, 0x65, 0x56, 0x65, 0x55, 0x6f])
                .contains(&Encoding::Packed)
        );
    }

    #[test]
    fn other_writings_of_the_number_are_found() {
        assert!(found(b"34303030303536363535363635353536").contains(&Encoding::Hexadecimal));
        assert!(found(b"NDAwMDA1NjY1NTY2NTU1Ng==").contains(&Encoding::Base64));
        assert!(found(b"4000 0566 5566 5556").contains(&Encoding::Grouped));
        assert!(found(b"4000-0566-5566-5556").contains(&Encoding::Grouped));
    }

    #[test]
    fn request_bodies_are_found() {
        let form = b"type=card&card[number]=4000056655665556&card[cvc]=987";
        assert!(found(form).contains(&Encoding::CodeInContext));
        assert!(found(b"card%5Bcvc%5D=987").contains(&Encoding::CodeInContext));
        assert!(found(b"{\"cvc\":\"987\"}").contains(&Encoding::CodeInContext));
    }

    #[test]
    fn a_code_is_found_behind_its_expiry_and_in_the_stations_own_form() {
        assert!(found(b"1231987").contains(&Encoding::Characters(1)));
        assert!(found(b"987\0....\x03\0\0\0\0\0\0\0").contains(&Encoding::CodeInContext));
        assert!(found(b"987").is_empty(), "three digits alone are anything");
    }

    #[test]
    fn tracks_are_found_by_their_other_secrets_too() {
        assert!(found(b"=3112101").is_empty());
        assert!(found(b"83920175").contains(&Encoding::Characters(1)));
        assert!(found(b"^PLANTED/NAME^").contains(&Encoding::Name));
    }
}
