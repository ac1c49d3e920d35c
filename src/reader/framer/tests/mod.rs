mod properties;

use std::time::Duration;

use super::*;
use crate::card::track::{Mode, NotPayment, Refusal, Storage, Verdict};

const TRACK1: &[u8] = b"%B4242424242424242^DOE/JANE^30122010000000000000?";
const TRACK2: &[u8] = b";4242424242424242=30122010000000000000?";

/// What came out of a framer.
#[derive(Default)]
struct Outcome {
    verdicts: Vec<Verdict>,
    typed: Vec<u8>,
    starts: usize,
    /// The byte after which the first swipe was reported, if a byte and not a wait did it.
    reported_at_byte: Option<usize>,
}

impl Outcome {
    fn cards(&self) -> usize {
        self.verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Card(_))).count()
    }

    fn is_one_card(&self) -> bool {
        self.verdicts.len() == 1 && self.cards() == 1
    }

    fn refusals(&self) -> Vec<Refusal> {
        let refusal = |verdict: &Verdict| match verdict {
            Verdict::Refused(refusal) => Some(*refusal),
            _ => None,
        };
        self.verdicts.iter().filter_map(refusal).collect()
    }
}

/// A channel as its owner drives it: ticks when a deadline passes, pushes when bytes come.
struct Channel {
    framer: Box<Framer>,
    at: Duration,
    pushed: usize,
    outcome: Outcome,
}

impl Channel {
    fn new(transport: Transport) -> Self {
        Self {
            framer: Framer::new(transport),
            at: Duration::from_secs(1),
            pushed: 0,
            outcome: Outcome::default(),
        }
    }

    fn tty() -> Self {
        Self::new(Transport::KeyboardTty)
    }

    fn take(&mut self, framed: Framed, byte: Option<u8>) {
        match framed {
            Framed::Swipe => {
                self.outcome
                    .verdicts
                    .push(self.framer.swipe().verdict(Mode::Test, &mut Storage::default()));
                self.framer.wipe();
                if byte.is_some() && self.outcome.reported_at_byte.is_none() {
                    self.outcome.reported_at_byte = Some(self.pushed);
                }
            }
            Framed::Typed => {
                let typed = &mut self.outcome.typed;
                self.framer.replay(&mut |byte| typed.push(byte));
            }
            Framed::Passed => self.outcome.typed.extend(byte),
            Framed::Started => self.outcome.starts += 1,
            Framed::Held | Framed::Dropped => {}
        }
    }

    fn wait(mut self, pause: Duration) -> Self {
        let until = self.at + pause;
        while let Some(deadline) = self.framer.deadline().filter(|&deadline| deadline <= until) {
            let framed = self.framer.tick(deadline);
            self.take(framed, None);
        }
        self.at = until;
        self
    }

    fn wait_ms(self, millis: u64) -> Self {
        self.wait(Duration::from_millis(millis))
    }

    /// Bytes that all come at once, as from one read.
    fn burst(mut self, bytes: &[u8]) -> Self {
        for &byte in bytes {
            self.pushed += 1;
            let framed = self.framer.push(byte, self.at);
            self.take(framed, Some(byte));
        }
        self
    }

    /// Bytes that come one by one.
    fn paced(mut self, bytes: &[u8], millis: u64) -> Self {
        for &byte in bytes {
            self = self.wait_ms(millis).burst(&[byte]);
        }
        self
    }

    fn end(self) -> Outcome {
        self.wait_ms(5_000).outcome
    }
}

fn both() -> Vec<u8> {
    [TRACK1, TRACK2].concat()
}

#[test]
fn a_whole_track_2_after_track_1_waits_for_nothing() {
    for transport in
        [Transport::KeyboardTty, Transport::KeyboardEvdev, Transport::Serial { baud: 9600 }]
    {
        let outcome = Channel::new(transport).paced(&both(), 1).end();
        assert!(outcome.is_one_card());
        assert_eq!(outcome.starts, 1);
        assert_eq!(outcome.reported_at_byte, Some(both().len()));
    }
}

