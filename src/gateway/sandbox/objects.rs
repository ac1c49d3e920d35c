//! The JSON shapes of Stripe's objects (docs.stripe.com/api, version 2026-09-30.endive).

use serde_json::{Map, Value, json};

use super::book::Book;
use super::cards::{Checks, Risk};
use super::charges::Charge;
use super::customers::Customer;
use super::declines::Decline;
use super::payment_intents::{NextAction, PaymentIntent};
use super::payment_methods::PaymentMethod;
use super::refunds::Refund;

fn metadata(pairs: &[(String, String)]) -> Value {
    pairs
        .iter()
        .map(|(key, value)| (key.clone(), Value::from(value.as_str())))
        .collect::<Map<_, _>>()
        .into()
}

/// Adds the fields that Stripe always sends and that are never filled here.
fn with_nulls(mut object: Value, fields: &[&str]) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.extend(fields.iter().map(|field| ((*field).to_owned(), Value::Null)));
    }
    object
}

/// A PaymentIntent.
pub fn payment_intent(intent: &PaymentIntent) -> Value {
    let next_action = intent.next_action.as_ref().map(|action| match action {
        NextAction::Redirect { url, return_url } => json!({
            "type": "redirect_to_url",
            "redirect_to_url": { "return_url": return_url, "url": url },
        }),
        NextAction::StripeSdk => json!({ "type": "use_stripe_sdk", "use_stripe_sdk": {} }),
    });
    let automatic = intent
        .allowed_types
        .is_none()
        .then(|| json!({ "allow_redirects": intent.allow_redirects, "enabled": true }));
    with_nulls(
        json!({
            "id": intent.id,
            "object": "payment_intent",
            "allowed_payment_method_types": intent.allowed_types,
            "amount": intent.amount,
            "amount_capturable": intent.amount_capturable,
            "amount_details": { "tip": {} },
            "amount_received": intent.amount_received,
            "automatic_payment_methods": automatic,
            "canceled_at": intent.canceled_at,
            "cancellation_reason": intent.cancellation_reason,
            "capture_method": intent.capture_method,
            "client_secret": intent.client_secret,
            "confirmation_method": "automatic",
            "created": intent.created,
            "currency": intent.currency,
            "customer": intent.customer,
            "description": intent.description,
            "last_payment_error": intent.last_payment_error,
            "latest_charge": intent.latest_charge,
            "livemode": false,
            "metadata": metadata(&intent.metadata),
            "next_action": next_action,
            "payment_method": intent.payment_method,
            "payment_method_options": {
                "card": { "installments": null, "mandate_options": null, "network": null, "request_three_d_secure": "automatic" },
            },
            "payment_method_types": ["card"],
            "receipt_email": intent.receipt_email,
            "setup_future_usage": intent.setup_future_usage,
            "statement_descriptor_suffix": intent.statement_descriptor_suffix,
            "status": intent.status.name(),
        }),
        &[
            "application",
            "application_fee_amount",
            "customer_account",
            "excluded_payment_method_types",
            "on_behalf_of",
            "payment_method_configuration_details",
            "processing",
            "review",
            "shipping",
            "source",
            "statement_descriptor",
            "transfer_data",
            "transfer_group",
        ],
    )
}

/// What came of the checks on what was sent; unsent fields are not checked. Before the bank was
/// asked they are `unchecked`.
fn checks(method: &PaymentMethod, asked: bool) -> Value {
    let outcome = |sent: bool, fails: bool| match (sent, asked) {
        (false, _) => Value::Null,
        (true, false) => "unchecked".into(),
        (true, true) if fails => "fail".into(),
        (true, true) if method.behaviour.checks == Checks::AddressUnavailable => {
            "unavailable".into()
        }
        (true, true) => "pass".into(),
    };
    let address = |field: &str| {
        method.billing.pointer(&format!("/address/{field}")).is_some_and(|sent| !sent.is_null())
    };
    let cvc = match outcome(method.has_cvc, method.behaviour.checks == Checks::CvcFails) {
        unavailable if unavailable == "unavailable" => "pass".into(),
        known => known,
    };
    let behaviour = method.behaviour.checks;
    json!({
        "address_line1_check": outcome(
            address("line1"), matches!(behaviour, Checks::Line1Fails | Checks::AddressFails)),
        "address_postal_code_check": outcome(
            address("postal_code"), matches!(behaviour, Checks::PostalCodeFails | Checks::AddressFails)),
        "cvc_check": cvc,
    })
}

/// A PaymentMethod of type card.
pub fn payment_method(method: &PaymentMethod) -> Value {
    let month = method.expiry.month();
    let brand = method.brand.wire_name();
    json!({
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": method.billing,
        "card": {
            "brand": brand,
            "checks": checks(method, false),
            "country": method.country,
            "display_brand": brand,
            "exp_month": month.month,
            "exp_year": month.year,
            "fingerprint": method.fingerprint,
            "funding": method.funding,
            "generated_from": null,
            "last4": method.last4.to_string(),
            "networks": { "available": [brand], "preferred": null },
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        },
        "created": method.created,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": metadata(&method.metadata),
        "type": "card",
    })
}

