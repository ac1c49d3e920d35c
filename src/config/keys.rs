//! Every key there is, once: its rule, its default and what it means. Reading, refusing unknown
//! keys, `config/station.toml` and `chargeonce settings` all follow this table.

use super::key::{Builtin, Key, Section};
use super::rule::{
    AbsolutePath, AmountText, AmountTexts, Baud, Choice, CurrencyCode, Flag, FramingText,
    HoursText, Line, Name, PinText, Seconds, Suffix, Url, UsbIdText, Whole,
};
use super::settings::LogLevel;
use crate::reader::serial::Protocol;
use crate::station::{BankConfirmation, Language, Leaver, Mode, Requirement};

/// The sections, for a message about a name that stands outside them.
pub(super) fn allowed_outside_sections(name: &str) -> String {
    const ALL: &[Section] = &SECTIONS;
    let headings: Vec<_> = ALL.iter().map(Section::heading).collect();
    let headings = headings.join(", ");
    match ALL.iter().find(|section| section.key(name).is_some()) {
        Some(section) => format!("{headings}; {name} belongs into {}", section.heading()),
        None => headings,
    }
}

/// All sections, in the order of the file.
pub(super) const SECTIONS: [Section; 8] = [
    Section {
        name: "station",
        repeated: false,
        meaning: "Who the station is, what it sells and how long it waits.",
        keys: &[
            &NAME,
            &MODE,
            &CURRENCY,
            &LANGUAGE,
            &MINIMUM_AMOUNT,
            &MAXIMUM_AMOUNT,
            &PRESETS,
            &FIXED_AMOUNT,
            &REFERENCE,
            &POSTAL_CODE,
            &CUSTOMER_SEARCH,
            &SHORTEN_NAMES,
            &IDLE,
            &IDLE_WARNING,
            &OUTCOME,
            &THREE_D_SECURE,
            &DUPLICATE,
        ],
    },
    Section {
        name: "stripe",
        repeated: false,
        meaning: "How Stripe is reached. The secret key itself never stands in this file.",
        keys: &[&API_BASE, &SECRET_KEY_FILE, &TIMEOUT, &STATEMENT_SUFFIX, &BANK_CONFIRMATION],
    },
    Section {
        name: "journal",
        repeated: false,
        meaning: "The durable record of what the station decided. It holds no card data.",
        keys: &[&JOURNAL_PATH],
    },
    Section {
        name: "log",
        repeated: false,
        meaning: "The log for technicians: one file a day (UTC). It holds no card data.",
        keys: &[&LOG_DIRECTORY, &KEEP_DAYS, &DAY_MEGABYTES, &HEARTBEAT, &LEVEL],
    },
    Section {
        name: "receipt",
        repeated: false,
        meaning: "What the customer may take away.",
        keys: &[&PRINTER, &EMAIL],
    },
    Section {
        name: "unattended",
        repeated: false,
        meaning: "What the station does by itself where nobody stands beside it.",
        keys: &[
            &HOURS,
            &REQUIRE_READER,
            &SECOND_LANGUAGE,
            &DECLINES,
            &DECLINE_MINUTES,
            &VISIT_DECLINES,
            &VISIT_MINUTES,
            &PAUSE_MINUTES,
            &STAFF_PIN,
            &TECHNICIAN_PIN,
            &LEAVE,
            &HELP,
        ],
    },
    Section {
        name: "security",
        repeated: false,
        meaning: "What the station asks of the system for the card's sake.",
        keys: &[&CONFINE, &REQUIRE_LOCKED_MEMORY],
    },
    Section {
        name: "reader",
        repeated: true,
        meaning: "A card reader; write the section once for each. Without any, a reader that \
                  types into the station's terminal is on. Readers can be set in a file only, \
                  not in the environment.",
        keys: &[
            &READER_NAME,
            &READER_KIND,
            &READER_PATH,
            &READER_USB,
            &READER_BAUD,
            &READER_FRAMING,
            &READER_PROTOCOL,
            &READER_SENTINELS,
            &READER_ENABLED,
        ],
    },
];

/// The section of this name.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    const ALL: &[Section] = &SECTIONS;
    ALL.iter().find(|section| section.name == name)
}

