//! The fold of the journal: what every sale has come to. The same at start and while running.

use std::collections::{BTreeMap, VecDeque};

use super::{
    Attempt, Attention, ChargeId, Dated, FoundCharge, IntentId, Money, Record, SaleId, StaffAct,
};
use crate::card::{Brand, Last4};

/// Declines that are remembered; no limit counts more.
const DECLINES: usize = 1_000;

/// What the journal says of one sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The sale.
    pub sale: SaleId,
    /// Its number.
    pub number: u64,
    /// How much.
    pub money: Money,
    /// What for.
    pub reference: String,
    /// When it was opened, in milliseconds since 1970-01-01 UTC.
    pub opened_ms: i64,
    /// Its PaymentIntent, once known.
    pub intent: Option<IntentId>,
    /// The last card tried.
    pub card: Option<(Attempt, Brand, Last4)>,
    /// Where it stands.
    pub state: SaleState,
    /// Whether it was ever decided to take the money.
    pub committed: bool,
    /// Whether APPROVED has been on the screen.
    pub shown: bool,
    /// The charge and its receipt page, once captured.
    pub charge: Option<(ChargeId, Option<String>)>,
    /// What staff must look at and have not acknowledged.
    pub attention: Option<Attention>,
    /// Whether a refund made outside the station has been noted.
    pub refund_noted: bool,
}

/// Where a sale stands. The order of the variants is the order of a sale's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SaleState {
    /// Opened, no card sent.
    Open,
    /// A confirm request may be under way.
    Authorising,
    /// The last card was declined; another may follow.
    Declined,
    /// Approved; the capture is still owed.
    Committed,
    /// Paid.
    Captured,
    /// Not charged; the cancel is still owed.
    Void,
    /// Not charged, and the intent is closed.
    Voided,
}

impl SaleState {
    /// Whether nothing more will happen to the sale.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Captured | Self::Voided)
    }

    /// What people are told, wherever they read it: the journal's list, its table for a
    /// spreadsheet, the status.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Authorising => "authorising",
            Self::Declined => "declined",
            Self::Committed => "approved, settling",
            Self::Captured => "paid",
            Self::Void => "not charged, settling",
            Self::Voided => "not charged",
        }
    }
}

/// Every sale the journal knows, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    entries: BTreeMap<u64, Entry>,
    numbers: BTreeMap<SaleId, u64>,
    /// Sales Stripe has a charge for and the journal knows nothing of; whether staff must look.
    strangers: BTreeMap<SaleId, bool>,
    /// The charges found at Stripe, and when, in the order they were found.
    found: Vec<(i64, FoundCharge)>,
    /// When the last declines were, oldest first, in milliseconds since 1970-01-01 UTC.
    declines: VecDeque<i64>,
    /// How many of them came after the last approval.
    since_approval: usize,
    /// How many wrong PINs came after the last right one, and when the last of them did.
    wrong_pins: Option<(u32, i64)>,
    closed: bool,
    records: u64,
}