fn outcome(charge: &Charge, risk: Risk) -> Value {
    let (kind, network_status, reason, words) = match charge.decline {
        None => ("authorized", "approved_by_network", None, "Payment complete."),
        Some(Decline::Blocked) => (
            "blocked",
            "not_sent_to_network",
            Some("highest_risk_level"),
            "Stripe blocked this payment as too risky.",
        ),
        Some(decline) => (
            "issuer_declined",
            "declined_by_network",
            Some(decline.decline_code()),
            "The bank declined this payment.",
        ),
    };
    let (level, score) = match risk {
        Risk::Normal => ("normal", 20),
        Risk::Elevated => ("elevated", 70),
        Risk::Highest => ("highest", 90),
    };
    json!({
        "advice_code": charge.decline.and_then(Decline::advice_code),
        "network_advice_code": null,
        "network_decline_code": charge.decline.and_then(Decline::network_decline_code),
        "network_status": network_status,
        "reason": reason,
        "risk_level": level,
        "risk_score": score,
        "seller_message": words,
        "type": kind,
    })
}

fn payment_method_details(charge: &Charge, method: &PaymentMethod) -> Value {
    let month = method.expiry.month();
    let brand = method.brand.wire_name();
    let authorised = charge.decline.is_none().then_some(charge.amount);
    let three_d_secure = charge.authentication_flow.map(|flow| {
        json!({
            "authentication_flow": flow,
            "electronic_commerce_indicator": "05",
            "exemption_indicator": null,
            "result": "authenticated",
            "result_reason": null,
            "transaction_id": null,
            "version": "2.2.0",
        })
    });
    json!({
        "card": {
            "amount_authorized": authorised,
            "authorization_code": null,
            "brand": brand,
            "checks": checks(method, true),
            "country": method.country,
            "exp_month": month.month,
            "exp_year": month.year,
            "extended_authorization": { "status": "disabled" },
            "fingerprint": method.fingerprint,
            "funding": method.funding,
            "incremental_authorization": { "status": "unavailable" },
            "installments": null,
            "last4": method.last4.to_string(),
            "mandate": null,
            "multicapture": { "status": "unavailable" },
            "network": brand,
            "network_token": { "used": false },
            "network_transaction_id": null,
            "overcapture": { "maximum_amount_capturable": charge.amount, "status": "unavailable" },
            "regulated_status": "unregulated",
            "three_d_secure": three_d_secure,
            "wallet": null,
        },
        "type": "card",
    })
}

/// A charge.
pub fn charge(book: &Book, charge: &Charge) -> Value {
    let method = book.payment_methods.get(&charge.payment_method);
    let declined = charge.decline.is_some();
    let receipt_url =
        charge.receipt.as_ref().map(|code| format!("{}/receipts/{code}", book.base_url));
    with_nulls(
        json!({
            "id": charge.id,
            "object": "charge",
            "amount": charge.amount,
            "amount_captured": charge.amount_captured,
            "amount_refunded": charge.amount_refunded,
            "billing_details": method.map_or_else(|| json!({}), |method| method.billing.clone()),
            "calculated_statement_descriptor": "SANDBOX",
            "captured": charge.captured,
            "created": charge.created,
            "currency": charge.currency,
            "customer": charge.customer,
            "description": charge.description,
            "disputed": charge.disputed,
            "failure_code": charge.decline.map(Decline::code),
            "failure_message": charge.decline.map(Decline::message),
            "fraud_details": {},
            "livemode": false,
            "metadata": metadata(&charge.metadata),
            "outcome": outcome(charge, method.map_or(Risk::Normal, |method| method.behaviour.risk)),
            "paid": !declined,
            "payment_intent": charge.payment_intent,
            "payment_method": charge.payment_method,
            "payment_method_details": method.map(|method| payment_method_details(charge, method)),
            "receipt_email": charge.receipt_email,
            "receipt_url": receipt_url,
            "refunded": !declined && charge.amount_refunded == charge.amount,
            "statement_descriptor_suffix": charge.statement_descriptor_suffix,
            "status": if declined { "failed" } else { "succeeded" },
        }),
        &[
            "application",
            "application_fee",
            "application_fee_amount",
            "balance_transaction",
            "failure_balance_transaction",
            "on_behalf_of",
            "receipt_number",
            "review",
            "shipping",
            "source",
            "source_transfer",
            "statement_descriptor",
            "transfer_data",
            "transfer_group",
        ],
    )
}

/// A refund.
pub fn refund(refund: &Refund) -> Value {
    let mut object = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": null,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "customer": null,
        "customer_account": null,
        "destination_details": { "card": { "type": "refund" }, "type": "card" },
        "metadata": metadata(&refund.metadata),
        "payment_intent": refund.payment_intent,
        "payment_method": null,
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": refund.status,
        "transfer_reversal": null,
    });
    if refund.status == "failed"
        && let Some(object) = object.as_object_mut()
    {
        object.insert("failure_reason".to_owned(), "unknown".into());
    }
    object
}

/// A customer.
pub fn customer(customer: &Customer) -> Value {
    json!({
        "id": customer.id,
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": customer.created,
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": customer.email,
        "invoice_prefix": null,
        "invoice_settings": {
            "custom_fields": null,
            "default_payment_method": null,
            "footer": null,
            "rendering_options": null,
        },
        "livemode": false,
        "metadata": metadata(&customer.metadata),
        "name": customer.name,
        "next_invoice_sequence": 1,
        "phone": customer.phone,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    })
}
