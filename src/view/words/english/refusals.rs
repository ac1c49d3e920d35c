//! English: why nothing was charged, for the customer and for staff.

use std::borrow::Cow;

use crate::station::{Decline, Retry, Trouble};

pub(super) fn decline(reason: Decline) -> &'static str {
    match reason {
        Decline::Generic => {
            "The bank did not accept this card. Please use another card, or ask your bank."
        }
        Decline::CardNotSupported => {
            "This card cannot be used for this kind of purchase. Please use another card."
        }
        Decline::LimitReached => {
            "This card has reached its limit. Please use another card, or ask your bank."
        }
        Decline::CurrencyNotSupported => {
            "This card cannot pay in this currency. Please use another card."
        }
        Decline::Duplicate => {
            "The bank has just seen this payment on this card. Please ask before trying again."
        }
        Decline::Expired => "This card has expired. Please use another card.",
        Decline::CheckNumber => "The card number was not right. Please enter the card again.",
        Decline::CheckCvc => "The security code was not right. Please enter the card again.",
        Decline::CheckPostal => "The postal code was not right. Please enter the card again.",
        Decline::CheckExpiry => "The expiry date was not right. Please enter the card again.",
        Decline::InsufficientFunds => {
            "There is not enough on this card for this amount. Please use another card."
        }
        Decline::AmountNotAllowed => {
            "The bank does not allow this amount on this card. Please use another card."
        }
        Decline::BankUnreachable => {
            "The bank could not be reached. Please try once more, or use another card."
        }
        Decline::TryOnce => {
            "The bank could not process this. Please try once more, or use another card."
        }
        Decline::TestCard => "Test cards cannot pay here. Please use a real card.",
        Decline::NeedsBank => {
            "The bank wants to confirm this payment, which is not possible here. Please use \
             another card."
        }
        Decline::AuthenticationFailed => {
            "The payment was not confirmed with the bank. Please try once more, or use another \
             card."
        }
        Decline::NeedsPin => {
            "This card needs its PIN, which cannot be entered here. Please use another card."
        }
        Decline::TooManyPins => "This card's PIN was wrong too often. Please use another card.",
        Decline::TooManyDeclines => "This card was declined too often. Please use another card.",
    }
}

pub(super) fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::FixEntry => "The same card may be entered again; check each line.",
        Retry::Once => "The same card may be tried once more.",
        Retry::OtherCard => "Ask for another card; do not try this one again.",
    }
}

pub(super) fn trouble(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Cancelled => "The payment was cancelled. You can start again at any time.",
        Trouble::Idle => "No key was pressed for a while. Please start again.",
        Trouble::Offline => {
            "The payment service cannot be reached. Please try again in a few minutes."
        }
        Trouble::TlsFailed => {
            "No safe connection could be made. Please try again in a few minutes."
        }
        Trouble::CertificateRefused => "No safe connection could be made. Please ask for help.",
        Trouble::NoAnswer => "The payment service did not answer in time. Please try again.",
        Trouble::StripeDown => {
            "The payment service has a fault of its own. Please try again in a few minutes."
        }
        Trouble::BadAnswer => {
            "The payment service gave an unexpected answer. Please try again, or ask for help."
        }
        Trouble::RawCardsRefused
        | Trouble::KeyRefused
        | Trouble::PermissionMissing(_)
        | Trouble::WrongMode
        | Trouble::RequestRefused
        | Trouble::DiskFull
        | Trouble::JournalBehind
        | Trouble::ClockWrong => {
            "This station cannot take cards at the moment. Please ask for help."
        }
        Trouble::RateLimited => "The payment service is busy. Please try again in a minute.",
        Trouble::AmountRefused => "This amount cannot be charged. Please ask for help.",
        Trouble::ChallengeAbandoned => {
            "The payment was not confirmed with the bank. Please start again, or use another card."
        }
        Trouble::ChallengeTooLarge => {
            "The bank's page cannot be shown on this screen. Please use another card."
        }
        Trouble::OutOfHours => "This station is closed now. Its opening hours:",
        Trouble::Paused => "This station is having a short break. Please ask for help.",
        Trouble::ClosedByStaff => "This station has been closed. Please ask for help.",
        Trouble::ReaderGone => "The card reader is not ready. Please ask for help.",
        Trouble::Interrupted => "The station was stopped meanwhile. Please start again.",
    }
}

