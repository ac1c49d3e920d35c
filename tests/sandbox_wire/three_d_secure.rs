//! A card that asks for 3-D Secure is settled on the sandbox's own page.

use chargeonce::gateway::sandbox::Running;

use crate::client::*;

const ASKS: &[&str] = &[
    "4000000000003220",
    "4000008400000027",
    "4000002760003184",
    "4000002500003155",
    "4000003800000446",
    "4000008405600003",
];

/// An intent that waits for the customer, and the path of the bank's page.
fn waiting(sandbox: &Running, number: &str) -> (String, String) {
    let (intent, answer) = confirmed(sandbox, number);
    let body = answer.json();
    assert_eq!((answer.status, &body["status"]), (200, &"requires_action".into()));
    assert_eq!(body["next_action"]["type"], "redirect_to_url");
    let redirect = &body["next_action"]["redirect_to_url"];
    assert_eq!(redirect["return_url"], "https://example.com/back");
    let url = redirect["url"].as_str().unwrap();
    (intent, url.strip_prefix(&sandbox.base_url()).unwrap().to_owned())
}

#[test]
fn an_approved_page_holds_the_money() {
    let sandbox = sandbox();
    for number in ASKS {
        let (intent, page) = waiting(&sandbox, number);
        assert!(page.len() <= "/3ds/AB12CD".len());
        let html = get(&sandbox, &page);
        assert_eq!(html.status, 200);
        assert!(html.text.contains("12.50 EUR") && html.text.contains("SANDBOX"));
        assert_eq!(get(&sandbox, &format!("{page}/approve")).status, 200);
        let settled = retrieve(&sandbox, &intent);
        assert_eq!(settled["status"], "requires_capture");
        assert!(settled["next_action"].is_null());
        let charge = settled["latest_charge"].as_str().unwrap();
        let charge = get(&sandbox, &format!("/v1/charges/{charge}")).json();
        let card = &charge["payment_method_details"]["card"];
        assert_eq!(card["three_d_secure"]["result"], "authenticated");
    }
}

#[test]
fn a_refused_page_fails_the_attempt_and_the_intent_stays_open() {
    let sandbox = sandbox();
    let (intent, page) = waiting(&sandbox, ASKS[0]);
    assert_eq!(post(&sandbox, &format!("{page}/refuse"), &[]).status, 200);
    let settled = retrieve(&sandbox, &intent);
    assert_eq!(settled["status"], "requires_payment_method");
    let error = &settled["last_payment_error"];
    assert_eq!(error["code"], "payment_intent_authentication_failure");
    assert_eq!(error["type"], "invalid_request_error");
}

#[test]
fn a_bank_can_decline_after_the_customer_confirmed() {
    let sandbox = sandbox();
    for (number, decline_code) in
        [("4000008400001629", "generic_decline"), ("4000008260003178", "insufficient_funds")]
    {
        let (intent, page) = waiting(&sandbox, number);
        assert_eq!(get(&sandbox, &format!("{page}/approve")).status, 200);
        let settled = retrieve(&sandbox, &intent);
        assert_eq!(settled["status"], "requires_payment_method");
        assert_eq!(settled["last_payment_error"]["decline_code"], decline_code);
    }
}

#[test]
fn a_page_is_answered_once_and_not_after_the_payment_was_given_up() {
    let sandbox = sandbox();
    let (intent, page) = waiting(&sandbox, ASKS[0]);
    get(&sandbox, &format!("{page}/approve"));
    get(&sandbox, &format!("{page}/refuse"));
    assert_eq!(retrieve(&sandbox, &intent)["status"], "requires_capture");

    let (intent, page) = waiting(&sandbox, ASKS[0]);
    post(&sandbox, &format!("/v1/payment_intents/{intent}/cancel"), &[]);
    assert!(get(&sandbox, &format!("{page}/approve")).text.contains("Already settled"));
    assert_eq!(retrieve(&sandbox, &intent)["status"], "canceled");
    assert_eq!(get(&sandbox, "/3ds/NOSUCH").status, 404);
}

#[test]
fn who_forbids_actions_gets_a_decline() {
    let sandbox = sandbox();
    let intent = open_intent(&sandbox);
    let method = tokenise(&sandbox, ASKS[0]);
    let form = [("payment_method", method.as_str()), ("error_on_requires_action", "true")];
    let answer = post(&sandbox, &format!("/v1/payment_intents/{intent}/confirm"), &form);
    assert_eq!((answer.status, &answer.error()["code"]), (402, &"authentication_required".into()));
    assert_eq!(retrieve(&sandbox, &intent)["status"], "requires_payment_method");
}

#[test]
fn without_a_way_back_only_stripe_s_own_code_could_ask() {
    let sandbox = sandbox();
    let intent = open_intent(&sandbox);
    let method = tokenise(&sandbox, ASKS[0]);
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let body = post(&sandbox, &path, &[("payment_method", &method)]).json();
    assert_eq!(body["status"], "requires_action");
    assert_eq!(body["next_action"]["type"], "use_stripe_sdk");
}

#[test]
fn an_order_by_mail_or_telephone_is_not_asked() {
    let sandbox = sandbox();
    let intent = open_intent(&sandbox);
    let method = tokenise(&sandbox, ASKS[0]);
    let form =
        [("payment_method", method.as_str()), ("payment_method_options[card][moto]", "true")];
    let path = format!("/v1/payment_intents/{intent}/confirm");
    assert_eq!(post(&sandbox, &path, &form).json()["status"], "requires_capture");
}
