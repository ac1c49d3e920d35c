//! The readers: one section for each.

use crate::config::key::{Builtin, Key, Section};
use crate::config::profile_name::ProfileName;
use crate::config::rule::{AbsolutePath, Baud, Choice, Flag, FramingText, Name, UsbIdText};
use crate::reader::serial::Protocol;

pub(super) const SECTION: Section = Section {
    name: "reader",
    repeated: true,
    meaning: "A card reader; write the section once for each. Without any, a reader that \
              types into the station's terminal is on. Readers can be set in a file only, \
              not in the environment.",
    keys: &[
        &READER_NAME,
        &READER_PROFILE,
        &READER_KIND,
        &READER_PATH,
        &READER_USB,
        &READER_BAUD,
        &READER_FRAMING,
        &READER_PROTOCOL,
        &READER_SENTINELS,
        &READER_ENABLED,
    ],
};

pub(in crate::config) const READER_NAME: Key<Name> = Key {
    path: "reader.name",
    rule: Name,
    default: Builtin::Unset { example: "\"counter-left\"" },
    meaning: "What staff call it.",
};

pub(in crate::config) const READER_PROFILE: Key<ProfileName> = Key {
    path: "reader.profile",
    rule: ProfileName,
    default: Builtin::Unset { example: "\"MagTek swipe reader, HID mode\"" },
    meaning: "What model it is, as chargeonce reader list names it: how it is attached, how to find \
              it and how its line is set then follow by themselves. What is set here beside it \
              counts for more.",
};

/// The kind alone; path and line settings are keys of their own.
#[derive(Clone, Copy)]
pub(in crate::config) enum ReaderWord {
    Serial,
    Evdev,
    Hidraw,
    Terminal,
}

pub(in crate::config) const READER_KIND: Key<Choice<ReaderWord>> = Key {
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
              terminal. Needed in each [[reader]] without a profile.",
};

pub(in crate::config) const READER_PATH: Key<AbsolutePath> = Key {
    path: "reader.path",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/dev/ttyUSB0\"" },
    meaning: "The device. Without it, and without usb, the first one found is taken, of the profile if \
              that is set. Not for a \
              terminal reader.",
};

pub(in crate::config) const READER_USB: Key<UsbIdText> = Key {
    path: "reader.usb",
    rule: UsbIdText,
    default: Builtin::Unset { example: "\"0801:0002\"" },
    meaning: "Instead of a path: the device on USB with this id, whatever its node is called. \
              chargeonce reader list shows it.",
};

pub(in crate::config) const READER_BAUD: Key<Baud> = Key {
    path: "reader.baud",
    rule: Baud,
    default: Builtin::Same("9600"),
    meaning: "Bits per second of a serial line.",
};

pub(in crate::config) const READER_FRAMING: Key<FramingText> = Key {
    path: "reader.framing",
    rule: FramingText,
    default: Builtin::Same("\"8N1\""),
    meaning: "The bits of one character on a serial line.",
};

pub(in crate::config) const READER_PROTOCOL: Key<Choice<Protocol>> = Key {
    path: "reader.protocol",
    rule: Choice(&[("text", Protocol::Text), ("msr605", Protocol::Msr605)]),
    default: Builtin::Same("\"text\""),
    meaning: "What is spoken on a serial line: text that the reader sends by itself, or the \
              commands of an MSR605, which reads only when told to.",
};

pub(in crate::config) const READER_SENTINELS: Key<Choice<bool>> = Key {
    path: "reader.sentinels",
    rule: Choice(&[("required", true), ("optional", false)]),
    default: Builtin::Same("\"required\""),
    meaning: "Whether a serial reader's tracks are believed only between their sentinels, the % ; \
              and ? around them. Switching sentinels on in the reader is better than making them \
              optional here.",
};

pub(in crate::config) const READER_ENABLED: Key<Flag> = Key {
    path: "reader.enabled",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether it is in use.",
};
