//! Reading a swipe asks for memory for the boxed number and the boxed name, and framing for none.
//!
//! Measured with the vault's own regions: while the framer is alive, any allocation raises the most
//! that was in use at once.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it by panicking")]

use std::hint::black_box;
use std::time::Duration;

use chargeonce::card::track::{Mode, Source, Verdict, read};
use chargeonce::card::{HolderName, Pan};
use chargeonce::reader::{Framed, Framer, Transport};
use chargeonce::vault::walls::Region;

const SWIPE: &[u8] =
    b"%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r";

/// The most memory that some work had at once, in bytes.
fn most(work: fn()) -> usize {
    let (done, demolished) = Region::build().unwrap().start(work).unwrap().demolish();
    assert!(done.is_some(), "the work was not done");
    assert_eq!((demolished.left, demolished.spilled), (0, 0));
    demolished.most
}

fn new_framer() -> Box<Framer> {
    Framer::new(Transport::Serial { baud: 9_600 })
}

/// Frames this many swipes, a second apart.
fn frame(framer: &mut Framer, swipes: u64) -> u64 {
    let mut whole = 0;
    for round in 0..swipes {
        let now = Duration::from_secs(round);
        framer.tick(now);
        for &byte in SWIPE {
            if framer.push(byte, now) == Framed::Swipe {
                whole += 1;
                framer.wipe();
            }
        }
    }
    whole
}

#[test]
fn framing_allocates_nothing() {
    let alone = most(|| drop(black_box(new_framer())));
    let framing = most(|| {
        let mut framer = new_framer();
        assert_eq!(frame(&mut framer, 500), 500);
    });
    assert!(alone > 0);
    assert_eq!(framing, alone);
}

#[test]
fn reading_allocates_the_number_and_the_name_and_nothing_else() {
    let boxes = most(|| {
        let number = Pan::new(b"4242424242424242");
        let name = HolderName::new(b"DOE/JANE");
        assert!(number.is_some() && name.is_some());
        black_box((&number, &name));
    });
    let reading = most(|| {
        for _ in 0..500 {
            let verdict = read(black_box(SWIPE), Source::Serial, Mode::Live);
            assert!(matches!(&verdict, Verdict::Card(card) if card.holder.is_some()));
            black_box(&verdict);
        }
    });
    assert!(boxes > 0);
    assert_eq!(reading, boxes);
}

#[test]
fn a_swipe_that_is_no_card_allocates_nothing() {
    let licence = most(|| {
        let swipe = b"%CADOWNTOWN^DOE$JANE^1 MAIN ST?;636014012345678=330119800101?\r";
        assert!(matches!(
            read(black_box(swipe), Source::Serial, Mode::Live),
            Verdict::NotPaymentCard(_)
        ));
    });
    let nothing = most(|| ());
    assert_eq!(licence, nothing);
}
