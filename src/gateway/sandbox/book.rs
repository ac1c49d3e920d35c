//! The sandbox's state: what the pretend bank knows. Pure: no clock, no network; time is passed in.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::charges::Charge;
use super::customers::{self, Customer};
use super::ids::Ids;
use super::objects;
use super::payment_intents::PaymentIntent;
use super::payment_methods::PaymentMethod;
use super::refunds::Refund;

/// Seconds since the Unix epoch, as Stripe's `created`.
pub type Time = i64;

/// What every stored object has.
pub trait Filed {
    /// Its id.
    fn id(&self) -> &str;
    /// When it was made.
    fn created(&self) -> Time;
}

/// Objects of one kind, in the order they were made, found by id.
pub struct Shelf<T> {
    objects: Vec<T>,
    places: HashMap<String, usize>,
}

impl<T: Filed> Shelf<T> {
    fn new() -> Self {
        Self { objects: Vec::new(), places: HashMap::new() }
    }

    /// Puts an object on the shelf.
    pub fn add(&mut self, object: T) {
        self.places.insert(object.id().to_owned(), self.objects.len());
        self.objects.push(object);
    }

    /// Takes back the object that was added last.
    pub fn take_back_last(&mut self) {
        if let Some(object) = self.objects.pop() {
            self.places.remove(object.id());
        }
    }

    /// The object with this id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.places.get(id).and_then(|place| self.objects.get(*place))
    }

    /// The object with this id, to be changed.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.places.get(id).and_then(|place| self.objects.get_mut(*place))
    }

    /// All objects, newest first, as Stripe lists them.
    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.objects.iter().rev()
    }
}

/// What the pretend account may do.
#[derive(Clone, Copy)]
pub struct Rules {
    /// Card numbers may be sent to the API.
    pub raw_cards: bool,
    /// Any number of a test IIN is accepted.
    pub accept_any_card: bool,
}

/// Everything the sandbox knows.
pub struct Book {
    /// What the account may do.
    pub rules: Rules,
    /// Where new ids come from.
    pub ids: Ids,
    /// Keeps fingerprints from being reversed; never shown.
    pub salt: [u8; 32],
    /// Where the sandbox's own pages are, without a slash at the end.
    pub base_url: String,
    /// The account's id.
    pub account: String,
    /// All PaymentIntents.
    pub intents: Shelf<PaymentIntent>,
    /// All PaymentMethods.
    pub payment_methods: Shelf<PaymentMethod>,
    /// All charges.
    pub charges: Shelf<Charge>,
    /// All customers.
    pub customers: Shelf<Customer>,
    /// All refunds.
    pub refunds: Shelf<Refund>,
    /// Refunds whose last word is not spoken yet.
    pub unsettled_refunds: Vec<String>,
    /// Bank pages by their code, to the id of the PaymentIntent.
    pub challenges: HashMap<String, String>,
    /// Receipt pages by their code, to the id of the charge.
    pub receipts: HashMap<String, String>,
}

impl Book {
    /// A book with the seeded customers and no payments.
    pub fn new(rules: Rules, seed: u64, salt: [u8; 32], base_url: String, now: Time) -> Self {
        let mut ids = Ids::new(seed);
        let account = ids.object("acct_");
        let mut book = Self {
            rules,
            ids,
            salt,
            base_url,
            account,
            intents: Shelf::new(),
            payment_methods: Shelf::new(),
            charges: Shelf::new(),
            customers: Shelf::new(),
            refunds: Shelf::new(),
            unsettled_refunds: Vec::new(),
            challenges: HashMap::new(),
            receipts: HashMap::new(),
        };
        customers::seed(&mut book, now);
        book
    }

    /// The whole book as Stripe's objects, newest first, for tests and benchmarks.
    pub fn to_json(&self) -> Value {
        let intents: Vec<Value> =
            self.intents.newest_first().map(objects::payment_intent).collect();
        let methods: Vec<Value> =
            self.payment_methods.newest_first().map(objects::payment_method).collect();
        let charges: Vec<Value> =
            self.charges.newest_first().map(|charge| objects::charge(self, charge)).collect();
        let refunds: Vec<Value> = self.refunds.newest_first().map(objects::refund).collect();
        json!({
            "payment_intents": intents,
            "payment_methods": methods,
            "charges": charges,
            "refunds": refunds,
        })
    }
}
