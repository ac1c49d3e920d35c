//! The currency of a station, as far as settings need it: how many decimals an amount is written
//! with, and its step (Stripe, "Supported currencies").

/// An ISO 4217 currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
}

/// Currencies without a minor unit.
const ZERO_DECIMAL: [&[u8; 3]; 15] = [
    b"bif", b"clp", b"djf", b"gnf", b"jpy", b"kmf", b"krw", b"mga", b"pyg", b"rwf", b"vnd", b"vuv",
    b"xaf", b"xof", b"xpf",
];
/// Currencies with three decimals, of which Stripe wants the last to be zero.
const THREE_DECIMAL: [&[u8; 3]; 5] = [b"bhd", b"jod", b"kwd", b"omr", b"tnd"];
/// Currencies sent with two decimals that exist in whole units only.
const WHOLE_UNITS: [&[u8; 3]; 2] = [b"isk", b"ugx"];

impl Currency {
    /// From a three-letter code in lower or upper case; `None` for anything else.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let code = <[u8; 3]>::try_from(code.as_bytes()).ok()?;
        code.iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self { code: code.map(|letter| letter.to_ascii_lowercase()) })
    }

    /// The code in lower case, as on Stripe's wire.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// Decimals on the wire: 0, 2 or 3.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        if ZERO_DECIMAL.contains(&&self.code) {
            0
        } else if THREE_DECIMAL.contains(&&self.code) {
            3
        } else {
            2
        }
    }

    /// The smallest step of an amount, in minor units: 1, 10 or 100.
    #[must_use]
    pub fn step(&self) -> u64 {
        if THREE_DECIMAL.contains(&&self.code) {
            10
        } else if WHOLE_UNITS.contains(&&self.code) {
            100
        } else {
            1
        }
    }

    /// The least Stripe charges, in minor units (settlement-currency table of 2024; a soft check,
    /// the server's `amount_too_small` is the truth). Unlisted currencies: one step.
    #[must_use]
    pub fn stripe_minimum(&self) -> u64 {
        match self.code() {
            "usd" | "aud" | "brl" | "cad" | "chf" | "eur" | "inr" | "nzd" | "sgd" | "jpy" => 50,
            "gbp" => 30,
            "aed" | "myr" | "pln" | "ron" => 200,
            "bgn" => 100,
            "czk" => 1_500,
            "dkk" => 250,
            "hkd" => 400,
            "huf" => 17_500,
            "mxn" | "thb" => 1_000,
            "nok" | "sek" => 300,
            _ => self.step(),
        }
    }
}
