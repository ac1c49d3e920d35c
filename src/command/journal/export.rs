//! The journal for other programs.

use std::fmt::Write;

use jiff::Timestamp;

use super::sum;
use crate::journal;
use crate::station::{Attention, Books, Dated, Entry, FoundCharge, NumberStyle};

/// Every record, oldest first, one JSON object a line.
pub(super) fn json(records: &[Dated]) -> Result<String, std::io::Error> {
    let mut text = String::new();
    for (seq, dated) in (1..).zip(records) {
        text.push_str(&journal::export(seq, dated)?);
        text.push('\n');
    }
    Ok(text)
}

/// Every sale, oldest first, then every charge found at Stripe, with what was taken and when it was
/// found, by RFC 4180 with a heading line. Times are UTC, amounts decimal.
pub(super) fn csv(records: &[Dated]) -> String {
    let mut text = String::from(
        "number,opened,amount,currency,state,reference,brand,last4,attention,payment,charge,sale\r\n",
    );
    let books = Books::fold(records);
    let mut sales: Vec<&Entry> = books.newest_first().collect();
    sales.reverse();
    let sales = sales.into_iter().map(cells);
    let found = books.found().map(|(found_ms, found)| found_cells(&books, found_ms, found));
    for cells in sales.chain(found) {
        let cells = cells.map(|value| cell(&value)).join(",");
        let _infallible = write!(text, "{cells}\r\n");
    }
    text
}

fn cells(sale: &Entry) -> [String; 12] {
    let (brand, last4) = sale.card.map_or_else(Default::default, |(_, brand, last4)| {
        (brand.wire_name().to_owned(), last4.to_string())
    });
    [
        sale.number.to_string(),
        utc(sale.opened_ms),
        sale.money.number(NumberStyle::PLAIN),
        sale.money.currency().code().to_owned(),
        sale.state.words().to_owned(),
        sale.reference.clone(),
        brand,
        last4,
        sale.attention.map_or_else(String::new, |what| what.code().to_owned()),
        sale.intent.as_ref().map_or_else(String::new, ToString::to_string),
        sale.charge.as_ref().map_or_else(String::new, |(charge, _)| charge.to_string()),
        sale.sale.to_string(),
    ]
}

fn found_cells(books: &Books, found_ms: i64, found: &FoundCharge) -> [String; 12] {
    let flag = books.is_found_unseen(found).then_some(Attention::UnknownCharge);
    [
        found.number.to_string(),
        utc(found_ms),
        sum::number(found.received, found.currency),
        found.currency.code().to_owned(),
        "found-at-stripe".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        flag.map_or_else(String::new, |what| what.code().to_owned()),
        found.intent.to_string(),
        found.charge.as_ref().map_or_else(String::new, ToString::to_string),
        found.sale.to_string(),
    ]
}

fn utc(unix_ms: i64) -> String {
    let time = Timestamp::from_millisecond(unix_ms);
    time.map_or_else(|_| String::new(), |time| time.to_string())
}

/// Quotes a cell where it must be. A text that a spreadsheet would take for a formula gets an
/// apostrophe in front: a reference is typed by anybody.
fn cell(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let value = if formula { format!("'{value}") } else { value.to_owned() };
    if value.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(cell("Room 12"), "Room 12");
        assert_eq!(cell("Smith, \"Bob\""), "\"Smith, \"\"Bob\"\"\"");
        assert_eq!(cell("a\nb"), "\"a\nb\"");
    }

    #[test]
    fn a_reference_is_never_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert!(cell(formula).starts_with('\''), "{formula}");
        }
    }
}
