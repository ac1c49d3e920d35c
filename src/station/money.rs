//! Amounts and currencies by Stripe's rules: whole numbers of the smallest unit, never floats.

use std::fmt;

/// The most digits Stripe takes for an amount in minor units: 99,999,999.
pub const STRIPE_MAX: u64 = 99_999_999;

/// An ISO 4217 currency, as Stripe charges in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
}

/// Currencies without a minor unit (Stripe, "Zero-decimal currencies").
const ZERO_DECIMAL: [&[u8; 3]; 15] = [
    b"bif", b"clp", b"djf", b"gnf", b"jpy", b"kmf", b"krw", b"mga", b"pyg", b"rwf", b"vnd", b"vuv",
    b"xaf", b"xof", b"xpf",
];
/// Currencies with three decimals, of which Stripe wants the last to be zero.
const THREE_DECIMAL: [&[u8; 3]; 5] = [b"bhd", b"jod", b"kwd", b"omr", b"tnd"];
/// Currencies sent with two decimals that exist in whole units only.
const WHOLE_UNITS: [&[u8; 3]; 2] = [b"isk", b"ugx"];

impl Currency {
    /// From a three-letter ISO 4217 code in either case; `None` for anything else.
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

    /// Decimals on the wire: how many digits of the minor unit stand behind the point, 0, 2 or 3.
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

    /// The smallest step an amount can move by, in minor units: 1, 10 or 100.
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

    /// Decimals a person types and reads: the wire's less what the step makes always zero.
    #[must_use]
    pub fn typed_decimals(&self) -> u8 {
        match self.step() {
            10 => 2,
            100 => 0,
            _ => self.decimals(),
        }
    }

    /// The least Stripe charges, in minor units (settlement-currency table of 2024; a soft check,
    /// the server's `amount_too_small` is the truth). Unlisted currencies: one step.
    #[must_use]
    pub fn stripe_minimum(&self) -> u64 {
        match self.code() {
            "usd" | "aud" | "brl" | "cad" | "chf" | "eur" | "inr" | "nzd" | "sgd" => 50,
            "gbp" => 30,
            "aed" | "myr" | "pln" | "ron" => 200,
            "bgn" => 100,
            "czk" => 1_500,
            "dkk" => 250,
            "hkd" => 400,
            "huf" => 17_500,
            "jpy" => 50,
            "mxn" | "thb" => 1_000,
            "nok" | "sek" => 300,
            _ => self.step(),
        }
    }
}

/// An amount of money in a currency. Always a multiple of the currency's step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

impl Money {
    /// An amount in minor units; `None` when it is off the currency's step or above
    /// [`STRIPE_MAX`].
    #[must_use]
    pub fn new(minor: u64, currency: Currency) -> Option<Self> {
        (minor <= STRIPE_MAX && minor.is_multiple_of(currency.step()))
            .then_some(Self { minor, currency })
    }

    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount in minor units, as on Stripe's wire.
    #[must_use]
    pub const fn minor(&self) -> u64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The number for people: grouped thousands and the decimals the currency is read with.
    #[must_use]
    pub fn number(&self, style: NumberStyle) -> String {
        let decimals = u32::from(self.currency.typed_decimals());
        let hidden = 10u64.pow(u32::from(self.currency.decimals()).saturating_sub(decimals));
        let shown = self.minor / hidden;
        let unit = 10u64.pow(decimals);
        let mut text = grouped(shown / unit, style.group);
        if decimals > 0 {
            text.push(style.point);
            let fraction = (shown % unit).to_string();
            for _ in fraction.len()..decimals as usize {
                text.push('0');
            }
            text.push_str(&fraction);
        }
        text
    }

    /// The sign or code a person puts beside the number.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        match self.currency.code() {
            "usd" | "aud" | "cad" | "nzd" | "hkd" | "sgd" | "mxn" => "$",
            "eur" => "€",
            "gbp" => "£",
            "jpy" => "¥",
            _ => "",
        }
    }

    /// The whole amount for people, with its sign where there is one and always the code:
    /// `$12.50 USD`, `12,50 € EUR`, `KWD 1.250`.
    #[must_use]
    pub fn text(&self, style: NumberStyle) -> String {
        let code = self.currency.code().to_ascii_uppercase();
        let number = self.number(style);
        match (self.symbol(), style.symbol_first) {
            ("", true) => format!("{code} {number}"),
            ("", false) => format!("{number} {code}"),
            (symbol, true) => format!("{symbol}{number} {code}"),
            (symbol, false) => format!("{number} {symbol} {code}"),
        }
    }
}

impl fmt::Display for Money {
    /// For logs and the journal's readers: `12.50 usd`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(NumberStyle::PLAIN), self.currency.code())
    }
}

