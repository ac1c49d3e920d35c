//! The day's books: a line a sale, and what they come to.

use std::fmt::Write;

use jiff::civil::Date;

use super::found;
use super::sum::sum;
use super::words::{self, Clock};
use crate::station::{Books, Currency, Entry, SaleState};

/// The sales of `day`, or all, oldest first, with their totals, and the charges found at Stripe.
pub(super) fn list(books: &Books, day: Option<Date>, clock: &Clock) -> String {
    let mut text = sales(books, day, clock);
    let is_wanted = |unix_ms| day.is_none_or(|day| on(unix_ms, day, clock));
    let found = found::list(books, is_wanted, clock);
    if !found.is_empty() {
        text.push('\n');
        text.push_str(&found);
    }
    text
}

fn sales(books: &Books, day: Option<Date>, clock: &Clock) -> String {
    let mut sales: Vec<&Entry> = books
        .newest_first()
        .filter(|sale| day.is_none_or(|day| on(sale.opened_ms, day, clock)))
        .collect();
    sales.reverse();
    let mut text = match day {
        Some(day) if sales.is_empty() => return format!("No sales on {day}.\n"),
        None if sales.is_empty() => return "No sales.\n".to_owned(),
        Some(day) => format!("Sales of {day}, local time\n\n"),
        None => "All sales, local time\n\n".to_owned(),
    };
    let pattern = if day.is_some() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    table(&sales, pattern, clock, &mut text);
    text.push('\n');
    text.push_str(&totals(&sales));
    text
}

fn on(unix_ms: i64, day: Date, clock: &Clock) -> bool {
    clock.local(unix_ms).is_some_and(|local| local.date() == day)
}

fn table(sales: &[&Entry], pattern: &str, clock: &Clock, text: &mut String) {
    let head = ["No.", "Opened", "Amount", "Card", "State", "Reference"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        std::iter::once(head).chain(sales.iter().map(|sale| row(sale, pattern, clock))).collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let notes = std::iter::once(None).chain(sales.iter().map(|sale| sale.attention));
    let [number_w, opened_w, amount_w, card_w, state_w, _] = widths;
    for ([number, opened, amount, card, state, reference], attention) in rows.iter().zip(notes) {
        let line = format!(
            "{number:>number_w$}  {opened:<opened_w$}  {amount:>amount_w$}  {card:<card_w$}  \
             {state:<state_w$}  {reference}"
        );
        text.push_str(line.trim_end());
        text.push('\n');
        if let Some(what) = attention {
            let note = words::attention(what);
            let _infallible = writeln!(text, "{:>number_w$}  ! {note}", "");
        }
    }
}

fn row(sale: &Entry, pattern: &str, clock: &Clock) -> [String; 6] {
    let opened = clock
        .local(sale.opened_ms)
        .map_or_else(|| "no such time".to_owned(), |opened| opened.strftime(pattern).to_string());
    let card =
        sale.card.map_or_else(String::new, |(_, brand, last4)| format!("{} {last4}", brand.name()));
    [
        sale.number.to_string(),
        opened,
        sale.money.to_string(),
        card,
        sale.state.words().to_owned(),
        words::plain(&sale.reference),
    ]
}

/// What was paid in each currency, and how many sales somebody has still to see to.
fn totals(sales: &[&Entry]) -> String {
    let mut text = String::new();
    for (currency, count, minor) in paid(sales) {
        let _infallible = writeln!(text, "Paid: {} in {}", sum(minor, currency), counted(count));
    }
    if text.is_empty() {
        text.push_str("Paid: nothing\n");
    }
    let unsettled = sales.iter().filter(|sale| !sale.state.is_settled()).count();
    let flagged = sales.iter().filter(|sale| sale.attention.is_some()).count();
    for (word, count) in [("Unsettled", unsettled), ("Needs attention", flagged)] {
        if count > 0 {
            let _infallible = writeln!(text, "{word}: {}", counted(count));
        }
    }
    text
}

/// Each currency something was paid in, with how many sales and how much in minor units.
fn paid(sales: &[&Entry]) -> Vec<(Currency, usize, u64)> {
    let mut sums: Vec<(Currency, usize, u64)> = Vec::new();
    for sale in sales.iter().filter(|sale| sale.state == SaleState::Captured) {
        let (currency, minor) = (sale.money.currency(), sale.money.minor());
        match sums.iter_mut().find(|(of, ..)| *of == currency) {
            Some((_, count, sum)) => {
                *count += 1;
                *sum = sum.saturating_add(minor);
            }
            None => sums.push((currency, 1, minor)),
        }
    }
    sums
}

fn counted(sales: usize) -> String {
    if sales == 1 { "1 sale".to_owned() } else { format!("{sales} sales") }
}
