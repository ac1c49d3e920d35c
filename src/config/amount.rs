//! Amounts as people write them in a settings file, `"12.50"`, and as the station counts them, in
//! minor units. Exact: no floating point is involved.

use super::currency::Currency;

/// The most Stripe takes, in minor units: eight digits.
pub(super) const STRIPE_MAXIMUM: u64 = 99_999_999;

/// Minor units of a decimal such as `12`, `12.5` or `12.50`; `None` when it isn't one, has more
/// decimals than the currency, is off the currency's step or above [`STRIPE_MAXIMUM`].
#[must_use]
pub fn to_minor(decimal: &str, currency: Currency) -> Option<u64> {
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
    let minor: u64 = format!("{whole}{fraction:0<decimals$}").parse().ok()?;
    (minor <= STRIPE_MAXIMUM && minor.is_multiple_of(currency.step())).then_some(minor)
}

/// The decimal that [`to_minor`] reads back as `minor`, with all of the currency's decimals.
#[must_use]
pub fn from_minor(minor: u64, currency: Currency) -> String {
    let decimals = usize::from(currency.decimals());
    let digits = format!("{minor:0>width$}", width = decimals + 1);
    match digits.split_at_checked(digits.len().saturating_sub(decimals)) {
        Some((whole, fraction)) if decimals > 0 => format!("{whole}.{fraction}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    #[test]
    fn decimals_are_read_by_the_currencys_rules() {
        assert_eq!(to_minor("0.50", currency("usd")), Some(50));
        assert_eq!(to_minor("12.5", currency("usd")), Some(1_250));
        assert_eq!(to_minor("12", currency("usd")), Some(1_200));
        assert_eq!(to_minor("500", currency("jpy")), Some(500));
        assert_eq!(to_minor("1.250", currency("kwd")), Some(1_250));
        assert_eq!(to_minor("999999.99", currency("usd")), Some(STRIPE_MAXIMUM));
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
            assert_eq!(to_minor(text, currency(code)), None, "{text} {code}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(steps in 0..=99_999_999u64, code in "usd|jpy|kwd|isk") {
            let currency = currency(&code);
            let minor = steps - steps % currency.step();
            prop_assert_eq!(to_minor(&from_minor(minor, currency), currency), Some(minor));
        }

        #[test]
        fn no_text_is_too_odd_to_be_refused(text in ".{0,40}", code in "usd|jpy|kwd|isk") {
            let _answer = to_minor(&text, currency(&code));
        }
    }
}
