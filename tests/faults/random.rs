//! Power that fails at any moment, in many sales one after another on the same journal.
//!
//! `SALES=200` sells more, `SEED=…` has it fail at other moments.

use std::time::Duration;

use chargeonce::station::Random;

use crate::call::Call;
use crate::till::{Card, Said, Till, beside_one_another, shared_out};

/// Tills beside one another, each with a seed and a share of the sales.
const TILLS: u64 = 4;
/// Sales in all.
const SALES: u64 = 60;
/// How long a sale takes from its first key until it is settled.
const SALE: u64 = 1_600;

/// What became of the sales of one till.
#[derive(Debug, Default)]
struct Tally {
    killed: usize,
    approved: usize,
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// When the power fails in the next sale: half of the times anywhere, else close after one of the
/// calls that matter, where a moment more or less decides.
fn arms(till: &Till, random: &mut Random) {
    let calls = [Call::Create, Call::Token, Call::Confirm, Call::Capture];
    let place = random.next() % 8;
    match calls.get(usize::try_from(place).unwrap()) {
        Some(call) => till.dies_after_call(*call, Duration::from_millis(random.next() % 40)),
        None => till.dies_after(Duration::from_millis(random.next() % SALE)),
    }
}

fn sells_under_bad_power(till: &mut Till, seed: u64, sales: u64) -> Tally {
    let mut random = Random::new(u128::from(seed));
    let mut tally = Tally::default();
    for _ in 0..sales {
        arms(till, &mut random);
        let said = match random.next() % 8 {
            0 => till.sells_with(&[Card::Bad, Card::Good]),
            1 => till.cancels_at_confirm(),
            _ => till.sells(Card::Good),
        };
        tally.approved += usize::from(said == Said::Approved);
        if !till.plays_out() {
            tally.killed += 1;
        }
        till.comes_back();
    }
    tally
}

#[test]
fn power_that_fails_at_random_charges_nobody_twice_loses_nothing_and_never_lies() {
    let (sales, seed) = (number("SALES").unwrap_or(SALES), number("SEED").unwrap_or(1));
    let seeds: Vec<u64> = (0..TILLS).map(|till| seed * TILLS + till).collect();
    beside_one_another(shared_out(&seeds, 1, move |till, seed| {
        let tally = sells_under_bad_power(till, seed, sales.div_ceil(TILLS));
        println!("{} sales: {tally:?}", sales.div_ceil(TILLS));
        assert!(tally.killed * 2 > usize::try_from(sales / TILLS).unwrap(), "{tally:?}");
    }));
}
