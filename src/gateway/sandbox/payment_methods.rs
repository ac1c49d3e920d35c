//! PaymentMethods: a card turned into an id that can be charged once. The number is looked at
//! here and nowhere kept.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::book::{Book, Filed, Time};
use super::cards::{self, Behaviour, TestCard};
use super::declines::Decline;
use super::errors::{self, Refusal, Reply};
use super::objects;
use super::params::Params;
use super::secret::Secret;
use crate::card::{Brand, Expiry, Last4, Month, luhn};

/// A card as the account sees it.
pub struct PaymentMethod {
    /// `pm_…`
    pub id: String,
    /// When it was made.
    pub created: Time,
    /// The network.
    pub brand: Brand,
    /// The last four digits.
    pub last4: Last4,
    /// The month it is valid through.
    pub expiry: Expiry,
    /// Tells whether two PaymentMethods are the same card, within one run of the sandbox.
    pub fingerprint: String,
    /// `credit`, `debit` or `prepaid`.
    pub funding: &'static str,
    /// ISO 3166 country of the bank.
    pub country: &'static str,
    /// What the bank will do.
    pub behaviour: Behaviour,
    /// Whether a CVC was sent with it.
    pub has_cvc: bool,
    /// Name, e-mail, phone and address, as sent.
    pub billing: Value,
    /// The account's notes.
    pub metadata: Vec<(String, String)>,
    /// Whether it was charged, or tried: then never again.
    pub used: bool,
}

impl Filed for PaymentMethod {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> Time {
        self.created
    }
}

/// `POST /v1/payment_methods`
///
/// # Errors
/// Anything wrong with the card itself (402), and raw cards while they are not enabled.
pub fn create(book: &mut Book, params: &Params, now: Time) -> Reply {
    if params.required("type")? != "card" {
        return Err(errors::invalid_param(
            "type",
            "The sandbox knows PaymentMethods of type card only.",
        ));
    }
    let number = params
        .card_data("card[number]")
        .ok_or_else(|| errors::parameter_missing("card[number]"))?;
    if !book.rules.raw_cards {
        return Err(errors::raw_cards_disabled());
    }
    let month = params
        .integer("card[exp_month]")?
        .ok_or_else(|| errors::parameter_missing("card[exp_month]"))?;
    let year = params
        .integer("card[exp_year]")?
        .ok_or_else(|| errors::parameter_missing("card[exp_year]"))?;
    let digits =
        number.digits().filter(|digits| (12..=19).contains(&digits.len())).ok_or_else(|| {
            wrong("invalid_number", "number", "The card number is not a valid credit card number.")
        })?;
    if !luhn::is_valid(digits) {
        return Err(wrong("incorrect_number", "number", "Your card number is incorrect."));
    }
    let expiry = expiry(month, year, now)?;
    let brand = Brand::of(digits);
    let cvc = params.card_data("card[cvc]");
    check_cvc(cvc, brand)?;
    let card = bank_card(book, digits)?;
    let method = PaymentMethod {
        id: book.ids.object("pm_1"),
        created: now,
        brand,
        last4: last4(digits)?,
        expiry,
        fingerprint: fingerprint(number, &book.salt),
        funding: card.map_or("credit", |card| card.funding),
        country: card.map_or("US", |card| card.country),
        behaviour: card.map_or(cards::PLAIN, |card| card.behaviour),
        has_cvc: cvc.is_some(),
        billing: billing(params),
        metadata: params.members("metadata"),
        used: false,
    };
    let object = objects::payment_method(&method);
    book.payment_methods.add(method);
    Ok(object)
}

/// `GET /v1/payment_methods/{payment_method}`
///
/// # Errors
/// `resource_missing`.
pub fn retrieve(book: &Book, id: &str) -> Reply {
    let method = book.payment_methods.get(id);
    let method = method.ok_or_else(|| errors::not_found("PaymentMethod", id, "payment_method"))?;
    Ok(objects::payment_method(method))
}

/// The PaymentMethod that a parameter names, made on the spot for a `pm_card_…` id.
///
/// # Errors
/// No such PaymentMethod, or one that was used before.
pub fn resolve(book: &mut Book, id: &str, now: Time) -> Result<String, Refusal> {
    if let Some(card) = cards::by_token(id) {
        return from_test_card(book, card, now);
    }
    match book.payment_methods.get(id) {
        None => Err(errors::no_such("PaymentMethod", id, "payment_method")),
        Some(method) if method.used => Err(Box::new(errors::refused(
            None,
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer \
             attachment, shared with a connected account without Customer attachment, or was \
             detached from a Customer. It may not be used again. To use a PaymentMethod multiple \
             times, you must attach it to a Customer first.",
        ))),
        Some(method) => Ok(method.id.clone()),
    }
}

