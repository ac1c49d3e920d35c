//! Amounts as people write them in a settings file, `"12.50"`. Exact: no floating point.

use crate::station::{Currency, Money, NumberStyle};

/// The amount that a decimal such as `12`, `12.5` or `12.50` stands for; `None` when it isn't one,
/// has more decimals than the currency, is off the currency's step or above Stripe's largest.
#[must_use]
pub fn read_amount(decimal: &str, currency: Currency) -> Option<Money> {
    let (whole, fraction) = match decimal.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (decimal, ""),
    };
    let decimals = usize::from(currency.decimals());
    let digits_only = !whole.is_empty()
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !digits_only || fraction.len() > decimals {
        return None;
    }
    let minor = format!("{whole}{fraction:0<decimals$}").parse().ok()?;
    Money::new(minor, currency)
}

/// The decimal that [`read_amount`] reads back.
#[must_use]
pub fn write_amount(money: Money) -> String {
    money.number(NumberStyle::PLAIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(decimal: &str, code: &str) -> Option<u64> {
        read_amount(decimal, Currency::new(code).unwrap()).map(|money| money.minor())
    }

    #[test]
    fn decimals_are_read_by_the_currencys_rules() {
        assert_eq!(minor("0.50", "usd"), Some(50));
        assert_eq!(minor("12.5", "usd"), Some(1_250));
        assert_eq!(minor("12", "usd"), Some(1_200));
        assert_eq!(minor("500", "jpy"), Some(500));
        assert_eq!(minor("1.250", "kwd"), Some(1_250));
        assert_eq!(minor("999999.99", "usd"), Some(99_999_999));
        for (text, code) in [
            ("1000000.00", "usd"),
            ("99999999999999999999999", "usd"),
            ("1.234", "usd"),
            ("5.0", "jpy"),
            ("1.255", "kwd"),
            ("1.50", "isk"),
            ("-1", "usd"),
            ("+1", "usd"),
            ("1,50", "usd"),
            ("1.", "usd"),
            (".5", "usd"),
            ("1e3", "usd"),
            (" 1", "usd"),
            ("", "usd"),
        ] {
            assert_eq!(minor(text, code), None, "{text} {code}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(steps in 0..=99_999_999u64, code in "usd|jpy|kwd|isk") {
            let currency = Currency::new(&code).unwrap();
            let money = Money::new(steps - steps % currency.step(), currency).unwrap();
            prop_assert_eq!(read_amount(&write_amount(money), currency), Some(money));
        }

        #[test]
        fn what_is_no_plain_decimal_is_refused(text in "[^0-9]{1,3}[0-9.]{0,5}") {
            prop_assert_eq!(minor(&text, "usd"), None);
        }
    }
}
