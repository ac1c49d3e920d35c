//! The account itself, and its balance: what was taken less what was given back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::book::Book;

/// `GET /v1/account`
pub fn retrieve(book: &Book) -> Value {
    json!({
        "id": book.account,
        "object": "account",
        "business_profile": { "name": "Sandbox", "support_email": null, "url": null },
        "business_type": "company",
        "capabilities": { "card_payments": "active", "transfers": "active" },
        "charges_enabled": true,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": true,
        "email": null,
        "payouts_enabled": true,
        "settings": {
            "branding": { "icon": null, "logo": null, "primary_color": null, "secondary_color": null },
            "card_payments": {
                "decline_on": { "avs_failure": false, "cvc_failure": false },
                "statement_descriptor_prefix": "SANDBOX",
            },
            "dashboard": { "display_name": "Sandbox", "timezone": "Etc/UTC" },
            "payments": { "statement_descriptor": "SANDBOX" },
        },
        "type": "standard",
    })
}

/// `GET /v1/balance`
pub fn balance(book: &Book) -> Value {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::from([("usd", 0)]);
    for charge in book.charges.newest_first().filter(|charge| charge.captured) {
        *sums.entry(&charge.currency).or_default() += charge.amount - charge.amount_refunded;
    }
    let sum = |amount: i64, currency: &str| json!({ "amount": amount, "currency": currency, "source_types": { "card": amount } });
    let available: Vec<Value> = sums.keys().map(|currency| sum(0, currency)).collect();
    let pending: Vec<Value> =
        sums.iter().map(|(currency, amount)| sum(*amount, currency)).collect();
    json!({ "object": "balance", "available": available, "livemode": false, "pending": pending })
}
