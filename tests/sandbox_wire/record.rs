//! The record says what was asked, and no card data.

use chargeonce::gateway::sandbox::Options;
use serde_json::Value;

use crate::client::*;

#[test]
fn every_request_is_one_line_with_card_data_as_its_length() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.jsonl");
    let sandbox = sandbox_with(Options { record: Some(path.clone()), ..Options::default() });
    post_with_key(&sandbox, "/v1/payment_methods", &card(VISA), "sale-pm-1");
    post_with_key(&sandbox, "/v1/payment_methods", &card(VISA), "sale-pm-1");
    get(&sandbox, "/v1/payment_intents?created%5Bgte%5D=5&expand[]=a&expand[]=b");
    get(&sandbox, "/3ds/NOSUCH");

    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(VISA));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "pages are no API requests");
    let names: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["method", "path", "parameters", "idempotency_key", "status"]);
    assert_eq!(lines[0]["method"], "POST");
    assert_eq!(lines[0]["path"], "/v1/payment_methods");
    assert_eq!(lines[0]["parameters"]["card[number]"], 16);
    assert_eq!(lines[0]["parameters"]["card[cvc]"], 3);
    assert_eq!(lines[0]["parameters"]["card[exp_year]"], 4);
    assert_eq!(lines[0]["idempotency_key"], "sale-pm-1");
    assert_eq!((&lines[0]["status"], lines[0].get("replayed")), (&200.into(), None));
    assert_eq!(lines[1]["replayed"], true);
    assert_eq!(lines[2]["query"]["created[gte]"], "5");
    assert_eq!(lines[2]["query"]["expand[]"], serde_json::json!(["a", "b"]));
    assert_eq!((&lines[2]["status"], &lines[2]["idempotency_key"]), (&400.into(), &Value::Null));
}

#[test]
fn a_card_number_where_none_belongs_is_not_recorded_either() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.jsonl");
    let sandbox = sandbox_with(Options { record: Some(path.clone()), ..Options::default() });
    post_with_key(&sandbox, "/v1/payment_methods", &[("card[numbr]", VISA)], VISA);
    post_with_key(&sandbox, "/v1/payment_intents", &[("description", &format!("a {VISA} b"))], "k");
    post_with_key(
        &sandbox,
        "/v1/payment_intents",
        &[(&format!("{{\"number\":\"{VISA}\"}}"), "")],
        "k",
    );
    get(&sandbox, &format!("/v1/customers/{VISA}"));
    get(&sandbox, "/v1/customers/4242%204242%204242%204242");
    send(sandbox.address(), &format!("GET /v1/customers/{VISA}"), &[], "");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 6, "{text}");
    assert!(text.lines().all(|line| line.contains("[redacted]")), "{text}");
    assert!(!text.contains("4242"), "{text}");
    assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{text}");
}

#[test]
fn a_record_is_appended_to() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.jsonl");
    for _ in 0..2 {
        let sandbox = sandbox_with(Options { record: Some(path.clone()), ..Options::default() });
        get(&sandbox, "/v1/balance");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2);
}
