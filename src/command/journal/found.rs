//! The charges the audit found at Stripe and the station did not make: beside the sales, never
//! among them or in what they come to.

use std::fmt::Write;

use super::history::history;
use super::words::{self, Clock, plain};
use crate::station::{Attention, Books, Dated, FoundCharge};

/// What it is called wherever it is shown.
const HEADING: &str = "Found at Stripe, not made here";

/// Those that were found on a day `is_wanted`, oldest first; empty when there are none.
pub(super) fn list(books: &Books, is_wanted: impl Fn(i64) -> bool, clock: &Clock) -> String {
    let mut text = String::new();
    for (found_ms, found) in books.found().filter(|(found_ms, _)| is_wanted(*found_ms)) {
        if text.is_empty() {
            let _infallible = writeln!(text, "{HEADING}");
        }
        let time = clock.text(found_ms);
        let _infallible = writeln!(text, "  {time}  {}", plain(&words::charge(found)));
        flag(books, found, "    ", &mut text);
    }
    text
}

/// Those that carry the sale number `number`, each with what happened to it: the number may also be
/// a sale's of the station.
pub(super) fn show(records: &[Dated], books: &Books, number: u64, clock: &Clock) -> Vec<String> {
    let numbered = books.found().filter(|(_, found)| found.number == number);
    numbered.map(|(_, found)| one(records, books, found, clock)).collect()
}

fn one(records: &[Dated], books: &Books, found: &FoundCharge, clock: &Clock) -> String {
    let mut text = format!("{HEADING}: {}\n", words::received(found));
    flag(books, found, "", &mut text);
    let charge = found.charge.as_ref().map_or("none named", |charge| charge.0.as_str());
    let lines = [
        ("Number", found.number.to_string()),
        ("Payment", found.intent.to_string()),
        ("Charge", charge.to_owned()),
        ("Sale id", found.sale.to_string()),
    ];
    for (name, value) in lines {
        let _infallible = writeln!(text, "{name:<10} {}", plain(&value));
    }
    // What happened to a sale of the station's is told with the sale.
    if books.get(found.sale).is_none() {
        text.push('\n');
        history(records, found.sale, found.currency, clock, &mut text);
    }
    text
}

fn flag(books: &Books, found: &FoundCharge, indent: &str, text: &mut String) {
    if books.is_found_unseen(found) {
        let note = words::attention(Attention::UnknownCharge);
        let _infallible = writeln!(text, "{indent}! {note}");
    }
}

/// "3 records of 2 sales and 1 charge found at Stripe": the part after the sales, if any.
pub(super) fn counted(books: &Books) -> String {
    match books.found().len() {
        0 => String::new(),
        1 => " and 1 charge found at Stripe".to_owned(),
        many => format!(" and {many} charges found at Stripe"),
    }
}
