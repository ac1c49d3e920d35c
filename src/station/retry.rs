//! The one retry policy (Stripe, "Low-level error handling"): same key, same bytes, few tries.

use std::time::Duration;

use super::{ApiKind, Ask, Failure, Moment};

/// The delay before the second try.
pub const BASE: Duration = Duration::from_millis(500);
/// The longest delay on the customer's path.
pub const CAP: Duration = Duration::from_secs(5);
/// All tries of one call on the customer's path end within this.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Tries of one call on the customer's path.
pub const TRIES: u8 = 3;
/// The longest delay between tries of an obligation.
pub const BACKGROUND_CAP: Duration = Duration::from_secs(60);

/// A call that may be tried more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trying {
    /// How many times it has been sent.
    pub tries: u8,
    /// When it was first sent.
    pub since: Moment,
    /// What is happening now.
    pub turn: Turn,
}

/// What a repeated call is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// An answer to this.
    Asked(Ask),
    /// The time for the next try.
    Due(Moment),
}

impl Trying {
    /// The first try, just sent.
    #[must_use]
    pub const fn first(ask: Ask, now: Moment) -> Self {
        Self { tries: 1, since: now, turn: Turn::Asked(ask) }
    }

    /// A look that is due later: nothing has been sent yet.
    #[must_use]
    pub const fn later(due: Moment, now: Moment) -> Self {
        Self { tries: 0, since: now, turn: Turn::Due(due) }
    }

    /// The next try, just sent.
    #[must_use]
    pub const fn again(self, ask: Ask) -> Self {
        Self { tries: self.tries.saturating_add(1), turn: Turn::Asked(ask), ..self }
    }

    /// Waiting until `due`.
    #[must_use]
    pub const fn waiting(self, due: Moment) -> Self {
        Self { turn: Turn::Due(due), ..self }
    }

    /// Whether an answer to `ask` is what it waits for.
    #[must_use]
    pub fn awaits(&self, ask: Ask) -> bool {
        self.turn == Turn::Asked(ask)
    }

    /// When it wants to hear that time has passed: for the next try, or to give an answer up that
    /// is not worth waiting for any more, whatever the gateway's own time-out is.
    #[must_use]
    pub const fn wakes(&self) -> Moment {
        match self.turn {
            Turn::Due(due) => due,
            Turn::Asked(_) => self.since.after(PATIENCE),
        }
    }

    /// Whether an answer was waited for long enough.
    #[must_use]
    pub fn is_over(&self, now: Moment) -> bool {
        matches!(self.turn, Turn::Asked(_)) && self.wakes() <= now
    }

    /// When to send the next try, if it waits for that.
    #[must_use]
    pub const fn due(&self) -> Option<Moment> {
        match self.turn {
            Turn::Due(due) => Some(due),
            Turn::Asked(_) => None,
        }
    }
}

/// Whether the same request with the same key may help. `Stripe-Should-Retry` overrides.
///
/// A plain 500 is cached under its key and never helped by repeating.
#[must_use]
pub fn may_help(failure: &Failure) -> bool {
    match failure {
        Failure::NotSent { phase } => *phase != super::ConnectPhase::Certificate,
        Failure::Unknown | Failure::Undecodable { .. } => true,
        Failure::Api(error) => error.should_retry.unwrap_or(match error.kind {
            ApiKind::Busy | ApiKind::RateLimited => true,
            ApiKind::Server => error.http != 500,
            ApiKind::Declined(_)
            | ApiKind::RawCardsRefused
            | ApiKind::KeyRefused
            | ApiKind::PermissionMissing(_)
            | ApiKind::WrongMode
            | ApiKind::UnexpectedState
            | ApiKind::IdempotencyMismatch
            | ApiKind::Amount
            | ApiKind::Missing
            | ApiKind::Invalid => false,
        }),
    }
}

/// How long to wait before try number `tries + 1` on the customer's path, or `None` to give up.
///
/// `jitter` is any random number; it takes up to a quarter off the delay.
#[must_use]
pub fn delay(failure: &Failure, tries: u8, waited: Duration, jitter: u64) -> Option<Duration> {
    if tries >= TRIES || !may_help(failure) {
        return None;
    }
    let doubled = BASE.saturating_mul(1 << u32::from(tries.saturating_sub(1)).min(8));
    let delay = asked_for(failure).unwrap_or_else(|| shortened(doubled.min(CAP), jitter));
    (waited.saturating_add(delay) < PATIENCE).then_some(delay)
}

/// How long to wait before the next try of an obligation. It never gives up.
#[must_use]
pub fn background_delay(failure: Option<&Failure>, tries: u32, jitter: u64) -> Duration {
    let doubled = BASE.saturating_mul(1 << tries.saturating_sub(1).min(8)).min(BACKGROUND_CAP);
    failure
        .and_then(asked_for)
        .map_or_else(|| shortened(doubled, jitter), |asked| asked.min(BACKGROUND_CAP))
}

/// The `Retry-After` header, bounded.
fn asked_for(failure: &Failure) -> Option<Duration> {
    match failure {
        Failure::Api(error) => error.retry_after.map(|asked| asked.max(BASE)),
        Failure::NotSent { .. } | Failure::Unknown | Failure::Undecodable { .. } => None,
    }
}

fn shortened(delay: Duration, jitter: u64) -> Duration {
    let quarter = delay.as_millis() as u64 / 4;
    delay.saturating_sub(Duration::from_millis(jitter % (quarter + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::{ApiError, ConnectPhase};

    fn api(http: u16, kind: ApiKind, should_retry: Option<bool>) -> Failure {
        Failure::Api(ApiError {
            http,
            kind,
            code: None,
            request_id: None,
            should_retry,
            retry_after: None,
            intent: None,
        })
    }

    #[test]
    fn a_500_is_never_repeated_unless_stripe_says_so() {
        assert!(!may_help(&api(500, ApiKind::Server, None)));
        assert!(may_help(&api(500, ApiKind::Server, Some(true))));
        assert!(may_help(&api(503, ApiKind::Server, None)));
        assert!(!may_help(&api(503, ApiKind::Server, Some(false))));
    }

    #[test]
    fn a_call_is_tried_three_times_within_thirty_seconds() {
        let failure = Failure::Unknown;
        assert!(delay(&failure, 1, Duration::ZERO, 0).is_some());
        assert!(delay(&failure, 2, Duration::ZERO, 0).is_some());
        assert!(delay(&failure, 3, Duration::ZERO, 0).is_none());
        assert!(delay(&failure, 1, PATIENCE, 0).is_none());
    }

    #[test]
    fn a_refused_certificate_is_not_tried_again() {
        let failure = Failure::NotSent { phase: ConnectPhase::Certificate };
        assert!(delay(&failure, 1, Duration::ZERO, 0).is_none());
    }

    #[test]
    fn an_obligation_waits_at_most_a_minute_and_never_gives_up() {
        for tries in 0..100 {
            let delay = background_delay(None, tries, u64::from(tries) * 7919);
            assert!(delay <= BACKGROUND_CAP && delay >= BASE / 2);
        }
    }
}
