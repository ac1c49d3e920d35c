//! Every error Stripe documents for these calls reaches the station as what it means there.

#[cfg(test)]
mod wire_fake;

use chargeonce::station::{ApiKind, Decline, Failure, IntentStatus, Reply, Trouble};
use serde_json::{Value, json};
use wire_fake::{Fake, answer, answer_with, api_error, confirm, declined, gateway, inspect};

fn invalid(code: &str) -> Value {
    json!({"type": "invalid_request_error", "code": code, "message": "Words may change."})
}

#[tokio::test]
async fn each_kind_is_told_by_status_type_and_code() {
    let plain = json!({"type": "invalid_request_error", "message": "Words may change."});
    let api = json!({"type": "api_error", "message": "Words may change."});
    let in_use = json!({"type": "idempotency_error", "code": "idempotency_key_in_use"});
    let idempotency = json!({"type": "idempotency_error", "message": "Keys for …"});
    for (http, error, kind) in [
        (401, plain.clone(), ApiKind::KeyRefused),
        (401, invalid("api_key_expired"), ApiKind::KeyRefused),
        (401, invalid("secret_key_required"), ApiKind::KeyRefused),
        (403, plain.clone(), ApiKind::PermissionMissing(None)),
        (400, invalid("testmode_charges_only"), ApiKind::WrongMode),
        (400, invalid("livemode_mismatch"), ApiKind::WrongMode),
        (404, invalid("resource_missing"), ApiKind::Missing),
        (400, invalid("resource_missing"), ApiKind::Missing),
        (404, plain.clone(), ApiKind::Missing),
        (400, invalid("payment_intent_unexpected_state"), ApiKind::UnexpectedState),
        (400, invalid("intent_invalid_state"), ApiKind::UnexpectedState),
        (400, invalid("charge_already_captured"), ApiKind::UnexpectedState),
        (400, invalid("charge_expired_for_capture"), ApiKind::UnexpectedState),
        (400, invalid("capture_charge_authorization_expired"), ApiKind::UnexpectedState),
        (400, idempotency, ApiKind::IdempotencyMismatch),
        (409, invalid("idempotency_key_in_use"), ApiKind::Busy),
        (409, in_use, ApiKind::Busy),
        (409, plain.clone(), ApiKind::Busy),
        (429, invalid("lock_timeout"), ApiKind::Busy),
        (400, invalid("lock_timeout"), ApiKind::Busy),
        (429, invalid("rate_limit"), ApiKind::RateLimited),
        (429, invalid("payment_intent_rate_limit_exceeded"), ApiKind::RateLimited),
        (429, plain.clone(), ApiKind::RateLimited),
        (400, invalid("amount_too_small"), ApiKind::Amount),
        (400, invalid("amount_too_large"), ApiKind::Amount),
        (400, invalid("invalid_charge_amount"), ApiKind::Amount),
        (400, invalid("charge_exceeds_source_limit"), ApiKind::Amount),
        (400, invalid("charge_exceeds_transaction_limit"), ApiKind::Amount),
        (400, plain.clone(), ApiKind::Invalid),
        (400, invalid("parameter_unknown"), ApiKind::Invalid),
        (400, invalid("payment_method_unexpected_state"), ApiKind::Invalid),
        (424, plain.clone(), ApiKind::Invalid),
        (400, invalid("a_code_of_next_year"), ApiKind::Invalid),
        (429, invalid("a_code_of_next_year"), ApiKind::RateLimited),
        (500, api.clone(), ApiKind::Server),
        (503, api, ApiKind::Server),
    ] {
        let found = api_error(http, error.clone()).await;
        assert_eq!((found.http, &found.kind), (http, &kind), "{error}");
        assert_eq!(found.request_id, Some(format!("req_{http}")));
        assert_eq!(found.code.as_deref(), error["code"].as_str());
    }
}

#[tokio::test]
async fn the_raw_card_refusal_is_known_by_how_it_begins_in_either_mode() {
    let begin = "Sending credit card numbers directly to the Stripe API is generally unsafe. ";
    for end in ["We suggest you use test tokens …", "To continue processing use Stripe.js …"] {
        for http in [400, 402, 403] {
            let error =
                json!({"type": "invalid_request_error", "message": format!("{begin}{end}")});
            let found = api_error(http, error).await;
            assert_eq!(found.kind, ApiKind::RawCardsRefused);
            assert_eq!(Trouble::of(&Failure::Api(found)), Trouble::RawCardsRefused);
        }
    }
}

