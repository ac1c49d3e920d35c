//! What the settings mean, typed. Made only by [`load`](super::load): a value of these types has
//! been checked. Holds no secret: the Stripe key is [`SecretKey`](super::SecretKey), kept apart.

use std::path::PathBuf;
use std::time::Duration;

use super::api_base::ApiBase;
use super::currency::Currency;

/// Everything a station can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `[station]`: who it is, what it sells, how long it waits.
    pub station: StationSettings,
    /// `[stripe]`: where and how Stripe is reached.
    pub stripe: StripeSettings,
    /// `[journal]`: the durable record.
    pub journal: JournalSettings,
    /// `[log]`: the log for technicians.
    pub log: LogSettings,
    /// `[receipt]`: what the customer may take away.
    pub receipt: ReceiptSettings,
    /// `[[reader]]`: the card readers in use. Never empty: without any, the terminal is one.
    pub readers: Vec<ReaderSettings>,
}

/// `[station]`. Amounts are in minor units of [`currency`](Self::currency).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationSettings {
    /// The station's name, in the journal and in Stripe's metadata: 1 to 40 of `a-z 0-9 -`.
    pub name: String,
    /// Who drives.
    pub mode: Mode,
    /// The one currency it charges in.
    pub currency: Currency,
    /// The language of the screen.
    pub language: Language,
    /// The least amount of a sale, in minor units; above zero.
    pub minimum_amount: u64,
    /// The greatest amount of a sale, in minor units; not below the least.
    pub maximum_amount: u64,
    /// Amounts offered as one key each, in minor units: at most nine, within the limits.
    pub presets: Vec<u64>,
    /// The only amount sold, in minor units, if there is just one.
    pub fixed_amount: Option<u64>,
    /// Whether a booking, room or invoice is asked for.
    pub reference: Asked,
    /// Whether the card's postal code is asked for.
    pub postal_code: Asked,
    /// Whether staff may look a customer up; never at a kiosk.
    pub customer_search: bool,
    /// Whether customers' names are shortened on the screen.
    pub shorten_names: bool,
    /// How long nobody may touch a screen that holds something before it warns.
    pub idle: Duration,
    /// How long the warning stands before everything is wiped; at least 20 seconds.
    pub idle_warning: Duration,
    /// How long a card may take to be entered.
    pub card: Duration,
    /// How long the outcome stays on the screen.
    pub outcome: Duration,
    /// How long the bank's page (3-D Secure) may take.
    pub three_d_secure: Duration,
}

/// Who drives the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Staff do.
    Counter,
    /// A customer, alone.
    Kiosk,
}

/// The language of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
}

/// Whether a thing is asked of the person at the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Never.
    Off,
    /// Asked, and may be left empty.
    Optional,
    /// Asked, and must be given.
    Required,
}

/// `[stripe]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripeSettings {
    /// The root of the API: https, or plain http to loopback.
    pub api_base: ApiBase,
    /// A file with the secret key, if it is kept in one.
    pub secret_key_file: Option<PathBuf>,
    /// How long one request may take.
    pub timeout: Duration,
    /// What follows the account's prefix on the customer's bank statement.
    pub statement_descriptor_suffix: Option<String>,
}

/// `[journal]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalSettings {
    /// The journal's file; absolute.
    pub path: PathBuf,
}

/// `[log]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Where the daily files are; absolute.
    pub directory: PathBuf,
    /// How many daily files are kept: 1 to 366.
    pub keep_days: u16,
    /// How much is written.
    pub level: LogLevel,
}

/// How much is written to the log; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// What needs a person.
    Error,
    /// What went wrong and was dealt with.
    Warn,
    /// What the station did.
    Info,
    /// How it did it.
    Debug,
}

/// `[receipt]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptSettings {
    /// A printer's device, or a file that receipts are appended to; absolute.
    pub printer: Option<PathBuf>,
    /// Whether a receipt may be sent by e-mail (Stripe sends it).
    pub email: bool,
}

/// One `[[reader]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderSettings {
    /// What staff call it; `None` names it by its kind and place in the list.
    pub name: Option<String>,
    /// How it is attached.
    pub kind: ReaderKind,
    /// Whether it is in use.
    pub enabled: bool,
}

/// How a reader is attached. A path is absolute; `None` means the first one found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderKind {
    /// On a serial line.
    Serial {
        /// The device, such as `/dev/ttyUSB0`.
        path: Option<PathBuf>,
        /// Its line settings.
        line: SerialLine,
    },
    /// A keyboard wedge read, and grabbed, through the kernel's input layer.
    Evdev {
        /// The device, such as `/dev/input/event3`.
        path: Option<PathBuf>,
    },
    /// A USB HID reader that speaks the magnetic-stripe-reader usage page.
    Hidraw {
        /// The device, such as `/dev/hidraw0`.
        path: Option<PathBuf>,
    },
    /// A keyboard wedge that types into the station's own terminal.
    Terminal,
}

/// The settings of a serial line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialLine {
    /// Bits per second.
    pub baud: u32,
    /// The bits of one character.
    pub framing: Framing,
}

/// The bits of one character on a serial line, such as `8N1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// 7 or 8.
    pub data_bits: u8,
    /// The parity bit.
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
}

/// The parity bit of a serial line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// No parity bit.
    None,
    /// Even parity.
    Even,
    /// Odd parity.
    Odd,
}
