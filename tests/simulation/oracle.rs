//! The judge. It keeps its own book from what crosses the station's border (records, calls,
//! frames) and from Stripe's book, and believes nothing the station says of itself.

use std::collections::{HashMap, HashSet};

use chargeonce::station::screen::Notice;
use chargeonce::station::*;

use crate::stripe::{DAY, Intent, SECOND, Stripe};

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

    /// Records were handed to the journal.
    pub fn given(&mut self, records: &[Record]) {
        for record in records {
            match record {
                Record::Opened { sale, .. } => {
                    let open = self.sales.values().find(|known| !known.decided).map(|k| k.number);
                    let sale = *sale;
                    self.check(open.is_none(), "I17 one undecided sale", || {
                        format!("{sale} opened while number {open:?} is undecided")
                    });
                }
                Record::Committed { sale } => {
                    if let Some(known) = self.sales.get_mut(sale) {
                        known.decided = true;
                        let void = known.void_given;
                        let sale = *sale;
                        self.check(!void, "I16 void is for ever", || format!("{sale} committed"));
                    }
                }
                Record::Void { sale, .. } | Record::Abandoned { sale, .. } => {
                    self.void_first.insert(*sale);
                    if let Some(known) = self.sales.get_mut(sale) {
                        known.decided = true;
                        known.void_given = true;
                        let (sale, committed) = (*sale, known.committed);
                        self.check(!committed, "I16 committed is for ever", || {
                            format!("{sale} voided")
                        });
                    }
                }
                _ => {}
            }
        }
    }

    /// A batch is on the disk: the legal state graph (I10), one batch at a time.
    pub fn durable(&mut self, records: &[Record], visit: u64, stripe: &Stripe) {
        let flags = |sale: &SaleId| {
            records.iter().find_map(|record| match record {
                Record::Attention { sale: Some(flagged), what } if flagged == sale => Some(*what),
                _ => None,
            })
        };
        for record in records {
            if let Record::Opened { sale, number, money, .. } = record {
                let (last, fresh) = (self.last_number, !self.sales.contains_key(sale));
                self.check(*number == last + 1 && fresh, "I10 numbers without gap or twin", || {
                    format!("number {number} after {last}")
                });
                self.last_number = *number;
                self.numbers.insert(*number, *sale);
                self.sold += 1;
                let void_given = self.void_first.contains(sale);
                self.sales.insert(
                    *sale,
                    Known {
                        number: *number,
                        amount: money.minor(),
                        visit,
                        state: State::Open,
                        intent: None,
                        method: None,
                        attempt: 0,
                        confirmed: 0,
                        committed: false,
                        flagged: false,
                        decided: void_given,
                        void: false,
                        void_given,
                        shown_approved: false,
                        shown_not_charged: false,
                        captured: None,
                    },
                );
                continue;
            }
            let Some(sale) = record.sale() else { continue };
            let Some(known) = self.sales.get_mut(&sale) else {
                self.fail("I10 no record before opened", || format!("{record:?}"));
                continue;
            };
            let from = known.state;
            let flag = flags(&sale);
            let undecided = matches!(from, State::Open | State::Authorising | State::Declined);
            let legal = match record {
                Record::Opened { .. } => false,
                Record::Intent { intent, .. } => {
                    let first = known.intent.is_none();
                    known.intent = Some(intent.clone());
                    first && matches!(from, State::Open | State::Void)
                }
                Record::Authorising { attempt, method, .. } => {
                    // Until it was confirmed, another card may take an attempt's place.
                    let next = attempt.0 > known.confirmed && attempt.0 <= 3;
                    known.attempt = attempt.0;
                    known.method = Some(method.clone());
                    known.state = State::Authorising;
                    next && undecided && known.intent.is_some()
                }
                Record::Declined { attempt, .. } => {
                    known.state = State::Declined;
                    from == State::Authorising && attempt.0 == known.attempt
                }
                Record::Committed { .. } => {
                    known.state = State::Committed;
                    known.committed = true;
                    known.decided = true;
                    from == State::Authorising
                }
                Record::Shown { .. } => known.committed,
                Record::Captured { received, .. } => {
                    known.state = State::Captured;
                    known.captured = Some(*received);
                    from == State::Committed
                        || from == State::Void && flag == Some(Attention::CapturedElsewhere)
                }
                Record::Void { .. } => {
                    known.state = State::Void;
                    known.void = true;
                    known.void_given = true;
                    known.decided = true;
                    undecided
                }
                Record::Voided { .. } => {
                    known.state = State::Voided;
                    from == State::Void
                        || from == State::Committed && flag == Some(Attention::HoldLost)
                }
                Record::Abandoned { .. } => {
                    known.state = State::Abandoned;
                    from == State::Void && known.intent.is_none()
                }
                Record::Found(found) => {
                    let closed = matches!(from, State::Voided | State::Abandoned);
                    let real = stripe.intents.iter().any(|at_stripe| {
                        at_stripe.id == found.intent && at_stripe.received == found.received
                    });
                    closed && real && known.intent.as_ref() != Some(&found.intent)
                }
                Record::Attention { .. } => {
                    known.flagged = true;
                    true
                }
                Record::Acknowledged { .. } => known.flagged,
                Record::Staff { .. } => true,
            };
            let intent = known.intent.clone();
            self.check(legal, "I10 the legal state graph", || format!("{from:?} then {record:?}"));
            if let Record::Captured { received, .. } = record {
                let real = stripe.intents.iter().any(|at_stripe| {
                    Some(&at_stripe.id) == intent.as_ref()
                        && at_stripe.captures > 0
                        && at_stripe.received == *received
                });
                self.check(real, "I2b captured in the journal is captured at Stripe", || {
                    format!("{record:?}")
                });
            }
        }
    }

    /// A request leaves the station.
    pub fn sent(&mut self, call: &Call) {
        match call {
            Call::Prepare { key, sale, number, money, .. } => {
                let opened = self
                    .sales
                    .get(sale)
                    .is_some_and(|known| known.number == *number && known.amount == money.minor());
                self.check(opened, "opened is durable before Stripe hears", || format!("{call:?}"));
                let void = self.sales.get(sale).is_some_and(|known| known.void_given);
                self.check(!void, "I16 a void sale makes no intent", || format!("{call:?}"));
                self.keyed(key, *sale, "create", call, true);
            }
            Call::Confirm { key, intent, method } => {
                let owner = self.owner(intent);
                let allowed = owner.is_some_and(|(_, known)| {
                    known.state == State::Authorising
                        && known.method.as_ref() == Some(method)
                        && !known.void_given
                });
                self.check(allowed, "I12 I16 authorising is durable before confirm", || {
                    format!("{call:?}")
                });
                if let Some((sale, known)) = self.owner(intent) {
                    let attempt = known.attempt;
                    if let Some(known) = self.sales.get_mut(&sale) {
                        known.confirmed = attempt;
                    }
                    let operation = format!("confirm-{attempt}");
                    self.keyed(key, sale, &operation, call, true);
                }
            }
            Call::Capture { key, intent, money } => {
                let allowed = self.owner(intent).is_some_and(|(_, known)| {
                    known.committed && !known.void_given && known.amount == money.minor()
                });
                self.check(allowed, "I11 I1b committed is durable before capture", || {
                    format!("{call:?}")
                });
                if let Some((sale, _)) = self.owner(intent) {
                    self.keyed(key, sale, "capture-", call, false);
                }
            }
            Call::Cancel { key, intent } => {
                let allowed = self
                    .owner(intent)
                    .is_none_or(|(_, known)| matches!(known.state, State::Void | State::Voided));
                self.check(allowed, "void is durable before cancel", || format!("{call:?}"));
                if let Some((sale, _)) = self.owner(intent) {
                    self.keyed(key, sale, "cancel-", call, false);
                }
            }
            // I18: there is no other call, and none that gives money back.
            Call::Inspect { .. }
            | Call::FindCustomers { .. }
            | Call::ListIntents { .. }
            | Call::EmailReceipt { .. } => {}
        }
    }

    fn owner(&self, intent: &IntentId) -> Option<(SaleId, &Known)> {
        self.sales
            .iter()
            .find(|(_, known)| known.intent.as_ref() == Some(intent))
            .map(|(sale, known)| (*sale, known))
    }

    /// I14: a key is made of sale, operation and attempt, and never has two meanings; I13: three
    /// tries on the customer's path.
    fn keyed(
        &mut self,
        key: &IdempotencyKey,
        sale: SaleId,
        operation: &str,
        call: &Call,
        few: bool,
    ) {
        let text = key.as_str();
        let made = text
            .strip_prefix(&format!("{sale}-"))
            .is_some_and(|rest| if few { rest == operation } else { rest.starts_with(operation) });
        self.check(made, "I14 keys name sale, operation and attempt", || text.to_owned());
        let same = self.keys.get(text).is_none_or(|before| before == call);
        self.check(same, "I14 one key, one meaning", || format!("{call:?}"));
        self.keys.insert(text.to_owned(), call.clone());
        if few {
            let tries = self.tries.entry(text.to_owned()).or_default();
            *tries += 1;
            let tries = *tries;
            self.check(tries <= 3, "I13 three tries", || format!("{text} try {tries}"));
        }
    }

    /// A card is sent off.
    pub fn card_sent(&mut self, key: &IdempotencyKey) {
        let times = self.card_keys.entry(key.as_str().to_owned()).or_default();
        *times += 1;
        let times = *times;
        self.check(times == 1, "I14 a key for every card", || key.as_str().to_owned());
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

    /// Looks at Stripe's book after every request it carried out.
    pub fn charged(&mut self, stripe: &Stripe) {
        for intent in stripe.intents.iter().filter(|intent| intent.captures > 0) {
            self.charge(intent, stripe);
        }
    }

    fn charge(&mut self, intent: &Intent, stripe: &Stripe) {
        let twice = intent.captures > 1
            || stripe.intents.iter().any(|other| {
                other.captures > 0 && other.sale == intent.sale && other.id != intent.id
            });
        self.check(!twice, "I1 at most one charge a sale", || format!("{}", intent.sale));
        let Some(known) = self.sales.get(&intent.sale) else {
            return self.fail("I2 no charge without a sale", || format!("{}", intent.sale));
        };
        let (amount, told) = (known.amount, known.shown_not_charged || known.void_given);
        self.check(
            intent.received == amount || intent.by_person,
            "I1b the amount agreed to",
            || format!("{} of {amount}", intent.received),
        );
        self.check(!told || intent.by_person, "I6 what was called not charged is not", || {
            format!("{}", intent.sale)
        });
    }

    /// The world has healed and had its time: everything is settled and told.
    pub fn settled(&mut self, stripe: &Stripe) {
        self.charged(stripe);
        for intent in &stripe.intents {
            if intent.status == IntentStatus::RequiresCapture {
                self.fail("I5 no hold is left", || format!("{} {}", intent.id, intent.sale));
            }
            if intent.captures == 0 {
                continue;
            }
            let known = self.sales.get(&intent.sale).cloned();
            let Some(known) = known else { continue };
            let noted = known.captured == Some(intent.received)
                && known.intent.as_ref() == Some(&intent.id);
            self.check(noted, "I2 every charge is in the journal", || format!("{known:?}"));
            let agreed = known.captured == Some(known.amount) || known.flagged;
            self.check(agreed, "I1b another amount is flagged", || format!("{known:?}"));
            let told = known.shown_approved || known.flagged;
            self.check(told, "I7 every charge was told or flagged", || format!("{known:?}"));
        }
        let mut visits = HashMap::<u64, u32>::new();
        let sales: Vec<_> = self.sales.values().cloned().collect();
        for known in sales {
            let ended = matches!(known.state, State::Captured | State::Voided | State::Abandoned);
            self.check(ended, "I10 every sale ends", || format!("{known:?}"));
            let charged = known.captured.is_some();
            let honest = !known.shown_approved || charged || known.flagged;
            self.check(honest, "I9 approved means charged", || format!("{known:?}"));
            if charged && !known.flagged {
                *visits.entry(known.visit).or_default() += 1;
            }
        }
        for (visit, charges) in visits {
            self.check(charges <= 1, "I1c a customer who tries again pays once", || {
                format!("visit {visit}: {charges}")
            });
        }
    }

    /// After the audit: no intent of the last week is open, not even one that the station never
    /// heard was made.
    pub fn audited(&mut self, stripe: &Stripe, now: u64) {
        for intent in stripe.intents.iter().filter(|intent| now - intent.created < 7 * DAY) {
            let closed = matches!(intent.status, IntentStatus::Succeeded | IntentStatus::Canceled);
            self.check(closed, "the audit closes what is left open", || {
                format!("{} {:?} of {}", intent.id, intent.status, intent.sale)
            });
            let flagged = self.sales.get(&intent.sale).is_some_and(|known| known.flagged);
            self.check(intent.refunded == 0 || flagged, "a refund made elsewhere is told", || {
                format!("{} of {}", intent.id, intent.sale)
            });
        }
    }
}
