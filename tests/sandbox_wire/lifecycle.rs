//! A PaymentIntent goes through Stripe's states and no others.

use chargeonce::gateway::sandbox::Running;

use crate::client::*;

#[test]
fn a_sale_is_held_then_captured() {
    let sandbox = sandbox();
    let (intent, answer) = confirmed(&sandbox, VISA);
    let held = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(held["status"], "requires_capture");
    assert_eq!((&held["amount_capturable"], &held["amount_received"]), (&1250.into(), &0.into()));
    let charge = &held["latest_charge"];
    assert_eq!((&charge["captured"], &charge["paid"]), (&false.into(), &true.into()));
    assert_eq!(charge["payment_method_details"]["card"]["last4"], "4242");
    assert_eq!(charge["metadata"]["sale"], "17");

    let form = [("expand[]", "latest_charge")];
    let taken = post(&sandbox, &format!("/v1/payment_intents/{intent}/capture"), &form).json();
    assert_eq!(taken["status"], "succeeded");
    assert_eq!((&taken["amount_capturable"], &taken["amount_received"]), (&0.into(), &1250.into()));
    assert_eq!(taken["latest_charge"]["captured"], true);
    assert_eq!(taken["latest_charge"]["amount_captured"], 1250);

    let receipt = taken["latest_charge"]["receipt_url"].as_str().unwrap();
    let page = get(&sandbox, receipt.strip_prefix(&sandbox.base_url()).unwrap());
    assert_eq!(page.status, 200);
    assert!(page.text.contains("12.50 EUR") && page.text.contains("4242"));
}

#[test]
fn an_automatic_sale_succeeds_in_one_call() {
    let sandbox = sandbox();
    let form = [
        ("amount", "500"),
        ("currency", "jpy"),
        ("confirm", "true"),
        ("payment_method", "pm_card_visa"),
        ("capture_method", "automatic"),
        ("allowed_payment_method_types[]", "card"),
    ];
    let intent = post(&sandbox, "/v1/payment_intents", &form).json();
    assert_eq!(intent["status"], "succeeded");
    assert_eq!(intent["amount_received"], 500);
}

#[test]
fn a_part_of_a_hold_can_be_captured_and_the_rest_is_let_go() {
    let sandbox = sandbox();
    let (intent, _) = confirmed(&sandbox, VISA);
    let path = format!("/v1/payment_intents/{intent}/capture");
    let too_much = post(&sandbox, &path, &[("amount_to_capture", "1251")]);
    assert_eq!((too_much.status, &too_much.error()["code"]), (400, &"amount_too_large".into()));
    let form = [("amount_to_capture", "1000"), ("expand[]", "latest_charge")];
    let taken = post(&sandbox, &path, &form).json();
    assert_eq!(taken["amount_received"], 1000);
    assert_eq!(taken["latest_charge"]["amount_refunded"], 250);
    assert_eq!(taken["latest_charge"]["refunded"], false);
}

#[test]
fn cancelling_a_hold_lets_it_go() {
    let sandbox = sandbox();
    let (intent, _) = confirmed(&sandbox, VISA);
    let form = [("cancellation_reason", "abandoned"), ("expand[]", "latest_charge")];
    let gone = post(&sandbox, &format!("/v1/payment_intents/{intent}/cancel"), &form).json();
    assert_eq!(
        (&gone["status"], &gone["cancellation_reason"]),
        (&"canceled".into(), &"abandoned".into())
    );
    assert_eq!(gone["amount_capturable"], 0);
    assert_eq!(gone["latest_charge"]["refunded"], true);
}

#[test]
fn another_card_can_pay_after_a_decline() {
    let sandbox = sandbox();
    let (intent, declined) = confirmed(&sandbox, "4000000000009995");
    assert_eq!(declined.status, 402);
    let open = retrieve(&sandbox, &intent);
    assert_eq!(open["status"], "requires_payment_method");
    assert_eq!(open["last_payment_error"]["decline_code"], "insufficient_funds");
    assert!(open["payment_method"].is_null());
    let second = tokenise(&sandbox, VISA);
    let held = confirm(&sandbox, &intent, &second).json();
    assert_eq!(held["status"], "requires_capture");
    assert!(held["last_payment_error"].is_null());
}

#[test]
fn a_payment_method_is_used_at_most_once() {
    let sandbox = sandbox();
    for number in [VISA, "4000000000000002"] {
        let method = tokenise(&sandbox, number);
        confirm(&sandbox, &open_intent(&sandbox), &method);
        let again = confirm(&sandbox, &open_intent(&sandbox), &method);
        assert_eq!((again.status, &again.error()["type"]), (400, &"invalid_request_error".into()));
        assert!(again.error()["message"].as_str().unwrap().contains("It may not be used again"));
    }
}

/// Brings an intent into a state, by name.
fn in_state(sandbox: &Running, state: &str) -> String {
    let cancel = |intent: &str| post(sandbox, &format!("/v1/payment_intents/{intent}/cancel"), &[]);
    let capture =
        |intent: &str| post(sandbox, &format!("/v1/payment_intents/{intent}/capture"), &[]);
    let intent = match state {
        "requires_payment_method" => open_intent(sandbox),
        "requires_confirmation" => {
            let form = [("amount", "100"), ("currency", "usd"), ("payment_method", "pm_card_visa")];
            post(sandbox, "/v1/payment_intents", &form).id()
        }
        "requires_action" => confirmed(sandbox, "4000000000003220").0,
        "requires_capture" => confirmed(sandbox, VISA).0,
        "succeeded" => {
            let (intent, _) = confirmed(sandbox, VISA);
            capture(&intent);
            intent
        }
        _ => {
            let intent = open_intent(sandbox);
            cancel(&intent);
            intent
        }
    };
    assert_eq!(retrieve(sandbox, &intent)["status"], state);
    intent
}

