//! The real binary, as its user meets it: typed at, swiped at, looked at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where something is wrong"
)]

mod kiosk;

use std::io::Write;
use std::time::Duration;

use kiosk::{Desk, Setup, swipe};
use rustix::process::{Signal, kill_process};

const VISA: &str = "4242424242424242";

/// What must be true of everything the product ever sends.
#[track_caller]
fn sends_nothing_forbidden(desk: &Desk) {
    for line in desk.record() {
        let text = line.to_string();
        for forbidden in ["setup_future_usage", "off_session", "/attach", "setup_intents"] {
            assert!(!text.contains(forbidden), "{forbidden} was sent");
        }
        let path = line["path"].as_str().unwrap();
        if path.ends_with("/confirm") {
            assert!(line["parameters"]["payment_method"].as_str().unwrap().starts_with("pm_"));
        }
        if path.ends_with("/payment_intents") && line["method"] == "POST" {
            assert_eq!(line["parameters"]["capture_method"], "manual");
            assert!(line["parameters"].get("confirm").is_none());
            assert!(line["parameters"].get("payment_method").is_none());
        }
    }
}

/// No file, and nothing ever drawn, holds the number; and nothing was ever said to the terminal
/// itself: no title, no clipboard, no notification, no answer back (ECMA-48's OSC, DCS, APC, PM).
#[track_caller]
fn leaves_no_number(desk: &Desk, number: &str) {
    let written = desk.everything_written();
    for said in [b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^"] {
        assert!(!written.windows(2).any(|two| two == said), "{said:?} was sent to the terminal");
    }
    let holds =
        |bytes: &[u8]| bytes.windows(number.len()).any(|window| window == number.as_bytes());
    assert!(!holds(&written), "the number was drawn");
    for file in desk.files() {
        assert!(!holds(&std::fs::read(&file).unwrap()), "{} holds the number", file.display());
    }
}

#[test]
fn a_swiped_card_is_charged_once_with_one_of_each_request() {
    let mut desk = Desk::new();
    desk.reaches_card("1250")
        .types(&swipe(VISA))
        .shows("•••• •••• •••• 4242")
        .shows("Security code");
    desk.types("123\r").shows("Save this card for future use?").enter();
    desk.shows("Yes, Charge the Customer").shows("$12.50 USD").enter();
    desk.shows("APPROVED").shows("SANDBOX");
    desk.sees("/capture");
    assert_eq!(
        desk.requests(),
        [
            "POST payment_intents",
            "POST payment_methods",
            "POST payment_intents/confirm",
            "POST payment_intents/capture"
        ]
    );
    sends_nothing_forbidden(&desk);
    leaves_no_number(&desk, VISA);
    desk.enter().shows("receipt").shows("Card not saved").enter();
    desk.shows("Type the amount").shows("4242");
}

#[test]
fn a_walk_in_sale_needs_at_most_twelve_keys_beside_amount_and_code() {
    let mut desk = Desk::new();
    desk.shows("Type the amount").types("500").shows("How much?");
    let before = desk.enters_until("Swipe the card");
    desk.types(&swipe(VISA)).shows("4242").types("123");
    let after = desk.enters_until("APPROVED");
    assert!(before + after <= 12, "{before} and {after} keys");
}

#[test]
fn a_typed_visa_is_approved() {
    let mut desk = Desk::new();
    desk.reaches_card("700").types(VISA).shows("Expiry").types("1249").types("123\r");
    desk.shows("Save this card for future use?").enter();
    desk.shows("Yes, Charge the Customer").enter().shows("APPROVED");
    leaves_no_number(&desk, VISA);
}

#[test]
fn a_typed_american_express_takes_its_four_digit_code() {
    let mut desk = Desk::new();
    desk.reaches_card("700")
        .types("378282246310005")
        .types("1249")
        .shows("4 digits")
        .types("1234\r");
    desk.shows("Save this card for future use?").shows("•••• •••••• •0005").enter();
    desk.shows("Yes, Charge the Customer").enter().shows("APPROVED");
    let card = desk.sees("/payment_methods");
    assert_eq!(card["parameters"]["card[number]"], 15);
    assert_eq!(card["parameters"]["card[cvc]"], 4);
}

#[test]
fn a_card_typed_ahead_in_one_burst_never_reaches_the_screen() {
    let mut desk = Desk::new();
    desk.shows("Type the amount");
    desk.types(&format!("900\r\r\r\r{VISA}1249123\r"));
    desk.shows("Save this card for future use?");
    leaves_no_number(&desk, VISA);
}