#[tokio::test]
async fn a_restricted_key_names_what_it_lacks() {
    let error = json!({"type": "invalid_request_error", "message":
        "The provided key 'rk_live_***' does not have the required permissions for this endpoint \
         on account 'acct_1'. Having the 'rak_payment_intent_write' permission would allow this \
         request to continue."});
    let permission = Some("rak_payment_intent_write".to_owned());
    assert_eq!(api_error(403, error).await.kind, ApiKind::PermissionMissing(permission));
}

#[tokio::test]
async fn an_object_of_the_other_mode_is_a_wrong_mode() {
    for (here, there) in [("live", "test"), ("test", "live")] {
        let mut error = invalid("resource_missing");
        error["message"] = json!(format!(
            "No such customer: 'cus_1'; a similar object exists in {there} mode, but a {here} mode \
             key was used to make this request."
        ));
        assert_eq!(api_error(400, error).await.kind, ApiKind::WrongMode);
    }
}

#[tokio::test]
async fn a_card_error_is_a_decline_whatever_its_status_and_a_402_is_one_whatever_its_type() {
    for (http, error, reason) in [
        (402, json!({"type": "card_error"}), Decline::Generic),
        (402, json!({"type": "card_error", "code": "card_declined"}), Decline::Generic),
        (402, json!({"type": "card_error", "code": "a_code_of_next_year"}), Decline::Generic),
        (402, json!({"type": "card_error", "code": "expired_card"}), Decline::Expired),
        (400, json!({"type": "card_error", "code": "incorrect_cvc"}), Decline::CheckCvc),
        (400, invalid("incorrect_number"), Decline::CheckNumber),
        (402, invalid("payment_intent_action_required"), Decline::NeedsBank),
        (400, invalid("payment_intent_authentication_failure"), Decline::AuthenticationFailed),
        (402, json!({"message": "no type at all"}), Decline::Generic),
    ] {
        assert_eq!(declined(http, error.clone()).await.reason, reason, "{error}");
    }
}

#[tokio::test]
async fn a_decline_tells_where_the_intent_stands() {
    let error = json!({"type": "card_error", "code": "card_declined",
        "decline_code": "insufficient_funds",
        "payment_intent": {"id": "pi_1", "status": "requires_payment_method"}});
    assert_eq!(api_error(402, error).await.intent, Some(IntentStatus::RequiresPaymentMethod));
}

#[tokio::test]
async fn stripes_word_on_trying_again_is_passed_on() {
    for (header, said) in [("true", Some(true)), ("false", Some(false)), ("perhaps", None)] {
        let header = format!("Stripe-Should-Retry: {header}\r\nRetry-After: soon\r\n");
        let fake = Fake::new(vec![answer_with(409, &header, r#"{"error":{}}"#)]);
        let Err(Failure::Api(error)) = gateway(&fake).perform(inspect()).await else { panic!() };
        assert_eq!((error.should_retry, error.retry_after), (said, None));
    }
}

#[tokio::test]
async fn a_client_error_that_is_not_stripes_is_undecodable() {
    for body in ["", "<html>Please log in</html>", "{}", r#"{"error":"nope"}"#, "[1]"] {
        let fake = Fake::new(vec![answer(403, body)]);
        let request_id = Some("req_403".to_owned());
        assert_eq!(
            gateway(&fake).perform(confirm()).await,
            Err(Failure::Undecodable { http: 403, request_id }),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_failed_authentication_is_told_by_a_success_that_is_none() {
    let body = json!({"id": "pi_1", "status": "requires_payment_method", "amount": 1999,
        "currency": "usd", "livemode": false, "last_payment_error":
        {"type": "invalid_request_error", "code": "payment_intent_authentication_failure"}});
    let fake = Fake::new(vec![answer(200, &body.to_string())]);
    let Ok(Reply::Intent(facts)) = gateway(&fake).perform(inspect()).await else { panic!() };
    assert_eq!(facts.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(facts.declined.unwrap().reason, Decline::AuthenticationFailed);
}