#[test]
fn track_2_alone_is_reported_at_its_line_end() {
    let swipe = [TRACK2, b"\r"].concat();
    let outcome = Channel::tty().paced(&swipe, 1).end();
    assert!(outcome.is_one_card());
    assert_eq!(outcome.reported_at_byte, Some(swipe.len()));
}

#[test]
fn track_2_alone_without_a_line_end_is_reported_within_20_ms() {
    let channel = Channel::tty().paced(TRACK2, 1).wait_ms(20);
    assert!(channel.outcome.is_one_card());
}

#[test]
fn a_line_end_after_each_track_does_not_lose_track_2() {
    let swipe = [TRACK1, b"\r", TRACK2, b"\r"].concat();
    for pace in [0, 1, 10] {
        let outcome = Channel::tty().paced(&swipe, pace).end();
        assert!(outcome.is_one_card() && outcome.typed.is_empty(), "pace {pace}");
    }
}

#[test]
fn a_key_pressed_right_after_a_swipe_is_a_key() {
    for line_end in [&b"\r"[..], b"\r\n", b"\t", b"\n"] {
        let swipe = [&both(), line_end].concat();
        let outcome = Channel::tty().burst(&swipe).wait_ms(5).burst(b"123\r").end();
        assert!(outcome.is_one_card());
        assert_eq!(outcome.typed, b"123\r");
        let outcome = Channel::tty().burst(&swipe).burst(b"123\r").end();
        assert_eq!(outcome.typed, b"123\r");
    }
    let outcome = Channel::tty().burst(TRACK2).burst(b"\r").wait_ms(5).burst(b"123\r").end();
    assert!(outcome.is_one_card());
    assert_eq!(outcome.typed, b"123\r");
}

#[test]
fn a_key_pressed_right_after_track_1_alone_is_a_key() {
    let outcome = Channel::tty().burst(TRACK1).burst(b"\r").wait_ms(5).burst(b"123\r").end();
    assert!(outcome.is_one_card());
    assert_eq!(outcome.typed, b"123\r");
}

#[test]
fn digits_typed_after_a_swipe_without_a_line_end_are_typed() {
    let outcome = Channel::tty().burst(&both()).wait_ms(5).burst(b"123\r").end();
    assert!(outcome.is_one_card());
    assert_eq!(outcome.typed, b"123\r");
    let outcome = Channel::tty().burst(&both()).wait_ms(30).paced(b"123\r", 30).end();
    assert_eq!(outcome.typed, b"123\r");
}

#[test]
fn the_tail_of_a_swipe_is_never_typing() {
    let tails: [&[u8]; 7] = [
        b"\r",
        b":\r",
        b"7\r\n",
        b"+0142424242424242424=724724100?\r",
        b"\r+0142424242424242424=724724100?\r",
        b"\r;0142424242424242424=724724100?\r",
        b"TRKENDCRDEND|0000|%B42^A^3?|;42=30?||A1050000|0100|B0007|00||DB3E||1234TXEND\r",
    ];
    for (number, tail) in tails.into_iter().enumerate() {
        for pace in [0, 2] {
            let outcome = Channel::tty().paced(&[&both(), tail].concat(), pace).end();
            assert!(outcome.is_one_card(), "tail {number}");
            assert!(outcome.typed.is_empty(), "tail {number}");
        }
    }
}

#[test]
fn a_masked_number_is_awaited_to_its_end() {
    let swipe = b"%B5452000000007189^HOGAN/PAUL^08040000000000000000000?\
        ;5452000000007189=080400000000000000?|0600|C25C1D1197D31CAA|87A3|||||\r";
    for transport in [Transport::KeyboardTty, Transport::Serial { baud: 9600 }] {
        let outcome = Channel::new(transport).paced(swipe, 1).end();
        assert_eq!(outcome.refusals(), [Refusal::EncryptedReader]);
        assert!(outcome.typed.is_empty() && outcome.verdicts.len() == 1);
    }
    let cut = swipe.split(|&byte| byte == b'|').next().unwrap();
    let channel = Channel::tty().paced(cut, 1).wait_ms(15);
    assert_eq!(channel.outcome.refusals(), [Refusal::MaskedCardData]);
}

