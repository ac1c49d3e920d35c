//! What the customer may take away.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::{AbsolutePath, Flag};

pub(super) const SECTION: Section = Section {
    name: "receipt",
    repeated: false,
    meaning: "What the customer may take away.",
    keys: &[&PRINTER, &EMAIL],
};

pub(in crate::config) const PRINTER: Key<AbsolutePath> = Key {
    path: "receipt.printer",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/dev/usb/lp0\"" },
    meaning: "A printer's device, or a file that receipts are appended to.",
};

pub(in crate::config) const EMAIL: Key<Flag> = Key {
    path: "receipt.email",
    rule: Flag,
    default: Builtin::Same("true"),
    meaning: "Whether the customer may have a receipt sent by e-mail (Stripe sends it).",
};
