//! What an error answer means: told by HTTP status, type and code.
//!
//! Never by the message, which Stripe may reword, with three exceptions that have nothing else to
//! go by: the refusal of raw card numbers, the permission a restricted key lacks, and an object
//! that exists in the other mode. Nested objects are looked into one field at a time, so that one
//! this version cannot read never hides the code of a decline.

use serde_json::Value;

use super::answer_head::AnswerHead;
use super::answers::intent_status;
use super::text::{self, field};
use super::transport::Answered;
use crate::station::{ApiError, ApiKind, Decline, Declined, Failure, Retry};

/// How the refusal of raw card numbers begins; it has no code.
const RAW_CARDS: &str =
    "Sending credit card numbers directly to the Stripe API is generally unsafe";
/// Said of an object that a key of this mode cannot see.
const OTHER_MODE: [&str; 2] =
    ["a similar object exists in test mode", "a similar object exists in live mode"];

/// Passes an answer that is a success on, and reads the error of any other.
///
/// # Errors
/// [`Failure::Api`], or [`Failure::Undecodable`] for what is no answer of Stripe's.
pub(super) fn checked(answered: Answered) -> Result<Answered, Failure> {
    match answered.head.http {
        200..=299 => Ok(answered),
        _ => Err(read(&answered.head, &answered.body)),
    }
}

/// Reads an error answer.
pub(super) fn read(head: &AnswerHead, body: &[u8]) -> Failure {
    let answer = serde_json::from_slice::<Value>(body).unwrap_or_default();
    match answer.get("error").filter(|error| error.is_object()) {
        Some(error) => Failure::Api(api_error(head, error)),
        // Without a body of Stripe's these two still say enough: a proxy's 500 must not be
        // repeated more freely than Stripe's own, and too many requests are too many.
        None if head.http == 429 || head.http >= 500 => Failure::Api(api_error(head, &Value::Null)),
        None => head.undecodable(),
    }
}

fn api_error(head: &AnswerHead, error: &Value) -> ApiError {
    ApiError {
        http: head.http,
        kind: kind(head.http, error),
        code: code(error).and_then(text::word),
        request_id: head.request_id.clone(),
        should_retry: head.should_retry,
        retry_after: head.retry_after,
        intent: error
            .get("payment_intent")
            .and_then(|intent| field(intent, "status"))
            .map(intent_status),
    }
}

fn code(error: &Value) -> Option<&str> {
    field(error, "code")
}

fn kind(http: u16, error: &Value) -> ApiKind {
    let message = field(error, "message").unwrap_or_default();
    if message.starts_with(RAW_CARDS) {
        return ApiKind::RawCardsRefused;
    }
    match field(error, "type") {
        Some("card_error") => return ApiKind::Declined(declined_or_generic(error)),
        // A conflict says that the first request with the key is still under way, not that the
        // key was used for another: that may be told by either type.
        Some("idempotency_error") if http != 409 => return ApiKind::IdempotencyMismatch,
        _ => {}
    }
    if let Some(kind) = code(error).and_then(|code| kind_of_code(code, error, message)) {
        return kind;
    }
    match http {
        401 => ApiKind::KeyRefused,
        402 => ApiKind::Declined(declined_or_generic(error)),
        403 => ApiKind::PermissionMissing(permission(message)),
        404 => ApiKind::Missing,
        409 => ApiKind::Busy,
        429 => ApiKind::RateLimited,
        500.. => ApiKind::Server,
        _ => ApiKind::Invalid,
    }
}

/// The codes that say more than the status. Unknown ones say nothing.
fn kind_of_code(code: &str, error: &Value, message: &str) -> Option<ApiKind> {
    Some(match code {
        "api_key_expired" | "platform_api_key_expired" | "secret_key_required" => {
            ApiKind::KeyRefused
        }
        "livemode_mismatch" | "testmode_charges_only" => ApiKind::WrongMode,
        "resource_missing" if OTHER_MODE.iter().any(|sign| message.contains(sign)) => {
            ApiKind::WrongMode
        }
        "resource_missing" => ApiKind::Missing,
        "lock_timeout" | "idempotency_key_in_use" => ApiKind::Busy,
        "rate_limit" | "payment_intent_rate_limit_exceeded" => ApiKind::RateLimited,
        "amount_too_small"
        | "amount_too_large"
        | "invalid_charge_amount"
        | "charge_exceeds_source_limit"
        | "charge_exceeds_transaction_limit" => ApiKind::Amount,
        "payment_intent_unexpected_state"
        | "intent_invalid_state"
        | "charge_already_captured"
        | "charge_expired_for_capture"
        | "capture_charge_authorization_expired" => ApiKind::UnexpectedState,
        // A card's own fault, which tokenisation may answer as a plain invalid request.
        "card_declined"
        | "card_decline_rate_limit_exceeded"
        | "incorrect_number"
        | "invalid_number"
        | "incorrect_cvc"
        | "invalid_cvc"
        | "expired_card"
        | "expired_payment_method"
        | "invalid_expiry_month"
        | "invalid_expiry_year"
        | "incorrect_zip"
        | "incorrect_postal_code"
        | "postal_code_invalid"
        | "incorrect_address"
        | "authentication_required"
        | "payment_intent_action_required"
        | "payment_intent_authentication_failure" => ApiKind::Declined(declined_or_generic(error)),
        _ => return None,
    })
}

