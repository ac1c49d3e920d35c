//! The judge. It keeps its own book from what crosses the station's border (records, calls,
//! frames) and from Stripe's book, and believes nothing the station says of itself.

mod books;
mod calls;
mod records;

use std::collections::{HashMap, HashSet};

use chargeonce::station::screen::Notice;
use chargeonce::station::*;

use crate::stripe::SECOND;

/// A promise that was broken.
#[derive(Clone, Debug)]
pub struct Broken {
    pub promise: &'static str,
    pub how: String,
}

/// Charging may be on the screen for this long, in milliseconds: the card is taken in, a slow disk
/// catches up, and both the bank's answer and one it takes its time with get half a minute.
const CHARGING_MAX: u64 = 100 * SECOND;

/// Where a sale stands in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Authorising,
    Declined,
    Committed,
    Captured,
    Void,
    Voided,
    Abandoned,
}

/// What the judge knows of a sale.
#[derive(Clone, Debug)]
struct Known {
    number: u64,
    amount: u64,
    visit: u64,
    state: State,
    intent: Option<IntentId>,
    method: Option<MethodId>,
    attempt: u8,
    /// The last attempt that was sent to the bank.
    confirmed: u8,
    committed: bool,
    flagged: bool,
    /// The station has handed a decision to the journal, durable or not.
    decided: bool,
    void: bool,
    void_given: bool,
    shown_approved: bool,
    shown_not_charged: bool,
    captured: Option<u64>,
}

#[derive(Default)]
pub struct Oracle {
    sales: HashMap<SaleId, Known>,
    numbers: HashMap<u64, SaleId>,
    /// Void before `opened` was even durable: batches are written in order.
    void_first: HashSet<SaleId>,
    last_number: u64,
    keys: HashMap<String, Call>,
    card_keys: HashMap<String, u64>,
    tries: HashMap<String, u8>,
    charging_since: Option<u64>,
    pub broken: Option<Broken>,
    pub approvals: u64,
    pub sold: u64,
}

impl Oracle {
    pub fn fail(&mut self, promise: &'static str, how: impl FnOnce() -> String) {
        if self.broken.is_none() {
            self.broken = Some(Broken { promise, how: how() });
        }
    }

    fn check(&mut self, holds: bool, promise: &'static str, how: impl FnOnce() -> String) {
        if !holds {
            self.fail(promise, how);
        }
    }

    /// A process starts: only what is on the disk counts.
    pub fn started(&mut self) {
        for known in self.sales.values_mut() {
            known.void_given = known.void;
            known.decided = known.committed || known.void_given;
        }
        self.void_first.clear();
        self.charging_since = None;
        self.tries.clear();
    }

    /// A frame with this screen is on the terminal. Returns whether it told of an approval.
    pub fn painted(&mut self, screen: &Screen, unseen: Option<&Entry>, now: u64) -> bool {
        if let Screen::Charging(_) = screen {
            let since = *self.charging_since.get_or_insert(now);
            self.check(now - since <= CHARGING_MAX, "I4 charging ends", || {
                format!("since {since}")
            });
        } else {
            self.charging_since = None;
        }
        let mut approved = None;
        let mut not_charged = None;
        match screen {
            Screen::Outcome(screen) => match &screen.outcome {
                Outcome::Approved(paid) => {
                    approved = Some((paid.sale.id, paid.sale.money.minor()));
                }
                Outcome::Declined { live, .. } => not_charged = Some(live.sale.id),
                Outcome::NotCharged { number, .. } => {
                    not_charged = self.numbers.get(number).copied();
                }
            },
            Screen::Welcome(welcome) => {
                if let Some(entry) = unseen {
                    approved = Some((entry.sale, entry.money.minor()));
                } else if welcome.notice == Some(Notice::LastNotCharged) {
                    not_charged = self.numbers.get(&self.last_number).copied();
                }
            }
            _ => {}
        }
        if let Some((sale, amount)) = approved {
            self.approvals += 1;
            let known = self.sales.get_mut(&sale);
            let right = known.is_some_and(|known| {
                known.shown_approved = true;
                known.committed && known.amount == amount && !known.void_given
            });
            self.check(right, "I19 APPROVED only when committed is durable", || format!("{sale}"));
        }
        if let Some(known) = not_charged.and_then(|sale| self.sales.get_mut(&sale)) {
            // A decline may yet be followed by another card; a void is the end.
            if !matches!(screen, Screen::Outcome(o) if matches!(o.outcome, Outcome::Declined { .. }))
            {
                known.shown_not_charged = true;
            }
            let (committed, number) = (known.committed, known.number);
            self.check(!committed, "I6 not charged is true", || format!("number {number}"));
        }
        approved.is_some()
    }

    /// Whether a sale of this visit is in doubt for the one who wants to pay: nothing is.
    pub fn sales_of(&self, visit: u64) -> usize {
        self.sales.values().filter(|known| known.visit == visit).count()
    }
}
