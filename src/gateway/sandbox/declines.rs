//! How banks decline, in Stripe's words (docs.stripe.com/declines/codes).

/// One kind of decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decline {
    /// No reason given.
    Generic,
    /// Not enough money.
    InsufficientFunds,
    /// The card is reported lost.
    Lost,
    /// The card is reported stolen.
    Stolen,
    /// The card has expired.
    Expired,
    /// The security code is wrong.
    IncorrectCvc,
    /// Something failed at the bank.
    ProcessingError,
    /// Too often, or over a limit.
    Velocity,
    /// Blocked before it reached the bank (Radar).
    Blocked,
    /// The bank wants the customer to confirm, and the request forbade that.
    AuthenticationRequired,
    /// A card that is no test card, in test mode.
    NoTestCard,
}

impl Decline {
    /// `error.code`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::ProcessingError => "processing_error",
            Self::AuthenticationRequired => "authentication_required",
            _ => "card_declined",
        }
    }

    /// `error.decline_code`.
    pub fn decline_code(self) -> &'static str {
        match self {
            Self::Generic => "generic_decline",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Lost => "lost_card",
            Self::Stolen => "stolen_card",
            Self::Expired => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::ProcessingError => "processing_error",
            Self::Velocity => "card_velocity_exceeded",
            Self::Blocked => "fraudulent",
            Self::AuthenticationRequired => "authentication_required",
            Self::NoTestCard => "test_mode_live_card",
        }
    }

    /// `error.advice_code`: whether another try makes sense.
    ///
    /// Stripe documents the three words but not which test card sends which; these follow from
    /// what its page advises for the decline code.
    pub fn advice_code(self) -> Option<&'static str> {
        match self {
            Self::Generic | Self::InsufficientFunds | Self::ProcessingError | Self::Velocity => {
                Some("try_again_later")
            }
            Self::Lost | Self::Stolen | Self::Blocked => Some("do_not_try_again"),
            Self::Expired | Self::IncorrectCvc => Some("confirm_card_data"),
            Self::AuthenticationRequired | Self::NoTestCard => None,
        }
    }

    /// `error.network_decline_code`: the two characters of ISO 8583 field 39 that a bank sends for
    /// this reason. Not documented for the test cards.
    pub fn network_decline_code(self) -> Option<&'static str> {
        match self {
            Self::Generic => Some("01"),
            Self::InsufficientFunds => Some("51"),
            Self::Lost => Some("41"),
            Self::Stolen => Some("43"),
            Self::Expired => Some("54"),
            Self::Velocity => Some("65"),
            _ => None,
        }
    }

    /// `error.param`, where one field of the card is at fault.
    pub fn param(self) -> Option<&'static str> {
        match self {
            Self::Expired => Some("exp_month"),
            Self::IncorrectCvc => Some("cvc"),
            _ => None,
        }
    }

    /// `error.message`.
    pub fn message(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "Your card has insufficient funds.",
            Self::Expired => "Your card has expired.",
            Self::IncorrectCvc => "Your card's security code is incorrect.",
            Self::ProcessingError => {
                "An error occurred while processing your card. Try again in a little bit."
            }
            Self::Velocity => {
                "Your card was declined for making repeated attempts too frequently or exceeding \
                 its amount limit."
            }
            Self::AuthenticationRequired => {
                "Your card was declined. This transaction requires authentication."
            }
            Self::NoTestCard => {
                "Your card was declined. Your request was in test mode, but used a non test (live) \
                 card. For a list of valid test cards, visit: https://stripe.com/docs/testing."
            }
            Self::Generic | Self::Lost | Self::Stolen | Self::Blocked => "Your card was declined.",
        }
    }
}