#[test]
fn a_declined_card_is_said_to_charge_nothing_and_another_may_follow() {
    let mut desk = Desk::new();
    desk.reaches_card("1250").types(&swipe("4000000000009979")).shows("9979").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter();
    desk.shows("DECLINED").shows("nothing was charged");
    assert!(!desk.text().to_lowercase().contains("stolen"), "{}", desk.text());
    std::thread::park_timeout(Duration::from_millis(750));
    desk.enter().shows("Swipe the card").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter().shows("APPROVED");
    desk.sees("/capture");
    let requests = desk.requests();
    let count = |name: &str| requests.iter().filter(|request| *request == name).count();
    assert_eq!(count("POST payment_intents"), 1, "one sale is one intent");
    assert_eq!(count("POST payment_intents/confirm"), 2);
    assert_eq!(count("POST payment_intents/capture"), 1);
    sends_nothing_forbidden(&desk);
}

#[test]
fn a_sale_cancelled_on_any_screen_is_never_captured() {
    type Step = fn(&mut Desk);
    let steps: [(&str, Step); 4] = [
        ("Charge with New Card", |desk| {
            desk.shows("Type the amount").types("600\r").shows("Reference").types("\r\r");
            desk.shows("Charge with New Card");
        }),
        ("card", |desk| {
            desk.reaches_card("600").types(&VISA[..9]).shows("••••");
        }),
        ("save", |desk| {
            desk.reaches_card("600").types(&swipe(VISA)).shows("4242").types("123\r");
            desk.shows("Save this card");
        }),
        ("confirm", |desk| {
            desk.reaches_card("600").types(&swipe(VISA)).shows("4242").types("123\r");
            desk.shows("Save this card").enter().shows("Yes, Charge");
        }),
    ];
    for (name, walk) in steps {
        let mut desk = Desk::new();
        walk(&mut desk);
        // A sale that Stripe has not been asked about has nothing to cancel.
        desk.sees("/payment_intents");
        for _ in 0..8 {
            if desk.text().contains("Type the amount") {
                break;
            }
            desk.escape();
            std::thread::park_timeout(Duration::from_millis(800));
        }
        desk.shows("Type the amount");
        desk.sees("/cancel");
        let requests = desk.requests();
        assert!(!requests.iter().any(|request| request.ends_with("/capture")), "{name}");
        assert!(!requests.iter().any(|request| request.ends_with("/confirm")), "{name}");
    }
}

#[test]
fn a_customer_who_walks_away_leaves_nothing() {
    let mut desk = Desk::with(Setup {
        station: "idle_seconds = 10\nidle_warning_seconds = 20",
        ..Setup::default()
    });
    desk.reaches_card("600").types(&VISA[..12]).shows("••••");
    desk.shows("Are you still there?");
    desk.shows("Type the amount");
    desk.sees("/cancel");
    assert!(!desk.requests().iter().any(|request| request.ends_with("payment_methods")));
}

#[test]
fn a_digit_that_answers_the_warning_is_not_the_cards() {
    let mut desk = Desk::with(Setup { station: "idle_seconds = 10", ..Setup::default() });
    desk.reaches_card("600").types(&VISA[..12]).shows("•••• •••• •••• ____");
    desk.shows("Are you still there?").types("9").shows("•••• •••• •••• ____");
    desk.types(&VISA[12..]).shows("•••• •••• •••• 4242").types("1249123\r");
    desk.shows("Save this card");
}

#[test]
fn three_d_secure_is_settled_on_the_customers_phone() {
    let mut desk = Desk::demo(&["--latency", "0"]);
    desk.reaches_card("1250").types("\x1b[18~").shows("3220").types("123\r");
    desk.shows("Save this card").enter().shows("Yes, Charge").enter();
    desk.shows("F2");
    std::thread::park_timeout(Duration::from_millis(300));
    desk.types("\x1bOQ").shows("APPROVED");
}

#[test]
fn a_swipe_before_the_amount_says_what_to_do() {
    let mut desk = Desk::new();
    desk.shows("Type the amount").types(&swipe(VISA)).shows("amount first");
    leaves_no_number(&desk, VISA);
    desk.types("500").shows("How much?").shows("500".get(..1).unwrap());
}

#[test]
fn bad_input_gets_a_plain_word_and_loses_nothing() {
    let mut desk = Desk::new();
    desk.shows("Type the amount").enter().shows("How much?");
    desk.types("x").shows("igits");
    desk.enter().shows("amount");
    desk.types("99999999").enter();
    desk.shows("$10,000.00");
    desk.types("\x7f\x7f\x7f\x7f\x7f").enter().shows("Reference").types("\r\r");
    desk.shows("Charge with New Card").enter().shows("Swipe the card").shows("Card number");
    desk.types("4242424242424241\t").shows("not right");
    desk.types("\x7f\x7f2").types("0120").shows("expired");
    desk.types("\x7f\x7f\x7f\x7f1249").types("12\r").shows("3 digits");
    desk.types("3\r").shows("Save this card");
}

