//! The card on its way to Stripe: at most three tries under one key while it is held, then an end.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::card::Card;
use crate::gateway::stripe::token::{self, AnswerSoFar, CardParts, RequestHead, Token};
use crate::station::retry;
use crate::station::{Ask, Failure, Random, TokenisedCard, VaultEvent};

/// A card being sent.
pub(super) struct Sending {
    session: Ask,
    head: RequestHead,
    since: Duration,
    tries: u8,
    state: State,
    random: Random,
}

enum State {
    /// To be sent at this time.
    Due(Duration),
    /// Under way.
    Sent,
    /// Over.
    Ended(Result<Token, Failure>),
    /// Told.
    Told,
}

impl Sending {
    pub(super) const fn new(session: Ask, head: RequestHead, now: Duration) -> Self {
        let random = Random::new(now.as_nanos());
        Self { session, head, since: now, tries: 0, state: State::Due(now), random }
    }

    /// When the next try is due.
    pub(super) const fn due(&self) -> Option<Duration> {
        match self.state {
            State::Due(due) => Some(due),
            State::Sent | State::Ended(_) | State::Told => None,
        }
    }

    /// How long an answer may yet be waited for: all tries end together.
    pub(super) const fn patience(&self, now: Duration) -> Duration {
        retry::PATIENCE.saturating_sub(now.saturating_sub(self.since))
    }

    /// The request, when a try is due: the same bytes each time.
    pub(super) fn request_if_due(
        &mut self,
        card: &Card,
        now: Duration,
    ) -> Option<Zeroizing<Vec<u8>>> {
        if self.due().is_none_or(|due| due > now) {
            return None;
        }
        let month = card.expiry().month();
        let parts = CardParts {
            number: card.pan().digits(),
            exp_month: month.month,
            exp_year: month.year,
            cvc: card.cvc().digits(),
            postal: card.postal().and_then(|postal| std::str::from_utf8(postal.as_bytes()).ok()),
            name: card.holder().map(|holder| holder.as_bytes()),
        };
        self.tries = self.tries.saturating_add(1);
        self.state = State::Sent;
        // Sized beforehand: a buffer that grows leaves copies behind.
        let length = token::request_length(&parts, &self.head);
        let mut request = Zeroizing::new(Vec::with_capacity(length));
        token::write_request(&parts, &self.head, &mut request);
        Some(request)
    }

    /// A try failed.
    pub(super) fn failed(&mut self, failure: Failure, now: Duration) {
        let waited = now.saturating_sub(self.since);
        self.state = match retry::delay(&failure, self.tries, waited, self.random.next()) {
            Some(delay) => State::Due(now.saturating_add(delay)),
            None => State::Ended(Err(failure)),
        };
    }

    /// More of an answer came, or its end. Returns whether the connection has served.
    pub(super) fn answered(&mut self, answer: &[u8], ended: bool, now: Duration) -> bool {
        match token::read_answer(answer) {
            AnswerSoFar::Whole(Ok(taken)) => {
                self.state = State::Ended(Ok(taken));
                true
            }
            AnswerSoFar::Whole(Err(failure)) => {
                self.failed(failure, now);
                true
            }
            AnswerSoFar::More if ended || answer.len() >= super::courier::ANSWER_MAX => {
                self.failed(Failure::Unknown, now);
                true
            }
            AnswerSoFar::More => false,
        }
    }

    /// How it ended, told once.
    pub(super) fn outcome(&mut self, held: Duration) -> Option<VaultEvent> {
        let session = self.session;
        match std::mem::replace(&mut self.state, State::Told) {
            State::Ended(Ok(Token { method, brand, last4 })) => {
                let card = TokenisedCard { method, brand, last4, held };
                Some(VaultEvent::Tokenised { session, card })
            }
            State::Ended(Err(failure)) => Some(VaultEvent::NotTokenised { session, failure }),
            other => {
                self.state = other;
                None
            }
        }
    }
}
