//! Money goes back only where money was taken, and never more of it.

use chargeonce::gateway::sandbox::Running;

use crate::client::*;

fn captured(sandbox: &Running, number: &str) -> String {
    let (intent, _) = confirmed(sandbox, number);
    post(sandbox, &format!("/v1/payment_intents/{intent}/capture"), &[]);
    intent
}

#[test]
fn a_payment_is_refunded_in_parts_up_to_its_amount() {
    let sandbox = sandbox();
    let intent = captured(&sandbox, VISA);
    let refund = |amount: &str| {
        let form = [("payment_intent", intent.as_str()), ("amount", amount)];
        post(&sandbox, "/v1/refunds", &form)
    };
    let first = refund("250").json();
    assert_eq!((&first["status"], &first["amount"]), (&"succeeded".into(), &250.into()));
    assert_eq!(refund("1001").status, 400);
    assert_eq!(refund("1000").status, 200);
    let none_left = refund("1");
    assert_eq!(none_left.error()["code"], "charge_already_refunded");
    let charge = first["charge"].as_str().unwrap();
    let charge = get(&sandbox, &format!("/v1/charges/{charge}")).json();
    assert_eq!((&charge["refunded"], &charge["amount_refunded"]), (&true.into(), &1250.into()));
    let again = get(&sandbox, &format!("/v1/refunds/{}", first["id"].as_str().unwrap())).json();
    assert_eq!(again["amount"], 250);
}

#[test]
fn what_was_not_taken_is_not_refunded() {
    let sandbox = sandbox();
    let (held, _) = confirmed(&sandbox, VISA);
    for intent in [open_intent(&sandbox), held] {
        let answer = post(&sandbox, "/v1/refunds", &[("payment_intent", &intent)]);
        assert_eq!(
            (answer.status, &answer.error()["type"]),
            (400, &"invalid_request_error".into())
        );
    }
    assert_eq!(post(&sandbox, "/v1/refunds", &[("payment_intent", "pi_none")]).status, 400);
    assert_eq!(post(&sandbox, "/v1/refunds", &[("charge", "ch_none")]).status, 400);
    assert_eq!(post(&sandbox, "/v1/refunds", &[]).error()["code"], "parameter_missing");
}

#[test]
fn a_disputed_charge_is_not_refunded() {
    let sandbox = sandbox();
    let intent = captured(&sandbox, "4000000000000259");
    let answer = post(&sandbox, "/v1/refunds", &[("payment_intent", &intent)]);
    assert_eq!(answer.error()["code"], "charge_disputed");
}

#[test]
fn a_late_refund_begins_as_stripe_says() {
    let sandbox = sandbox();
    for (number, status) in [("4000000000007726", "pending"), ("4000000000005126", "succeeded")] {
        let intent = captured(&sandbox, number);
        let refund = post(&sandbox, "/v1/refunds", &[("payment_intent", &intent)]).json();
        assert_eq!(refund["status"], status);
    }
}

#[test]
fn the_balance_is_what_was_taken_less_what_went_back() {
    let sandbox = sandbox();
    let intent = captured(&sandbox, VISA);
    post(&sandbox, "/v1/refunds", &[("payment_intent", &intent), ("amount", "250")]);
    let balance = get(&sandbox, "/v1/balance").json();
    let pending = balance["pending"].as_array().unwrap();
    let euros = pending.iter().find(|sum| sum["currency"] == "eur").unwrap();
    assert_eq!(euros["amount"], 1000);
}
