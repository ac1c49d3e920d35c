//! The log.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::{AbsolutePath, Choice, Seconds, Whole};
use crate::config::settings::LogLevel;

pub(super) const SECTION: Section = Section {
    name: "log",
    repeated: false,
    meaning: "The log for technicians: one file a day (UTC). It holds no card data.",
    keys: &[&LOG_DIRECTORY, &KEEP_DAYS, &DAY_MEGABYTES, &HEARTBEAT, &LEVEL],
};

pub(in crate::config) const LOG_DIRECTORY: Key<AbsolutePath> = Key {
    path: "log.directory",
    rule: AbsolutePath,
    default: Builtin::Computed {
        how: "$LOGS_DIRECTORY (systemd), else beside the journal",
        usual: "\"/var/lib/chargeonce\"",
    },
    meaning: "Where the daily files are.",
};

pub(in crate::config) const KEEP_DAYS: Key<Whole> = Key {
    path: "log.keep_days",
    rule: Whole(1..=366),
    default: Builtin::Same("14"),
    meaning: "How many daily files are kept.",
};

pub(in crate::config) const DAY_MEGABYTES: Key<Whole> = Key {
    path: "log.day_megabytes",
    rule: Whole(1..=1_000),
    default: Builtin::Same("10"),
    meaning: "How much one day's file may hold; what comes after is not written, and the file says \
              so. The log never takes up more than keep_days times this.",
};

pub(in crate::config) const HEARTBEAT: Key<Seconds> = Key {
    path: "log.heartbeat_seconds",
    rule: Seconds(1..=3_600),
    default: Builtin::Same("300"),
    meaning: "How often the log says that the station is alive and how it is.",
};

pub(in crate::config) const LEVEL: Key<Choice<LogLevel>> = Key {
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
