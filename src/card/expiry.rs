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

impl std::fmt::Display for Expiry {
    /// As printed on a card: `MM/YY`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}/{:02}", self.0.month, self.0.year % 100)
    }
}