const ASKED: Choice<Requirement> = Choice(&[
    ("off", Requirement::Off),
    ("optional", Requirement::Optional),
    ("required", Requirement::Required),
]);

pub(super) const NAME: Key<Name> = Key {
    path: "station.name",
    rule: Name,
    default: Builtin::Same("\"front-desk\""),
    meaning: "The station's name, as in the journal and in Stripe's metadata. Give each station \
              of an account its own.",
};
pub(super) const MODE: Key<Choice<Mode>> = Key {
    path: "station.mode",
    rule: Choice(&[("counter", Mode::Counter), ("kiosk", Mode::Kiosk)]),
    default: Builtin::Same("\"counter\""),
    meaning: "Who drives: staff at a counter, or a customer alone at a kiosk.",
};
pub(super) const CURRENCY: Key<CurrencyCode> = Key {
    path: "station.currency",
    rule: CurrencyCode,
    default: Builtin::Same("\"usd\""),
    meaning: "The one currency the station charges in.",
};
pub(super) const LANGUAGE: Key<Choice<Language>> = Key {
    path: "station.language",
    rule: Choice(&[("en", Language::English), ("fr", Language::French)]),
    default: Builtin::Same("\"en\""),
    meaning: "The language of the screen.",
};
pub(super) const MINIMUM_AMOUNT: Key<AmountText> = Key {
    path: "station.minimum_amount",
    rule: AmountText,
    default: Builtin::Computed {
        how: "the least Stripe charges in the currency",
        usual: "\"0.50\"",
    },
    meaning: "The least amount of a sale.",
};
pub(super) const MAXIMUM_AMOUNT: Key<AmountText> = Key {
    path: "station.maximum_amount",
    rule: AmountText,
    default: Builtin::Computed {
        how: "1,000,000 of the currency's smallest unit",
        usual: "\"10000.00\"",
    },
    meaning: "The greatest amount of a sale.",
};
pub(super) const PRESETS: Key<AmountTexts> = Key {
    path: "station.presets",
    rule: AmountTexts,
    default: Builtin::Computed {
        how: "none at a counter or beside fixed_amount; at a kiosk 500, 1000, 2000 and 5000 of \
              the currency's smallest unit, as far as they lie within the limits",
        usual: "[]",
    },
    meaning: "Amounts offered as one key each. A kiosk needs these or fixed_amount. In \
              the environment they are separated by commas.",
};
pub(super) const FIXED_AMOUNT: Key<AmountText> = Key {
    path: "station.fixed_amount",
    rule: AmountText,
    default: Builtin::Unset { example: "\"12.00\"" },
    meaning: "The only amount sold: the amount is then never asked for. Not together with presets.",
};
pub(super) const REFERENCE: Key<Choice<Requirement>> = Key {
    path: "station.reference",
    rule: ASKED,
    default: Builtin::ByMode { counter: "\"optional\"", kiosk: "\"off\"" },
    meaning: "Whether a booking, room or invoice is asked for.",
};
pub(super) const POSTAL_CODE: Key<Choice<Requirement>> = Key {
    path: "station.postal_code",
    rule: ASKED,
    default: Builtin::Same("\"off\""),
    meaning: "Whether the postal code of the card's bill is asked for; the bank compares it.",
};
pub(super) const CUSTOMER_SEARCH: Key<Flag> = Key {
    path: "station.customer_search",
    rule: Flag,
    default: Builtin::ByMode { counter: "true", kiosk: "false" },
    meaning: "Whether staff may link the payment to one of Stripe's customers. Never at a kiosk. \
              Saved cards are neither shown nor used.",
};
pub(super) const SHORTEN_NAMES: Key<Flag> = Key {
    path: "station.shorten_names",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether customers' names are shortened on the screen, as others may see it.",
};
pub(super) const IDLE: Key<Seconds> = Key {
    path: "station.idle_seconds",
    rule: Seconds(10..=3_600),
    default: Builtin::ByMode { counter: "120", kiosk: "45" },
    meaning: "How long nobody may touch a screen that holds something before it warns.",
};
pub(super) const IDLE_WARNING: Key<Seconds> = Key {
    path: "station.idle_warning_seconds",
    rule: Seconds(20..=300),
    default: Builtin::ByMode { counter: "30", kiosk: "20" },
    meaning: "How long the warning stands before everything is wiped. People need 20 seconds to \
              answer it (WCAG 2.2, 2.2.1).",
};
pub(super) const OUTCOME: Key<Seconds> = Key {
    path: "station.outcome_seconds",
    rule: Seconds(3..=600),
    default: Builtin::ByMode { counter: "60", kiosk: "20" },
    meaning: "How long the outcome stays on the screen when nobody presses a key.",
};
pub(super) const THREE_D_SECURE: Key<Seconds> = Key {
    path: "station.three_d_secure_seconds",
    rule: Seconds(60..=900),
    default: Builtin::ByMode { counter: "300", kiosk: "240" },
    meaning: "How long the bank's page (3-D Secure) may take before the payment is cancelled.",
};

