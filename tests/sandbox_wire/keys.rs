//! Keys and permissions are refused as Stripe refuses them.

use crate::client::*;

#[test]
fn a_missing_or_wrong_key_is_refused() {
    let sandbox = sandbox();
    for headers in [
        &[][..],
        &["Authorization: Bearer sk_live_something"],
        &["Authorization: Bearer pk_test_something"],
        &["Authorization: Bearer something"],
    ] {
        let answer = send(sandbox.address(), "GET /v1/customers", headers, "");
        assert_eq!(
            (answer.status, &answer.error()["type"]),
            (401, &"invalid_request_error".into())
        );
        assert!(answer.header("request-id").unwrap().starts_with("req_"));
        assert!(!answer.text.contains("something"));
    }
}

#[test]
fn a_restricted_key_lacks_what_its_name_says() {
    let sandbox = sandbox();
    let ask = |key: &str, request: &str| {
        send(sandbox.address(), request, &[&format!("Authorization: Bearer {key}")], "")
    };
    for (permission, request) in [
        ("customer_read", "GET /v1/customers"),
        ("customer_read", "GET /v1/customers/search?query=name~%22amy%22"),
        ("payment_intent_read", "GET /v1/payment_intents"),
        ("payment_intent_write", "POST /v1/payment_intents"),
        ("payment_method_write", "POST /v1/payment_methods"),
        ("charge_read", "GET /v1/charges/ch_1"),
        ("charge_write", "POST /v1/refunds"),
        ("balance_read", "GET /v1/balance"),
    ] {
        let refused = ask(&format!("rk_test_till_no_{permission}"), request);
        assert_eq!(refused.status, 403, "{request}");
        let words = refused.error()["message"].as_str().unwrap().to_owned();
        assert!(words.contains(&format!("'rak_{permission}'")), "{request}");
        assert_ne!(ask("rk_test_till_no_other_thing", request).status, 403, "{request}");
    }
}

#[test]
fn every_answer_names_its_request_and_the_version() {
    let sandbox = sandbox();
    let answer = get(&sandbox, "/v1/account");
    assert!(answer.header("request-id").unwrap().starts_with("req_"));
    assert_eq!(answer.header("stripe-version"), Some("2026-09-30.endive"));
    let headers = ["Authorization: Bearer sk_test_x", "Stripe-Version: 2026-08-26.dahlia"];
    let answer = send(sandbox.address(), "GET /v1/balance", &headers, "");
    assert_eq!(answer.header("stripe-version"), Some("2026-08-26.dahlia"));
}

#[test]
fn an_error_says_where_to_read_about_it() {
    let sandbox = sandbox();
    let answer = get(&sandbox, "/v1/payment_intents/pi_none");
    let error = answer.error();
    assert_eq!((answer.status, &error["code"]), (404, &"resource_missing".into()));
    assert_eq!(error["doc_url"], "https://stripe.com/docs/error-codes/resource-missing");
    let request = answer.header("request-id").unwrap();
    assert!(error["request_log_url"].as_str().unwrap().ends_with(request));
    assert_eq!(get(&sandbox, "/v1/subscriptions").status, 404);
}
