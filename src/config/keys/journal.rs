//! Where the journal is.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::AbsoluteFile;

pub(super) const SECTION: Section = Section {
    name: "journal",
    repeated: false,
    meaning: "The durable record of what the station decided. It holds no card data.",
    keys: &[&JOURNAL_PATH],
};

pub(in crate::config) const JOURNAL_PATH: Key<AbsoluteFile> = Key {
    path: "journal.path",
    rule: AbsoluteFile,
    default: Builtin::Computed {
        how: "journal.db in $STATE_DIRECTORY (systemd), else in /var/lib/chargeonce for root, \
              else in $XDG_STATE_HOME/chargeonce or ~/.local/state/chargeonce",
        usual: "\"/var/lib/chargeonce/journal.db\"",
    },
    meaning: "The journal's file, on a disk that keeps what it was given.",
};