pub(super) fn trouble_staff(trouble: &Trouble) -> Cow<'static, str> {
    Cow::Borrowed(match trouble {
        Trouble::Cancelled | Trouble::Idle => {
            "Nothing to do. Start a new payment when the customer is ready."
        }
        Trouble::Offline => {
            "Check the network cable, the router and the name server. The station notices by \
             itself when Stripe can be reached."
        }
        Trouble::TlsFailed => {
            "Something on the network disturbs TLS. Let the station reach api.stripe.com on \
             port 443 directly, without inspection."
        }
        Trouble::CertificateRefused => {
            "First check this computer's date and time. If they are right, something on the \
             network poses as Stripe: call your technician."
        }
        Trouble::NoAnswer => {
            "The line is slow or was cut. The station closes this payment at Stripe by itself; \
             simply start a new one."
        }
        Trouble::StripeDown => {
            "See status.stripe.com. The station closes this payment by itself; simply start a \
             new one."
        }
        Trouble::BadAnswer => {
            "The answer could not be read or was about another payment. Note the code below and \
             tell your technician."
        }
        Trouble::RawCardsRefused => {
            "Stripe does not let this account send card numbers. Ask Stripe support to enable \
             “raw card data APIs” for the account, and have your PCI DSS papers (SAQ D) ready."
        }
        Trouble::KeyRefused => {
            "Stripe refuses the secret key: wrong, expired or revoked. Put a valid one in place \
             (sk_… or rk_…) and restart the station."
        }
        Trouble::PermissionMissing(Some(permission)) => {
            return Cow::Owned(format!(
                "The restricted key lacks the permission {permission}. Add it in the Stripe \
                 Dashboard under API keys, then restart the station."
            ));
        }
        Trouble::PermissionMissing(None) => {
            "The restricted key lacks a permission. It needs PaymentIntents, PaymentMethods and \
             Charges: write, Customers: read. Add it in the Stripe Dashboard under API keys, then \
             restart the station."
        }
        Trouble::WrongMode => {
            "The key and the settings do not agree on test or live mode, or the account is not \
             activated yet. Use a key of the right mode."
        }
        Trouble::RateLimited => {
            "Too many requests reach this Stripe account. Wait a minute. If it stays, look for \
             another program that uses the account."
        }
        Trouble::AmountRefused => {
            "Stripe refuses this amount in this currency. Check the least and the most amount in \
             the settings."
        }
        Trouble::RequestRefused => {
            "Stripe refuses what the station asks. Note the code below and tell your technician."
        }
        Trouble::ChallengeAbandoned => {
            "The customer left the bank's page or the time ran out. Start again, or ask for \
             another card."
        }
        Trouble::ChallengeTooLarge => {
            "The bank's page needs a larger code than fits here. Use a larger window or a \
             smaller font, or ask for another card."
        }
        Trouble::OutOfHours => {
            "Nothing to do. The hours are in the settings; if they do not fit, check this \
             computer's clock and time zone."
        }
        Trouble::Paused => {
            "Many cards were declined in a short time: somebody may be trying stolen numbers. Look \
             who was here. Press Enter, or Ctrl+Q at a kiosk, and type a PIN to go on at once."
        }
        Trouble::ReaderGone => {
            "No card reader is ready. Check its cable; the station notices by itself when it is \
             back. chargeonce check says more."
        }
        Trouble::DiskFull => {
            "The disk of this station is full, so no new payment can be written down. Free some \
             space; the station goes on by itself."
        }
        Trouble::JournalBehind => {
            "Stripe knows later payments of this station than its journal does: the journal was lost \
             or is an old copy. Put the right one back, or give the station a new name."
        }
        Trouble::ClockWrong => {
            "This computer's clock is more than five minutes off. Set it (timedatectl set-ntp \
             true); the station goes on by itself."
        }
        Trouble::ClosedByStaff => {
            "Somebody with a PIN closed the station. Press Enter and type a PIN to open it again."
        }
        Trouble::Interrupted => {
            "The station was restarted during this payment and closes it at Stripe by itself. \
             Start a new one."
        }
    })
}
