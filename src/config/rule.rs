//! What a value may be: each rule reads one kind of value and can say what it allows.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use config::{Value, ValueKind};

use super::settings::{Framing, Parity};
use crate::gateway::stripe::ApiBase;
use crate::reader::UsbId;
use crate::station::{Currency, Hours, PinHash};

/// Reads a value, or refuses it.
pub(super) trait Rule {
    /// What is read.
    type Output;

    /// `None` when the value isn't allowed.
    fn read(&self, found: &ValueKind) -> Option<Self::Output>;

    /// What is allowed, as it follows "allowed: ".
    fn allowed(&self) -> String;

    /// Whether a value of it is shown to nobody.
    fn is_secret(&self) -> bool {
        false
    }

    /// The value that a bare text stands for, as an environment variable holds it.
    fn plain(&self, text: &str) -> ValueKind {
        ValueKind::from(text)
    }
}

/// What a word of the command line means by the rule of the settings, or what is allowed there.
fn by_rule<R: Rule>(rule: &R, text: &str) -> Result<R::Output, String> {
    rule.read(&rule.plain(text)).ok_or_else(|| format!("allowed: {}", rule.allowed()))
}

/// Reads a line's speed as `reader.baud` would be.
///
/// # Errors
/// What is allowed.
pub fn read_baud(text: &str) -> Result<u32, String> {
    by_rule(&Baud, text)
}

/// Reads a line's framing as `reader.framing` would be.
///
/// # Errors
/// What is allowed.
pub fn read_framing(text: &str) -> Result<Framing, String> {
    by_rule(&FramingText, text)
}

/// A bare text as a whole number, if it is one.
fn number(text: &str) -> ValueKind {
    text.parse().map_or_else(|_| ValueKind::from(text), ValueKind::I64)
}

fn text(found: &ValueKind) -> Option<&str> {
    match found {
        ValueKind::String(text) => Some(text),
        _ => None,
    }
}

