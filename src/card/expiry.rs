//! When a card stops being valid: through the last day of its month (ISO/IEC 7813).

/// A calendar month, the finest unit an expiry date has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Full year, for example 2030.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

/// A card's expiry month. Safe to show; never journalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiry(Month);

impl Expiry {
    /// An expiry from a full year and a month 1-12; `None` for any other month.
    #[must_use]
    pub const fn new(year: u16, month: u8) -> Option<Self> {
        match month {
            1..=12 => Some(Self(Month { year, month })),
            _ => None,
        }
    }

    /// From a track's four ASCII digits, year first: `YYMM` (ISO/IEC 7813). Every year is 20YY.
    #[must_use]
    pub fn from_track(yymm: &[u8]) -> Option<Self> {
        match yymm {
            &[y1, y2, m1, m2] => Self::new(2000 + u16::from(pair(y1, y2)?), pair(m1, m2)?),
            _ => None,
        }
    }

    /// From four typed ASCII digits in the order printed on cards: `MMYY`. Every year is 20YY.
    #[must_use]
    pub fn from_typed(mmyy: &[u8]) -> Option<Self> {
        match mmyy {
            &[m1, m2, y1, y2] => Self::new(2000 + u16::from(pair(y1, y2)?), pair(m1, m2)?),
            _ => None,
        }
    }

    /// The month through whose last day the card is valid.
    #[must_use]
    pub const fn month(self) -> Month {
        self.0
    }

    /// Whether the card's last month lies before `today`'s.
    #[must_use]
    pub fn is_past(self, today: Month) -> bool {
        self.0 < today
    }
}

/// The number that two ASCII digits write.
fn pair(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

impl std::fmt::Display for Expiry {
    /// As printed on a card: `MM/YY`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}/{:02}", self.0.month, self.0.year % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Month = Month { year: 2027, month: 6 };

    #[test]
    fn a_card_is_valid_through_its_month() {
        let past = |year, month| Expiry::new(year, month).unwrap().is_past(TODAY);
        assert!(past(2027, 5) && past(2026, 12));
        assert!(!past(2027, 6) && !past(2027, 7) && !past(2028, 1));
    }

    #[test]
    fn track_and_keys_write_the_same_month_in_opposite_order() {
        let december = Expiry::new(2030, 12);
        assert!(december.is_some());
        assert_eq!(Expiry::from_track(b"3012"), december);
        assert_eq!(Expiry::from_typed(b"1230"), december);
        assert_eq!(december.unwrap().to_string(), "12/30");
    }

    #[test]
    fn only_twelve_months_exist() {
        for month in 0..=99u8 {
            let written = format!("{month:02}30");
            assert_eq!(Expiry::from_typed(written.as_bytes()).is_some(), (1..=12).contains(&month));
        }
        for other in [&b""[..], b"123", b"12300", b"1a30", b"=130", b"    "] {
            assert!(Expiry::from_typed(other).is_none() && Expiry::from_track(other).is_none());
        }
    }
}