#[test]
fn every_operation_is_refused_in_the_states_that_do_not_allow_it() {
    let sandbox = sandbox();
    // State, then what confirm, capture and cancel lead to; None is a refusal.
    let table = [
        ("requires_payment_method", [Some("requires_capture"), None, Some("canceled")]),
        ("requires_confirmation", [Some("succeeded"), None, Some("canceled")]),
        ("requires_action", [Some("requires_capture"), None, Some("canceled")]),
        ("requires_capture", [None, Some("succeeded"), Some("canceled")]),
        ("succeeded", [None, None, None]),
        ("canceled", [None, None, None]),
    ];
    for (state, outcomes) in table {
        for (operation, outcome) in ["confirm", "capture", "cancel"].into_iter().zip(outcomes) {
            let intent = in_state(&sandbox, state);
            let path = format!("/v1/payment_intents/{intent}/{operation}");
            let confirmation =
                [("payment_method", "pm_card_visa"), ("return_url", "https://example.com/back")];
            let form: &[_] = if operation == "confirm" { &confirmation } else { &[] };
            let answer = post(&sandbox, &path, form);
            let context = format!("{operation} in {state}");
            match outcome {
                Some(next) => {
                    assert_eq!(answer.status, 200, "{context}");
                    assert_eq!(answer.json()["status"], next, "{context}");
                }
                None => {
                    let error = answer.error();
                    assert_eq!(answer.status, 400, "{context}");
                    assert_eq!(error["code"], "payment_intent_unexpected_state", "{context}");
                    assert_eq!(error["payment_intent"]["status"], state, "{context}");
                    assert_eq!(retrieve(&sandbox, &intent)["status"], state, "{context}");
                }
            }
        }
    }
}

#[test]
fn confirming_without_a_card_is_refused_and_nothing_changes() {
    let sandbox = sandbox();
    let intent = open_intent(&sandbox);
    let answer = post(&sandbox, &format!("/v1/payment_intents/{intent}/confirm"), &[]);
    assert_eq!(answer.status, 400);
    assert_eq!(answer.error()["code"], "payment_intent_unexpected_state");
    assert_eq!(retrieve(&sandbox, &intent)["status"], "requires_payment_method");
}

#[test]
fn an_intent_open_to_redirects_needs_a_way_back() {
    let sandbox = sandbox();
    let intent =
        post(&sandbox, "/v1/payment_intents", &[("amount", "100"), ("currency", "usd")]).id();
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let answer = post(&sandbox, &path, &[("payment_method", "pm_card_visa")]);
    assert_eq!((answer.status, &answer.error()["param"]), (400, &"return_url".into()));
}

#[test]
fn intents_are_listed_newest_first_in_pages() {
    let sandbox = sandbox();
    let ids: Vec<String> = (0..5).map(|_| open_intent(&sandbox)).collect();
    let newest_first: Vec<&str> = ids.iter().rev().map(String::as_str).collect();
    let page = |query: &str| {
        let list = get(&sandbox, &format!("/v1/payment_intents?{query}")).json();
        let data = list["data"].as_array().unwrap().clone();
        let ids: Vec<String> =
            data.iter().map(|intent| intent["id"].as_str().unwrap().to_owned()).collect();
        (ids, list["has_more"].as_bool().unwrap())
    };
    assert_eq!(page("limit=2"), (ids_of(&newest_first[..2]), true));
    assert_eq!(
        page(&format!("limit=3&starting_after={}", ids[3])),
        (ids_of(&newest_first[2..]), false)
    );
    assert_eq!(
        page(&format!("limit=1&ending_before={}", ids[1])),
        (ids_of(&newest_first[2..3]), true)
    );
    let created = retrieve(&sandbox, &ids[0])["created"].as_i64().unwrap();
    assert_eq!(page(&format!("created[gte]={}", created + 60)), (vec![], false));
    assert_eq!(page(&format!("created%5Bgte%5D={}", created - 60)).0.len(), 5);
    assert_eq!(get(&sandbox, "/v1/payment_intents?limit=0").status, 400);
    assert_eq!(get(&sandbox, "/v1/payment_intents?starting_after=pi_none").status, 400);
}

fn ids_of(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn amounts_are_bounded_by_the_currency() {
    let sandbox = sandbox();
    for (amount, currency, code) in [
        ("49", "usd", "amount_too_small"),
        ("49", "jpy", "amount_too_small"),
        ("100000000", "usd", "amount_too_large"),
        ("12.5", "usd", "parameter_invalid_integer"),
        ("", "usd", "parameter_invalid_empty"),
    ] {
        let form = [("amount", amount), ("currency", currency)];
        let answer = post(&sandbox, "/v1/payment_intents", &form);
        assert_eq!(answer.status, 400);
        assert_eq!(answer.error()["code"], code, "{amount} {currency}");
    }
    for form in [[("amount", "0"), ("currency", "usd")], [("amount", "100"), ("currency", "xxx")]] {
        assert_eq!(post(&sandbox, "/v1/payment_intents", &form).status, 400);
    }
}

#[test]
fn a_receipt_address_can_be_noted_on_the_charge_afterwards() {
    let sandbox = sandbox();
    let (_, answer) = confirmed(&sandbox, VISA);
    let charge = answer.json()["latest_charge"]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/charges/{charge}");
    let updated = post(&sandbox, &path, &[("receipt_email", "guest@example.com")]).json();
    assert_eq!(updated["receipt_email"], "guest@example.com");
    assert_eq!(get(&sandbox, &path).json()["receipt_email"], "guest@example.com");
}
