//! Compares what the station wrote down and said with what the sandbox did. It reads the records
//! itself, one by one: the station's own fold of them is among the suspects.

use std::collections::BTreeMap;

use chargeonce::station::{Attention, Dated, Record, SaleId};
use serde_json::Value;

use crate::till::Said;

/// What the screen said of one sale.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The sale's amount in cents, which no other has.
    pub amount: u64,
    pub said: Said,
}

/// What the records of one sale come to.
#[derive(Clone, Debug, Default)]
struct Sale {
    amount: u64,
    intent: Option<String>,
    committed: bool,
    shown: bool,
    void: bool,
    captured: Vec<u64>,
    closed: bool,
    flags: Vec<Attention>,
}

/// What the sandbox has under one amount.
#[derive(Clone, Debug, Default)]
struct Payments {
    /// The ids of payments that took money, with how much.
    taken: Vec<(String, u64)>,
    /// The ids of those that hold money.
    held: Vec<String>,
}

/// The payments that are neither taken nor let go, but for those no card was ever sent for.
pub fn open_payments(book: &Value) -> Vec<String> {
    let intents = book["payment_intents"].as_array().unwrap();
    let open = intents.iter().filter(|intent| {
        let status = intent["status"].as_str().unwrap();
        let untouched = status == "requires_payment_method" && intent["latest_charge"].is_null();
        !matches!(status, "succeeded" | "canceled") && !untouched
    });
    open.map(|intent| format!("{} {} {}", intent["id"], intent["status"], intent["amount"]))
        .collect()
}

/// Fails if anybody was charged twice, lost or misled.
#[track_caller]
pub fn judge(journal: &[Dated], book: &Value, told: &[Told]) {
    let sales = read(journal);
    let payments = payments(book);
    let none = Payments::default();

    for (amount, payments) in &payments {
        assert!(payments.taken.len() <= 1, "{amount} was charged more than once: {payments:?}");
        assert!(payments.held.is_empty(), "{amount} is still held: {payments:?}");
        for (id, taken) in &payments.taken {
            assert_eq!(taken, amount, "another amount than agreed was taken");
            let owner = sales.values().find(|sale| sale.intent.as_ref() == Some(id));
            let owner = owner.unwrap_or_else(|| panic!("a charge the journal does not know: {id}"));
            assert!(owner.committed, "charged without a decision: {owner:?}");
            assert_eq!(owner.captured, [*amount], "a charge that is not in the journal once");
            assert!(
                owner.shown || owner.flags.contains(&Attention::ApprovalUnseen),
                "charged, not told and not flagged: {owner:?}"
            );
        }
    }
    for sale in sales.values() {
        let found = payments.get(&sale.amount).unwrap_or(&none);
        assert!(!(sale.committed && sale.void), "two decisions: {sale:?}");
        assert_eq!(
            sale.captured.len(),
            found.taken.len(),
            "journal and Stripe differ: {sale:?}, {found:?}"
        );
        let over = !sale.captured.is_empty() || sale.closed;
        assert!(over, "not settled: {sale:?}");
    }
    for Told { amount, said } in told {
        let charged = payments.get(amount).is_some_and(|found| !found.taken.is_empty());
        let sale = sales.values().find(|sale| sale.amount == *amount);
        match said {
            Said::Approved => {
                assert!(charged, "{amount} was called approved and never charged");
                assert!(sale.is_some_and(|sale| sale.committed));
            }
            Said::Declined | Said::NotCharged => {
                assert!(!charged, "{amount} was called not charged, and was: {sale:?}");
            }
            Said::Nothing => {}
        }
    }
}

fn read(journal: &[Dated]) -> BTreeMap<u64, Sale> {
    let mut sales = BTreeMap::<u64, Sale>::new();
    let mut numbers = BTreeMap::<String, u64>::new();
    for Dated { record, .. } in journal {
        if let Record::Opened { sale, number, money, .. } = record {
            numbers.insert(sale.to_string(), *number);
            let new = Sale { amount: money.minor(), ..Sale::default() };
            assert!(sales.insert(*number, new).is_none(), "a number was used twice");
            continue;
        }
        let of = |sale: SaleId| numbers.get(&sale.to_string());
        let Some(sale) = record.sale().and_then(of).and_then(|number| sales.get_mut(number)) else {
            continue;
        };
        match record {
            Record::Intent { intent, .. } => sale.intent = Some(intent.0.clone()),
            Record::Committed { .. } => sale.committed = true,
            Record::Shown { .. } => sale.shown = true,
            Record::Captured { received, .. } => sale.captured.push(*received),
            Record::Void { .. } => sale.void = true,
            Record::Voided { .. } | Record::Abandoned { .. } => sale.closed = true,
            Record::Attention { what, .. } => sale.flags.push(*what),
            _ => {}
        }
    }
    sales
}

fn payments(book: &Value) -> BTreeMap<u64, Payments> {
    let mut payments = BTreeMap::<u64, Payments>::new();
    for intent in book["payment_intents"].as_array().unwrap() {
        let found = payments.entry(intent["amount"].as_u64().unwrap()).or_default();
        let id = intent["id"].as_str().unwrap().to_owned();
        match intent["status"].as_str().unwrap() {
            "succeeded" => found.taken.push((id, intent["amount_received"].as_u64().unwrap())),
            "requires_capture" => found.held.push(id),
            _ => {}
        }
    }
    payments
}