#[test]
fn a_test_number_full_of_zeros_still_pays() {
    let swipe = b"%B4000000000000002^DOE/JANE^30122010000000000000?;4000000000000002=3012201?\r";
    let outcome = Channel::tty().paced(swipe, 1).burst(b"123").end();
    assert!(outcome.is_one_card());
    assert_eq!(outcome.typed, b"123");
}

#[test]
fn what_a_person_types_comes_back_as_typed() {
    for typed in ["10% off", "%", "50%;", ";1", "%%B1", ";;;", "5%\r", "%B\r", "a;b%c", "%Bon"] {
        for pace in [0, 10, 49, 60, 150] {
            let outcome = Channel::tty().paced(typed.as_bytes(), pace).end();
            assert_eq!(outcome.typed, typed.as_bytes(), "{typed:?} at {pace} ms");
            assert!(outcome.verdicts.is_empty());
        }
    }
}

#[test]
fn a_pasted_sentence_is_no_swipe() {
    let typed = b"100%Cotton shirts? Yes; 20 of them.\r";
    let outcome = Channel::tty().burst(typed).end();
    assert!(outcome.verdicts.is_empty());
    assert_eq!(outcome.typed, typed);
}

#[test]
fn a_late_byte_without_a_tick_loses_nothing() {
    let mut framer = Framer::new(Transport::KeyboardTty);
    let second = Duration::from_secs(1);
    let mut typed = Vec::new();
    assert_eq!(framer.push(b'%', Duration::ZERO), Framed::Held);
    assert_eq!(framer.push(b'B', second), Framed::Typed);
    framer.replay(&mut |byte| typed.push(byte));
    assert_eq!(framer.push(b';', second), Framed::Held);
    assert_eq!(framer.push(b';', 2 * second), Framed::Typed);
    framer.replay(&mut |byte| typed.push(byte));
    assert_eq!(framer.tick(3 * second), Framed::Typed);
    framer.replay(&mut |byte| typed.push(byte));
    assert_eq!(typed, b"%B;;");

    for &byte in TRACK2 {
        framer.push(byte, 4 * second);
    }
    assert_eq!(framer.push(b'1', 5 * second), Framed::Swipe);
    assert_eq!(framer.swipe().bytes().len(), TRACK2.len());
    framer.wipe();
    assert_eq!(framer.push(b'2', 5 * second), Framed::Typed);
    let mut typed = Vec::new();
    framer.replay(&mut |byte| typed.push(byte));
    assert_eq!(typed, b"12");
}

#[test]
fn a_cut_swipe_is_told_and_nothing_of_it_is_typed() {
    let outcome = Channel::tty().paced(&both()[..30], 2).end();
    assert_eq!(outcome.refusals(), [Refusal::Incomplete]);
    assert!(outcome.typed.is_empty());
}

#[test]
fn a_licence_is_read_to_its_end() {
    let swipe = b"%CAHUNTINGTN BC^DOE$JOHN$MIDDLE^1234 MAPLE DR^?;6360141234567=181219931223?\
        %!!12345    C     M507190BRNBRN D12345678912      EV/.R\\!?\r";
    let outcome = Channel::tty().paced(swipe, 2).end();
    assert!(outcome.typed.is_empty());
    assert!(matches!(outcome.verdicts[..], [Verdict::NotPaymentCard(NotPayment::DriversLicense)]));
}

