//! Who the station is, what it sells, how long it waits.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::{AmountText, AmountTexts, Choice, CurrencyCode, Flag, Name, Seconds};
use crate::station::{Language, Mode, Requirement};

pub(super) const SECTION: Section = Section {
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
};

pub(in crate::config) const NAME: Key<Name> = Key {
    path: "station.name",
    rule: Name,
    default: Builtin::Same("\"front-desk\""),
    meaning: "The station's name, as in the journal and in Stripe's metadata. Give each station \
              of an account its own.",
};

pub(in crate::config) const MODE: Key<Choice<Mode>> = Key {
    path: "station.mode",
    rule: Choice(&[("counter", Mode::Counter), ("kiosk", Mode::Kiosk)]),
    default: Builtin::Same("\"counter\""),
    meaning: "Who drives: staff at a counter, or a customer alone at a kiosk.",
};

pub(in crate::config) const CURRENCY: Key<CurrencyCode> = Key {
    path: "station.currency",
    rule: CurrencyCode,
    default: Builtin::Same("\"usd\""),
    meaning: "The one currency the station charges in.",
};

pub(in crate::config) const LANGUAGE: Key<Choice<Language>> = Key {
    path: "station.language",
    rule: Choice(&[("en", Language::English), ("fr", Language::French)]),
    default: Builtin::Same("\"en\""),
    meaning: "The language of the screen.",
};

pub(in crate::config) const MINIMUM_AMOUNT: Key<AmountText> = Key {
    path: "station.minimum_amount",
    rule: AmountText,
    default: Builtin::Computed {
        how: "the least Stripe charges in the currency",
        usual: "\"0.50\"",
    },
    meaning: "The least amount of a sale.",
};

pub(in crate::config) const MAXIMUM_AMOUNT: Key<AmountText> = Key {
    path: "station.maximum_amount",
    rule: AmountText,
    default: Builtin::Computed {
        how: "1,000,000 of the currency's smallest unit",
        usual: "\"10000.00\"",
    },
    meaning: "The greatest amount of a sale.",
};

pub(in crate::config) const PRESETS: Key<AmountTexts> = Key {
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

pub(in crate::config) const FIXED_AMOUNT: Key<AmountText> = Key {
    path: "station.fixed_amount",
    rule: AmountText,
    default: Builtin::Unset { example: "\"12.00\"" },
    meaning: "The only amount sold: the amount is then never asked for. Not together with presets.",
};

pub(in crate::config) const REFERENCE: Key<Choice<Requirement>> = Key {
    path: "station.reference",
    rule: ASKED,
    default: Builtin::ByMode { counter: "\"optional\"", kiosk: "\"off\"" },
    meaning: "Whether a booking, room or invoice is asked for.",
};

pub(in crate::config) const POSTAL_CODE: Key<Choice<Requirement>> = Key {
    path: "station.postal_code",
    rule: ASKED,
    default: Builtin::Same("\"off\""),
    meaning: "Whether the postal code of the card's bill is asked for; the bank compares it.",
};

pub(in crate::config) const CUSTOMER_SEARCH: Key<Flag> = Key {
    path: "station.customer_search",
    rule: Flag,
    default: Builtin::ByMode { counter: "true", kiosk: "false" },
    meaning: "Whether staff may link the payment to one of Stripe's customers. Never at a kiosk. \
              Saved cards are neither shown nor used.",
};

pub(in crate::config) const SHORTEN_NAMES: Key<Flag> = Key {
    path: "station.shorten_names",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether customers' names are shortened on the screen, as others may see it.",
};

pub(in crate::config) const IDLE: Key<Seconds> = Key {
    path: "station.idle_seconds",
    rule: Seconds(10..=3_600),
    default: Builtin::ByMode { counter: "120", kiosk: "45" },
    meaning: "How long nobody may touch a screen that holds something before it warns.",
};

pub(in crate::config) const IDLE_WARNING: Key<Seconds> = Key {
    path: "station.idle_warning_seconds",
    rule: Seconds(20..=300),
    default: Builtin::ByMode { counter: "30", kiosk: "20" },
    meaning: "How long the warning stands before everything is wiped. People need 20 seconds to \
              answer it (WCAG 2.2, 2.2.1).",
};

pub(in crate::config) const OUTCOME: Key<Seconds> = Key {
    path: "station.outcome_seconds",
    rule: Seconds(3..=600),
    default: Builtin::ByMode { counter: "60", kiosk: "20" },
    meaning: "How long the outcome stays on the screen when nobody presses a key.",
};

pub(in crate::config) const THREE_D_SECURE: Key<Seconds> = Key {
    path: "station.three_d_secure_seconds",
    rule: Seconds(60..=900),
    default: Builtin::ByMode { counter: "300", kiosk: "240" },
    meaning: "How long the bank's page (3-D Secure) may take before the payment is cancelled.",
};

pub(in crate::config) const DUPLICATE: Key<Seconds> = Key {
    path: "station.duplicate_seconds",
    rule: Seconds(0..=3_600),
    default: Builtin::Same("120"),
    meaning: "How soon after an approval the same amount, reference and last four digits are asked \
              about before they are charged again; 0 never asks. After a start the last approval \
              counts as of that moment.",
};

const ASKED: Choice<Requirement> = Choice(&[
    ("off", Requirement::Off),
    ("optional", Requirement::Optional),
    ("required", Requirement::Required),
]);
