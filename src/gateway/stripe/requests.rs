//! The requests the station makes, in the async-stripe crates' types: their parameters are
//! checked by the compiler against the API version the crates pin.
//!
//! Never built here: a saved card, an attachment, `setup_future_usage`, `off_session`. A
//! confirmation always names its PaymentMethod, or Stripe would fall back to a saved one.

use std::str::FromStr;

use stripe_client_core::{RequestBuilder, StripeRequest};
use stripe_core::charge::UpdateCharge;
use stripe_core::customer::{ListCustomer, SearchCustomer};
use stripe_core::payment_intent::{
    CancelPaymentIntent, CancelPaymentIntentCancellationReason, CapturePaymentIntent,
    ConfirmPaymentIntent, CreatePaymentIntent, ListPaymentIntent, RetrievePaymentIntent,
};
use stripe_shared::{PaymentIntentAllowedPaymentMethodTypes, PaymentIntentCaptureMethod};

use super::answers::CUSTOMERS_MAX;
use crate::station::{ChargeId, CustomerId, EmailAddress, IntentId, MethodId, Money, SaleId};

/// Intents on a page of the list; each takes up to some 5 KiB of an answer's 256.
const INTENTS_A_PAGE: i64 = 25;

/// What is the same in every sale of this station.
pub(super) struct Labels {
    /// Goes into metadata and description.
    pub(super) station: String,
    /// Where the bank's page sends the customer's phone afterwards.
    pub(super) return_url: String,
    /// Follows the account's own text on the customer's bank statement.
    pub(super) statement_descriptor_suffix: Option<String>,
    /// Whether a card whose bank wants the customer to confirm is declined.
    pub(super) decline_bank_confirmation: bool,
}

/// What a sale's PaymentIntent is made of.
pub(super) struct NewIntent<'a> {
    pub(super) sale: SaleId,
    pub(super) number: u64,
    pub(super) money: Money,
    pub(super) reference: &'a str,
    pub(super) customer: Option<&'a CustomerId>,
}

/// Creates the PaymentIntent: unconfirmed, captured by hand, cards only.
pub(super) fn prepare(labels: &Labels, new: &NewIntent<'_>) -> RequestBuilder {
    let currency = currency(new.money);
    let mut metadata = std::collections::HashMap::from([
        ("station".to_owned(), labels.station.clone()),
        ("sale".to_owned(), new.sale.to_string()),
        ("sale_no".to_owned(), new.number.to_string()),
    ]);
    if !new.reference.is_empty() {
        metadata.insert("reference".to_owned(), new.reference.to_owned());
    }
    let mut request = CreatePaymentIntent::new(minor(new.money), currency)
        .capture_method(PaymentIntentCaptureMethod::Manual)
        .allowed_payment_method_types([PaymentIntentAllowedPaymentMethodTypes::Card])
        .description(description(labels, new))
        .metadata(metadata);
    if let Some(customer) = new.customer {
        request = request.customer(customer.0.as_str());
    }
    if let Some(suffix) = &labels.statement_descriptor_suffix {
        request = request.statement_descriptor_suffix(suffix.as_str());
    }
    settled(request.build())
}

/// Shown on Stripe's receipts, so in words a customer can place.
fn description(labels: &Labels, new: &NewIntent<'_>) -> String {
    let (station, number) = (&labels.station, new.number);
    if new.reference.is_empty() {
        format!("{station}, sale {number}")
    } else {
        format!("{station}, sale {number}, {}", new.reference)
    }
}

/// Confirms with a card: a hold.
pub(super) fn confirm(labels: &Labels, intent: &IntentId, method: &MethodId) -> RequestBuilder {
    let mut request = ConfirmPaymentIntent::new(intent.0.as_str())
        .payment_method(method.0.as_str())
        .return_url(labels.return_url.as_str())
        .expand(latest_charge());
    if labels.decline_bank_confirmation {
        request = request.error_on_requires_action(true);
    }
    settled(request.build())
}

/// Reads the intent.
pub(super) fn inspect(intent: &IntentId) -> RequestBuilder {
    settled(RetrievePaymentIntent::new(intent.0.as_str()).expand(latest_charge()).build())
}

/// Lists intents of the account, newest first (Stripe, "Pagination"). Small pages: an answer is
/// capped.
pub(super) fn list_intents(created_from: i64, after: Option<&IntentId>) -> RequestBuilder {
    let mut request = ListPaymentIntent::new()
        .created(stripe_types::RangeQueryTs::gte(created_from))
        .limit(INTENTS_A_PAGE)
        .expand(vec!["data.latest_charge".to_owned()]);
    if let Some(after) = after {
        request = request.starting_after(after.0.as_str());
    }
    settled(request.build())
}

/// Takes what is held: the amount the customer agreed to.
pub(super) fn capture(intent: &IntentId, money: Money) -> RequestBuilder {
    settled(
        CapturePaymentIntent::new(intent.0.as_str())
            .amount_to_capture(minor(money))
            .expand(latest_charge())
            .build(),
    )
}

