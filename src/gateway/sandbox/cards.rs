//! Stripe's test cards (docs.stripe.com/testing): what each number, or its `pm_card_…` stand-in,
//! makes the bank do. Public test numbers only.

use super::declines::Decline;

/// How the bank treats a card, from first check to dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// Whether the bank asks the customer to confirm (3-D Secure).
    pub authentication: Authentication,
    /// The bank's answer once it is asked for money; `None` approves.
    pub decline: Option<Decline>,
    /// What comes of the checks on CVC and address.
    pub checks: Checks,
    /// What Radar thinks.
    pub risk: Risk,
    /// What happens after the charge.
    pub afterwards: Afterwards,
}

/// Whether the bank asks the customer to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// It does not.
    None,
    /// It is asked and confirms without troubling the customer.
    Frictionless,
    /// It insists.
    Required,
}

/// Which checks fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// All pass.
    Pass,
    /// The CVC.
    CvcFails,
    /// The postal code.
    PostalCodeFails,
    /// The address's first line.
    Line1Fails,
    /// The address as a whole.
    AddressFails,
    /// The bank does not check addresses.
    AddressUnavailable,
}

/// Radar's level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// Nothing suspicious.
    Normal,
    /// Suspicious, but let through.
    Elevated,
    /// Blocked.
    Highest,
}

/// What happens after the charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// Nothing.
    Quiet,
    /// The customer disputes it at once.
    Disputed,
    /// A refund is pending for a while, then succeeds.
    RefundSucceedsLater,
    /// A refund seems to succeed, then fails.
    RefundFailsLater,
}

/// One test card.
pub struct TestCard {
    /// The number, as an integer: compared digit by digit, so that no number sent becomes one.
    number: u64,
    /// The PaymentMethod id that stands for it; empty where there is none.
    pub token: &'static str,
    /// ISO 3166 country of the bank.
    pub country: &'static str,
    /// `credit`, `debit` or `prepaid`.
    pub funding: &'static str,
    /// What it does.
    pub behaviour: Behaviour,
}

impl TestCard {
    /// The number's digits, last first.
    fn reversed(&self) -> impl Iterator<Item = u8> + use<> {
        let mut rest = self.number;
        std::iter::from_fn(move || {
            let digit = u8::try_from(rest % 10).ok().filter(|_| rest > 0)?;
            rest /= 10;
            Some(b'0' + digit)
        })
    }

    /// The number's digits as text; they are public.
    pub fn digits(&self) -> impl Iterator<Item = u8> {
        let digits: Vec<u8> = self.reversed().collect();
        digits.into_iter().rev()
    }

    fn is(&self, digits: &[u8]) -> bool {
        self.reversed().eq(digits.iter().rev().copied())
    }

    fn has_iin_of(&self, digits: &[u8]) -> bool {
        digits.len() >= 12 && self.digits().zip(digits).take(6).all(|(ours, sent)| ours == *sent)
    }
}

/// The card with this number.
pub fn by_number(digits: &[u8]) -> Option<&'static TestCard> {
    CARDS.iter().find(|card| card.is(digits))
}

/// The card that a `pm_card_…` id stands for.
pub fn by_token(token: &str) -> Option<&'static TestCard> {
    CARDS.iter().find(|card| !card.token.is_empty() && card.token == token)
}

/// Whether a test card begins with the same six digits.
pub fn is_test_iin(digits: &[u8]) -> bool {
    CARDS.iter().any(|card| card.has_iin_of(digits))
}

/// A card that is approved without further ado.
pub const PLAIN: Behaviour = Behaviour {
    authentication: Authentication::None,
    decline: None,
    checks: Checks::Pass,
    risk: Risk::Normal,
    afterwards: Afterwards::Quiet,
};

const fn declines(decline: Decline) -> Behaviour {
    Behaviour { decline: Some(decline), ..PLAIN }
}

const fn fails(checks: Checks, risk: Risk) -> Behaviour {
    Behaviour { checks, risk, ..PLAIN }
}

const fn risky(risk: Risk, decline: Option<Decline>) -> Behaviour {
    Behaviour { risk, decline, ..PLAIN }
}

const fn asks(authentication: Authentication, decline: Option<Decline>) -> Behaviour {
    Behaviour { authentication, decline, ..PLAIN }
}

const fn then(afterwards: Afterwards) -> Behaviour {
    Behaviour { afterwards, ..PLAIN }
}

