//! `expand[]`: ids in an answer replaced by what they name (docs.stripe.com/api/expanding_objects).

use serde_json::Value;

use super::book::Book;
use super::errors::{self, Refusal};
use super::objects;

/// What can stand in a path. Some of it is always null here.
const EXPANDABLE: &[&str] = &[
    "application",
    "balance_transaction",
    "charge",
    "customer",
    "data",
    "latest_charge",
    "on_behalf_of",
    "payment_intent",
    "payment_method",
    "review",
];

/// Refuses a path that leads nowhere, before anything is done.
///
/// # Errors
/// A word that no object has, or more than four of them.
pub fn check(path: &str) -> Result<(), Refusal> {
    let known = path.split('.').all(|field| EXPANDABLE.contains(&field));
    if known && path.split('.').count() <= 4 {
        Ok(())
    } else {
        Err(errors::invalid_param("expand", format!("This property cannot be expanded ({path}).")))
    }
}

/// Expands one checked path such as `latest_charge` or `data.latest_charge.payment_method`, as far
/// as the object has it.
pub fn expand(book: &Book, object: &mut Value, path: &str) {
    let (field, rest) = match path.split_once('.') {
        Some((field, rest)) => (field, Some(rest)),
        None => (path, None),
    };
    let Some(value) = object.get_mut(field) else { return };
    if let Some(found) = value.as_str().and_then(|id| find(book, id)) {
        *value = found;
    }
    let Some(rest) = rest else { return };
    match value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| expand(book, element, rest));
        }
        value => expand(book, value, rest),
    }
}

fn find(book: &Book, id: &str) -> Option<Value> {
    match id.split_once('_')?.0 {
        "ch" => book.charges.get(id).map(|charge| objects::charge(book, charge)),
        "cus" => book.customers.get(id).map(objects::customer),
        "pi" => book.intents.get(id).map(objects::payment_intent),
        "pm" => book.payment_methods.get(id).map(objects::payment_method),
        _ => None,
    }
}
