//! The sandbox knows the parameters that Stripe knows, and refuses the others.

use serde_json::Value;

use crate::client::*;

#[test]
fn every_parameter_of_stripe_s_is_known_and_any_other_is_refused() {
    let sandbox = sandbox();
    let known: Value =
        serde_json::from_str(include_str!("../data/stripe-parameters.json")).unwrap();
    for (operation, names) in known["operations"].as_object().unwrap() {
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.replace("{intent}", "pi_none");
        let ask = |form: &str| {
            let headers = ["Authorization: Bearer sk_test_x"];
            match method {
                "POST" => send(sandbox.address(), &format!("POST {path}"), &headers, form),
                _ => send(sandbox.address(), &format!("GET {path}?{form}"), &headers, ""),
            }
        };
        for name in names.as_array().unwrap() {
            let name = name.as_str().unwrap();
            let answer = ask(&encode(&[(name, "1")]));
            let code = answer.json()["error"]["code"].clone();
            assert_ne!(code, "parameter_unknown", "{name} of {operation}");
        }
        for name in ["amuont", "card[nonsense]", "expand", "metadata"] {
            let answer = ask(&encode(&[(name, "1")]));
            assert_eq!(answer.status, 400, "{name} of {operation}");
            assert_eq!(answer.error()["code"], "parameter_unknown", "{name} of {operation}");
            assert_eq!(answer.error()["param"], name, "{operation}");
        }
        let removed = ask("payment_method_types[]=card");
        assert_eq!(removed.status, 400);
        assert_eq!(removed.error()["code"], "payment_method_types_no_longer_supported");
    }
}

#[test]
fn what_is_required_is_asked_for_by_name() {
    let sandbox = sandbox();
    let without = |path: &str, form: &[(&str, &str)], missing: &str| {
        let form: Vec<_> = form.iter().copied().filter(|(name, _)| *name != missing).collect();
        let answer = post(&sandbox, path, &form);
        let error = answer.error();
        assert_eq!(
            (answer.status, &error["code"]),
            (400, &"parameter_missing".into()),
            "{missing}"
        );
        assert_eq!(error["param"], missing);
    };
    for missing in ["amount", "currency"] {
        without("/v1/payment_intents", &[("amount", "100"), ("currency", "usd")], missing);
    }
    for missing in ["type", "card[number]", "card[exp_month]", "card[exp_year]"] {
        without("/v1/payment_methods", &card(VISA), missing);
    }
    assert_eq!(get(&sandbox, "/v1/customers/search").error()["code"], "parameter_missing");
}

#[test]
fn a_word_that_is_none_of_the_allowed_is_refused_with_the_allowed_ones() {
    let sandbox = sandbox();
    let form = [("amount", "100"), ("currency", "usd"), ("capture_method", "later")];
    let error = post(&sandbox, "/v1/payment_intents", &form).error();
    assert_eq!(error["param"], "capture_method");
    assert!(error["message"].as_str().unwrap().contains("manual"));
}

#[test]
fn an_expansion_that_leads_nowhere_is_refused_before_anything_is_done() {
    let sandbox = sandbox();
    let form = [("amount", "100"), ("currency", "usd"), ("expand[]", "nonsense")];
    assert_eq!(post(&sandbox, "/v1/payment_intents", &form).status, 400);
    assert!(sandbox.book_json()["payment_intents"].as_array().unwrap().is_empty());
}

#[test]
fn lists_are_expanded_element_by_element() {
    let sandbox = sandbox();
    confirmed(&sandbox, VISA);
    let path = "/v1/payment_intents?expand[]=data.latest_charge.payment_intent";
    let list = get(&sandbox, path).json();
    assert_eq!(list["data"][0]["latest_charge"]["payment_intent"]["object"], "payment_intent");
}