/// One of some words.
pub(super) struct Choice<T: 'static>(pub(super) &'static [(&'static str, T)]);

impl<T: Copy> Rule for Choice<T> {
    type Output = T;

    fn read(&self, found: &ValueKind) -> Option<T> {
        let found = text(found)?;
        self.0.iter().find(|(word, _)| *word == found).map(|&(_, value)| value)
    }

    fn allowed(&self) -> String {
        let words: Vec<_> = self.0.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        words.join(", ")
    }
}

/// True or false.
pub(super) struct Flag;

impl Rule for Flag {
    type Output = bool;

    fn read(&self, found: &ValueKind) -> Option<bool> {
        match found {
            ValueKind::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        "true, false".to_owned()
    }

    fn plain(&self, text: &str) -> ValueKind {
        text.parse().map_or_else(|_| ValueKind::from(text), ValueKind::Boolean)
    }
}

/// A whole number in a range.
pub(super) struct Whole(pub(super) RangeInclusive<u16>);

impl Rule for Whole {
    type Output = u16;

    fn read(&self, found: &ValueKind) -> Option<u16> {
        match found {
            ValueKind::I64(value) => {
                u16::try_from(*value).ok().filter(|value| self.0.contains(value))
            }
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        format!("a whole number from {} to {}", self.0.start(), self.0.end())
    }

    fn plain(&self, text: &str) -> ValueKind {
        number(text)
    }
}

/// A whole number of seconds in a range.
pub(super) struct Seconds(pub(super) RangeInclusive<u16>);

impl Rule for Seconds {
    type Output = Duration;

    fn read(&self, found: &ValueKind) -> Option<Duration> {
        Whole(self.0.clone()).read(found).map(|seconds| Duration::from_secs(seconds.into()))
    }

    fn allowed(&self) -> String {
        format!("whole seconds from {} to {}", self.0.start(), self.0.end())
    }

    fn plain(&self, text: &str) -> ValueKind {
        number(text)
    }
}

/// A name: 1 to 40 of `a-z 0-9 -`, so that it fits logs, metadata and file names alike.
pub(super) struct Name;

impl Rule for Name {
    type Output = String;

    fn read(&self, found: &ValueKind) -> Option<String> {
        let name = text(found)?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ((1..=40).contains(&name.len()) && name.bytes().all(plain)).then(|| name.to_owned())
    }

    fn allowed(&self) -> String {
        "1 to 40 of the characters a-z, 0-9 and -".to_owned()
    }
}

/// A currency's code.
pub(super) struct CurrencyCode;

impl Rule for CurrencyCode {
    type Output = Currency;

    fn read(&self, found: &ValueKind) -> Option<Currency> {
        let code = text(found)?;
        Currency::new(code).filter(|currency| currency.code() == code)
    }

    fn allowed(&self) -> String {
        "an ISO 4217 code in small letters, such as \"usd\", \"eur\", \"jpy\"".to_owned()
    }
}

/// An amount as text. Whether it suits the currency is checked once that is known.
pub(super) struct AmountText;

impl Rule for AmountText {
    type Output = String;

    fn read(&self, found: &ValueKind) -> Option<String> {
        text(found).map(str::to_owned)
    }

    fn allowed(&self) -> String {
        "an amount in the currency, in quotes, such as \"12.50\"".to_owned()
    }
}

/// A list of amounts as text.
pub(super) struct AmountTexts;

impl AmountTexts {
    /// As many as there are digit keys to choose them with.
    const MOST: usize = 9;
}

impl Rule for AmountTexts {
    type Output = Vec<String>;

    fn read(&self, found: &ValueKind) -> Option<Vec<String>> {
        match found {
            ValueKind::Array(items) if items.len() <= Self::MOST => {
                items.iter().map(|item| AmountText.read(&item.kind)).collect()
            }
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        "a list of at most 9 amounts, each in quotes, such as [\"5.00\", \"10.00\"]".to_owned()
    }

    fn plain(&self, text: &str) -> ValueKind {
        let items = text.split(',').map(|item| Value::new(None, item.trim()));
        ValueKind::Array(items.collect())
    }
}

/// The root of Stripe's API.
pub(super) struct Url;

impl Rule for Url {
    type Output = ApiBase;

    fn read(&self, found: &ValueKind) -> Option<ApiBase> {
        text(found)?.parse().ok()
    }

    fn allowed(&self) -> String {
        "an https:// address, or http:// to this machine only (127.0.0.1, [::1], localhost), \
         without user, query or fragment"
            .to_owned()
    }
}

/// What follows the prefix on a bank statement.
pub(super) struct Suffix;

impl Rule for Suffix {
    type Output = String;

    /// Prefix (at least 2), `* ` and suffix have 22 characters together (Stripe, "Statement
    /// descriptors").
    fn read(&self, found: &ValueKind) -> Option<String> {
        let suffix = text(found)?;
        let plain =
            |byte: u8| (byte == b' ' || byte.is_ascii_graphic()) && !b"<>\\'\"*".contains(&byte);
        let fits = (1..=18).contains(&suffix.len())
            && suffix.trim() == suffix
            && suffix.bytes().all(plain)
            && suffix.bytes().any(|byte| byte.is_ascii_alphabetic());
        fits.then(|| suffix.to_owned())
    }

    fn allowed(&self) -> String {
        "1 to 18 Latin characters (22 together with your account's prefix), at least one letter, \
         none of < > \\ ' \" *"
            .to_owned()
    }
}

/// Opening hours.
pub(super) struct HoursText;

impl Rule for HoursText {
    type Output = Hours;

    fn read(&self, found: &ValueKind) -> Option<Hours> {
        Hours::read(text(found)?)
    }

    fn allowed(&self) -> String {
        "days (mo tu we th fr sa su) and times from 00:00 to 24:00, such as \"mo-fr 08:00-18:00, sa \
         09:00-13:00\""
            .to_owned()
    }
}

/// One line of text for the screen.
pub(super) struct Line;

impl Rule for Line {
    type Output = String;

    fn read(&self, found: &ValueKind) -> Option<String> {
        let line = text(found)?.trim();
        let whole = (1..=60).contains(&line.chars().count());
        (whole && !line.chars().any(char::is_control)).then(|| line.to_owned())
    }

    fn allowed(&self) -> String {
        "one line of 1 to 60 characters".to_owned()
    }
}

/// A PIN's hash.
pub(super) struct PinText;

impl Rule for PinText {
    type Output = PinHash;

    fn read(&self, found: &ValueKind) -> Option<PinHash> {
        PinHash::read(text(found)?)
    }

    fn allowed(&self) -> String {
        "what chargeonce pin prints; never the PIN itself, nor a hash that takes this computer long \
         to compare (more than 64 MB, 10 passes or 4 lanes)"
            .to_owned()
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// A file or directory.
pub(super) struct AbsolutePath;

impl Rule for AbsolutePath {
    type Output = PathBuf;

    fn read(&self, found: &ValueKind) -> Option<PathBuf> {
        let path = PathBuf::from(text(found)?);
        path.is_absolute().then_some(path)
    }

    fn allowed(&self) -> String {
        "an absolute path, beginning with /".to_owned()
    }
}

/// A file, which is never the root itself.
pub(super) struct AbsoluteFile;

impl Rule for AbsoluteFile {
    type Output = PathBuf;

    fn read(&self, found: &ValueKind) -> Option<PathBuf> {
        AbsolutePath.read(found).filter(|path| path.file_name().is_some())
    }

    fn allowed(&self) -> String {
        "the absolute path of a file, beginning with /".to_owned()
    }
}

/// A USB device's vendor and product.
pub(super) struct UsbIdText;

impl Rule for UsbIdText {
    type Output = UsbId;

    fn read(&self, found: &ValueKind) -> Option<UsbId> {
        text(found)?.parse().ok()
    }

    fn allowed(&self) -> String {
        "vendor and product as lsusb writes them, such as \"0801:0002\"".to_owned()
    }
}

/// The speed of a serial line.
pub(super) struct Baud;

impl Baud {
    pub(super) const SPEEDS: [u32; 8] =
        [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200];
}

impl Rule for Baud {
    type Output = u32;

    fn read(&self, found: &ValueKind) -> Option<u32> {
        match found {
            ValueKind::I64(value) => {
                u32::try_from(*value).ok().filter(|speed| Self::SPEEDS.contains(speed))
            }
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        Self::SPEEDS.map(|speed| speed.to_string()).join(", ")
    }

    fn plain(&self, text: &str) -> ValueKind {
        number(text)
    }
}

/// Data bits, parity and stop bits of a serial line, such as `8N1`.
pub(super) struct FramingText;

impl Rule for FramingText {
    type Output = Framing;

    fn read(&self, found: &ValueKind) -> Option<Framing> {
        let [data_bits, parity, stop_bits] = <[u8; 3]>::try_from(text(found)?.as_bytes()).ok()?;
        let parity = match parity {
            b'N' => Parity::None,
            b'E' => Parity::Even,
            b'O' => Parity::Odd,
            _ => return None,
        };
        let fits = matches!(data_bits, b'7' | b'8') && matches!(stop_bits, b'1' | b'2');
        fits.then_some(Framing { data_bits: data_bits - b'0', parity, stop_bits: stop_bits - b'0' })
    }

    fn allowed(&self) -> String {
        "data bits 7 or 8, parity N, E or O, stop bits 1 or 2, such as \"8N1\" or \"7E1\""
            .to_owned()
    }
}
