//! Neither framing nor reading a swipe asks for memory: what a card will lie in was made ahead.
//!
//! Measured with the vault's own regions: while the framer is alive, any allocation raises the most
//! that was in use at once.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it by panicking")]

use std::hint::black_box;
use std::time::Duration;

use chargeonce::card::track::{Mode, Source, Storage, Verdict, read, read_hid};
use chargeonce::reader::{Framed, Framer, Transport};
use chargeonce::vault::walls::Region;

const SWIPE: &[u8] =
    b"%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r";

/// The most memory that some work had at once, in bytes.
fn most(work: impl FnOnce() + Send + 'static) -> usize {
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

/// Whether reading swipe after swipe has no more than the storage that was made ahead.
fn is_read_in_storage_alone(read: fn(&mut Storage)) -> bool {
    let alone = most(|| drop(black_box(Storage::new())));
    let reading = most(move || {
        let mut storage = Storage::new();
        for _ in 0..500 {
            read(&mut storage);
            storage.restock();
        }
    });
    assert!(alone > 0);
    reading == alone
}

#[test]
fn reading_a_card_allocates_nothing() {
    assert!(is_read_in_storage_alone(|storage| {
        let verdict = read(black_box(SWIPE), Source::Serial, Mode::Live, storage);
        assert!(matches!(&verdict, Verdict::Card(card) if card.holder.is_some()));
        black_box(&verdict);
    }));
}

#[test]
fn reading_a_number_with_spaces_allocates_nothing() {
    assert!(is_read_in_storage_alone(|storage| {
        let swipe = b"%B4242 4242 4242 4242^DOE/JANE^30122010000000000000?\r";
        let verdict = read(black_box(swipe), Source::Serial, Mode::Live, storage);
        assert!(matches!(&verdict, Verdict::Card(card) if card.pan.len() == 16));
        black_box(&verdict);
    }));
}

#[test]
fn reading_a_report_in_packets_allocates_nothing() {
    assert!(is_read_in_storage_alone(|storage| {
        let mut packet = [0; 64];
        let track = b"\x1bs\x1b\x01\x1b\x02;4242424242424242=3012201?\x1b\x03?\x1c\x1b0";
        packet[0] = 0xC0 | u8::try_from(track.len()).unwrap();
        packet[1..=track.len()].copy_from_slice(track);
        let verdict = read_hid(black_box(&packet), Mode::Test, storage);
        assert!(matches!(&verdict, Verdict::Card(_)));
        black_box(&verdict);
    }));
}

#[test]
fn a_swipe_that_is_no_card_takes_no_storage_either() {
    let licence = most(|| {
        let swipe = b"%CADOWNTOWN^DOE$JANE^1 MAIN ST?;636014012345678=330119800101?\r";
        let mut none = Storage::default();
        assert!(matches!(
            read(black_box(swipe), Source::Serial, Mode::Live, &mut none),
            Verdict::NotPaymentCard(_)
        ));
    });
    let nothing = most(|| ());
    assert_eq!(licence, nothing);
}
