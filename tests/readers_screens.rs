//! A serial reader on the real binary: what the person in front of it reads after each swipe, on
//! whichever screen it comes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests stop where something is wrong"
)]

mod kiosk;
mod readers;

use std::time::Duration;

use kiosk::{Desk, Setup};
use readers::{Line, OTHER, SWIPE};

const LICENCE: &[u8] =
    b"%CADOWNTOWN^DOE$JANE^1 MAIN ST?;636014012345678=330119800101?#\"900000000?\r";
const ENCRYPTED: &[u8] =
    b"%B5452000000007189^TEST/CARD^00120000000000000000?;5452000000007189=00120000000000000000?\
      |0600|C25C1D1197D31CAA|A725426A6B5D0F53||61403000\r";

/// A desk with a reader on a line, ready.
fn desk() -> (Desk, Line) {
    let line = Line::new();
    let path = line.path();
    let more = format!("[[reader]]\nkind = \"serial\"\npath = \"{}\"\n", path.display());
    let mut desk = Desk::with(Setup { more, ..Setup::default() });
    desk.shows("Reader ready");
    (desk, line)
}

/// Longer than one swipe's echo, and than the same card counts as the same swipe.
fn a_moment() {
    std::thread::park_timeout(Duration::from_millis(250));
}

/// Draws a card as slowly as a reader allows until the screen says so, and no further: on a busy
/// machine a quick swipe may be over before a frame is drawn.
fn draws_until_it_shows(desk: &mut Desk, line: &mut Line) {
    for byte in std::iter::repeat_n(&SWIPE[..60], 20).flatten() {
        line.send(&[*byte]);
        std::thread::park_timeout(Duration::from_millis(15));
        if desk.text().contains("Reading card…") {
            return;
        }
    }
    panic!("\"Reading card…\" never came; the screen says:\n{}", desk.text());
}

#[test]
fn a_swipe_on_each_screen_has_the_right_words() {
    let (mut desk, mut line) = desk();
    desk.shows("Type the amount");
    line.send(SWIPE);
    desk.shows("Please type the amount first. The card was not kept.").types("1250");
    // To its last digits: keys still waiting when a stray card is wiped are dropped, and not shown.
    desk.shows("How much?").shows("██████  ████");
    line.send(SWIPE);
    desk.shows("Please press Enter first. The card was not kept.").enter();
    desk.shows("Reference");
    line.send(SWIPE);
    desk.shows("The card is asked for later. It was not kept.").enter();
    desk.shows("Walk-in");
    line.send(SWIPE);
    desk.shows("The card is asked for later. It was not kept.").enter();
    desk.shows("Charge with New Card");
    line.send(SWIPE);
    desk.shows("The card is asked for later. It was not kept.").enter();
    desk.shows("Swipe the card").shows("Card number");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242").types("123\r").shows("Save this card for future use?");
    // From here on the card is on its way: another swipe changes nothing.
    line.send(OTHER);
    a_moment();
    desk.shows("4242").enter().shows("Yes, Charge the Customer");
    line.send(OTHER);
    a_moment();
    assert!(!desk.text().contains("4444"), "{}", desk.text());
    desk.enter().shows("APPROVED");
    line.send(OTHER);
    a_moment();
    desk.shows("APPROVED").sees("/capture");
    let confirmed = desk.requests().iter().filter(|name| name.ends_with("/confirm")).count();
    assert_eq!(confirmed, 1, "one sale, whatever was swiped");
}

#[test]
fn a_swipe_that_nobody_waits_for_is_answered_however_badly_it_was_read() {
    for swipe in [&b"%E?;E?\r"[..], &SWIPE[..30], LICENCE, ENCRYPTED] {
        let (mut desk, mut line) = desk();
        desk.shows("Type the amount");
        line.send(swipe);
        desk.shows("Please type the amount first. The card was not kept.");
    }
}

#[test]
fn a_swipe_during_typing_takes_the_place_of_what_was_typed() {
    let (mut desk, mut line) = desk();
    desk.reaches_card("1250").types("55555").shows("•••• •");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242");
}

#[test]
fn the_same_card_twice_is_one_swipe() {
    let (mut desk, mut line) = desk();
    desk.reaches_card("1250");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242").types("12");
    line.send(SWIPE);
    a_moment();
    desk.types("3\r").shows("Save this card for future use?");
}

#[test]
fn a_driving_licence_is_no_payment_card() {
    let (mut desk, mut line) = desk();
    desk.reaches_card("1250");
    line.send(LICENCE);
    desk.shows("That is not a payment card. Please use a payment card.");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242");
    let written = desk.everything_written();
    for part in [&b"DOE"[..], b"636014", b"MAIN ST"] {
        assert!(!written.windows(part.len()).any(|window| window == part), "part of it was drawn");
    }
}

#[test]
fn an_encrypting_reader_is_named_as_the_reason() {
    let (mut desk, mut line) = desk();
    desk.reaches_card("1250");
    line.send(ENCRYPTED);
    desk.shows("The reader hides card numbers. Please type the card.");
    desk.types("4242424242424242").shows("Expiry");
}

#[test]
fn an_unreadable_and_a_cut_swipe_say_to_swipe_again() {
    let (mut desk, mut line) = desk();
    desk.reaches_card("1250");
    line.send(b"%E?;E?\r");
    desk.shows("The card could not be read. Swipe again, or type the number.");
    draws_until_it_shows(&mut desk, &mut line);
    desk.shows("The swipe was cut short. Swipe again at an even speed.");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242");
}

#[test]
fn a_reader_that_is_unplugged_shows_and_typing_goes_on() {
    let line = Line::new();
    let link = line.link();
    let more = format!("[[reader]]\nkind = \"serial\"\npath = \"{}\"\n", link.path().display());
    let mut desk = Desk::with(Setup { more, ..Setup::default() });
    desk.shows("Reader ready").reaches_card("1250");
    drop(line);
    desk.shows("Reader unplugged").types("4242424242424242").shows("Expiry");
    let again = Line::new();
    link.point_to(&again);
    desk.shows("Reader ready");
}

#[test]
fn a_burst_of_over_1024_bytes_into_the_terminal_neither_stalls_nor_lingers() {
    let mut desk = Desk::new();
    desk.reaches_card("1250");
    let endless = "0123456789ABCDEF".repeat(150);
    desk.types(&format!("%B4242424242424242^{endless}?\r"));
    desk.shows("The swipe was cut short. Swipe again at an even speed.");
    a_moment();
    desk.types("55555").shows("•••• •");
}