const fn card(number: u64, token: &'static str, behaviour: Behaviour) -> TestCard {
    TestCard { number, token, country: "US", funding: "credit", behaviour }
}

const fn plain(
    number: u64,
    token: &'static str,
    country: &'static str,
    funding: &'static str,
) -> TestCard {
    TestCard { number, token, country, funding, behaviour: PLAIN }
}

/// Every test card, in the order of Stripe's page.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "card numbers are read as they are printed")]
pub const CARDS: &[TestCard] = &[
    // Approved, by brand.
    plain(4242424242424242, "pm_card_visa", "US", "credit"),
    plain(4000056655665556, "pm_card_visa_debit", "US", "debit"),
    plain(5555555555554444, "pm_card_mastercard", "US", "credit"),
    plain(2223003122003222, "", "US", "credit"),
    plain(5200828282828210, "pm_card_mastercard_debit", "US", "debit"),
    plain(5105105105105100, "pm_card_mastercard_prepaid", "US", "prepaid"),
    plain(378282246310005, "pm_card_amex", "US", "credit"),
    plain(371449635398431, "", "US", "credit"),
    plain(6011111111111117, "pm_card_discover", "US", "credit"),
    plain(6011000990139424, "", "US", "credit"),
    plain(6011981111111113, "", "US", "debit"),
    plain(3056930009020004, "pm_card_diners", "US", "credit"),
    plain(36227206271667, "", "US", "credit"),
    plain(6555900000604105, "", "KR", "credit"),
    plain(3566002020360505, "pm_card_jcb", "JP", "credit"),
    plain(6200000000000005, "pm_card_unionpay", "CN", "credit"),
    plain(6200000000000047, "", "CN", "debit"),
    plain(6205500000000000004, "", "CN", "credit"),
    plain(4000002500001001, "", "FR", "credit"),
    plain(5555552500001001, "", "FR", "credit"),
    plain(4000050360000001, "", "AU", "debit"),
    plain(5555050360000080, "", "AU", "debit"),
    // Approved, by country.
    plain(4000008260000000, "pm_card_gb", "GB", "credit"),
    plain(4000002760000016, "pm_card_de", "DE", "credit"),
    plain(4000002500000003, "pm_card_fr", "FR", "credit"),
    plain(4000001240000000, "pm_card_ca", "CA", "credit"),
    plain(4000003920000003, "pm_card_jp", "JP", "credit"),
    plain(4000003560000008, "pm_card_in", "IN", "credit"),
    plain(4000000360000006, "pm_card_au", "AU", "credit"),
    // Declined.
    card(4000000000000002, "pm_card_visa_chargeDeclined", declines(Decline::Generic)),
    card(4000000000009995, "pm_card_visa_chargeDeclinedInsufficientFunds", declines(Decline::InsufficientFunds)),
    card(4000000000009987, "pm_card_visa_chargeDeclinedLostCard", declines(Decline::Lost)),
    card(4000000000009979, "pm_card_visa_chargeDeclinedStolenCard", declines(Decline::Stolen)),
    card(4000000000000069, "pm_card_chargeDeclinedExpiredCard", declines(Decline::Expired)),
    card(4000000000000127, "pm_card_chargeDeclinedIncorrectCvc", declines(Decline::IncorrectCvc)),
    card(4000000000000119, "pm_card_chargeDeclinedProcessingError", declines(Decline::ProcessingError)),
    card(4000000000006975, "pm_card_visa_chargeDeclinedVelocityLimitExceeded", declines(Decline::Velocity)),
    card(4000000000000341, "pm_card_chargeCustomerFail", declines(Decline::Generic)),
    // Radar.
    card(4100000000000019, "pm_card_radarBlock", risky(Risk::Highest, Some(Decline::Blocked))),
    card(4000000000004954, "pm_card_riskLevelHighest", risky(Risk::Highest, Some(Decline::Blocked))),
    card(4000000000009235, "pm_card_riskLevelElevated", risky(Risk::Elevated, None)),
    card(4000008400000407, "pm_card_highFraudDisputeScore", PLAIN),
    card(4000008400000159, "pm_card_highEfwScore", PLAIN),
    card(4000008400001017, "pm_card_radarDynamicRiskThreshold", PLAIN),
    card(4000008405600003, "pm_card_adaptive3dsChallenge", asks(Authentication::Required, None)),
    // Checks that fail while the charge succeeds.
    card(4000000000000101, "pm_card_cvcCheckFail", fails(Checks::CvcFails, Risk::Normal)),
    card(4000058400307872, "pm_card_cvcCheckFailElevatedRisk", fails(Checks::CvcFails, Risk::Elevated)),
    card(4000000000000036, "pm_card_avsZipFail", fails(Checks::PostalCodeFails, Risk::Normal)),
    card(4000058400306072, "pm_card_avsZipFailElevatedRisk", fails(Checks::PostalCodeFails, Risk::Elevated)),
    card(4000000000000028, "pm_card_avsLine1Fail", fails(Checks::Line1Fails, Risk::Normal)),
    card(4000000000000010, "pm_card_avsFail", fails(Checks::AddressFails, Risk::Normal)),
    card(4000000000000044, "pm_card_avsUnchecked", fails(Checks::AddressUnavailable, Risk::Normal)),
    // 3-D Secure.
    card(4000000000003220, "pm_card_threeDSecure2Required", asks(Authentication::Required, None)),
    card(4000008400000027, "", asks(Authentication::Required, None)),
    card(4000008400001629, "pm_card_threeDSecureRequiredChargeDeclined", asks(Authentication::Required, Some(Decline::Generic))),
    card(4000008400001280, "pm_card_threeDSecureRequiredProcessingError", declines(Decline::Generic)),
    card(4000000000003055, "pm_card_threeDSecureOptional", PLAIN),
    card(4000000000003097, "pm_card_threeDSecureOptionalProcessingError", PLAIN),
    card(4000000032200000, "", asks(Authentication::Frictionless, None)),
    card(4000002760003184, "pm_card_authenticationRequired", asks(Authentication::Required, None)),
    card(4000002500003155, "pm_card_authenticationRequiredOnSetup", asks(Authentication::Required, None)),
    card(4000003800000446, "pm_card_authenticationRequiredSetupForOffSession", asks(Authentication::Required, None)),
    card(4000008260003178, "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", asks(Authentication::Required, Some(Decline::InsufficientFunds))),
    // Refunds, disputes, balance.
    card(4000000000007726, "", then(Afterwards::RefundSucceedsLater)),
    card(4000000000005126, "pm_card_refundFail", then(Afterwards::RefundFailsLater)),
    card(4000000000000259, "pm_card_createDispute", then(Afterwards::Disputed)),
    card(4000000000002685, "pm_card_createDisputeProductNotReceived", then(Afterwards::Disputed)),
    card(4000000000001976, "pm_card_createDisputeInquiry", then(Afterwards::Disputed)),
    card(4000000000005423, "pm_card_createIssuerFraudRecord", PLAIN),
    card(4000000404000079, "pm_card_createMultipleDisputes", then(Afterwards::Disputed)),
    card(4000000000000077, "pm_card_bypassPending", PLAIN),
    card(4000003720000278, "pm_card_bypassPendingInternational", PLAIN),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Brand, luhn};

    #[test]
    fn every_test_card_is_found_by_its_number_and_its_id() {
        for card in CARDS {
            let digits: Vec<u8> = card.digits().collect();
            let found = by_number(&digits).unwrap();
            assert!(std::ptr::eq(found, card) || found.behaviour == card.behaviour);
            assert!(is_test_iin(&digits));
            if !card.token.is_empty() {
                assert_eq!(by_token(card.token).unwrap().behaviour, card.behaviour);
            }
        }
    }

    #[test]
    fn every_test_card_passes_the_luhn_check_and_has_a_brand() {
        for card in CARDS {
            let digits: Vec<u8> = card.digits().collect();
            assert!(luhn::is_valid(&digits));
            assert_ne!(Brand::of(&digits), Brand::Unknown);
        }
    }

    #[test]
    fn no_card_or_id_is_listed_twice() {
        for (place, card) in CARDS.iter().enumerate() {
            let rest = CARDS.iter().skip(place + 1);
            for other in rest {
                assert_ne!(card.number, other.number);
                assert!(card.token.is_empty() || card.token != other.token);
            }
        }
    }

    #[test]
    fn a_prefix_or_an_extension_of_a_number_is_another_number() {
        assert!(by_number(b"424242424242424").is_none());
        assert!(by_number(b"42424242424242420").is_none());
        assert!(by_number(b"").is_none());
        assert!(by_token("").is_none());
    }
}
