//! Every decline code Stripe documents ("Decline codes") is said in the right words, and what
//! must be concealed cannot be told from a generic decline.

#[cfg(test)]
mod wire_fake;

use chargeonce::station::{Decline, Declined, Retry};
use serde_json::json;
use wire_fake::declined;

/// The 47 documented codes, what is said, and what makes sense next.
const TABLE: [(&str, Decline, Retry); 47] = [
    ("approve_with_id", Decline::TryOnce, Retry::Once),
    ("authentication_required", Decline::NeedsBank, Retry::OtherCard),
    ("call_issuer", Decline::Generic, Retry::OtherCard),
    ("card_not_supported", Decline::CardNotSupported, Retry::OtherCard),
    ("card_velocity_exceeded", Decline::LimitReached, Retry::OtherCard),
    ("currency_not_supported", Decline::CurrencyNotSupported, Retry::OtherCard),
    ("do_not_honor", Decline::Generic, Retry::OtherCard),
    ("do_not_try_again", Decline::Generic, Retry::OtherCard),
    ("duplicate_transaction", Decline::Duplicate, Retry::OtherCard),
    ("expired_card", Decline::Expired, Retry::OtherCard),
    ("fraudulent", Decline::Generic, Retry::OtherCard),
    ("generic_decline", Decline::Generic, Retry::OtherCard),
    ("incorrect_cvc", Decline::CheckCvc, Retry::FixEntry),
    ("incorrect_number", Decline::CheckNumber, Retry::FixEntry),
    ("incorrect_pin", Decline::NeedsPin, Retry::OtherCard),
    ("incorrect_zip", Decline::CheckPostal, Retry::FixEntry),
    ("insufficient_funds", Decline::InsufficientFunds, Retry::OtherCard),
    ("invalid_account", Decline::Generic, Retry::OtherCard),
    ("invalid_amount", Decline::AmountNotAllowed, Retry::OtherCard),
    ("invalid_cvc", Decline::CheckCvc, Retry::FixEntry),
    ("invalid_expiry_month", Decline::CheckExpiry, Retry::FixEntry),
    ("invalid_expiry_year", Decline::CheckExpiry, Retry::FixEntry),
    ("invalid_number", Decline::CheckNumber, Retry::FixEntry),
    ("invalid_pin", Decline::NeedsPin, Retry::OtherCard),
    ("issuer_not_available", Decline::BankUnreachable, Retry::Once),
    ("lost_card", Decline::Generic, Retry::OtherCard),
    ("merchant_blacklist", Decline::Generic, Retry::OtherCard),
    ("new_account_information_available", Decline::Generic, Retry::OtherCard),
    ("no_action_taken", Decline::Generic, Retry::OtherCard),
    ("not_permitted", Decline::Generic, Retry::OtherCard),
    ("offline_pin_required", Decline::NeedsPin, Retry::OtherCard),
    ("online_or_offline_pin_required", Decline::NeedsPin, Retry::OtherCard),
    ("pickup_card", Decline::Generic, Retry::OtherCard),
    ("pin_try_exceeded", Decline::TooManyPins, Retry::OtherCard),
    ("processing_error", Decline::TryOnce, Retry::Once),
    ("reenter_transaction", Decline::TryOnce, Retry::Once),
    ("restricted_card", Decline::Generic, Retry::OtherCard),
    ("revocation_of_all_authorizations", Decline::Generic, Retry::OtherCard),
    ("revocation_of_authorization", Decline::Generic, Retry::OtherCard),
    ("security_violation", Decline::Generic, Retry::OtherCard),
    ("service_not_allowed", Decline::Generic, Retry::OtherCard),
    ("stolen_card", Decline::Generic, Retry::OtherCard),
    ("stop_payment_order", Decline::Generic, Retry::OtherCard),
    ("testmode_decline", Decline::TestCard, Retry::OtherCard),
    ("transaction_not_allowed", Decline::Generic, Retry::OtherCard),
    ("try_again_later", Decline::TryOnce, Retry::Once),
    ("withdrawal_count_limit_exceeded", Decline::LimitReached, Retry::OtherCard),
];

/// How a decline with this code is read from the wire.
async fn decline(decline_code: &str, advice_code: Option<&str>) -> Declined {
    let error = json!({
        "type": "card_error", "code": "card_declined", "decline_code": decline_code,
        "advice_code": advice_code, "message": "Words that are never shown.",
        "payment_intent": {"id": "pi_1", "status": "requires_payment_method"},
        "payment_method": {"id": "pm_1", "card": {"last4": 4242}},
    });
    declined(402, error).await
}

#[tokio::test]
async fn every_documented_decline_code_is_read() {
    for (code, reason, retry) in TABLE {
        let found = decline(code, None).await;
        assert_eq!((found.reason, found.reason.retry()), (reason, retry), "{code}");
        assert_eq!(found.code, code, "staff can look the code up");
    }
}

#[tokio::test]
async fn what_must_be_concealed_looks_like_a_generic_decline_whatever_stripe_advises() {
    let advices =
        [None, Some("try_again_later"), Some("do_not_try_again"), Some("confirm_card_data")];
    for advice in advices {
        let generic = decline("generic_decline", advice).await.reason;
        for code in [
            "fraudulent",
            "lost_card",
            "merchant_blacklist",
            "pickup_card",
            "restricted_card",
            "security_violation",
            "stolen_card",
        ] {
            assert_eq!(decline(code, advice).await.reason, generic, "{code}");
        }
    }
}

#[tokio::test]
async fn advice_not_to_try_again_is_followed() {
    for (code, _, _) in TABLE {
        let reason = decline(code, Some("do_not_try_again")).await.reason;
        assert_eq!(reason.retry(), Retry::OtherCard, "{code}");
    }
}

#[tokio::test]
async fn an_unknown_decline_code_is_a_generic_decline() {
    let found = decline("a_code_of_next_year", None).await;
    let code = "a_code_of_next_year".to_owned();
    assert_eq!(found, Declined { reason: Decline::Generic, code });
}
