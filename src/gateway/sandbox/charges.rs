//! Charges: one for each time the bank was asked for money, whatever it answered.

use super::book::{Book, Filed, Time};
use super::cards::Afterwards;
use super::declines::Decline;
use super::errors::{self, Refusal, Reply};
use super::objects;
use super::params::Params;
use super::payment_intents as intents;

/// The bank was asked for money.
pub struct Charge {
    /// `ch_…`
    pub id: String,
    /// When.
    pub created: Time,
    /// How much was asked for, in the smallest unit.
    pub amount: i64,
    /// How much was taken.
    pub amount_captured: i64,
    /// How much was given back, the released part of a hold included.
    pub amount_refunded: i64,
    /// Lower-case ISO 4217.
    pub currency: String,
    /// Whether the money was taken, not only held.
    pub captured: bool,
    /// Why the bank said no; `None` means it said yes.
    pub decline: Option<Decline>,
    /// How the customer was authenticated: `challenge`, `frictionless` or not at all.
    pub authentication_flow: Option<&'static str>,
    /// The sale.
    pub payment_intent: String,
    /// The card.
    pub payment_method: String,
    /// The customer.
    pub customer: Option<String>,
    /// For staff.
    pub description: Option<String>,
    /// The account's notes.
    pub metadata: Vec<(String, String)>,
    /// Where the receipt would go.
    pub receipt_email: Option<String>,
    /// What the card's statement shows after the account's name.
    pub statement_descriptor_suffix: Option<String>,
    /// The code of the receipt's page, once the money was taken.
    pub receipt: Option<String>,
    /// Whether the customer disputes it.
    pub disputed: bool,
}

impl Filed for Charge {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> Time {
        self.created
    }
}

/// Asks the bank for an intent's amount; answers the decline, if it is one.
///
/// # Errors
/// `resource_missing` if there is no such intent.
pub fn authorise(
    book: &mut Book,
    intent_id: &str,
    authentication_flow: Option<&'static str>,
    now: Time,
) -> Result<Option<Decline>, Refusal> {
    let id = book.ids.object("ch_3");
    let intent = intents::find(book, intent_id)?;
    let payment_method = intent.payment_method.clone().unwrap_or_default();
    let behaviour = book.payment_methods.get(&payment_method).map(|method| method.behaviour);
    let decline = behaviour.and_then(|behaviour| behaviour.decline);
    let take_now = intent.capture_method != "manual" && decline.is_none();
    let charge = Charge {
        id: id.clone(),
        created: now,
        amount: intent.amount,
        amount_captured: 0,
        amount_refunded: 0,
        currency: intent.currency.clone(),
        captured: false,
        decline,
        authentication_flow,
        payment_intent: intent.id.clone(),
        payment_method,
        customer: intent.customer.clone(),
        description: intent.description.clone(),
        metadata: intent.metadata.clone(),
        receipt_email: intent.receipt_email.clone(),
        statement_descriptor_suffix: intent.statement_descriptor_suffix.clone(),
        receipt: None,
        disputed: false,
    };
    let amount = charge.amount;
    book.charges.add(charge);
    intents::find_mut(book, intent_id)?.latest_charge = Some(id.clone());
    if take_now {
        capture(book, &id, amount);
    }
    Ok(decline)
}

/// Takes held money and lets go of the rest. The amount was checked before.
pub fn capture(book: &mut Book, id: &str, amount: i64) {
    let receipt = book.ids.object("");
    let Some(charge) = book.charges.get_mut(id) else { return };
    let behaviour = book.payment_methods.get(&charge.payment_method).map(|card| card.behaviour);
    charge.captured = true;
    charge.amount_captured = amount;
    charge.amount_refunded = charge.amount - amount;
    charge.disputed = behaviour.is_some_and(|card| card.afterwards == Afterwards::Disputed);
    charge.receipt = Some(receipt.clone());
    book.receipts.insert(receipt, id.to_owned());
}

/// Lets go of held money.
pub fn release(book: &mut Book, id: &str) {
    if let Some(charge) = book.charges.get_mut(id) {
        charge.amount_refunded = charge.amount;
    }
}

/// `GET /v1/charges/{charge}`
///
/// # Errors
/// `resource_missing`.
pub fn retrieve(book: &Book, id: &str) -> Reply {
    let charge = book.charges.get(id).ok_or_else(|| errors::not_found("charge", id, "id"))?;
    Ok(objects::charge(book, charge))
}

/// `POST /v1/charges/{charge}`: notes that can be changed after the fact, the receipt's address
/// above all.
///
/// # Errors
/// `resource_missing`.
pub fn update(book: &mut Book, id: &str, params: &Params) -> Reply {
    let charge = book.charges.get_mut(id).ok_or_else(|| errors::not_found("charge", id, "id"))?;
    if let Some(email) = params.owned("receipt_email") {
        charge.receipt_email = Some(email);
    }
    if let Some(description) = params.owned("description") {
        charge.description = Some(description);
    }
    for (key, value) in params.members("metadata") {
        charge.metadata.retain(|(known, _)| *known != key);
        charge.metadata.push((key, value));
    }
    retrieve(book, id)
}
