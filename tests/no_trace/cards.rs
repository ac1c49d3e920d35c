//! Random test cards that the sandbox takes, and what a reader would send for them.

use std::collections::BTreeSet;

use chargeonce::command::prove::search::{Needles, TestCard};

/// A test card; every part but its first six digits is random.
pub struct Card {
    pub number: String,
    pub expiry: String,
    pub code: String,
    discretionary: String,
    name: String,
}

/// Small and good enough: it only has to differ from sale to sale.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        let mut seed = [0; 8];
        getrandom::fill(&mut seed).unwrap();
        Self(u64::from_ne_bytes(seed) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 33) % limit as u64).unwrap()
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }
}

impl Card {
    pub fn random(random: &mut Random) -> Self {
        let (iin, length, code) =
            [("424242", 16, 3), ("555555", 16, 3), ("378282", 15, 4)][random.below(3)];
        let distinctive = |text: &str| text.bytes().collect::<BTreeSet<_>>().len() >= 5;
        loop {
            let mut number = iin.to_owned() + &random.digits(length - 7);
            number.push(check_digit(&number));
            let month = 1 + random.below(12);
            let year = 30 + random.below(9);
            let card = Self {
                number,
                expiry: format!("{month:02}{year:02}"),
                code: random.digits(code),
                discretionary: random.digits(9),
                name: format!("ZQ{}/TESTER", letters(random)),
            };
            let typed = card.expiry.clone() + &card.code;
            let tail = &card.number[6..];
            if [typed.as_str(), tail, &card.discretionary].into_iter().all(distinctive) {
                return card;
            }
        }
    }

    /// Both tracks, as a reader sends them.
    pub fn swipe(&self) -> Vec<u8> {
        let Self { number, discretionary, name, .. } = self;
        let (month, year) = self.expiry.split_at(2);
        format!("%B{number}^{name}^{year}{month}101{discretionary}?;{number}={year}{month}101{discretionary}?\r")
            .into_bytes()
    }

    pub fn needles(&self) -> Needles {
        Needles::of(&TestCard {
            number: self.number.as_bytes(),
            expiry: self.expiry.as_bytes(),
            code: self.code.as_bytes(),
            discretionary: self.discretionary.as_bytes(),
            name: self.name.as_bytes(),
        })
    }
}

fn letters(random: &mut Random) -> String {
    (0..8).map(|_| char::from(b'A' + u8::try_from(random.below(26)).unwrap())).collect()
}

/// ISO/IEC 7812-1, annex B.
fn check_digit(number: &str) -> char {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap()
}

#[cfg(test)]
mod tests {
    use chargeonce::card::track::{Mode, Source, Storage, Verdict, read};

    use super::*;

    #[test]
    fn every_random_card_reads_as_a_card() {
        let mut random = Random::new();
        for _ in 0..300 {
            let card = Card::random(&mut random);
            for source in [Source::KeyboardTty, Source::Serial] {
                let verdict = read(&card.swipe(), source, Mode::Test, &mut Storage::default());
                let why = match verdict {
                    Verdict::Card(_) => continue,
                    Verdict::NotPaymentCard(_) => "not a payment card".to_owned(),
                    Verdict::Refused(refusal) => format!("{refusal:?}"),
                    Verdict::Typed => "typed".to_owned(),
                };
                // A made-up card, of nobody.
                panic!("{why}: {}", String::from_utf8(card.swipe()).unwrap());
            }
        }
    }
}