/// Closes the intent and releases what is held.
pub(super) fn cancel(intent: &IntentId) -> RequestBuilder {
    settled(
        CancelPaymentIntent::new(intent.0.as_str())
            .cancellation_reason(CancelPaymentIntentCancellationReason::Abandoned)
            .expand(latest_charge())
            .build(),
    )
}

/// Searches customers by part of a name or address (Stripe, "Search": `~` matches substrings).
pub(super) fn search_customers(typed: &str) -> RequestBuilder {
    let term = search_term(typed);
    let query = format!("name~{term} OR email~{term}");
    settled(SearchCustomer::new(query).limit(page_size()).build())
}

/// Lists customers by their exact address: sees those too new for the search.
pub(super) fn list_customers(email: &str) -> RequestBuilder {
    settled(ListCustomer::new().email(email).limit(page_size()).build())
}

/// Has Stripe send its receipt.
pub(super) fn email_receipt(charge: &ChargeId, email: &EmailAddress) -> RequestBuilder {
    settled(UpdateCharge::new(charge.0.as_str()).receipt_email(email.0.as_str()).build())
}

/// A text as a quoted term of Stripe's search language; quotes and backslashes escaped.
fn search_term(typed: &str) -> String {
    let mut term = String::from('"');
    for letter in typed.chars().filter(|letter| !letter.is_control()) {
        if matches!(letter, '"' | '\\') {
            term.push('\\');
        }
        term.push(letter);
    }
    term.push('"');
    term
}

fn latest_charge() -> Vec<String> {
    vec!["latest_charge".to_owned()]
}

/// [`Money`] is at most 99,999,999; what could not be said would be refused by Stripe, not
/// charged as something else.
fn minor(money: Money) -> i64 {
    i64::try_from(money.minor()).unwrap_or(i64::MAX)
}

fn page_size() -> i64 {
    i64::try_from(CUSTOMERS_MAX).unwrap_or(10)
}

fn currency(money: Money) -> stripe_types::Currency {
    match stripe_types::Currency::from_str(money.currency().code()) {
        Ok(currency) => currency,
        Err(never) => match never {},
    }
}

/// The same request to the byte, each time it is built: the crates keep metadata in a map without
/// an order, and a replay under an idempotency key must not differ.
fn settled(mut request: RequestBuilder) -> RequestBuilder {
    request.body = request.body.map(|form| settled_form(&form));
    request.query = request.query.map(|form| settled_form(&form));
    request
}

/// Sorts the pairs, and escapes what the crates leave bare but RFC 3986 does not allow.
fn settled_form(form: &str) -> String {
    let mut pairs: Vec<&str> = form.split('&').collect();
    pairs.sort_unstable();
    let mut settled = String::with_capacity(form.len());
    for letter in pairs.join("&").chars() {
        match letter {
            '\\' => settled.push_str("%5C"),
            '^' => settled.push_str("%5E"),
            '`' => settled.push_str("%60"),
            '{' => settled.push_str("%7B"),
            '|' => settled.push_str("%7C"),
            '}' => settled.push_str("%7D"),
            _ => settled.push(letter),
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::Currency;

    #[test]
    fn a_search_term_cannot_break_out_of_its_quotes() {
        assert_eq!(search_term("amy"), r#""amy""#);
        assert_eq!(search_term(r#"a" OR email~"b\"#), r#""a\" OR email~\"b\\""#);
        assert_eq!(search_term("a\nb\u{1b}"), r#""ab""#);
    }

    #[test]
    fn a_site_without_the_banks_page_has_stripe_decline_instead() {
        let labels = |decline_bank_confirmation| Labels {
            station: "desk".to_owned(),
            return_url: "https://example.com".to_owned(),
            statement_descriptor_suffix: None,
            decline_bank_confirmation,
        };
        let (intent, method) = (IntentId("pi_1".to_owned()), MethodId("pm_1".to_owned()));
        let sent = |decline| confirm(&labels(decline), &intent, &method).body.unwrap();
        assert!(sent(true).contains("error_on_requires_action=true"));
        assert!(!sent(false).contains("error_on_requires_action"));
    }

    #[test]
    fn a_replay_is_the_same_to_the_byte() {
        let labels = Labels {
            station: "Front desk".to_owned(),
            return_url: "https://example.com/done".to_owned(),
            statement_descriptor_suffix: None,
            decline_bank_confirmation: false,
        };
        let new = NewIntent {
            sale: SaleId(7),
            number: 12,
            money: Money::new(1999, Currency::new("usd").unwrap()).unwrap(),
            reference: "Room 4",
            customer: None,
        };
        let first = prepare(&labels, &new).body;
        for _ in 0..50 {
            assert_eq!(prepare(&labels, &new).body, first);
        }
    }
}
