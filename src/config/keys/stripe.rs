//! How Stripe is reached.

use crate::config::key::{Builtin, Key, Section};
use crate::config::rule::{AbsolutePath, Choice, Seconds, Suffix, Url};
use crate::station::BankConfirmation;

pub(super) const SECTION: Section = Section {
    name: "stripe",
    repeated: false,
    meaning: "How Stripe is reached. The secret key itself never stands in this file.",
    keys: &[&API_BASE, &SECRET_KEY_FILE, &TIMEOUT, &STATEMENT_SUFFIX, &BANK_CONFIRMATION],
};

pub(in crate::config) const API_BASE: Key<Url> = Key {
    path: "stripe.api_base",
    rule: Url,
    default: Builtin::Same("\"https://api.stripe.com\""),
    meaning: "The root of Stripe's API, or of a sandbox on this machine.",
};

pub(in crate::config) const SECRET_KEY_FILE: Key<AbsolutePath> = Key {
    path: "stripe.secret_key_file",
    rule: AbsolutePath,
    default: Builtin::Unset { example: "\"/etc/chargeonce/stripe-key\"" },
    meaning: "A file that holds the secret or restricted key and nothing else (chmod 600). The \
              systemd credential stripe-key goes before it, the environment variable \
              STRIPE_SECRET_KEY after it.",
};

pub(in crate::config) const TIMEOUT: Key<Seconds> = Key {
    path: "stripe.timeout_seconds",
    rule: Seconds(5..=80),
    default: Builtin::Same("20"),
    meaning: "How long one request to Stripe may take. While a customer waits, all tries of one \
              request end within 30 seconds, whatever is set here.",
};

pub(in crate::config) const STATEMENT_SUFFIX: Key<Suffix> = Key {
    path: "stripe.statement_descriptor_suffix",
    rule: Suffix,
    default: Builtin::Unset { example: "\"FRONT DESK\"" },
    meaning: "What follows your account's prefix on the customer's bank statement.",
};

pub(in crate::config) const BANK_CONFIRMATION: Key<Choice<BankConfirmation>> = Key {
    path: "stripe.bank_confirmation",
    rule: Choice(&[("qr", BankConfirmation::Qr), ("decline", BankConfirmation::Decline)]),
    default: Builtin::Same("\"qr\""),
    meaning: "What is done when the bank wants the customer to confirm (3-D Secure): its page is \
              shown as a QR code for their phone, or the card is declined.",
};
