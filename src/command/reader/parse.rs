//! `chargeonce reader parse`: what the station makes of recorded swipes, one JSON line each.
//!
//! For technicians and for tests of readers. It says of a card what may be shown (length, last
//! four digits, brand, expiry) and never more.

use std::io::{self, Read, Write};

use clap::ValueEnum;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::card::track::{
    Mode, Refusal, Source, Storage, Verdict, assess, is_hid_length, read, read_hid, swipes,
};
use crate::card::{Month, SwipedCard};

/// The most input that is read: several thousand swipes.
const INPUT_MAX: usize = 1 << 20;

/// How the swipes reached the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Channel {
    /// Any: every form is understood
    Any,
    /// A keyboard reader typing into the terminal
    #[value(name = "keyboard_tty")]
    KeyboardTty,
    /// A keyboard reader on an input device
    #[value(alias = "keyboard_evdev")]
    Keyboard,
    /// A keyboard or serial reader
    #[value(name = "keyboard_or_serial")]
    KeyboardOrSerial,
    /// A serial reader that sends text
    Serial,
    /// A serial reader that answers MSR605 commands
    #[value(name = "serial_msr605", alias = "msr605")]
    SerialMsr605,
    /// A USB HID reader's reports
    #[value(name = "hid_report", alias = "hid")]
    HidReport,
}

impl Channel {
    const fn source(self) -> Source {
        match self {
            Self::Any => Source::Any,
            Self::KeyboardTty => Source::KeyboardTty,
            Self::Keyboard | Self::KeyboardOrSerial => Source::Keyboard,
            Self::Serial => Source::Serial,
            Self::SerialMsr605 => Source::Msr605,
            Self::HidReport => Source::Hid,
        }
    }
}

/// Read recorded swipes from standard input and say what they are, one JSON line each
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Args {
    /// How the swipes reached the file
    #[arg(long, value_enum, default_value = "any", value_name = "WAY")]
    pub transport: Channel,
    /// The day on which to judge expiry [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub now: Option<jiff::civil::Date>,
    /// The input is hexadecimal, white space ignored; a HID report on a line or over several
    #[arg(long)]
    pub hex: bool,
    /// Judge as with live keys: zeros in the middle count as a mask, test cards as refused
    #[arg(long)]
    pub live: bool,
}

/// Why the input could not be judged at all.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// Standard input or output failed.
    #[error("cannot read the swipes or write the verdicts: {0}")]
    Io(#[from] io::Error),
    /// More than a megabyte was given.
    #[error("the input is longer than 1 MiB; give fewer swipes at a time")]
    TooLong,
    /// With `--hex`, something else than pairs of hexadecimal digits was given.
    #[error("line {0} is not hexadecimal: give pairs of digits, with or without white space")]
    NotHex(usize),
}

/// Judges every swipe in `input` and writes one JSON object a line to `output`. Input without any
/// swipe, even none at all, is judged as one.
///
/// # Errors
/// [`ParseError`], none of which says anything about the input's content.
pub fn run(args: &Args, input: &mut dyn Read, output: &mut dyn Write) -> Result<(), ParseError> {
    let recording = read_all(input)?;
    let mode = if args.live { Mode::Live } else { Mode::Test };
    let date = args.now.unwrap_or_else(|| jiff::Zoned::now().date());
    let today = Month {
        year: u16::try_from(date.year()).unwrap_or_default(),
        month: u8::try_from(date.month()).unwrap_or_default(),
    };
    let mut say =
        |verdict: &Verdict| writeln!(output, "{}", Value::Object(line(verdict, today, mode)));
    let source = args.transport.source();
    let mut storage = Storage::new();
    let inputs = if args.hex { decode(&recording)? } else { vec![recording] };
    for bytes in inputs {
        if is_report(args, bytes.len()) {
            say(&read_hid(&bytes, mode, &mut storage))?;
            continue;
        }
        let mut swipes = swipes(&bytes).peekable();
        if swipes.peek().is_none() {
            say(&read(&bytes, source, mode, &mut storage))?;
        }
        swipes.try_for_each(|swipe| say(&read(swipe, source, mode, &mut storage)))?;
    }
    output.flush()?;
    Ok(())
}

