//! Money of many sales, or of somebody else's: plain decimals, for people and spreadsheets alike.

use crate::station::Currency;

/// A sum of many sales, or an amount somebody else made: either may be more than
/// [`crate::station::Money`] holds of one.
pub(super) fn sum(minor: u64, currency: Currency) -> String {
    format!("{} {}", number(minor, currency), currency.code())
}

/// Its number alone: plain decimals, a point, no grouping.
pub(super) fn number(minor: u64, currency: Currency) -> String {
    let typed = currency.typed_decimals();
    let hidden = 10u64.pow(u32::from(currency.decimals().saturating_sub(typed)));
    let unit = 10u64.pow(u32::from(typed));
    let shown = minor / hidden;
    let fraction = match typed {
        0 => String::new(),
        places => format!(".{:0width$}", shown % unit, width = usize::from(places)),
    };
    format!("{}{fraction}", shown / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_like_its_amounts() {
        let sum = |minor, code| sum(minor, Currency::new(code).unwrap());
        assert_eq!(sum(1_205, "usd"), "12.05 usd");
        assert_eq!(sum(30_000_000_000, "usd"), "300000000.00 usd");
        assert_eq!(sum(500, "jpy"), "500 jpy");
        assert_eq!(sum(700, "isk"), "7 isk");
        assert_eq!(sum(1_250, "kwd"), "1.25 kwd");
    }
}
