//! What the network can do to one request.

/// A fault, met by a request that has arrived whole at the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Cut before Stripe has it; from then on no connection is taken at all.
    Refused,
    /// The connection is reset, and Stripe never has the request.
    ResetBefore,
    /// Stripe carries it out, then the connection is reset.
    ResetAfter,
    /// Stripe never has it, and nothing is answered.
    HangBefore,
    /// Stripe carries it out, and nothing is answered.
    HangAfter,
    /// The true answer comes a byte at a time, for longer than anybody waits.
    Drip,
    /// The connection ends in the middle of the true answer.
    Truncated,
    /// Carried out; the answer is no HTTP.
    Garbage,
    /// Carried out; the answer's body never ends.
    Endless,
    /// Carried out; the answer's head never ends.
    EndlessHead,
    /// Not carried out; a hotel's log-in page answers 200.
    Portal,
    /// Carried out; the true answer is called a picture.
    WrongType,
    /// Sent elsewhere, for a browser to repeat as a GET.
    Redirect301,
    /// Sent elsewhere, to be repeated with the same body.
    Redirect307,
    /// Too many requests.
    Storm,
    /// The key is in use.
    Conflict,
    /// A 500 before anything happened. Stripe keeps it under the key.
    Error500Before,
    /// A 500 after it was carried out. Stripe keeps it under the key.
    Error500After,
    /// A 503 from something in front of Stripe, with no body of Stripe's.
    Unavailable,
    /// Cut at once, and carried out a second later.
    LateSoon,
    /// Cut at once, and carried out when all is over.
    LateAtLast,
}

impl Fault {
    /// Those that end within a moment.
    pub const QUICK: [Self; 18] = [
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Truncated,
        Self::Garbage,
        Self::Endless,
        Self::EndlessHead,
        Self::Portal,
        Self::WrongType,
        Self::Redirect301,
        Self::Redirect307,
        Self::Storm,
        Self::Conflict,
        Self::Error500Before,
        Self::Error500After,
        Self::Unavailable,
        Self::LateSoon,
        Self::LateAtLast,
        Self::Refused,
    ];
    /// Those that last until somebody's patience ends.
    pub const SLOW: [Self; 3] = [Self::HangBefore, Self::HangAfter, Self::Drip];

    /// Every one.
    pub fn all() -> Vec<Self> {
        // The slow ones apart, so that no till gets them all.
        let mut all = Self::QUICK.to_vec();
        for (place, slow) in Self::SLOW.into_iter().enumerate() {
            all.insert(place * 6, slow);
        }
        all
    }

    /// Whether the request reaches Stripe at once.
    pub const fn is_carried_out(self) -> bool {
        matches!(
            self,
            Self::ResetAfter
                | Self::HangAfter
                | Self::Drip
                | Self::Truncated
                | Self::Garbage
                | Self::Endless
                | Self::EndlessHead
                | Self::WrongType
                | Self::Error500After
        )
    }

    /// Whether another try, with the network whole again, must bring the sale to its end: what
    /// was lost once must cost nobody a sale.
    pub const fn is_mended_by_a_retry(self) -> bool {
        !matches!(self, Self::Error500Before | Self::Error500After | Self::Refused)
    }
}
