//! PaymentIntents: one sale each, at most one successful charge each. Confirmation has a file of
//! its own.

use serde_json::Value;

use super::book::{Book, Filed, Time};
use super::charges;
use super::confirmation;
use super::errors::{self, Refusal, Reply};
use super::listing;
use super::money;
use super::objects;
use super::params::Params;
use super::payment_methods;

/// Where a PaymentIntent stands (docs.stripe.com/payments/paymentintents/lifecycle).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// New, or the last card failed.
    RequiresPaymentMethod,
    /// It has a card and was not confirmed.
    RequiresConfirmation,
    /// The bank wants the customer to confirm.
    RequiresAction,
    /// The money is held.
    RequiresCapture,
    /// The money was taken.
    Succeeded,
    /// Given up.
    Canceled,
}

impl Status {
    /// As on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// What the customer is to do next.
pub enum NextAction {
    /// Open a page of the bank's.
    Redirect {
        /// The page.
        url: String,
        /// Where the bank should send the customer after.
        return_url: String,
    },
    /// Something that only Stripe's own JavaScript can show: no `return_url` was sent.
    StripeSdk,
}

/// One sale.
pub struct PaymentIntent {
    /// `pi_…`
    pub id: String,
    /// When it was made.
    pub created: Time,
    /// What a customer's device may know; not a key.
    pub client_secret: String,
    /// What is to be paid, in the smallest unit.
    pub amount: i64,
    /// What is held.
    pub amount_capturable: i64,
    /// What was taken.
    pub amount_received: i64,
    /// Lower-case ISO 4217.
    pub currency: String,
    /// Where it stands.
    pub status: Status,
    /// `automatic`, `automatic_async` or `manual`.
    pub capture_method: &'static str,
    /// The types that may pay, if the request named them; else whatever the account has on.
    pub allowed_types: Option<Vec<String>>,
    /// `automatic_payment_methods[allow_redirects]`: always or never.
    pub allow_redirects: &'static str,
    /// `cus_…`
    pub customer: Option<String>,
    /// For staff.
    pub description: Option<String>,
    /// The account's notes; copied to each charge.
    pub metadata: Vec<(String, String)>,
    /// Where the receipt would go.
    pub receipt_email: Option<String>,
    /// What the card's statement shows after the account's name.
    pub statement_descriptor_suffix: Option<String>,
    /// Whether the card would be kept for later.
    pub setup_future_usage: Option<String>,
    /// The card being tried.
    pub payment_method: Option<String>,
    /// The last charge made for it, failed or not.
    pub latest_charge: Option<String>,
    /// Why the last card failed.
    pub last_payment_error: Option<Value>,
    /// What the customer is to do.
    pub next_action: Option<NextAction>,
    /// When it was given up.
    pub canceled_at: Option<Time>,
    /// Why.
    pub cancellation_reason: Option<String>,
}

impl Filed for PaymentIntent {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> Time {
        self.created
    }
}

/// Parameters that make sense on creation only together with `confirm=true`.
const ONLY_WITH_CONFIRM: &[&str] = &["return_url", "off_session", "error_on_requires_action"];

/// `POST /v1/payment_intents`
///
/// # Errors
/// A bad amount, currency or customer; with `confirm=true` all that a confirmation can answer.
pub fn create(book: &mut Book, params: &Params, now: Time) -> Reply {
    let confirm = params.flag("confirm")?;
    let intent = read(book, params, now)?;
    if !confirm && let Some(name) = ONLY_WITH_CONFIRM.iter().find(|name| params.has(name)) {
        return Err(errors::invalid_param(
            name,
            format!(
                "The parameter `{name}` cannot be passed when creating a PaymentIntent unless \
                 `confirm` is set to true."
            ),
        ));
    }
    let id = intent.id.clone();
    book.intents.add(intent);
    let reply = if confirm {
        confirmation::confirm(book, &id, params, now)
    } else {
        adopt(book, &id, params, now)
    };
    // A decline leaves the intent open; any other refusal means that nothing was made.
    if reply.as_ref().is_err_and(|error| error.status != 402) {
        book.intents.take_back_last();
    }
    reply
}

/// Notes the card of a PaymentIntent that is created but not confirmed.
fn adopt(book: &mut Book, id: &str, params: &Params, now: Time) -> Reply {
    let method = match params.text("payment_method") {
        Some(method) => Some(payment_methods::resolve(book, method, now)?),
        None => None,
    };
    let intent = find_mut(book, id)?;
    if method.is_some() {
        intent.payment_method = method;
        intent.status = Status::RequiresConfirmation;
    }
    Ok(objects::payment_intent(intent))
}

fn read(book: &mut Book, params: &Params, now: Time) -> Result<PaymentIntent, Refusal> {
    let amount = params.integer("amount")?.ok_or_else(|| errors::parameter_missing("amount"))?;
    let currency = params.required("currency")?.to_ascii_lowercase();
    if !money::is_supported(&currency) {
        return Err(errors::invalid_param("currency", format!("Invalid currency: {currency}.")));
    }
    if amount < 1 {
        return Err(errors::invalid_param(
            "amount",
            "This value must be greater than or equal to 1.",
        ));
    }
    if amount < money::smallest(&currency) {
        return Err(errors::amount_too_small(&money::display(
            money::smallest(&currency),
            &currency,
        )));
    }
    if amount > money::LARGEST {
        return Err(errors::amount_too_large("amount", &money::display(money::LARGEST, &currency)));
    }
    if let Some(customer) = params.text("customer").filter(|id| book.customers.get(id).is_none()) {
        return Err(errors::no_such("customer", customer, "customer"));
    }
    let allowed: Vec<String> =
        params.elements("allowed_payment_method_types").into_iter().map(str::to_owned).collect();
    if !allowed.is_empty() && !allowed.iter().any(|kind| kind == "card") {
        return Err(errors::invalid_param(
            "allowed_payment_method_types",
            "None of these payment method types can be used: the sandbox knows cards only.",
        ));
    }
    if !allowed.is_empty() && params.has("automatic_payment_methods") {
        return Err(errors::invalid_param(
            "allowed_payment_method_types",
            "You may only specify one of these parameters: allowed_payment_method_types, \
             automatic_payment_methods.",
        ));
    }
    params.one_of("confirmation_method", &["automatic"])?;
    let id = book.ids.object("pi_3");
    let client_secret = book.ids.object(&format!("{id}_secret_"));
    Ok(PaymentIntent {
        id,
        created: now,
        client_secret,
        amount,
        amount_capturable: 0,
        amount_received: 0,
        currency,
        status: Status::RequiresPaymentMethod,
        capture_method: capture_method(params)?.unwrap_or("automatic_async"),
        allowed_types: (!allowed.is_empty()).then_some(allowed),
        allow_redirects: params
            .one_of("automatic_payment_methods[allow_redirects]", &["always", "never"])?
            .unwrap_or("always"),
        customer: params.owned("customer"),
        description: params.owned("description"),
        metadata: params.members("metadata"),
        receipt_email: params.owned("receipt_email"),
        statement_descriptor_suffix: params.owned("statement_descriptor_suffix"),
        setup_future_usage: params.owned("setup_future_usage"),
        payment_method: None,
        latest_charge: None,
        last_payment_error: None,
        next_action: None,
        canceled_at: None,
        cancellation_reason: None,
    })
}

/// How the money is to be taken, if the request says so.
///
/// # Errors
/// Refuses an unknown word.
pub fn capture_method(params: &Params) -> Result<Option<&'static str>, Refusal> {
    params.one_of("capture_method", &["automatic", "automatic_async", "manual"])
}