fn is_report(args: &Args, length: usize) -> bool {
    match args.transport {
        Channel::HidReport => true,
        Channel::Any => args.hex && is_hid_length(length),
        _ => false,
    }
}

/// The whole input, in one room that never grows and is wiped.
fn read_all(input: &mut dyn Read) -> Result<Zeroizing<Vec<u8>>, ParseError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(INPUT_MAX + 1));
    let mut chunk = Zeroizing::new([0u8; 4096]);
    loop {
        let count = match input.read(chunk.as_mut()) {
            Ok(0) => return Ok(bytes),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        if bytes.len() + count > INPUT_MAX {
            return Err(ParseError::TooLong);
        }
        bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
    }
}

/// The byte strings that hexadecimal lines write: one a line if every line is a whole report,
/// else all lines together.
fn decode(text: &[u8]) -> Result<Vec<Zeroizing<Vec<u8>>>, ParseError> {
    let mut lines = Vec::new();
    for (number, line) in text.split(|&byte| byte == b'\n').enumerate() {
        let mut bytes = Zeroizing::new(Vec::with_capacity(line.len() / 2));
        let mut nibbles = line.iter().filter(|byte| !byte.is_ascii_whitespace());
        while let Some(&high) = nibbles.next() {
            let pair = (nibble(high), nibbles.next().copied().and_then(nibble));
            let (Some(high), Some(low)) = pair else { return Err(ParseError::NotHex(number + 1)) };
            bytes.push(high << 4 | low);
        }
        if !bytes.is_empty() {
            lines.push(bytes);
        }
    }
    if !lines.is_empty() && lines.iter().all(|bytes| is_hid_length(bytes.len())) {
        return Ok(lines);
    }
    let mut whole = Zeroizing::new(Vec::with_capacity(lines.iter().map(|line| line.len()).sum()));
    lines.iter().for_each(|line| whole.extend_from_slice(line));
    Ok(vec![whole])
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// One verdict as a JSON object. Keys and codes are stable.
fn line(verdict: &Verdict, today: Month, mode: Mode) -> Map<String, Value> {
    let mut line = Map::new();
    let mut put = |key: &str, value: Value| line.insert(key.to_owned(), value);
    match verdict {
        Verdict::Card(card) => {
            put("outcome", json!("card"));
            for (key, value) in facts(card) {
                put(key, value);
            }
            put("refused_by_station", json!(assess(card, today, mode).err().map(Refusal::as_str)));
        }
        Verdict::NotPaymentCard(kind) => {
            put("outcome", json!("not_payment_card"));
            put("kind", json!(kind.as_str()));
        }
        Verdict::Refused(refusal) => {
            put("outcome", json!("error"));
            put("error", json!(refusal.as_str()));
            put("hint", json!(refusal.hint()));
        }
        Verdict::Typed => {
            put("outcome", json!("typed_text"));
        }
    }
    line
}

/// What may be shown of a card.
fn facts(card: &SwipedCard) -> [(&'static str, Value); 8] {
    let expiry = card.expiry.month();
    [
        ("pan_length", json!(card.pan.len())),
        ("last4", json!(card.pan.last4().to_string())),
        ("luhn_valid", json!(card.pan.is_luhn_valid())),
        ("brand", json!(card.pan.brand().wire_name())),
        ("expiry", json!(format!("{:04}-{:02}", expiry.year, expiry.month))),
        ("service_code", json!(card.service_code.map(|code| code.to_string()))),
        ("has_name", json!(card.holder.is_some())),
        ("chip_on_card", json!(card.service_code.is_some_and(|code| code.has_chip()))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWIPE: &str = "%B4242424242424242^DOE/JANE^30122010000000000000?\
        ;4242424242424242=30122010000000000000?\r";

    fn args(transport: Channel, hex: bool) -> Args {
        let now = Some(jiff::civil::date(2030, 6, 15));
        Args { transport, now, hex, live: false }
    }

    fn lines(args: &Args, input: &[u8]) -> Vec<Value> {
        let mut output = Vec::new();
        run(args, &mut &*input, &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_card_is_told_by_what_may_be_shown() {
        let lines = lines(&args(Channel::Any, false), SWIPE.as_bytes());
        let promised = json!([{
            "outcome": "card", "pan_length": 16, "last4": "4242", "luhn_valid": true,
            "brand": "visa", "expiry": "2030-12", "service_code": "201", "has_name": true,
            "chip_on_card": true, "refused_by_station": null,
        }]);
        assert_eq!(Value::from(lines), promised);
    }

    #[test]
    fn the_given_day_decides_what_has_expired() {
        let mut args = args(Channel::Any, false);
        args.now = Some(jiff::civil::date(2031, 1, 1));
        let lines = lines(&args, SWIPE.as_bytes());
        assert_eq!(lines[0]["refused_by_station"], "expired");
    }

    #[test]
    fn each_swipe_gets_a_line() {
        let recording = [SWIPE, "%E?;E?\r", ";6360260000000000=301219800101?\r"].concat();
        let lines = lines(&args(Channel::Any, false), recording.as_bytes());
        let outcomes: Vec<_> = lines.iter().map(|line| line["outcome"].clone()).collect();
        assert_eq!(outcomes, ["card", "error", "not_payment_card"]);
        assert_eq!(lines[1]["error"], "unreadable");
    }

    #[test]
    fn input_without_any_swipe_gets_a_line_too() {
        for input in [&b""[..], b"\r", b" \r\n"] {
            for hexadecimal in [false, true] {
                let lines = lines(&args(Channel::Any, hexadecimal), input);
                assert_eq!(lines.len(), 1);
                assert_eq!(lines[0]["error"], "no_sentinel");
            }
        }
    }

    #[test]
    fn typing_is_told_from_swipes() {
        let lines = lines(&args(Channel::KeyboardTty, false), b"4006381333931\r");
        assert_eq!(lines[0], json!({ "outcome": "typed_text" }));
    }

    #[test]
    fn reports_are_read_from_hexadecimal_on_one_line_or_many() {
        let mut report = [0u8; 337];
        report[4] = 39;
        report[117..156].copy_from_slice(&SWIPE.as_bytes()[49..88]);
        let one = hex(&report);
        let dump: Vec<_> = one.as_bytes().chunks(60).map(|row| row.to_ascii_uppercase()).collect();
        let inputs = [
            (one.clone().into_bytes(), 1),
            (format!("{one}\n{one}\n").into_bytes(), 2),
            (dump.join(&b'\n'), 1),
        ];
        for (input, count) in inputs {
            for transport in [Channel::HidReport, Channel::Any] {
                let lines = lines(&args(transport, true), &input);
                assert_eq!(lines.len(), count);
                assert!(lines.iter().all(|line| line["last4"] == "4242"));
            }
        }
    }

    #[test]
    fn text_may_be_given_as_hexadecimal() {
        let lines = lines(&args(Channel::Serial, true), hex(SWIPE.as_bytes()).as_bytes());
        assert_eq!(lines[0]["outcome"], "card");
    }

    #[test]
    fn input_that_is_not_hexadecimal_is_refused_without_repeating_it() {
        let error = run(&args(Channel::HidReport, true), &mut SWIPE.as_bytes(), &mut Vec::new());
        assert_eq!(
            error.unwrap_err().to_string(),
            "line 1 is not hexadecimal: give pairs of digits, with or without white space"
        );
    }

    #[test]
    fn no_line_holds_a_number_or_a_name() {
        let mut output = Vec::new();
        run(&args(Channel::Any, false), &mut SWIPE.as_bytes(), &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        assert!(!text.contains("42424") && !text.contains("DOE"));
    }

    #[test]
    fn the_arguments_are_understood() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            args: Args,
        }
        for transport in [
            "any",
            "keyboard_tty",
            "keyboard",
            "keyboard_or_serial",
            "serial",
            "serial_msr605",
            "hid_report",
            "hid",
        ] {
            let line = ["parse", "--transport", transport, "--now", "2030-06-15", "--hex"];
            let parsed = <Line as clap::Parser>::try_parse_from(line).unwrap();
            assert!(parsed.args.hex && parsed.args.now.is_some());
        }
    }
}
