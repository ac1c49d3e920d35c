//! What the station does where nobody stands beside it.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::{Choice, Flag, HoursText, Line, PinText, Whole};
use crate::station::{Language, Leaver};

pub(super) const SECTION: Section = Section {
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
};

pub(in crate::config) const HOURS: Key<HoursText> = Key {
    path: "unattended.hours",
    rule: HoursText,
    default: Builtin::Unset { example: "\"mo-fr 08:00-18:00, sa 09:00-13:00\"" },
    meaning: "When it takes payments, in local time. Without hours it always does. A sale that has \
              begun is finished.",
};

pub(in crate::config) const REQUIRE_READER: Key<Flag> = Key {
    path: "unattended.require_reader",
    rule: Flag,
    default: Builtin::Same("false"),
    meaning: "Whether it closes while no card reader is ready, as where nobody is to type a card.",
};

pub(in crate::config) const SECOND_LANGUAGE: Key<Choice<Language>> = Key {
    path: "unattended.second_language",
    rule: Choice(&[("en", Language::English), ("fr", Language::French)]),
    default: Builtin::Unset { example: "\"fr\"" },
    meaning: "The language that the key L, or / on a number pad, changes to for one customer.",
};

pub(in crate::config) const DECLINES: Key<Whole> = Key {
    path: "unattended.declines",
    rule: Whole(3..=1_000),
    default: Builtin::Same("10"),
    meaning: "So many declines within decline_minutes pause the station, as somebody may be trying \
              stolen cards.",
};

pub(in crate::config) const DECLINE_MINUTES: Key<Whole> = Key {
    path: "unattended.decline_minutes",
    rule: Whole(1..=1_440),
    default: Builtin::Same("10"),
    meaning: "The time in which declines are counted.",
};

pub(in crate::config) const VISIT_DECLINES: Key<Whole> = Key {
    path: "unattended.visit_declines",
    rule: Whole(0..=100),
    default: Builtin::ByMode { counter: "0", kiosk: "3" },
    meaning: "So many declines in one visit pause the station as well; 0 never does. A visit ends \
              with an approval, or when nobody has touched the station for visit_minutes.",
};

pub(in crate::config) const VISIT_MINUTES: Key<Whole> = Key {
    path: "unattended.visit_minutes",
    rule: Whole(1..=60),
    default: Builtin::Same("2"),
    meaning: "How long nobody touches the station between two visits.",
};

pub(in crate::config) const PAUSE_MINUTES: Key<Whole> = Key {
    path: "unattended.pause_minutes",
    rule: Whole(1..=1_440),
    default: Builtin::Same("15"),
    meaning: "How long such a pause lasts unless a PIN lifts it.",
};

pub(in crate::config) const STAFF_PIN: Key<PinText> = Key {
    path: "unattended.staff_pin",
    rule: PinText,
    default: Builtin::Unset { example: PIN_EXAMPLE },
    meaning: "The PIN, as chargeonce pin prints it, that lifts a pause and opens the staff menu \
              (F12, or Ctrl+Q at a kiosk, on the first screen): closing and opening the station.",
};

pub(in crate::config) const TECHNICIAN_PIN: Key<PinText> = Key {
    path: "unattended.technician_pin",
    rule: PinText,
    default: Builtin::Unset { example: PIN_EXAMPLE },
    meaning: "The PIN that opens the technician's menu the same way: how everything is, the \
              settings in force, and starting the program anew.",
};

pub(in crate::config) const LEAVE: Key<Choice<Leaver>> = Key {
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

pub(in crate::config) const HELP: Key<Line> = Key {
    path: "unattended.help",
    rule: Line,
    default: Builtin::Unset { example: "\"Front office, +1 555 0100\"" },
    meaning: "Whom to call, said on the screen whenever the station is out of service.",
};

/// Of 1234, which is no secret.
const PIN_EXAMPLE: &str = "\"$argon2id$v=19$m=19456,t=2,p=1$fUyd1UGjGXdNBZTI/3o8Rw\
                           $bEqGYe5UaW0wXryA2HNQrQ8jSQ1kAihwpIQuiyREONc\"";