pub(super) const DUPLICATE: Key<Seconds> = Key {
    path: "station.duplicate_seconds",
    rule: Seconds(0..=3_600),
    default: Builtin::Same("120"),
    meaning: "How soon after an approval the same amount, reference and last four digits are asked \
              about before they are charged again; 0 never asks.",
};

pub(super) const API_BASE: Key<Url> = Key {
    path: "stripe.api_base",
    rule: Url,
    default: Builtin::Same("\"https://api.stripe.com\""),
    meaning: "The root of Stripe's API, or of a sandbox on this machine.",
};
pub(super) const SECRET_KEY_FILE: Key<AbsolutePath> = Key {
    path: "stripe.secret_key_file",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/etc/chargeonce/stripe-key\"" },
    meaning: "A file that holds the secret or restricted key and nothing else (chmod 600). The \
              systemd credential stripe-key goes before it, the environment variable \
              STRIPE_SECRET_KEY after it.",
};
pub(super) const TIMEOUT: Key<Seconds> = Key {
    path: "stripe.timeout_seconds",
    rule: Seconds(5..=80),
    default: Builtin::Same("20"),
    meaning: "How long one request to Stripe may take.",
};
pub(super) const STATEMENT_SUFFIX: Key<Suffix> = Key {
    path: "stripe.statement_descriptor_suffix",
    rule: Suffix,
    default: Builtin::Unset { example: "\"FRONT DESK\"" },
    meaning: "What follows your account's prefix on the customer's bank statement.",
};

pub(super) const BANK_CONFIRMATION: Key<Choice<BankConfirmation>> = Key {
    path: "stripe.bank_confirmation",
    rule: Choice(&[("qr", BankConfirmation::Qr), ("decline", BankConfirmation::Decline)]),
    default: Builtin::Same("\"qr\""),
    meaning: "What is done when the bank wants the customer to confirm (3-D Secure): its page is \
              shown as a QR code for their phone, or the card is declined.",
};

pub(super) const JOURNAL_PATH: Key<AbsolutePath> = Key {
    path: "journal.path",
    rule: AbsolutePath,
    default: Builtin::Computed {
        how: "journal.db in $STATE_DIRECTORY (systemd), else in /var/lib/chargeonce for root, \
              else in $XDG_STATE_HOME/chargeonce or ~/.local/state/chargeonce",
        usual: "\"/var/lib/chargeonce/journal.db\"",
    },
    meaning: "The journal's file, on a disk that keeps what it was given.",
};

pub(super) const LOG_DIRECTORY: Key<AbsolutePath> = Key {
    path: "log.directory",
    rule: AbsolutePath,
    default: Builtin::Computed {
        how: "$LOGS_DIRECTORY (systemd), else beside the journal",
        usual: "\"/var/lib/chargeonce\"",
    },
    meaning: "Where the daily files are.",
};
pub(super) const KEEP_DAYS: Key<Whole> = Key {
    path: "log.keep_days",
    rule: Whole(1..=366),
    default: Builtin::Same("14"),
    meaning: "How many daily files are kept.",
};
pub(super) const DAY_MEGABYTES: Key<Whole> = Key {
    path: "log.day_megabytes",
    rule: Whole(1..=1_000),
    default: Builtin::Same("10"),
    meaning: "How much one day's file may hold; what comes after is not written, and the file says \
              so. The log never takes up more than keep_days times this.",
};
pub(super) const HEARTBEAT: Key<Seconds> = Key {
    path: "log.heartbeat_seconds",
    rule: Seconds(1..=3_600),
    default: Builtin::Same("300"),
    meaning: "How often the log says that the station is alive and how it is.",
};
pub(super) const LEVEL: Key<Choice<LogLevel>> = Key {
    path: "log.level",
    rule: Choice(&[
        ("error", LogLevel::Error),
        ("warn", LogLevel::Warn),
        ("info", LogLevel::Info),
        ("debug", LogLevel::Debug),
    ]),
    default: Builtin::Same("\"info\""),
    meaning: "How much the station writes.",
};

