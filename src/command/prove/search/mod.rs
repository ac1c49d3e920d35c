//! Finding a card in bytes, however it is written there. Pure.
//!
//! It looks for the whole number and for any seven or more of its digits in a row, as characters or
//! as numbers, at each of `STRIDES`; packed two digits to a byte; in hexadecimal and base64;
//! grouped; and for the security code where its surroundings show that it is one.

#[cfg(test)]
mod tests;
mod writings;

use std::collections::BTreeSet;
use std::ops::Range;

use self::writings::{last_four_beside_itself, literals, runs_of};

/// Digits in a row that are enough to be a find.
const RUN: usize = 7;
/// A run with fewer different digits is no sign of a card: memory is full of zeros.
const DIFFERENT: usize = 4;
/// How far apart the digits may be: packed text, wide characters, keys, cells of a screen.
pub(super) const STRIDES: [usize; 12] = [1, 2, 3, 4, 8, 12, 16, 24, 32, 40, 48, 64];

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
        Self {
            runs: runs.into_iter().collect(),
            literal: literals(card),
            held_code: card.code.to_vec(),
        }
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
