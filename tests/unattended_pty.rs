//! The real binary where nobody stands beside it: what closes it and opens it again, and that no key
//! leaves it.

mod kiosk;

use std::time::Duration;

use kiosk::{Desk, Setup};

const HELP: &str = "Front office, +1 555 0100";

/// A kiosk with one thing to pay, and more lines in `[unattended]`.
fn alone(more: &str) -> Setup {
    Setup {
        station: "mode = \"kiosk\"\nfixed_amount = \"12.00\"",
        more: format!("[unattended]\nhelp = \"{HELP}\"\n{more}"),
        ..Setup::default()
    }
}

#[test]
fn without_a_network_it_says_so_and_opens_by_itself_once_there_is_one() {
    let mut desk = Desk::with(alone(""));
    desk.shows("Press Enter to start").shows("Online");
    // What it asks at its start is over; from here only its looks find Stripe again.
    desk.sees("/payment_intents");
    let at = desk.loses_stripe();
    desk.enter().shows("Charge with New Card").enter().shows("NOT CHARGED").shows("E-OFFLINE");
    std::thread::park_timeout(Duration::from_millis(800));
    desk.enter().shows("out of service").shows("E-OFFLINE").shows(HELP);
    desk.shows("again by itself in 0:").finds_stripe(at);
    // Nobody does anything.
    desk.shows("Press Enter to start");
}

#[test]
fn without_the_reader_it_needs_it_says_so_and_opens_by_itself_once_it_is_plugged_in() {
    let reader = portable_pty::native_pty_system().openpty(Default::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let device = folder.path().join("reader");
    let section = format!("[[reader]]\nname = \"lobby\"\nkind = \"serial\"\npath = {device:?}\n");
    let mut desk = Desk::with(alone(&format!("require_reader = true\n{section}")));
    desk.shows("out of service").shows("E-READER").shows(HELP);
    std::os::unix::fs::symlink(reader.master.tty_name().unwrap(), &device).unwrap();
    desk.shows("Press Enter to start");
}

/// Everything a keyboard can send, and what none sends: each byte, each key's sequence with each
/// modifier, the console's own, pastes, and sequences that never end.
fn everything() -> Vec<Vec<u8>> {
    let bytes = (0..=u8::MAX).map(|byte| vec![byte]);
    let meta = (0..=u8::MAX).map(|byte| vec![0x1b, byte]);
    let finals = (b'@'..=b'~').flat_map(|end| {
        let modified = (2..=8).map(move |modifier| format!("\x1b[1;{modifier}{}", char::from(end)));
        modified.chain([format!("\x1b[{}", char::from(end)), format!("\x1bO{}", char::from(end))])
    });
    let numbered = (1..=34).flat_map(|key| {
        let modified = (2..=8).map(move |modifier| format!("\x1b[{key};{modifier}~"));
        modified.chain([format!("\x1b[{key}~")])
    });
    let console = (b'A'..=b'E').map(|key| format!("\x1b[[{}", char::from(key)));
    let whole = [
        "\x1b[200~rm -rf /\r\x03\x1b[201~",
        "\x1b]0;title\x07",
        "\x1bP+q544e\x1b\\",
        "\x1b[6n\x1b[c\x1b[>0q",
        "\x1b[<0;1;1M\x1b[M !!",
        ":q!\r:wq\rZZ\x18\x1a\x1c\x04exit\r",
        "\u{feff}\u{202e}\u{1f4b3}\x1b[9999999999999999999;",
    ];
    let texts = finals.chain(numbered).chain(console).chain(whole.map(str::to_owned));
    bytes.chain(meta).chain(texts.map(String::into_bytes)).collect()
}

#[test]
fn no_key_and_no_burst_of_bytes_leaves_it() {
    let mut desk = Desk::with(alone(""));
    desk.shows("Press Enter to start");
    for (number, keys) in everything().into_iter().enumerate() {
        desk.types_bytes(&keys);
        // A burst may be one key to it; now and then there is time for each to be one.
        if number % 16 == 0 {
            std::thread::park_timeout(Duration::from_millis(40));
        }
    }
    std::thread::park_timeout(Duration::from_millis(300));
    assert!(desk.is_running(), "{}", desk.text());
    for _ in 0..10 {
        if desk.text().contains("Press Enter to start") {
            break;
        }
        desk.escape();
        std::thread::park_timeout(Duration::from_millis(800));
    }
    desk.shows("Press Enter to start").enter();
    desk.shows("Charge with New Card").enter().shows("Swipe the card").shows("Card number");
    for keys in everything().chunks(8) {
        // A card typed to its end would be sent, and that is another test.
        desk.types_bytes(&keys.concat());
        std::thread::park_timeout(Duration::from_millis(2));
    }
    std::thread::park_timeout(Duration::from_millis(300));
    assert!(desk.is_running(), "{}", desk.text());
}

#[test]
fn whatever_was_scribbled_on_its_screen_is_gone_with_the_next_first_screen() {
    let mut desk = Desk::with(alone(""));
    desk.shows("Press Enter to start");
    desk.scribbles("\x1b[5;5Hkernel: something is on fire\x1b[25;1Hscribbled\x1b[2;1Hscribbled");
    desk.shows("on fire").enter().shows("Charge with New Card").escape();
    desk.shows("Press Enter to start");
    let text = desk.text();
    assert!(!text.contains("fire") && !text.contains("scribbled"), "{text}");
}