pub(super) const PRINTER: Key<AbsolutePath> = Key {
    path: "receipt.printer",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/dev/usb/lp0\"" },
    meaning: "A printer's device, or a file that receipts are appended to.",
};
pub(super) const EMAIL: Key<Flag> = Key {
    path: "receipt.email",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether the customer may have a receipt sent by e-mail (Stripe sends it).",
};

pub(super) const HOURS: Key<HoursText> = Key {
    path: "unattended.hours",
    rule: HoursText,
    default: Builtin::Unset { example: "\"mo-fr 08:00-18:00, sa 09:00-13:00\"" },
    meaning: "When it takes payments, in local time. Without hours it always does. A sale that has \
              begun is finished.",
};
pub(super) const REQUIRE_READER: Key<Flag> = Key {
    path: "unattended.require_reader",
    rule: Flag,
    default: Builtin::Same("false"),
    meaning: "Whether it closes while no card reader is ready, as where nobody is to type a card.",
};
pub(super) const SECOND_LANGUAGE: Key<Choice<Language>> = Key {
    path: "unattended.second_language",
    rule: Choice(&[("en", Language::English), ("fr", Language::French)]),
    default: Builtin::Unset { example: "\"fr\"" },
    meaning: "The language that the key L, or / on a number pad, changes to for one customer.",
};
pub(super) const DECLINES: Key<Whole> = Key {
    path: "unattended.declines",
    rule: Whole(3..=1_000),
    default: Builtin::Same("10"),
    meaning: "So many declines within decline_minutes pause the station, as somebody may be trying \
              stolen cards.",
};
pub(super) const DECLINE_MINUTES: Key<Whole> = Key {
    path: "unattended.decline_minutes",
    rule: Whole(1..=1_440),
    default: Builtin::Same("10"),
    meaning: "The time in which declines are counted.",
};
pub(super) const VISIT_DECLINES: Key<Whole> = Key {
    path: "unattended.visit_declines",
    rule: Whole(0..=100),
    default: Builtin::ByMode { counter: "0", kiosk: "3" },
    meaning: "So many declines in one visit pause the station as well; 0 never does. A visit ends \
              with an approval, or when nobody has touched the station for visit_minutes.",
};
pub(super) const VISIT_MINUTES: Key<Whole> = Key {
    path: "unattended.visit_minutes",
    rule: Whole(1..=60),
    default: Builtin::Same("2"),
    meaning: "How long nobody touches the station between two visits.",
};
pub(super) const PAUSE_MINUTES: Key<Whole> = Key {
    path: "unattended.pause_minutes",
    rule: Whole(1..=1_440),
    default: Builtin::Same("15"),
    meaning: "How long such a pause lasts unless a PIN lifts it.",
};
pub(super) const STAFF_PIN: Key<PinText> = Key {
    path: "unattended.staff_pin",
    rule: PinText,
    default: Builtin::Unset { example: PIN_EXAMPLE },
    meaning: "The PIN, as chargeonce pin prints it, that lifts a pause and opens the staff menu \
              (F12, or Ctrl+Q at a kiosk, on the first screen): closing and opening the station.",
};
pub(super) const TECHNICIAN_PIN: Key<PinText> = Key {
    path: "unattended.technician_pin",
    rule: PinText,
    default: Builtin::Unset { example: PIN_EXAMPLE },
    meaning: "The PIN that opens the technician's menu the same way: how everything is, the \
              settings in force, and starting the program anew.",
};
pub(super) const LEAVE: Key<Choice<Leaver>> = Key {
    path: "unattended.leave",
    rule: Choice(&[
        ("nobody", Leaver::Nobody),
        ("technician", Leaver::Technician),
        ("staff", Leaver::Staff),
    ]),
    default: Builtin::Same("\"nobody\""),
    meaning: "Whose menu offers to end the program for good. The service then stays ended; what \
              comes up instead on the screen is in systemd/README.md.",
};
pub(super) const HELP: Key<Line> = Key {
    path: "unattended.help",
    rule: Line,
    default: Builtin::Unset { example: "\"Front office, +1 555 0100\"" },
    meaning: "Whom to call, said on the screen whenever the station is out of service.",
};
/// Of 1234, which is no secret.
const PIN_EXAMPLE: &str = "\"$argon2id$v=19$m=19456,t=2,p=1$fUyd1UGjGXdNBZTI/3o8Rw\
                           $bEqGYe5UaW0wXryA2HNQrQ8jSQ1kAihwpIQuiyREONc\"";