/// The PaymentIntent that a path names.
///
/// # Errors
/// `resource_missing`.
pub fn find<'a>(book: &'a Book, id: &str) -> Result<&'a PaymentIntent, Refusal> {
    book.intents.get(id).ok_or_else(|| errors::not_found("payment_intent", id, "intent"))
}

/// As [`find`], to be changed.
///
/// # Errors
/// `resource_missing`.
pub fn find_mut<'a>(book: &'a mut Book, id: &str) -> Result<&'a mut PaymentIntent, Refusal> {
    book.intents.get_mut(id).ok_or_else(|| errors::not_found("payment_intent", id, "intent"))
}

/// `GET /v1/payment_intents/{intent}`
///
/// # Errors
/// `resource_missing`.
pub fn retrieve(book: &Book, id: &str) -> Reply {
    find(book, id).map(objects::payment_intent)
}

/// `GET /v1/payment_intents`
///
/// # Errors
/// A bad page.
pub fn list(book: &Book, params: &Params) -> Reply {
    let customer = params.text("customer");
    listing::page(
        &book.intents,
        params,
        "/v1/payment_intents",
        |intent| customer.is_none() || intent.customer.as_deref() == customer,
        objects::payment_intent,
    )
}

/// `POST /v1/payment_intents/{intent}/capture`
///
/// # Errors
/// `payment_intent_unexpected_state` unless the money is held; `amount_too_large`.
pub fn capture(book: &mut Book, id: &str, params: &Params) -> Reply {
    let intent = find_mut(book, id)?;
    match intent.status {
        Status::RequiresCapture => {}
        Status::Succeeded => {
            return Err(errors::unexpected_state(
                "This PaymentIntent could not be captured because it has already been captured.",
                objects::payment_intent(intent),
            ));
        }
        status => {
            return Err(errors::unexpected_state(
                format!(
                    "This PaymentIntent could not be captured because it has a status of {}. Only \
                     a PaymentIntent with one of the following statuses may be captured: \
                     requires_capture.",
                    status.name()
                ),
                objects::payment_intent(intent),
            ));
        }
    }
    let amount = params.integer("amount_to_capture")?.unwrap_or(intent.amount_capturable);
    if amount < 1 {
        return Err(errors::invalid_param(
            "amount_to_capture",
            "This value must be greater than or equal to 1.",
        ));
    }
    if amount > intent.amount_capturable {
        let largest = money::display(intent.amount_capturable, &intent.currency);
        return Err(errors::amount_too_large("amount_to_capture", &largest));
    }
    intent.status = Status::Succeeded;
    intent.amount_capturable = 0;
    intent.amount_received = amount;
    let object = objects::payment_intent(intent);
    if let Some(charge) = intent.latest_charge.clone() {
        charges::capture(book, &charge, amount);
    }
    Ok(object)
}

