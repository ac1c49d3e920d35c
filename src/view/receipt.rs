//! The receipt on paper, as lines of text. What to print it with is the runtime's business.

use super::Look;
use super::text::{fitted, width, wrapped};
use super::words::Words;
use crate::station::{Realm, SaleId, SaleState, Station};

/// The receipt of a sale as lines of at most `columns` columns. Empty for a sale the books do
/// not know.
///
/// It says who was paid, how much, for what, when, with which card and how the sale stands: what
/// a customer needs to recognise the payment, and no more of the card than its last four digits
/// (PCI DSS 3.4.1).
#[must_use]
pub fn lines(station: &Station, sale: SaleId, look: &Look, columns: u16) -> Vec<String> {
    let policy = station.policy();
    let words = Words::of(policy.language);
    let Some(entry) = station.books().get(sale) else { return Vec::new() };
    let when = (look.clock)(entry.opened_ms);
    let date = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        when.year, when.month, when.day, when.hour, when.minute
    );
    let card = entry.card.map(|(_, brand, last4)| format!("{} •••• {last4}", brand.name()));
    let state = match entry.state {
        SaleState::Committed | SaleState::Captured => words.approved,
        SaleState::Declined => words.declined,
        SaleState::Open | SaleState::Authorising | SaleState::Void | SaleState::Voided => {
            words.not_charged
        }
    };
    let facts = [
        (words.label_sale, entry.number.to_string()),
        (words.paper_date, date),
        (words.label_reference, entry.reference.clone()),
        (words.label_card, card.unwrap_or_default()),
        (words.label_amount, entry.money.text(words.numbers)),
    ];

    let mut lines = Vec::new();
    let mut middle = |text: &str| {
        lines.extend(wrapped(text, columns).iter().map(|line| centred(line, columns)));
    };
    middle(&policy.name);
    middle(words.paper_title);
    if policy.realm != Realm::Live {
        middle(words.paper_no_sandbox_value);
    }
    lines.push(String::new());
    lines.extend(
        facts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| spread(label, value, columns)),
    );
    lines.push(String::new());
    lines.push(centred(state, columns));
    lines.push(centred(words.card_not_saved, columns));
    if matches!(entry.state, SaleState::Committed | SaleState::Captured) {
        lines.push(centred(words.paper_thanks, columns));
    }
    lines
}

fn centred(text: &str, columns: u16) -> String {
    let left = usize::from(columns.saturating_sub(width(text)) / 2);
    format!("{}{}", " ".repeat(left), fitted(text, columns))
}

/// A label at the left, its value at the right edge.
fn spread(label: &str, value: &str, columns: u16) -> String {
    let label = fitted(label, columns);
    let value = fitted(value, columns.saturating_sub(width(&label)).saturating_sub(1));
    let gap = columns.saturating_sub(width(&label)).saturating_sub(width(&value));
    format!("{label}{}{value}", " ".repeat(usize::from(gap)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::card::Brand;
    use crate::station::{
        AmountLimits, Attempt, BankConfirmation, Books, Currency, Dated, Language, MethodId, Mode,
        Moment, Money, Now, Policy, Receipts, Record, Requirement, Timings, Wall,
    };

    const WALL: Wall = Wall { unix_ms: 0, year: 2030, month: 9, day: 3, hour: 14, minute: 5 };

    fn station(realm: Realm) -> Station {
        let currency = Currency::new("usd").unwrap();
        let money = Money::new(12_500, currency).unwrap();
        let sale = SaleId(1);
        let method = MethodId("pm_1".to_owned());
        let records = [
            Record::Opened {
                sale,
                number: 41,
                money,
                reference: "Booking 4711".to_owned(),
                customer: None,
            },
            Record::Authorising {
                sale,
                attempt: Attempt::FIRST,
                method,
                brand: Brand::Visa,
                last4: "4242".parse().unwrap(),
            },
            Record::Committed { sale },
        ]
        .map(|record| Dated { unix_ms: 0, record });
        let second = Duration::from_secs(1);
        let policy = Policy {
            name: "Harbour Hotel".to_owned(),
            mode: Mode::Counter,
            realm,
            currency,
            language: Language::English,
            limits: AmountLimits { minimum: money, maximum: money },
            presets: Vec::new(),
            fixed: None,
            reference: Requirement::Off,
            postal: Requirement::Off,
            customer_search: false,
            shorten_names: false,
            receipts: Receipts { email: false, printer: true },
            timings: Timings { idle: second, warning: second, outcome: second, challenge: second },
            duplicate: second,
            bank_confirmation: BankConfirmation::Qr,
            unattended: crate::station::Unattended::default(),
            demo: false,
        };
        let now = Now { at: Moment::default(), wall: WALL };
        Station::new(policy, Vec::new(), Books::fold(&records), 1, now)
    }

    #[test]
    fn a_receipt_tells_the_payment_and_the_last_four_digits() {
        let look = Look::new("linux", |_| WALL);
        let paper = lines(&station(Realm::Live), SaleId(1), &look, 32);
        assert_eq!(
            paper,
            [
                "         Harbour Hotel",
                "          CARD PAYMENT",
                "",
                "Sale                          41",
                "Date            2030-09-03 14:05",
                "Reference           Booking 4711",
                "Card              Visa •••• 4242",
                "Amount               $125.00 USD",
                "",
                "            APPROVED",
                "         Card not saved",
                "           Thank you",
            ]
        );
    }

    #[test]
    fn a_sandbox_receipt_says_that_it_is_none() {
        let look = Look::new("linux", |_| WALL);
        let paper = lines(&station(Realm::Sandbox), SaleId(1), &look, 32);
        assert!(paper.iter().any(|line| line.contains("SANDBOX")));
    }

    #[test]
    fn a_receipt_fits_any_paper() {
        let look = Look::new("linux", |_| WALL);
        for columns in 0..60 {
            for line in lines(&station(Realm::Test), SaleId(1), &look, columns) {
                assert!(width(&line) <= columns, "{line:?} in {columns}");
            }
        }
        assert!(lines(&station(Realm::Live), SaleId(2), &look, 32).is_empty());
    }
}