#[test]
fn lost_characters_refuse_the_swipe_and_the_next_one_is_read() {
    let mut channel = Channel::new(Transport::KeyboardEvdev).paced(&both()[..40], 2);
    let framed = channel.framer.lost(channel.at);
    channel.take(framed, None);
    let channel = channel.paced(&both()[50..], 2).wait_ms(700).paced(&both(), 2);
    let outcome = channel.end();
    assert_eq!(outcome.refusals(), [Refusal::Overrun]);
    assert_eq!(outcome.cards(), 1);
}

#[test]
fn a_swipe_without_end_is_dropped_until_it_is_quiet() {
    let endless = [b"%B4242424242424242^".as_slice(), &[b'A'; 5000]].concat();
    for transport in [Transport::KeyboardTty, Transport::Serial { baud: 115_200 }] {
        let outcome = Channel::new(transport).burst(&endless).wait_ms(700).paced(&both(), 1).end();
        assert_eq!(outcome.refusals(), [Refusal::Overrun]);
        assert_eq!(outcome.cards(), 1);
        assert!(outcome.typed.is_empty());
    }
    let slow = Channel::new(Transport::KeyboardEvdev).paced(&endless[..100], 100).end();
    assert_eq!(slow.refusals(), [Refusal::Incomplete]);
}

#[test]
fn noise_on_a_line_is_dropped_and_the_swipe_in_it_is_read() {
    let noise: Vec<u8> = (0..3000u32).map(|n| (n % 31) as u8 | 0x80).collect();
    let outcome = Channel::new(Transport::Serial { baud: 9600 }).burst(&noise).burst(&both()).end();
    assert!(outcome.is_one_card());
}

#[test]
fn an_encrypted_packet_is_a_swipe_on_a_line_of_its_own() {
    let packet = format!("02A6{}03\r", "9F".repeat(40));
    let outcome = Channel::new(Transport::KeyboardEvdev).paced(packet.as_bytes(), 2).end();
    assert_eq!(outcome.refusals(), [Refusal::EncryptedReader]);
}

#[test]
fn two_swipes_are_two_swipes() {
    let swipe = [&both(), b"\r".as_slice()].concat();
    for transport in [Transport::KeyboardTty, Transport::Serial { baud: 9600 }] {
        let outcome = Channel::new(transport).burst(&swipe).burst(&swipe).end();
        assert_eq!(outcome.cards(), 2);
        assert!(outcome.typed.is_empty());
    }
}

#[test]
fn a_reported_swipe_is_gone_once_wiped() {
    let mut framer = Framer::new(Transport::Hid);
    for &byte in &both() {
        framer.push(byte, Duration::ZERO);
    }
    assert!(!framer.swipe().bytes().is_empty());
    framer.wipe();
    assert!(framer.swipe().bytes().is_empty());
    assert!(framer.held.bytes().is_empty());
}

#[test]
fn a_stripe_that_cannot_pay_is_a_swipe_on_a_line_of_its_own() {
    for (swipe, refusal) in [
        (&b"%?;?\r"[..], Refusal::BlankCard),
        (b"+E?\r", Refusal::Unreadable),
        (b"+0142424242424242=724724?\r", Refusal::NoPaymentTrack),
        (b"1+1=2\0+E?", Refusal::Unreadable),
    ] {
        for transport in [Transport::Serial { baud: 9600 }, Transport::KeyboardEvdev] {
            let outcome = Channel::new(transport).paced(swipe, 1).end();
            assert_eq!((outcome.starts, outcome.refusals()), (1, vec![refusal]));
        }
        assert_eq!(Channel::tty().paced(swipe, 1).end().typed, swipe);
    }
    assert!(Channel::new(Transport::Hid).burst(b"AT+GCAP?\r").end().verdicts.is_empty());
}

#[test]
fn a_swipe_whose_start_was_lost_is_refused_and_not_silent() {
    let mut channel = Channel::new(Transport::KeyboardEvdev);
    let framed = channel.framer.lost(channel.at);
    assert_eq!(framed, Framed::Swipe);
    assert!(channel.framer.swipe().overrun);
}
