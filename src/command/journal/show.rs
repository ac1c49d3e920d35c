//! One number: what its sale came to, everything that happened to it, and what else was found
//! under it at Stripe.

use std::fmt::Write;

use super::found;
use super::history::history;
use super::words::{self, Clock, plain};
use crate::station::{Books, Dated, Entry};

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

fn summary(sale: &Entry) -> String {
    let mut text = format!("Sale {}: {}, {}\n", sale.number, sale.money, sale.state.words());
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
