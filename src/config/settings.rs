//! What the settings mean, typed. Made only by [`load`](super::load): a value of these types has
//! been checked. Holds no secret: the Stripe key is [`SecretKey`](super::SecretKey), kept apart.

use std::path::PathBuf;
use std::time::Duration;

use crate::gateway::stripe::ApiBase;
use crate::reader::Place;
use crate::reader::serial::Protocol;
use crate::station::{
    AmountLimits, BankConfirmation, Currency, Language, Mode, Money, Policy, Realm, Receipts,
    Requirement, Timings, Unattended,
};

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
    /// `[unattended]`: what it does by itself.
    pub unattended: Unattended,
    /// `[security]`: what it asks of the system.
    pub security: SecuritySettings,
    /// `[[reader]]`: the card readers in use. Never empty: without any, the terminal is one.
    pub readers: Vec<ReaderSettings>,
}

impl Settings {
    /// What the pure station needs of them. `realm` follows from the key and the API's address,
    /// `demo` from the command.
    #[must_use]
    pub fn policy(&self, realm: Realm, demo: bool) -> Policy {
        let station = self.station.clone();
        Policy {
            name: station.name,
            mode: station.mode,
            realm,
            currency: station.currency,
            language: station.language,
            limits: station.limits,
            presets: station.presets,
            fixed: station.fixed,
            reference: station.reference,
            postal: station.postal,
            customer_search: station.customer_search,
            shorten_names: station.shorten_names,
            receipts: Receipts {
                email: self.receipt.email,
                printer: self.receipt.printer.is_some(),
            },
            timings: station.timings,
            duplicate: station.duplicate,
            bank_confirmation: self.stripe.bank_confirmation,
            unattended: self.unattended.clone(),
            demo,
        }
    }
}

/// `[station]`.
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
    /// The least and the greatest amount of a sale; the least is above zero and not above the
    /// greatest.
    pub limits: AmountLimits,
    /// Amounts offered as one key each: at most nine, within the limits; empty beside a fixed one.
    pub presets: Vec<Money>,
    /// The only amount sold, if there is just one; within the limits.
    pub fixed: Option<Money>,
    /// Whether a booking, room or invoice is asked for.
    pub reference: Requirement,
    /// Whether the card's postal code is asked for.
    pub postal: Requirement,
    /// Whether staff may look a customer up; never at a kiosk.
    pub customer_search: bool,
    /// Whether customers' names are shortened on the screen.
    pub shorten_names: bool,
    /// How long screens wait.
    pub timings: Timings,
    /// How soon after an approval the same payment is asked about; zero: never.
    pub duplicate: Duration,
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
    /// What is done when the bank wants the customer to confirm.
    pub bank_confirmation: BankConfirmation,
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
    /// The most bytes one day's file may hold; above zero.
    pub day_bytes: u64,
    /// How often the log says how the station is; at least a second.
    pub heartbeat: Duration,
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

/// `[security]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecuritySettings {
    /// Whether the running station gives up what it does not need.
    pub confine: bool,
    /// Whether it does not start where the card's memory cannot be locked.
    pub require_locked_memory: bool,
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

/// How a reader is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderKind {
    /// On a serial line.
    Serial {
        /// Where.
        place: Place,
        /// Its line settings.
        line: SerialLine,
        /// Whether tracks are believed only between their sentinels.
        sentinels: bool,
    },
    /// A keyboard wedge read, and grabbed, through the kernel's input layer.
    Evdev {
        /// Where.
        place: Place,
    },
    /// A USB HID reader.
    Hidraw {
        /// Where.
        place: Place,
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
    /// What is spoken on it.
    pub protocol: Protocol,
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
