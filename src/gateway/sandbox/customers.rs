//! Customers: a dozen to look up. They can be linked to a sale; cards are never kept with them.

use super::book::{Book, Filed, Time};
use super::errors::{self, Reply};
use super::listing;
use super::objects;
use super::params::Params;

/// Someone the account knows.
pub struct Customer {
    /// `cus_…`
    pub id: String,
    /// When the account met them.
    pub created: Time,
    /// Full name.
    pub name: &'static str,
    /// Under a domain reserved for examples (RFC 2606).
    pub email: &'static str,
    /// In a range reserved for fiction.
    pub phone: Option<&'static str>,
    /// The account's notes.
    pub metadata: Vec<(String, String)>,
}

impl Filed for Customer {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> Time {
        self.created
    }
}

/// The customers every sandbox starts with, oldest first: name, e-mail, phone, room.
const SEEDED: &[(&str, &str, Option<&str>, &str)] = &[
    ("Amy Tanaka", "amy.tanaka@example.com", Some("+1 202 555 0143"), "101"),
    ("Zoë Lindqvist", "zoe.lindqvist@example.com", None, "102"),
    ("José Ángel Martínez Ñúñez", "jose.martinez@example.org", Some("+1 202 555 0162"), "103"),
    ("Siobhán O'Sullivan", "siobhan@example.com", None, "104"),
    ("Élodie Lefèvre", "elodie.lefevre@example.net", Some("+1 202 555 0118"), "105"),
    ("Jürgen Groß", "j.gross@example.org", None, "106"),
    ("Mohammed Al-Rashid", "m.alrashid@example.com", Some("+1 202 555 0177"), "201"),
    ("Li Wei", "li.wei@example.com", None, "202"),
    ("Amyra Patel", "Amyra.Patel@Example.com", Some("+1 202 555 0109"), "203"),
    (
        "Maria Aparecida dos Santos Ferreira de Albuquerque e Vasconcelos",
        "maria.vasconcelos@example.net",
        None,
        "204",
    ),
    ("Ødegaard Bakeri AS", "post@example.org", Some("+1 202 555 0190"), "205"),
    ("John Smith", "john.smith@example.com", Some("+1 202 555 0155"), "301"),
    ("John Smith", "john.smith.jr@example.com", None, "302"),
];

/// How long apart the seeded customers were met, in seconds: one day.
const APART: Time = 86_400;

/// Puts the seeded customers into a new book.
pub fn seed(book: &mut Book, now: Time) {
    let mut created = now;
    SEEDED.iter().for_each(|_| created -= APART);
    for &(name, email, phone, room) in SEEDED {
        let customer = Customer {
            id: book.ids.object("cus_"),
            created,
            name,
            email,
            phone,
            metadata: vec![("room".to_owned(), room.to_owned())],
        };
        book.customers.add(customer);
        created += APART;
    }
}

/// `GET /v1/customers/{customer}`
///
/// # Errors
/// `resource_missing`.
pub fn retrieve(book: &Book, id: &str) -> Reply {
    let customer = book.customers.get(id);
    customer.map(objects::customer).ok_or_else(|| errors::not_found("customer", id, "id"))
}

/// `GET /v1/customers`: the e-mail is compared exactly, capitals included.
///
/// # Errors
/// A bad page.
pub fn list(book: &Book, params: &Params) -> Reply {
    let email = params.text("email");
    listing::page(
        &book.customers,
        params,
        "/v1/customers",
        |customer| email.is_none_or(|email| customer.email == email),
        objects::customer,
    )
}