fn declined_or_generic(error: &Value) -> Declined {
    declined(error)
        .unwrap_or_else(|| Declined { reason: Decline::Generic, code: "card_error".to_owned() })
}

/// Why a card did not go through, from an error or a `last_payment_error`; `None` when it names
/// no code at all.
///
/// `advice_code` goes before the table where it warns: with `do_not_try_again` nothing invites to
/// try the same card. It never invites by itself (`try_again_later`), because then a plain
/// generic decline would look different from a lost or stolen card.
pub(super) fn declined(error: &Value) -> Option<Declined> {
    let (code, decline_code) = (code(error), field(error, "decline_code"));
    let said = decline_code.or(code)?;
    let mut reason = Decline::of(code, decline_code);
    if field(error, "advice_code") == Some("do_not_try_again") && reason.retry() != Retry::OtherCard
    {
        reason = Decline::Generic;
    }
    Some(Declined { reason, code: text::word(said).unwrap_or_else(|| "unreadable".to_owned()) })
}

/// The `rak_…` permission that Stripe says would allow the request.
fn permission(message: &str) -> Option<String> {
    let rest = message.split_once("rak_")?.1;
    let name: String =
        rest.chars().take_while(|&letter| letter.is_ascii_lowercase() || letter == '_').collect();
    (!name.is_empty()).then(|| format!("rak_{name}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::station::IntentStatus;

    fn head(http: u16) -> AnswerHead {
        AnswerHead::new(http, |_| None)
    }

    fn api(http: u16, error: Value) -> ApiError {
        match read(&head(http), json!({ "error": error }).to_string().as_bytes()) {
            Failure::Api(error) => error,
            other => panic!("not an API error: {other:?}"),
        }
    }

    #[test]
    fn a_nested_object_nobody_can_read_never_hides_the_decline() {
        for intent in [json!(7), json!([]), json!({"status": 3}), json!("pi_1"), json!(null)] {
            let error = api(
                402,
                json!({"type": "card_error", "code": "card_declined",
                       "decline_code": "insufficient_funds", "payment_intent": intent}),
            );
            let ApiKind::Declined(declined) = error.kind else { panic!("not a decline") };
            assert_eq!(declined.reason, Decline::InsufficientFunds);
            assert_eq!(declined.code, "insufficient_funds");
            assert_eq!(error.intent, None);
        }
    }

    #[test]
    fn the_status_of_the_intent_in_an_error_is_told() {
        let error = api(
            400,
            json!({"type": "invalid_request_error", "code": "payment_intent_unexpected_state",
                   "payment_intent": {"id": "pi_1", "status": "succeeded"}}),
        );
        assert_eq!(error.kind, ApiKind::UnexpectedState);
        assert_eq!(error.intent, Some(IntentStatus::Succeeded));
    }

    #[test]
    fn advice_not_to_try_again_takes_the_invitation_back() {
        let error = json!({"code": "processing_error", "advice_code": "do_not_try_again"});
        assert_eq!(declined(&error).unwrap().reason, Decline::Generic);
        let error = json!({"code": "expired_card", "advice_code": "do_not_try_again"});
        assert_eq!(declined(&error).unwrap().reason, Decline::Expired);
    }

    #[test]
    fn advice_to_try_again_never_tells_a_generic_decline_from_a_stolen_card() {
        for advice in ["try_again_later", "confirm_card_data", "do_not_try_again"] {
            for decline in ["generic_decline", "stolen_card", "lost_card", "fraudulent"] {
                let error = json!({"code": "card_declined", "decline_code": decline,
                                   "advice_code": advice});
                assert_eq!(declined(&error).unwrap().reason, Decline::Generic);
            }
        }
    }

    #[test]
    fn the_missing_permission_is_read_from_the_sentence() {
        let message = "… Having the 'rak_payment_intent_write' permission would allow this …";
        assert_eq!(permission(message).as_deref(), Some("rak_payment_intent_write"));
        assert_eq!(permission("Having the 'rak_' permission"), None);
        assert_eq!(permission("no"), None);
    }

    #[test]
    fn a_code_with_anything_strange_in_it_is_not_repeated() {
        let error = api(400, json!({"type": "invalid_request_error", "code": "4242 4242\n"}));
        assert_eq!(error.code, None);
        assert_eq!(error.kind, ApiKind::Invalid);
    }

    #[test]
    fn a_server_error_without_a_readable_body_is_still_a_server_error() {
        let failure = read(&head(502), b"<html>Bad gateway</html>");
        assert!(matches!(failure, Failure::Api(ApiError { http: 502, kind: ApiKind::Server, .. })));
        let failure = read(&head(403), b"<html>Log in to the guest network</html>");
        assert!(matches!(failure, Failure::Undecodable { http: 403, .. }));
    }
}
