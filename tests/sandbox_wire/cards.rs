//! Stripe's test cards do what Stripe documents (docs.stripe.com/testing).

use chargeonce::gateway::sandbox::Options;

use crate::client::*;

/// Cards that are approved: number, brand, funding.
const APPROVED: &[(&str, &str, &str)] = &[
    ("4242424242424242", "visa", "credit"),
    ("4000056655665556", "visa", "debit"),
    ("5555555555554444", "mastercard", "credit"),
    ("2223003122003222", "mastercard", "credit"),
    ("5200828282828210", "mastercard", "debit"),
    ("5105105105105100", "mastercard", "prepaid"),
    ("378282246310005", "amex", "credit"),
    ("371449635398431", "amex", "credit"),
    ("6011111111111117", "discover", "credit"),
    ("6011000990139424", "discover", "credit"),
    ("6011981111111113", "discover", "debit"),
    ("3056930009020004", "diners", "credit"),
    ("36227206271667", "diners", "credit"),
    ("6555900000604105", "discover", "credit"),
    ("3566002020360505", "jcb", "credit"),
    ("6200000000000005", "unionpay", "credit"),
    ("6200000000000047", "unionpay", "debit"),
    ("6205500000000000004", "unionpay", "credit"),
    ("4000002500001001", "visa", "credit"),
    ("5555552500001001", "mastercard", "credit"),
    ("4000050360000001", "visa", "debit"),
    ("5555050360000080", "mastercard", "debit"),
    ("4000008260000000", "visa", "credit"),
    ("4000000000003055", "visa", "credit"),
    ("4000000000003097", "visa", "credit"),
    ("4000000032200000", "visa", "credit"),
    ("4000000000009235", "visa", "credit"),
    ("4000008400000407", "visa", "credit"),
    ("4000000000005126", "visa", "credit"),
    ("4000000000000259", "visa", "credit"),
    ("4000000000000077", "visa", "credit"),
];