#[test]
fn a_ten_kilobyte_paste_breaks_nothing_on_any_screen() {
    let mut desk = Desk::new();
    let paste = "9x%;?é\t".repeat(1500);
    desk.shows("Type the amount").types(&paste);
    std::thread::park_timeout(Duration::from_millis(500));
    for _ in 0..4 {
        desk.escape();
        std::thread::park_timeout(Duration::from_millis(300));
    }
    desk.shows("Type the amount").reaches_card("500");
    desk.types(&paste);
    std::thread::park_timeout(Duration::from_millis(500));
    for _ in 0..8 {
        if desk.text().contains("Type the amount") {
            break;
        }
        desk.escape();
        std::thread::park_timeout(Duration::from_millis(300));
    }
    desk.shows("Type the amount");
}

#[test]
fn the_terminal_is_left_clean_on_every_way_out() {
    for way in ["ctrl-q", "ctrl-c", "term", "charging"] {
        let mut desk = Desk::demo(&["--latency", "1000"]);
        desk.shows("Type the amount");
        match way {
            "ctrl-q" => drop(desk.types("q\x11")),
            "ctrl-c" => drop(desk.types("\x03")),
            "term" => {
                desk.reaches_card("500");
                kill_process(desk.pid(), Signal::TERM).unwrap();
            }
            _ => {
                desk.reaches_card("500").types("\x1bOQ").shows("4242").types("123\r");
                desk.shows("Save this card").enter().shows("Yes, Charge").enter();
                desk.shows("Asking the bank");
                kill_process(desk.pid(), Signal::TERM).unwrap();
            }
        }
        assert_eq!(desk.ends(), 0, "{way}");
        std::thread::park_timeout(Duration::from_millis(100));
        let written = desk.everything_written();
        let text = String::from_utf8_lossy(&written);
        let (_, after) = text.rsplit_once("\x1b[?1049l").expect(way);
        assert_eq!(after.replace("\x1b[?25h", ""), "", "{way}");
        if way == "charging" {
            assert!(text.contains("APPROVED"), "a charge under way is finished and shown");
        }
        let left: Vec<_> = std::fs::read_dir(desk.folder()).unwrap().collect();
        assert!(left.is_empty(), "{way}: the demo left files");
    }
}

#[test]
fn a_resize_loses_nothing() {
    let mut desk = Desk::new();
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242");
    desk.resize((20, 5));
    desk.shows("larger");
    desk.resize((160, 50));
    desk.shows("4242").shows("Security code").types("123\r").shows("Save this card");
}

#[test]
fn a_serial_reader_swipes_and_is_missed_when_it_is_gone() {
    let reader = portable_pty::native_pty_system().openpty(Default::default()).unwrap();
    let path = reader.master.tty_name().unwrap();
    let link = tempfile::tempdir().unwrap();
    let device = link.path().join("reader");
    std::os::unix::fs::symlink(&path, &device).unwrap();
    let mut desk = Desk::with(Setup {
        more: format!(
            "[[reader]]\nname = \"till\"\nkind = \"serial\"\npath = \"{}\"\n",
            device.display()
        ),
        ..Setup::default()
    });
    desk.reaches_card("1250");
    let mut line = reader.master.take_writer().unwrap();
    for piece in swipe(VISA).as_bytes().chunks(7) {
        line.write_all(piece).unwrap();
        std::thread::park_timeout(Duration::from_millis(5));
    }
    desk.shows("4242").types("123\r").shows("Save this card");
    leaves_no_number(&desk, VISA);
}

#[test]
fn an_account_without_raw_card_access_is_told_apart() {
    let mut desk = Desk::with(Setup {
        sandbox: chargeonce::gateway::sandbox::Options { raw_cards: false, ..Default::default() },
        ..Setup::default()
    });
    desk.reaches_card("1250").types(&swipe(VISA)).shows("4242").types("123\r");
    desk.shows("NOT CHARGED").shows("raw card");
}

#[test]
fn unknown_settings_are_refused_with_their_line() {
    let mut desk = Desk::with(Setup { station: "colour = \"red\"", ..Setup::default() });
    assert_eq!(desk.ends(), 78);
    desk.shows("station.toml:3").shows("colour");
}