/// How a language writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyle {
    /// Between units and decimals.
    pub point: char,
    /// Between groups of three digits, if any.
    pub group: Option<char>,
    /// Whether the currency sign stands before the number.
    pub symbol_first: bool,
}

impl NumberStyle {
    /// No grouping, a full stop: for machines and logs.
    pub const PLAIN: Self = Self { point: '.', group: None, symbol_first: true };
    /// English: `$1,234.50`.
    pub const ENGLISH: Self = Self { point: '.', group: Some(','), symbol_first: true };
    /// French: `1 234,50 €`, with no-break spaces (Latin-1, so that the console has it).
    pub const FRENCH: Self = Self { point: ',', group: Some('\u{a0}'), symbol_first: false };
}

fn grouped(value: u64, separator: Option<char>) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if let Some(separator) = separator
            && place > 0
            && (digits.len() - place).is_multiple_of(3)
        {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// What a site lets through, in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountLimits {
    /// The least amount, at least one step.
    pub minimum: Money,
    /// The most, at most [`STRIPE_MAX`].
    pub maximum: Money,
}

/// Why an amount is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountProblem {
    /// Nothing was typed, or zero.
    Zero,
    /// Below the site's minimum.
    TooSmall,
    /// Above the site's maximum.
    TooLarge,
    /// A key that is no digit was pressed.
    DigitsOnly,
    /// All decimals of the currency have been typed.
    NoMoreDecimals,
    /// Only some amounts are offered, and this is the number of none of them.
    NotOffered,
}

/// Cents-first entry, as on a till: each digit moves the others one place to the left. Whoever
/// types the point means it: what stood before it are whole units, and decimals follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountEntry {
    typed: u64,
    /// How many decimals have been typed behind the point, if it was typed.
    point: Option<u8>,
    currency: Currency,
}

impl AmountEntry {
    /// An empty entry.
    #[must_use]
    pub const fn new(currency: Currency) -> Self {
        Self { typed: 0, point: None, currency }
    }

    /// An entry that already holds an amount, for correction.
    #[must_use]
    pub fn of(money: Money) -> Self {
        let hidden =
            10u64.pow(u32::from(money.currency.decimals() - money.currency.typed_decimals()));
        Self { typed: money.minor / hidden, point: None, currency: money.currency }
    }

    /// Appends a digit 0-9.
    ///
    /// # Errors
    /// [`AmountProblem::TooLarge`] where the amount would pass Stripe's largest, and
    /// [`AmountProblem::NoMoreDecimals`] behind the last decimal; nothing is changed.
    pub fn push(&mut self, digit: u8) -> Result<(), AmountProblem> {
        let digit = u64::from(digit.min(9));
        let (typed, point) = match self.point {
            None => (self.typed.saturating_mul(10).saturating_add(digit), None),
            Some(places) => {
                let left = self.currency.typed_decimals().saturating_sub(places);
                let below = left.checked_sub(1).ok_or(AmountProblem::NoMoreDecimals)?;
                let digit = digit.saturating_mul(10u64.pow(u32::from(below)));
                (self.typed.saturating_add(digit), Some(places.saturating_add(1)))
            }
        };
        self.take(typed, point)
    }

    /// The point: what has been typed are whole units. Nothing, where the currency has no decimals
    /// or it stands already.
    ///
    /// # Errors
    /// [`AmountProblem::TooLarge`] where the amount would pass Stripe's largest; nothing is changed.
    pub fn push_point(&mut self) -> Result<(), AmountProblem> {
        if self.point.is_some() || self.currency.typed_decimals() == 0 {
            return Ok(());
        }
        self.take(self.typed.saturating_mul(self.unit()), Some(0))
    }

    fn take(&mut self, typed: u64, point: Option<u8>) -> Result<(), AmountProblem> {
        let next = Self { typed, point, ..*self };
        if next.minor() > STRIPE_MAX {
            return Err(AmountProblem::TooLarge);
        }
        *self = next;
        Ok(())
    }

    /// Takes the last digit, or the point, back.
    pub fn pop(&mut self) {
        match self.point {
            None => self.typed /= 10,
            Some(0) => *self = Self { typed: self.typed / self.unit(), point: None, ..*self },
            Some(places) => {
                let left = self.currency.typed_decimals().saturating_sub(places);
                let from = 10u64.pow(u32::from(left.saturating_add(1)));
                self.typed -= self.typed % from;
                self.point = Some(places.saturating_sub(1));
            }
        }
    }

    /// Empties the entry.
    pub const fn clear(&mut self) {
        self.typed = 0;
        self.point = None;
    }

    /// One whole unit, in what is typed.
    fn unit(&self) -> u64 {
        10u64.pow(u32::from(self.currency.typed_decimals()))
    }