pub(super) const CONFINE: Key<Flag> = Key {
    path: "security.confine",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether the running station gives up whatever it does not need: other files, other \
              network ports, starting programs. Switch it off only to find a fault, and on again.",
};
pub(super) const REQUIRE_LOCKED_MEMORY: Key<Flag> = Key {
    path: "security.require_locked_memory",
    rule: Flag,
    default: Builtin::Same("false"),
    meaning: "Whether the station refuses to start where the system does not let it keep the \
              card's memory out of swap. Otherwise it starts and says so in the log.",
};

pub(super) const READER_NAME: Key<Name> = Key {
    path: "reader.name",
    rule: Name,
    default: Builtin::Unset { example: "\"counter-left\"" },
    meaning: "What staff call it.",
};
/// The kind alone; path and line settings are keys of their own.
#[derive(Clone, Copy)]
pub(super) enum ReaderWord {
    Serial,
    Evdev,
    Hidraw,
    Terminal,
}
pub(super) const READER_KIND: Key<Choice<ReaderWord>> = Key {
    path: "reader.kind",
    rule: Choice(&[
        ("serial", ReaderWord::Serial),
        ("evdev", ReaderWord::Evdev),
        ("hidraw", ReaderWord::Hidraw),
        ("terminal", ReaderWord::Terminal),
    ]),
    default: Builtin::Unset { example: "\"terminal\"" },
    meaning: "How it is attached: on a serial line; as a keyboard, read through the kernel's input \
              layer; as a USB HID reader; or as a keyboard that types into the station's \
              terminal. Needed in each [[reader]].",
};
pub(super) const READER_PATH: Key<AbsolutePath> = Key {
    path: "reader.path",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/dev/ttyUSB0\"" },
    meaning: "The device. Without it, and without usb, the first one found is taken. Not for a \
              terminal reader.",
};
pub(super) const READER_USB: Key<UsbIdText> = Key {
    path: "reader.usb",
    rule: UsbIdText,
    default: Builtin::Unset { example: "\"0801:0002\"" },
    meaning: "Instead of a path: the device on USB with this id, whatever its node is called. \
              chargeonce reader list shows it.",
};
pub(super) const READER_BAUD: Key<Baud> = Key {
    path: "reader.baud",
    rule: Baud,
    default: Builtin::Same("9600"),
    meaning: "Bits per second of a serial line.",
};
pub(super) const READER_FRAMING: Key<FramingText> = Key {
    path: "reader.framing",
    rule: FramingText,
    default: Builtin::Same("\"8N1\""),
    meaning: "The bits of one character on a serial line.",
};
pub(super) const READER_PROTOCOL: Key<Choice<Protocol>> = Key {
    path: "reader.protocol",
    rule: Choice(&[("text", Protocol::Text), ("msr605", Protocol::Msr605)]),
    default: Builtin::Same("\"text\""),
    meaning: "What is spoken on a serial line: text that the reader sends by itself, or the \
              commands of an MSR605, which reads only when told to.",
};
pub(super) const READER_SENTINELS: Key<Choice<bool>> = Key {
    path: "reader.sentinels",
    rule: Choice(&[("required", true), ("optional", false)]),
    default: Builtin::Same("\"required\""),
    meaning: "Whether a serial reader's tracks are believed only between their sentinels, the % ; \
              and ? around them. Switching sentinels on in the reader is better than making them \
              optional here.",
};
pub(super) const READER_ENABLED: Key<Flag> = Key {
    path: "reader.enabled",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether it is in use.",
};
