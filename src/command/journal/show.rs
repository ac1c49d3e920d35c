//! One number: what its sale came to, everything that happened to it, and what else was found
//! under it at Stripe.

use std::fmt::Write;

use super::found;
use super::words::{self, Clock, plain};
use crate::station::{Books, Currency, Dated, Entry, Money, Record, SaleId};

/// The sale with this number and the charges found at Stripe under it, or `None` when there is
/// neither.
pub(super) fn show(records: &[Dated], number: u64, clock: &Clock) -> Option<String> {
    let books = Books::fold(records);
    let sale = books.newest_first().find(|sale| sale.number == number);
    let mut parts: Vec<String> = sale
        .map(|sale| {
            let mut text = summary(sale);
            text.push('\n');
            history(records, sale.sale, sale.money.currency(), clock, &mut text);
            text
        })
        .into_iter()
        .collect();
    parts.extend(found::show(records, &books, number, clock));
    (!parts.is_empty()).then(|| parts.join("\n"))
}

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

fn summary(sale: &Entry) -> String {
    let mut text = format!("Sale {}: {}, {}\n", sale.number, sale.money, words::state(sale.state));
    if let Some(what) = sale.attention {
        let _infallible = writeln!(text, "! {}", words::attention(what));
    }
    let card = sale.card.map(|(_, brand, last4)| format!("{} {last4}", brand.name()));
    let (charge, receipt) = match &sale.charge {
        Some((charge, receipt)) => (Some(charge.to_string()), receipt.clone()),
        None => (None, None),
    };
    let lines = [
        ("Reference", Some(sale.reference.clone()).filter(|reference| !reference.is_empty())),
        ("Card", card),
        ("Payment", sale.intent.as_ref().map(ToString::to_string)),
        ("Charge", charge),
        ("Receipt", receipt),
        ("Sale id", Some(sale.sale.to_string())),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            let _infallible = writeln!(text, "{name:<10} {}", plain(&value));
        }
    }
    text
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
        Record::Found(found) => found::details(found),
        Record::Attention { what, .. } => what.code().to_owned(),
        Record::Committed { .. }
        | Record::Shown { .. }
        | Record::Voided { .. }
        | Record::Acknowledged { .. } => String::new(),
        Record::Staff { act } => act.code().to_owned(),
    }
}
