//! Answers have the shapes of Stripe's own: its published schemas, its sample objects, and the
//! types of a client library that refuses anything incomplete.

use chargeonce::gateway::sandbox::Running;
use serde_json::Value;

use crate::client::*;

/// One answer of every kind that the API can give, with the name of its schema.
fn samples(sandbox: &Running) -> Vec<(&'static str, Value)> {
    let mut samples = Vec::new();
    let list = get(sandbox, "/v1/customers?limit=100").json();
    let customers = list["data"].as_array().unwrap();
    samples.extend(customers.iter().map(|customer| ("customer", customer.clone())));
    samples.push(("account", get(sandbox, "/v1/account").json()));

    let (taken, _) = confirmed(sandbox, VISA);
    post(sandbox, &format!("/v1/payment_intents/{taken}/capture"), &[]);
    let refund = post(sandbox, "/v1/refunds", &[("payment_intent", &taken), ("amount", "5")]);
    samples.push(("refund", refund.json()));
    let (given_up, _) = confirmed(sandbox, "378282246310005");
    post(sandbox, &format!("/v1/payment_intents/{given_up}/cancel"), &[]);
    confirmed(sandbox, "4000000032200000");
    confirmed(sandbox, "4000000000003220");
    open_intent(sandbox);
    let (_, declined) = confirmed(sandbox, "4000000000000069");
    let (_, blocked) = confirmed(sandbox, "4100000000000019");
    let missing = get(sandbox, "/v1/payment_intents/pi_none");
    for answer in [declined, blocked, missing] {
        samples.push(("api_errors", answer.error()));
    }

    let book = sandbox.book_json();
    for (kind, schema) in [
        ("payment_intents", "payment_intent"),
        ("payment_methods", "payment_method"),
        ("charges", "charge"),
    ] {
        samples
            .extend(book[kind].as_array().unwrap().iter().map(|object| (schema, object.clone())));
    }
    samples
}

#[test]
fn every_answer_fits_stripe_s_schema() {
    let document: Value = serde_json::from_str(include_str!("../data/stripe-shapes.json")).unwrap();
    let sandbox = sandbox();
    for (schema, object) in samples(&sandbox) {
        check_object(&document["schemas"], schema, &object, schema);
    }
}

fn check_object(schemas: &Value, name: &str, object: &Value, path: &str) {
    // A schema left out of the extract is of something the sandbox has none of.
    let schema = schemas.get(name).unwrap_or_else(|| panic!("{path} has no schema"));
    for field in schema["required"].as_array().unwrap() {
        let field = field.as_str().unwrap();
        assert!(object.get(field).is_some(), "{path}.{field} is required");
    }
    for (field, value) in object.as_object().unwrap() {
        if let Some(rule) = schema["properties"].get(field) {
            check_value(schemas, rule, value, &format!("{path}.{field}"));
        }
    }
}

fn check_value(schemas: &Value, rule: &Value, value: &Value, path: &str) {
    if value.is_null() {
        assert_eq!(rule["nullable"], true, "{path} is null");
        return;
    }
    let types: Vec<&str> =
        rule["type"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let is = |kind: &str| types.contains(&kind);
    match value {
        Value::Object(_) if rule.get("ref").is_some() => {
            let names = rule["ref"].as_array().unwrap();
            let name = value["object"].as_str().filter(|name| names.contains(&Value::from(*name)));
            check_object(schemas, name.or(names[0].as_str()).unwrap(), value, path);
        }
        Value::Array(elements) => {
            assert!(is("array"), "{path} is an array");
            elements.iter().for_each(|element| check_value(schemas, &rule["items"], element, path));
        }
        value => {
            let fits = match value {
                Value::Bool(_) => is("boolean"),
                Value::Number(number) => is("integer") && number.is_i64(),
                Value::String(_) => is("string"),
                _ => is("object"),
            };
            assert!(fits, "{path} is of another type");
            if let Some(words) = rule["enum"].as_array().filter(|_| value.is_string()) {
                assert!(words.contains(value), "{path} is none of the known words");
            }
        }
    }
}

/// Fields of Stripe's samples that an object here has no use for.
const LEFT_OUT: &[&str] = &["managed_payments", "refunds"];

#[test]
fn every_object_has_the_fields_of_stripe_s_samples() {
    let fixtures: Value =
        serde_json::from_str(include_str!("../data/stripe-fixtures.json")).unwrap();
    let sandbox = sandbox();
    for (name, object) in samples(&sandbox) {
        let Some(fixture) = fixtures[name].as_object() else { continue };
        for (field, sample) in fixture {
            if LEFT_OUT.contains(&field.as_str()) {
                continue;
            }
            let value = object.get(field).unwrap_or_else(|| panic!("{name}.{field} is missing"));
            let alike = value.is_null()
                || sample.is_null()
                || std::mem::discriminant(value) == std::mem::discriminant(sample);
            assert!(alike, "{name}.{field} is of another type");
        }
    }
}

#[test]
fn every_answer_is_decoded_by_the_stripe_client_s_own_types() {
    let sandbox = sandbox();
    for (schema, object) in samples(&sandbox) {
        let text = object.to_string();
        let decoded = match schema {
            "payment_intent" => decodes::<stripe_shared::PaymentIntent>(&text),
            "payment_method" => decodes::<stripe_shared::PaymentMethod>(&text),
            "charge" => decodes::<stripe_shared::Charge>(&text),
            "customer" => decodes::<stripe_shared::Customer>(&text),
            "refund" => decodes::<stripe_shared::Refund>(&text),
            "account" => decodes::<stripe_shared::Account>(&text),
            "api_errors" => decodes::<stripe_shared::ApiErrors>(&text),
            other => panic!("{other} has no type"),
        };
        assert!(decoded, "{schema}");
    }
}

fn decodes<T: miniserde::Deserialize>(text: &str) -> bool {
    miniserde::json::from_str::<T>(text).is_ok()
}
