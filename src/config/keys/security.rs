//! What is asked of the system for the card's sake.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::Flag;

pub(super) const SECTION: Section = Section {
    name: "security",
    repeated: false,
    meaning: "What the station asks of the system for the card's sake.",
    keys: &[&CONFINE, &REQUIRE_LOCKED_MEMORY],
};

pub(in crate::config) const CONFINE: Key<Flag> = Key {
    path: "security.confine",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether the running station gives up whatever it does not need: other files, other \
              network ports, starting programs. Switch it off only to find a fault, and on again.",
};

pub(in crate::config) const REQUIRE_LOCKED_MEMORY: Key<Flag> = Key {
    path: "security.require_locked_memory",
    rule: Flag,
    default: Builtin::Same("false"),
    meaning: "Whether the station refuses to start where the system does not let it keep the \
              card's memory out of swap. Otherwise it starts and says so in the log.",
};