/// Cards that are declined: number, PaymentMethod, code, decline code.
const DECLINED: &[(&str, &str, &str, &str)] = &[
    ("4000000000000002", "pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
    (
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "card_declined",
        "insufficient_funds",
    ),
    ("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
    ("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
    ("4000000000000069", "pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    (
        "4000000000000119",
        "pm_card_chargeDeclinedProcessingError",
        "processing_error",
        "processing_error",
    ),
    (
        "4000000000006975",
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
        "card_declined",
        "card_velocity_exceeded",
    ),
    ("4000000000000341", "pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
    ("4100000000000019", "pm_card_radarBlock", "card_declined", "fraudulent"),
    ("4000000000004954", "pm_card_riskLevelHighest", "card_declined", "fraudulent"),
    (
        "4000008400001280",
        "pm_card_threeDSecureRequiredProcessingError",
        "card_declined",
        "generic_decline",
    ),
];

#[test]
fn cards_that_are_approved_hold_the_amount_under_their_brand() {
    let sandbox = sandbox();
    for (number, brand, funding) in APPROVED {
        let (_, answer) = confirmed(&sandbox, number);
        let intent = answer.json();
        let last4 = &number[number.len() - 4..];
        assert_eq!(intent["status"], "requires_capture", "card ending in {last4}");
        let card = &intent["latest_charge"]["payment_method_details"]["card"];
        assert_eq!(card["brand"], *brand, "card ending in {last4}");
        assert_eq!(card["funding"], *funding, "card ending in {last4}");
        assert_eq!(card["last4"], last4);
        assert_eq!(card["checks"]["cvc_check"], "pass");
    }
}

#[test]
fn cards_that_are_declined_say_why_and_leave_the_intent_open() {
    let sandbox = sandbox();
    for (number, token, code, decline_code) in DECLINED {
        for method in [tokenise(&sandbox, number), (*token).to_owned()] {
            let intent = open_intent(&sandbox);
            let answer = confirm(&sandbox, &intent, &method);
            let error = answer.error();
            assert_eq!(answer.status, 402, "{decline_code}");
            assert_eq!(error["type"], "card_error", "{decline_code}");
            assert_eq!(error["code"], *code, "{decline_code}");
            assert_eq!(error["decline_code"], *decline_code);
            assert_eq!(error["payment_intent"]["id"], intent.as_str());
            assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
            assert_eq!(
                error["payment_intent"]["last_payment_error"]["decline_code"],
                *decline_code
            );
            let charge = error["charge"].as_str().unwrap();
            let charge = get(&sandbox, &format!("/v1/charges/{charge}")).json();
            assert_eq!((&charge["status"], &charge["paid"]), (&"failed".into(), &false.into()));
            let outcome = if *decline_code == "fraudulent" { "blocked" } else { "issuer_declined" };
            assert_eq!(charge["outcome"]["type"], outcome, "{decline_code}");
        }
    }
}

#[test]
fn a_failing_check_is_told_while_the_charge_succeeds() {
    let sandbox = sandbox();
    for (number, check, outcome) in [
        ("4000000000000101", "cvc_check", "fail"),
        ("4000058400307872", "cvc_check", "fail"),
        ("4000000000000036", "address_postal_code_check", "fail"),
        ("4000058400306072", "address_postal_code_check", "fail"),
        ("4000000000000028", "address_line1_check", "fail"),
        ("4000000000000010", "address_line1_check", "fail"),
        ("4000000000000010", "address_postal_code_check", "fail"),
        ("4000000000000044", "address_postal_code_check", "unavailable"),
        ("4000000000000044", "cvc_check", "pass"),
    ] {
        let mut form = card(number);
        form.push(("billing_details[address][postal_code]", "94110"));
        form.push(("billing_details[address][line1]", "1 Main Street"));
        let method = post(&sandbox, "/v1/payment_methods", &form).json();
        assert_eq!(method["card"]["checks"][check], "unchecked");
        let method = method["id"].as_str().unwrap().to_owned();
        let intent = confirm(&sandbox, &open_intent(&sandbox), &method).json();
        let card = &intent["latest_charge"]["payment_method_details"]["card"];
        assert_eq!(intent["status"], "requires_capture");
        assert_eq!(card["checks"][check], outcome);
    }
}

#[test]
fn a_card_that_is_wrong_in_itself_is_refused_at_once() {
    let sandbox = sandbox();
    let cases: &[(&str, &str, &str, &str)] = &[
        ("card[number]", "4242424242424241", "incorrect_number", "number"),
        ("card[number]", "4242", "invalid_number", "number"),
        ("card[number]", "not a number", "invalid_number", "number"),
        ("card[exp_month]", "13", "invalid_expiry_month", "exp_month"),
        ("card[exp_month]", "0", "invalid_expiry_month", "exp_month"),
        ("card[exp_year]", "2020", "invalid_expiry_year", "exp_year"),
        ("card[exp_year]", "2149", "invalid_expiry_year", "exp_year"),
        ("card[cvc]", "99", "invalid_cvc", "cvc"),
        ("card[cvc]", "1234", "invalid_cvc", "cvc"),
        ("card[cvc]", "12a", "invalid_cvc", "cvc"),
    ];
    for (field, value, code, param) in cases {
        let mut form = card(VISA);
        form.retain(|(name, _)| name != field);
        form.push((field, value));
        let answer = post(&sandbox, "/v1/payment_methods", &form);
        let error = answer.error();
        assert_eq!(answer.status, 402, "{field}, {code}");
        assert_eq!(error["type"], "card_error");
        assert_eq!((&error["code"], &error["param"]), (&(*code).into(), &(*param).into()));
    }
    assert!(sandbox.book_json()["payment_methods"].as_array().unwrap().is_empty());
}

#[test]
fn a_card_without_a_cvc_is_accepted_and_its_cvc_is_not_checked() {
    let sandbox = sandbox();
    let mut form = card(VISA);
    form.retain(|(name, _)| *name != "card[cvc]");
    let method = post(&sandbox, "/v1/payment_methods", &form).id();
    let intent = confirm(&sandbox, &open_intent(&sandbox), &method).json();
    let card = &intent["latest_charge"]["payment_method_details"]["card"];
    assert!(card["checks"]["cvc_check"].is_null());
}

#[test]
fn a_card_that_is_no_test_card_is_refused() {
    let sandbox = sandbox();
    // Luhn-valid, in the range of a test card, but not one of them.
    let answer = post(&sandbox, "/v1/payment_methods", &card("4242420000000000"));
    assert_eq!(answer.status, 402);
    assert_eq!(answer.error()["decline_code"], "test_mode_live_card");
}

#[test]
fn any_card_of_a_test_range_is_accepted_on_demand_and_no_other() {
    let sandbox = sandbox_with(Options { accept_any_card: true, ..Options::default() });
    let (_, answer) = confirmed(&sandbox, "4242420000000000");
    assert_eq!(answer.json()["status"], "requires_capture");
    let (_, answer) = confirmed(&sandbox, "4000000000000002");
    assert_eq!(answer.status, 402);
    let outside = post(&sandbox, "/v1/payment_methods", &card("4900000000000003"));
    assert_eq!(outside.error()["decline_code"], "test_mode_live_card");
}

#[test]
fn an_account_without_raw_cards_refuses_numbers_but_takes_test_payment_methods() {
    let sandbox = sandbox_with(Options { raw_cards: false, ..Options::default() });
    let answer = post(&sandbox, "/v1/payment_methods", &card(VISA));
    let error = answer.error();
    assert_eq!((answer.status, &error["type"]), (400, &"invalid_request_error".into()));
    assert!(error.get("code").is_none());
    let words = "Sending credit card numbers directly to the Stripe API is generally unsafe.";
    assert!(error["message"].as_str().unwrap().starts_with(words));
    let held = confirm(&sandbox, &open_intent(&sandbox), "pm_card_visa").json();
    assert_eq!(held["status"], "requires_capture");
}

#[test]
fn the_same_card_has_the_same_fingerprint_and_no_number_is_ever_answered() {
    let sandbox = sandbox();
    let fingerprint = |number: &str| {
        let answer = post(&sandbox, "/v1/payment_methods", &card(number));
        assert!(!answer.text.contains(number));
        answer.json()["card"]["fingerprint"].as_str().unwrap().to_owned()
    };
    assert_eq!(fingerprint(VISA), fingerprint(VISA));
    assert_ne!(fingerprint(VISA), fingerprint("5555555555554444"));
    assert!(!sandbox.book_json().to_string().contains(VISA));
}