impl Books {
    /// Folds a journal, oldest record first.
    #[must_use]
    pub fn fold<'a>(journal: impl IntoIterator<Item = &'a Dated>) -> Self {
        let mut books = Self::default();
        for dated in journal {
            books.apply(dated);
        }
        books
    }

    /// Takes in one more record. Of a sale the journal does not have only a flag and what was found
    /// at Stripe are taken in, apart from the sales.
    pub fn apply(&mut self, dated: &Dated) {
        self.records = self.records.saturating_add(1);
        self.note_limits(dated);
        if let Record::Found(found) = &dated.record {
            if !self.is_found(&found.intent) {
                self.found.push((dated.unix_ms, found.clone()));
            }
            return;
        }
        if let Record::Opened { sale, number, money, reference, .. } = &dated.record {
            self.numbers.insert(*sale, *number);
            self.entries.insert(
                *number,
                Entry {
                    sale: *sale,
                    number: *number,
                    money: *money,
                    reference: reference.clone(),
                    opened_ms: dated.unix_ms,
                    intent: None,
                    card: None,
                    state: SaleState::Open,
                    committed: false,
                    shown: false,
                    charge: None,
                    attention: None,
                    refund_noted: false,
                },
            );
            return;
        }
        let number = dated.record.sale().and_then(|sale| self.numbers.get(&sale));
        let Some(entry) = number.and_then(|number| self.entries.get_mut(number)) else {
            match dated.record {
                Record::Attention { sale: Some(sale), .. } => {
                    self.strangers.insert(sale, true);
                }
                Record::Acknowledged { sale } => {
                    self.strangers.insert(sale, false);
                }
                _ => {}
            }
            return;
        };
        match &dated.record {
            Record::Opened { .. } | Record::Found(_) => {}
            Record::Intent { intent, .. } => entry.intent = Some(intent.clone()),
            Record::Authorising { attempt, brand, last4, .. } => {
                entry.card = Some((*attempt, *brand, *last4));
                entry.state = SaleState::Authorising;
            }
            Record::Declined { .. } => entry.state = SaleState::Declined,
            Record::Committed { .. } => {
                entry.state = SaleState::Committed;
                entry.committed = true;
            }
            Record::Shown { .. } => entry.shown = true,
            Record::Captured { charge, receipt_url, .. } => {
                entry.state = SaleState::Captured;
                entry.charge = charge.clone().map(|charge| (charge, receipt_url.clone()));
            }
            Record::Void { .. } => entry.state = SaleState::Void,
            Record::Voided { .. } | Record::Abandoned { .. } => entry.state = SaleState::Voided,
            Record::Attention { what, .. } => {
                entry.attention = Some(*what);
                entry.refund_noted |= *what == Attention::RefundedElsewhere;
            }
            Record::Acknowledged { .. } => entry.attention = None,
            Record::Staff { .. } => {}
        }
    }

    /// What opens and closes the station.
    fn note_limits(&mut self, dated: &Dated) {
        match dated.record {
            Record::Declined { .. } => {
                if self.declines.len() >= DECLINES {
                    self.declines.pop_front();
                }
                self.declines.push_back(dated.unix_ms);
                self.since_approval = self.since_approval.saturating_add(1);
            }
            Record::Committed { .. } => self.since_approval = 0,
            Record::Staff { act: StaffAct::PauseLifted } => {
                self.declines.clear();
                self.since_approval = 0;
            }
            Record::Staff { act: StaffAct::PinRefused } => {
                let before = self.wrong_pins.map_or(0, |(count, _)| count);
                self.wrong_pins = Some((before.saturating_add(1), dated.unix_ms));
            }
            Record::Staff { act: StaffAct::PinAccepted } => self.wrong_pins = None,
            Record::Staff { act: StaffAct::Closed } => self.closed = true,
            Record::Staff { act: StaffAct::Opened } => self.closed = false,
            _ => {}
        }
    }

    /// When the last declines were since a pause was last lifted, oldest first, in milliseconds
    /// since 1970-01-01 UTC: at most 1,000.
    #[must_use]
    pub fn declines(&self) -> impl DoubleEndedIterator<Item = i64> + ExactSizeIterator {
        self.declines.iter().copied()
    }

    /// How many of [`Books::declines`] came after the last approval.
    #[must_use]
    pub const fn declines_since_approval(&self) -> usize {
        self.since_approval
    }

    /// How many wrong PINs came after the last right one, and when the last of them did, in
    /// milliseconds since 1970-01-01 UTC; `None` if there were none.
    #[must_use]
    pub const fn wrong_pins(&self) -> Option<(u32, i64)> {
        self.wrong_pins
    }

    /// Whether staff closed the station by hand.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// How many records the journal has.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// The number the next sale gets: one more than the highest so far.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.entries.last_key_value().map_or(1, |(number, _)| number.saturating_add(1))
    }

    /// All sales, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().rev()
    }

    /// Sales that something is still owed for or that staff must look at, oldest first.
    pub fn unsettled(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| !entry.state.is_settled())
    }

    /// How many charges unknown to the journal staff must look at.
    #[must_use]
    pub fn strangers(&self) -> usize {
        self.strangers.values().filter(|flagged| **flagged).count()
    }

    /// What staff must look at, each by its number: sales, oldest first, then charges unknown to
    /// the journal.
    pub fn flagged(&self) -> impl Iterator<Item = (SaleId, Option<u64>)> {
        let sales = self.entries.values().filter(|entry| entry.attention.is_some());
        let strangers = self.strangers.iter().filter(|(_, flagged)| **flagged);
        sales.map(|entry| (entry.sale, Some(entry.number))).chain(strangers.map(|(sale, _)| {
            let found = self.found.iter().find(|(_, found)| found.sale == *sale);
            (*sale, found.map(|(_, found)| found.number))
        }))
    }

    /// The charges found at Stripe that the station did not make, in the order they were found,
    /// each with when that was, in milliseconds since 1970-01-01 UTC.
    pub fn found(&self) -> impl ExactSizeIterator<Item = (i64, &FoundCharge)> {
        self.found.iter().map(|(found_ms, found)| (*found_ms, found))
    }

    /// Whether the charge on this PaymentIntent is one of them.
    #[must_use]
    pub fn is_found(&self, intent: &IntentId) -> bool {
        self.found.iter().any(|(_, found)| found.intent == *intent)
    }

    /// Whether staff must still look at such a charge: by its own flag, or, where it is on a sale
    /// of the journal's, by that sale's.
    #[must_use]
    pub fn is_found_unseen(&self, found: &FoundCharge) -> bool {
        match self.get(found.sale) {
            Some(entry) => entry.attention == Some(Attention::UnknownCharge),
            None => self.strangers.get(&found.sale).copied().unwrap_or_default(),
        }
    }

    /// One sale.
    #[must_use]
    pub fn get(&self, sale: SaleId) -> Option<&Entry> {
        self.numbers.get(&sale).and_then(|number| self.entries.get(number))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::station::{Currency, MethodId};

    #[test]
    fn a_flag_of_an_older_journal_is_read_without_its_charge() {
        let sale = SaleId(7);
        let flag = Record::Attention { sale: Some(sale), what: Attention::UnknownCharge };
        let mut books = Books::fold(&[Dated { unix_ms: 0, record: flag }]);
        assert_eq!((books.strangers(), books.found().len()), (1, 0));
        books.apply(&Dated { unix_ms: 1, record: Record::Acknowledged { sale } });
        assert_eq!(books.strangers(), 0);
    }

    #[test]
    fn a_hundred_thousand_events_are_folded_in_well_under_a_second() {
        let money = Money::new(1250, Currency::new("usd").unwrap()).unwrap();
        let sales = (1..=16_667_u64).flat_map(|number| {
            let sale = SaleId(u128::from(number));
            [
                Record::Opened { sale, number, money, reference: "R".to_owned(), customer: None },
                Record::Intent { sale, intent: IntentId(format!("pi_{number}")) },
                Record::Authorising {
                    sale,
                    attempt: Attempt::FIRST,
                    method: MethodId(format!("pm_{number}")),
                    brand: Brand::Visa,
                    last4: "4242".parse().unwrap(),
                },
                Record::Committed { sale },
                Record::Shown { sale },
                Record::Captured { sale, received: 1250, charge: None, receipt_url: None },
            ]
        });
        let journal: Vec<_> = sales.map(|record| Dated { unix_ms: 0, record }).collect();
        assert!(journal.len() >= 100_000);
        let began = Instant::now();
        let books = Books::fold(&journal);
        let took = began.elapsed();
        assert_eq!(books.unsettled().count(), 0);
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
}
