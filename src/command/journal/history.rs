//! What happened to one sale, a record a line.

use super::words::{self, Clock, plain};
use crate::station::{Currency, Dated, Money, Record, SaleId};

/// Everything the journal has of a sale, a record a line.
pub(super) fn history(
    records: &[Dated],
    sale: SaleId,
    currency: Currency,
    clock: &Clock,
    text: &mut String,
) {
    for dated in records.iter().filter(|dated| dated.record.sale() == Some(sale)) {
        let line = format!(
            "{}  {:<12}  {}",
            clock.text(dated.unix_ms),
            dated.record.kind(),
            plain(&details(&dated.record, currency))
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// What a record says beside its sale.
fn details(record: &Record, currency: Currency) -> String {
    match record {
        Record::Opened { money, customer, .. } => {
            let customer = customer.as_ref().map_or("walk-in", |customer| customer.0.as_str());
            format!("{money}, {customer}")
        }
        Record::Intent { intent, .. } => intent.to_string(),
        Record::Authorising { attempt, method, brand, last4, .. } => {
            format!("card {}: {} {last4}, {method}", attempt.0, brand.name())
        }
        Record::Declined { attempt, code, .. } => format!("card {}: {code}", attempt.0),
        Record::Captured { received, charge, .. } => {
            let charge = charge.as_ref().map_or("no charge named", |charge| charge.0.as_str());
            match Money::new(*received, currency) {
                Some(money) => format!("{money}, {charge}"),
                None => format!("{received} in the smallest unit, {charge}"),
            }
        }
        Record::Void { cause, .. } | Record::Abandoned { cause, .. } => cause.clone(),
        Record::Found(found) => words::charge(found),
        Record::Attention { what, .. } => what.code().to_owned(),
        Record::Committed { .. }
        | Record::Shown { .. }
        | Record::Voided { .. }
        | Record::Acknowledged { .. } => String::new(),
        Record::Staff { act } => act.code().to_owned(),
    }
}
