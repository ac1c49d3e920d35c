//! Why a card was declined, as far as it changes what is said and what can be done.
//!
//! The table maps every decline code Stripe documents ("Decline codes"). Lost, stolen and fraud
//! codes become [`Decline::Generic`] here, at the first opportunity, so that nothing later can
//! make them look different; the code itself goes to the staff log only.

/// A decline, in the words the view knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decline {
    /// No reason that may be told. Lost, stolen and fraud look exactly like this.
    Generic,
    /// The card cannot be used for this kind of purchase.
    CardNotSupported,
    /// The card has reached a limit.
    LimitReached,
    /// The card does not do this currency.
    CurrencyNotSupported,
    /// The bank saw the same amount on the same card just now.
    Duplicate,
    /// The card has expired.
    Expired,
    /// The number was not right.
    CheckNumber,
    /// The security code was not right.
    CheckCvc,
    /// The postal code was not right.
    CheckPostal,
    /// The expiry date was not right.
    CheckExpiry,
    /// Not enough money.
    InsufficientFunds,
    /// The bank does not allow this amount on this card.
    AmountNotAllowed,
    /// The bank could not be reached.
    BankUnreachable,
    /// The bank could not process it; one more try is reasonable.
    TryOnce,
    /// A test number on a live account.
    TestCard,
    /// The bank wants the customer to confirm, and this station cannot show its page.
    NeedsBank,
    /// The customer did not confirm with the bank, or the bank refused them.
    AuthenticationFailed,
    /// The bank wants a PIN, which only a chip reader can take.
    NeedsPin,
    /// Too many wrong PINs.
    TooManyPins,
    /// The card was declined too often and is paused for a day.
    TooManyDeclines,
}

/// What makes sense after a decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Type or swipe the same card again, correctly.
    FixEntry,
    /// The same card once more.
    Once,
    /// Another card.
    OtherCard,
}

impl Decline {
    /// Reads Stripe's `code` and `decline_code`, the latter first. Unknown codes are generic.
    #[must_use]
    pub fn of(code: Option<&str>, decline_code: Option<&str>) -> Self {
        decline_code
            .and_then(Self::known)
            .or_else(|| code.and_then(Self::known))
            .unwrap_or(Self::Generic)
    }

    fn known(code: &str) -> Option<Self> {
        Some(match code {
            "call_issuer"
            | "do_not_honor"
            | "do_not_try_again"
            | "fraudulent"
            | "generic_decline"
            | "invalid_account"
            | "lost_card"
            | "merchant_blacklist"
            | "new_account_information_available"
            | "no_action_taken"
            | "not_permitted"
            | "pickup_card"
            | "restricted_card"
            | "revocation_of_all_authorizations"
            | "revocation_of_authorization"
            | "security_violation"
            | "service_not_allowed"
            | "stolen_card"
            | "stop_payment_order"
            | "transaction_not_allowed" => Self::Generic,
            "card_not_supported"
            | "payment_method_restricted"
            | "payment_intent_incompatible_payment_method" => Self::CardNotSupported,
            "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => Self::LimitReached,
            "currency_not_supported" => Self::CurrencyNotSupported,
            "duplicate_transaction" => Self::Duplicate,
            "expired_card" | "expired_payment_method" => Self::Expired,
            "incorrect_number" | "invalid_number" => Self::CheckNumber,
            "incorrect_cvc" | "invalid_cvc" => Self::CheckCvc,
            "incorrect_zip"
            | "postal_code_invalid"
            | "incorrect_postal_code"
            | "incorrect_address" => Self::CheckPostal,
            "invalid_expiry_month" | "invalid_expiry_year" => Self::CheckExpiry,
            "insufficient_funds" => Self::InsufficientFunds,
            "invalid_amount"
            | "amount_too_large"
            | "amount_too_small"
            | "charge_exceeds_source_limit"
            | "charge_exceeds_transaction_limit" => Self::AmountNotAllowed,
            "issuer_not_available" | "payment_method_provider_timeout" => Self::BankUnreachable,
            "approve_with_id" | "processing_error" | "reenter_transaction" | "try_again_later" => {
                Self::TryOnce
            }
            "testmode_decline" | "live_mode_test_card" | "test_mode_live_card" => Self::TestCard,
            "authentication_required" | "payment_intent_action_required" => Self::NeedsBank,
            "payment_intent_authentication_failure"
            | "authentication_failure"
            | "authentication_not_handled" => Self::AuthenticationFailed,
            "incorrect_pin"
            | "invalid_pin"
            | "offline_pin_required"
            | "online_or_offline_pin_required" => Self::NeedsPin,
            "pin_try_exceeded" => Self::TooManyPins,
            "card_decline_rate_limit_exceeded" => Self::TooManyDeclines,
            _ => return None,
        })
    }

    /// What makes sense next. A concealed decline has, like every generic one, `OtherCard`.
    #[must_use]
    pub const fn retry(self) -> Retry {
        match self {
            Self::CheckNumber | Self::CheckCvc | Self::CheckPostal | Self::CheckExpiry => {
                Retry::FixEntry
            }
            Self::BankUnreachable | Self::TryOnce | Self::AuthenticationFailed => Retry::Once,
            Self::Generic
            | Self::CardNotSupported
            | Self::LimitReached
            | Self::CurrencyNotSupported
            | Self::Duplicate
            | Self::Expired
            | Self::InsufficientFunds
            | Self::AmountNotAllowed
            | Self::TestCard
            | Self::NeedsBank
            | Self::NeedsPin
            | Self::TooManyPins
            | Self::TooManyDeclines => Retry::OtherCard,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_stolen_and_fraud_look_exactly_like_a_generic_decline() {
        for code in ["lost_card", "stolen_card", "fraudulent", "merchant_blacklist", "pickup_card"]
        {
            assert_eq!(Decline::of(Some("card_declined"), Some(code)), Decline::Generic);
        }
    }

    #[test]
    fn an_unknown_code_is_a_generic_decline() {
        assert_eq!(Decline::of(Some("card_declined"), Some("brand_new_code")), Decline::Generic);
        assert_eq!(Decline::of(None, None), Decline::Generic);
    }

    #[test]
    fn the_decline_code_says_more_than_the_code() {
        assert_eq!(
            Decline::of(Some("card_declined"), Some("insufficient_funds")),
            Decline::InsufficientFunds
        );
        assert_eq!(Decline::of(Some("expired_card"), None), Decline::Expired);
        assert_eq!(Decline::of(Some("incorrect_cvc"), Some("incorrect_cvc")), Decline::CheckCvc);
    }
}
