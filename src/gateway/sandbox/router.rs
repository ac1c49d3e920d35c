//! Which request is which operation, what it may be asked with, and what a restricted key needs
//! for it. Pure: the answer follows from the book, the request and the time.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::access;
use super::account;
use super::allowed as table;
use super::book::{Book, Time};
use super::charges;
use super::confirmation;
use super::customers;
use super::errors::{self, Refusal, Reply};
use super::expand;
use super::params::Params;
use super::payment_intents as intents;
use super::payment_methods as methods;
use super::refunds;
use super::search;

/// An API request, decoded.
pub struct Call {
    /// `GET`, `POST` or another HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// What the query says.
    pub query: Params,
    /// What the form body says.
    pub form: Params,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Idempotency-Key` header.
    pub key: Option<String>,
}

impl Call {
    /// Where this request's parameters are: the form of a POST, else the query.
    fn params(&self) -> &Params {
        if self.method == "POST" { &self.form } else { &self.query }
    }

    /// A digest by which the same request is known again; `salt` hides what card data it has.
    pub fn digest(&self, salt: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.path.as_bytes());
        hasher.update([0]);
        hasher.update(self.form.digest(salt));
        hasher.finalize().into()
    }

    /// The idempotency key, which means something on a POST only.
    pub fn effective_key(&self) -> Option<&str> {
        self.key.as_deref().filter(|_| self.method == "POST")
    }
}

/// What can be asked of the sandbox; the ids are those in the path.
#[derive(Clone, Copy)]
enum Operation<'a> {
    CreateIntent,
    ListIntents,
    RetrieveIntent(&'a str),
    ConfirmIntent(&'a str),
    CaptureIntent(&'a str),
    CancelIntent(&'a str),
    CreateMethod,
    RetrieveMethod(&'a str),
    RetrieveCharge(&'a str),
    UpdateCharge(&'a str),
    ListCustomers,
    SearchCustomers,
    RetrieveCustomer(&'a str),
    CreateRefund,
    RetrieveRefund(&'a str),
    RetrieveAccount,
    RetrieveBalance,
}

impl<'a> Operation<'a> {
    fn of(method: &str, path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix("/v1/")?.split('/').collect();
        Some(match (method, parts.as_slice()) {
            ("POST", ["payment_intents"]) => Self::CreateIntent,
            ("GET", ["payment_intents"]) => Self::ListIntents,
            ("GET", ["payment_intents", id]) => Self::RetrieveIntent(id),
            ("POST", ["payment_intents", id, "confirm"]) => Self::ConfirmIntent(id),
            ("POST", ["payment_intents", id, "capture"]) => Self::CaptureIntent(id),
            ("POST", ["payment_intents", id, "cancel"]) => Self::CancelIntent(id),
            ("POST", ["payment_methods"]) => Self::CreateMethod,
            ("GET", ["payment_methods", id]) => Self::RetrieveMethod(id),
            ("GET", ["charges", id]) => Self::RetrieveCharge(id),
            ("POST", ["charges", id]) => Self::UpdateCharge(id),
            ("GET", ["customers"]) => Self::ListCustomers,
            ("GET", ["customers", "search"]) => Self::SearchCustomers,
            ("GET", ["customers", id]) => Self::RetrieveCustomer(id),
            ("POST", ["refunds"]) => Self::CreateRefund,
            ("GET", ["refunds", id]) => Self::RetrieveRefund(id),
            ("GET", ["account"]) => Self::RetrieveAccount,
            ("GET", ["balance"]) => Self::RetrieveBalance,
            _ => return None,
        })
    }

    /// The name of the permission, without Stripe's `rak_` in front.
    fn permission(self) -> &'static str {
        match self {
            Self::ListIntents | Self::RetrieveIntent(_) => "payment_intent_read",
            Self::CreateIntent
            | Self::ConfirmIntent(_)
            | Self::CaptureIntent(_)
            | Self::CancelIntent(_) => "payment_intent_write",
            Self::CreateMethod => "payment_method_write",
            Self::RetrieveMethod(_) => "payment_method_read",
            Self::RetrieveCharge(_) | Self::RetrieveRefund(_) => "charge_read",
            Self::UpdateCharge(_) | Self::CreateRefund => "charge_write",
            Self::ListCustomers | Self::SearchCustomers | Self::RetrieveCustomer(_) => {
                "customer_read"
            }
            Self::RetrieveAccount => "account_read",
            Self::RetrieveBalance => "balance_read",
        }
    }

    /// What it may be asked with, beside `expand`.
    fn allowed(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::CreateIntent => {
                &[table::EXPAND, table::METADATA, table::INTENT, table::CONFIRMATION]
            }
            Self::ListIntents => &[table::EXPAND, table::PAGE, table::INTENT_LIST],
            Self::RetrieveIntent(_) => &[table::EXPAND, table::INTENT_RETRIEVE],
            Self::ConfirmIntent(_) => &[table::EXPAND, table::CONFIRMATION, table::CONFIRM],
            Self::CaptureIntent(_) => &[table::EXPAND, table::METADATA, table::CAPTURE],
            Self::CancelIntent(_) => &[table::EXPAND, table::CANCEL],
            Self::CreateMethod => &[table::EXPAND, table::METADATA, table::PAYMENT_METHOD],
            Self::UpdateCharge(_) => &[table::EXPAND, table::METADATA, table::CHARGE_UPDATE],
            Self::ListCustomers => &[table::EXPAND, table::PAGE, table::CUSTOMER_LIST],
            Self::SearchCustomers => &[table::EXPAND, table::CUSTOMER_SEARCH],
            Self::CreateRefund => &[table::EXPAND, table::METADATA, table::REFUND],
            Self::RetrieveMethod(_)
            | Self::RetrieveCharge(_)
            | Self::RetrieveCustomer(_)
            | Self::RetrieveRefund(_)
            | Self::RetrieveAccount
            | Self::RetrieveBalance => &[table::EXPAND],
        }
    }

    fn run(self, book: &mut Book, params: &Params, now: Time) -> Reply {
        match self {
            Self::CreateIntent => intents::create(book, params, now),
            Self::ListIntents => intents::list(book, params),
            Self::RetrieveIntent(id) => intents::retrieve(book, id),
            Self::ConfirmIntent(id) => confirmation::confirm(book, id, params, now),
            Self::CaptureIntent(id) => intents::capture(book, id, params),
            Self::CancelIntent(id) => intents::cancel(book, id, params, now),
            Self::CreateMethod => methods::create(book, params, now),
            Self::RetrieveMethod(id) => methods::retrieve(book, id),
            Self::RetrieveCharge(id) => charges::retrieve(book, id),
            Self::UpdateCharge(id) => charges::update(book, id, params),
            Self::ListCustomers => customers::list(book, params),
            Self::SearchCustomers => search::customers(book, params),
            Self::RetrieveCustomer(id) => customers::retrieve(book, id),
            Self::CreateRefund => refunds::create(book, params, now),
            Self::RetrieveRefund(id) => refunds::retrieve(book, id),
            Self::RetrieveAccount => Ok(account::retrieve(book)),
            Self::RetrieveBalance => Ok(account::balance(book)),
        }
    }
}

/// What can be said before anything is done: the endpoint, the key, the parameters' names.
///
/// # Errors
/// 401, 403, 404, or 400 for the parameters.
pub fn check(book: &Book, call: &Call) -> Result<(), Refusal> {
    let operation = Operation::of(&call.method, &call.path);
    let permission = operation.map_or("", Operation::permission);
    access::check(call.authorization.as_deref(), permission, &book.account)?;
    let operation = operation.ok_or_else(|| errors::unknown_url(&call.method, &call.path))?;
    call.params().check(operation.allowed())?;
    call.params().elements("expand").into_iter().try_for_each(expand::check)?;
    if call.method == "POST" && !call.query.is_empty() {
        return call.query.check(&[]);
    }
    Ok(())
}

/// Does what was asked and answers with the object.
///
/// # Errors
/// Whatever the operation refuses.
pub fn run(book: &mut Book, call: &Call, now: Time) -> Reply {
    let operation = Operation::of(&call.method, &call.path);
    let operation = operation.ok_or_else(|| errors::unknown_url(&call.method, &call.path))?;
    refunds::settle(book, now);
    let mut object: Value = operation.run(book, call.params(), now)?;
    for path in call.params().elements("expand") {
        expand::expand(book, &mut object, path);
    }
    Ok(object)
}
