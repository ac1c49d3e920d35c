//! Any bytes, at any pace, over any channel: the framer and the track reader never panic, a swipe
//! is told the same however its bytes are cut into reads, and typing comes back as it was typed.

#![no_main]

use std::time::Duration;

use chargeonce::card::Month;
use chargeonce::card::track::{
    Mode, Source, Storage, Verdict, assess, picture, read, read_hid, swipes,
};
use chargeonce::reader::hidraw::Shape;
use chargeonce::reader::{Framed, Framer, Transport};
use libfuzzer_sys::fuzz_target;

const TODAY: Month = Month { year: 2030, month: 1 };

fuzz_target!(|input: &[u8]| {
    let Some((&[channel, pace], bytes)) = input.split_first_chunk::<2>() else { return };
    let transport = match channel % 6 {
        0 => Transport::KeyboardTty,
        1 => Transport::KeyboardEvdev,
        2 => Transport::Serial { baud: 9_600 },
        3 => Transport::Msr605 { baud: 9_600 },
        4 => Transport::Serial { baud: 1_200 },
        _ => Transport::Hid,
    };
    frame(transport, channel & 0x80 != 0, pace, bytes);
    for source in [Source::Any, Source::KeyboardTty, Source::Serial, Source::Msr605] {
        judge(&read(bytes, source, Mode::Live, &mut Storage::default()));
    }
    judge(&read_hid(bytes, Mode::Test, &mut Storage::default()));
    let _ = picture(bytes);
    let _ = Shape::of_descriptor(bytes);
    let cut: usize = swipes(bytes).map(<[u8]>::len).sum();
    assert!(cut <= bytes.len());
});

/// Bits of `pace` decide where a read ends and how long the pause after it is.
fn frame(transport: Transport, bare: bool, pace: u8, bytes: &[u8]) {
    let mut framer = Framer::new(transport);
    if bare {
        framer.take_bare_tracks();
    }
    let mut now = Duration::ZERO;
    let mut typed = Vec::new();
    let mut swiped = false;
    for (place, &byte) in bytes.iter().enumerate() {
        if pace.rotate_left(u32::try_from(place % 8).unwrap_or_default()) & 1 == 1 {
            now += Duration::from_millis(u64::from(pace) % 70);
        }
        if framer.deadline().is_some_and(|due| due <= now) {
            let framed = framer.tick(now);
            swiped |= take(&mut framer, framed, None, &mut typed);
        }
        let framed = framer.push(byte, now);
        swiped |= take(&mut framer, framed, Some(byte), &mut typed);
    }
    for _ in 0..3 {
        now += Duration::from_secs(7);
        let framed = framer.tick(now);
        swiped |= take(&mut framer, framed, None, &mut typed);
    }
    assert!(framer.deadline().is_none(), "something waits for ever");
    assert!(typed.len() <= bytes.len());
    if transport == Transport::KeyboardTty && !swiped {
        assert!(typed == bytes, "typing was changed");
    }
}

/// Deals with what the framer told, as the vault does. Returns whether it was a swipe.
fn take(framer: &mut Framer, framed: Framed, byte: Option<u8>, typed: &mut Vec<u8>) -> bool {
    match framed {
        Framed::Passed => typed.extend(byte),
        Framed::Typed => framer.replay(&mut |byte| typed.push(byte)),
        Framed::Swipe => {
            judge(&framer.swipe().verdict(Mode::Test, &mut Storage::default()));
            framer.wipe();
            return true;
        }
        Framed::Held | Framed::Started | Framed::Dropped => {}
    }
    false
}

fn judge(verdict: &Verdict) {
    if let Verdict::Card(card) = verdict {
        assert!((12..=19).contains(&card.pan.len()));
        let _ = assess(card, TODAY, Mode::Live);
    }
}