/// `POST /v1/payment_intents/{intent}/cancel`
///
/// # Errors
/// `payment_intent_unexpected_state` once the money was taken or the intent canceled.
pub fn cancel(book: &mut Book, id: &str, params: &Params, now: Time) -> Reply {
    let reasons = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
    let reason = params.one_of("cancellation_reason", &reasons)?;
    let intent = find_mut(book, id)?;
    if matches!(intent.status, Status::Succeeded | Status::Canceled) {
        return Err(errors::unexpected_state(
            format!(
                "You cannot cancel this PaymentIntent because it has a status of {}. Only a \
                 PaymentIntent with one of the following statuses may be canceled: \
                 requires_payment_method, requires_capture, requires_confirmation, \
                 requires_action, processing.",
                intent.status.name()
            ),
            objects::payment_intent(intent),
        ));
    }
    let held = intent.status == Status::RequiresCapture;
    intent.status = Status::Canceled;
    intent.amount_capturable = 0;
    intent.next_action = None;
    intent.canceled_at = Some(now);
    intent.cancellation_reason = reason.map(str::to_owned);
    let object = objects::payment_intent(intent);
    if let Some(charge) = intent.latest_charge.clone().filter(|_| held) {
        charges::release(book, &charge);
    }
    Ok(object)
}