    /// Whether nothing but zeros has been typed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.typed == 0
    }

    fn minor(&self) -> u64 {
        let hidden =
            10u64.pow(u32::from(self.currency.decimals() - self.currency.typed_decimals()));
        self.typed.saturating_mul(hidden)
    }

    /// The amount typed so far, for display.
    #[must_use]
    pub fn money(&self) -> Money {
        Money { minor: self.minor(), currency: self.currency }
    }

    /// The amount, checked against the site's limits.
    ///
    /// # Errors
    /// [`AmountProblem`] when it is zero or outside the limits.
    pub fn accept(&self, limits: &AmountLimits) -> Result<Money, AmountProblem> {
        let money = self.money();
        match money.minor {
            0 => Err(AmountProblem::Zero),
            minor if minor < limits.minimum.minor => Err(AmountProblem::TooSmall),
            minor if minor > limits.maximum.minor => Err(AmountProblem::TooLarge),
            _ => Ok(money),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: u64, code: &str) -> Money {
        Money::new(minor, Currency::new(code).unwrap()).unwrap()
    }

    #[test]
    fn amounts_are_written_as_the_language_writes_them() {
        assert_eq!(money(123_450, "usd").text(NumberStyle::ENGLISH), "$1,234.50 USD");
        assert_eq!(money(123_450, "eur").text(NumberStyle::FRENCH), "1\u{a0}234,50 € EUR");
        assert_eq!(money(1_234, "jpy").text(NumberStyle::ENGLISH), "¥1,234 JPY");
        assert_eq!(money(5, "usd").to_string(), "0.05 usd");
    }

    #[test]
    fn a_three_decimal_amount_ends_in_zero_and_is_typed_with_two_decimals() {
        let kwd = Currency::new("KWD").unwrap();
        assert!(Money::new(1_255, kwd).is_none());
        let mut entry = AmountEntry::new(kwd);
        for digit in [1, 2, 5] {
            entry.push(digit).unwrap();
        }
        assert_eq!(entry.money().minor(), 1_250);
        assert_eq!(entry.money().text(NumberStyle::ENGLISH), "KWD 1.25");
    }

    #[test]
    fn currencies_without_small_change_are_typed_in_whole_units() {
        let isk = Currency::new("isk").unwrap();
        let mut entry = AmountEntry::new(isk);
        entry.push(7).unwrap();
        assert_eq!(entry.money().minor(), 700);
        assert_eq!(AmountEntry::of(entry.money()), entry);
    }

    #[test]
    fn a_typed_point_ends_the_whole_units_and_every_key_can_be_taken_back() {
        let typed = |code: &str, keys: &str| {
            let mut entry = AmountEntry::new(Currency::new(code).unwrap());
            let mut last = Ok(());
            for key in keys.chars() {
                match key {
                    '.' => last = entry.push_point(),
                    '<' => entry.pop(),
                    digit => last = entry.push(digit as u8 - b'0'),
                }
            }
            (entry.money().minor(), last)
        };
        assert_eq!(typed("usd", "1250"), (1_250, Ok(())));
        assert_eq!(typed("usd", "12.50"), (1_250, Ok(())));
        assert_eq!(typed("usd", "12.5"), (1_250, Ok(())));
        assert_eq!(typed("usd", "100."), (10_000, Ok(())));
        assert_eq!(typed("usd", ".5"), (50, Ok(())));
        assert_eq!(typed("usd", "12.505"), (1_250, Err(AmountProblem::NoMoreDecimals)));
        assert_eq!(typed("usd", "12.57<"), (1_250, Ok(())));
        assert_eq!(typed("usd", "12.57<<<"), (12, Ok(())));
        assert_eq!(typed("usd", "12.57<<<<"), (1, Ok(())));
        assert_eq!(typed("usd", "9999999."), (9_999_999, Err(AmountProblem::TooLarge)));
        assert_eq!(typed("jpy", "12.5"), (125, Ok(())));
        assert_eq!(typed("kwd", "1.5"), (1_500, Ok(())));
    }

    #[test]
    fn no_amount_beyond_stripes_largest_can_be_typed() {
        let mut entry = AmountEntry::new(Currency::new("usd").unwrap());
        for _ in 0..40 {
            let _ = entry.push(9);
        }
        assert_eq!(entry.money().minor(), STRIPE_MAX);
    }

    #[test]
    fn an_amount_outside_the_limits_is_refused_with_its_reason() {
        let limits = AmountLimits { minimum: money(50, "usd"), maximum: money(1_000, "usd") };
        let entry = |minor| AmountEntry::of(money(minor, "usd")).accept(&limits);
        assert_eq!(entry(0), Err(AmountProblem::Zero));
        assert_eq!(entry(49), Err(AmountProblem::TooSmall));
        assert_eq!(entry(1_001), Err(AmountProblem::TooLarge));
        assert_eq!(entry(1_000), Ok(money(1_000, "usd")));
    }
}