fn from_test_card(book: &mut Book, card: &TestCard, now: Time) -> Result<String, Refusal> {
    let number = Secret::read(card.digits());
    let digits = number.digits().unwrap_or_default();
    let (year, _) = calendar(now);
    let Some(expiry) = Expiry::new(year + 1, 12) else { return Err(expiry_month_wrong()) };
    let method = PaymentMethod {
        id: book.ids.object("pm_1"),
        created: now,
        brand: Brand::of(digits),
        last4: last4(digits)?,
        expiry,
        fingerprint: fingerprint(&number, &book.salt),
        funding: card.funding,
        country: card.country,
        behaviour: card.behaviour,
        has_cvc: true,
        billing: billing(&Params::default()),
        metadata: Vec::new(),
        used: false,
    };
    let id = method.id.clone();
    book.payment_methods.add(method);
    Ok(id)
}

/// What the bank knows of the number; `None` for an accepted number that is in no table.
fn bank_card(book: &Book, digits: &[u8]) -> Result<Option<&'static TestCard>, Refusal> {
    match cards::by_number(digits) {
        Some(card) => Ok(Some(card)),
        None if book.rules.accept_any_card && cards::is_test_iin(digits) => Ok(None),
        None => Err(Box::new(errors::declined(Decline::NoTestCard))),
    }
}

fn check_cvc(cvc: Option<&Secret>, brand: Brand) -> Result<(), Refusal> {
    let right =
        |cvc: &Secret| cvc.digits().is_some_and(|digits| digits.len() == brand.cvc_length());
    if cvc.is_none_or(right) {
        Ok(())
    } else {
        Err(wrong("invalid_cvc", "cvc", "Your card's security code is invalid."))
    }
}

/// Two-digit years are of this century. A card is valid through the last day of its month.
fn expiry(month: i64, year: i64, now: Time) -> Result<Expiry, Refusal> {
    let year_wrong =
        || wrong("invalid_expiry_year", "exp_year", "Your card's expiration year is invalid.");
    let month = u8::try_from(month).map_err(|_| expiry_month_wrong())?;
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    let year = u16::try_from(year).map_err(|_| year_wrong())?;
    let expiry = Expiry::new(year, month).ok_or_else(expiry_month_wrong)?;
    let (this_year, this_month) = calendar(now);
    if year < this_year || year > this_year + 50 {
        return Err(year_wrong());
    }
    if expiry.is_past(Month { year: this_year, month: this_month }) {
        return Err(expiry_month_wrong());
    }
    Ok(expiry)
}

/// Year and month of a time, in UTC.
fn calendar(now: Time) -> (u16, u8) {
    let date = Timestamp::from_second(now).unwrap_or_default().to_zoned(TimeZone::UTC);
    let year = u16::try_from(date.year()).unwrap_or_default();
    (year, u8::try_from(date.month()).unwrap_or_default())
}

fn wrong(code: &'static str, param: &str, message: &str) -> Refusal {
    Box::new(errors::card_error(code, Some(param), message))
}

fn expiry_month_wrong() -> Refusal {
    wrong("invalid_expiry_month", "exp_month", "Your card's expiration month is invalid.")
}

fn last4(digits: &[u8]) -> Result<Last4, Refusal> {
    let last4 = digits.last_chunk().copied().and_then(Last4::new);
    last4.ok_or_else(|| wrong("incorrect_number", "number", "Your card number is incorrect."))
}

/// Sixteen letters of a salted digest.
fn fingerprint(number: &Secret, salt: &[u8; 32]) -> String {
    number.digest(salt).iter().take(16).map(|byte| char::from(b'a' + byte % 26)).collect()
}

fn billing(params: &Params) -> Value {
    let field = |name: &str| params.owned(&format!("billing_details[{name}]"));
    let address = |name: &str| params.owned(&format!("billing_details[address][{name}]"));
    json!({
        "address": {
            "city": address("city"),
            "country": address("country"),
            "line1": address("line1"),
            "line2": address("line2"),
            "postal_code": address("postal_code"),
            "state": address("state"),
        },
        "email": field("email"),
        "name": field("name"),
        "phone": field("phone"),
        "tax_id": field("tax_id"),
    })
}
