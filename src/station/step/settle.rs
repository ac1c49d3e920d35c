//! After a decision: captures and cancels are carried to Stripe until it has taken them.
//!
//! The intent's own state is the guard, not the key: an intent is captured once at most, and a
//! cancelled one never.

use crate::station::books::Entry;
use crate::station::call::{ApiKind, IntentFacts};
use crate::station::obligation::{Obligation, ObligationTurn, Owed};
use crate::station::retry;
use crate::station::{
    Ask, Attention, Batch, Call, Dated, Failure, IdempotencyKey, IntentStatus, Moment, Record,
    Reply, SaleId, SaleState, Station,
};

/// Captures and cancels under way at once: after an outage a hundred must not go out together,
/// against Stripe's rate limit and a new customer's own request.
const AT_ONCE: usize = 6;

/// What an answer means for an obligation.
enum Standing {
    /// It is over; this is written down.
    Over(Vec<Record>),
    /// What became of it is not known, or the intent does not allow it: look at the intent.
    Look,
    /// Try again.
    Again,
}

impl Station {
    /// A batch is durable. Returns false for a batch nobody is waiting for.
    pub(super) fn note_recorded(&mut self, batch: Batch) -> bool {
        let Some((front, _)) = self.writing.front() else { return false };
        if *front != batch {
            return false;
        }
        let records = self.writing.pop_front().map(|(_, records)| records).unwrap_or_default();
        for record in records {
            let sale = record.sale();
            self.books.apply(&Dated { unix_ms: self.now.wall.unix_ms, record });
            if let Some(sale) = sale {
                self.owe(sale);
            }
        }
        true
    }

    /// Starts what the journal now says is owed for a sale, once.
    pub(super) fn owe(&mut self, sale: SaleId) {
        let Some(entry) = self.books.get(sale) else { return };
        let owed = match entry.state {
            SaleState::Committed => Owed::Capture,
            SaleState::Void => Owed::Cancel,
            SaleState::Captured | SaleState::Voided => {
                self.obligations.retain(|obligation| obligation.sale != sale);
                return;
            }
            SaleState::Open | SaleState::Authorising | SaleState::Declined => return,
        };
        if self.obligations.iter().any(|obligation| obligation.sale == sale) {
            return;
        }
        match &entry.intent {
            Some(intent) => {
                let obligation = Obligation {
                    sale,
                    intent: intent.clone(),
                    money: entry.money,
                    owed,
                    round: 1,
                    tries: 0,
                    turn: ObligationTurn::Due(self.now.at, false),
                };
                self.obligations.push(obligation);
                self.obligations_due();
            }
            // No intent, no card was ever sent: nothing to cancel, unless one is on its way.
            None => self.give_up_intent(sale),
        }
    }

    fn give_up_intent(&mut self, sale: SaleId) {
        let awaited = self.closing.iter().any(|(closing, _)| *closing == sale);
        let noted = self.writing.iter().flat_map(|(_, records)| records).any(|record| {
            record.sale() == Some(sale)
                && matches!(record, Record::Intent { .. } | Record::Abandoned { .. })
        });
        if !awaited && !noted {
            let cause = "no-intent".to_owned();
            self.record(vec![Record::Abandoned { sale, cause }]);
        }
    }

    /// Whether an answer is about an intent that was just made for this sale. Another sale's must
    /// be neither confirmed nor cancelled for it.
    pub(super) fn is_made_for(&self, sale: SaleId, facts: &IntentFacts) -> bool {
        let fresh = facts.status == IntentStatus::RequiresPaymentMethod;
        let fits = |entry: &Entry| self.speaks_of(entry.money, facts);
        fresh && facts.sale == Some(sale) && self.books.get(sale).is_some_and(fits)
    }

    /// How many captures, cancels and looks wait for an answer.
    pub(super) fn settling_in_flight(&self) -> usize {
        let asked = |obligation: &&Obligation| {
            matches!(obligation.turn, ObligationTurn::Asked(_) | ObligationTurn::Looking(_))
        };
        self.obligations.iter().filter(asked).count()
    }

    /// Sends what is due, oldest first and a few at a time.
    pub(super) fn obligations_due(&mut self) {
        let now = self.now.at;
        let mut room = AT_ONCE.saturating_sub(self.settling_in_flight());
        let mut obligations = std::mem::take(&mut self.obligations);
        for obligation in &mut obligations {
            if room > 0
                && let ObligationTurn::Due(due, look) = obligation.turn
                && due <= now
            {
                obligation.turn = self.send_obligation(obligation, look);
                room -= 1;
            }
        }
        self.obligations = obligations;
    }

    /// When the next of them is to be sent, unless an answer has to come first.
    pub(super) fn obligations_deadline(&self) -> Option<Moment> {
        let room = self.settling_in_flight() < AT_ONCE;
        room.then(|| self.obligations.iter().filter_map(Obligation::due).min()).flatten()
    }

    /// Stripe answers again: nothing waits out a delay that grew while it did not.
    pub(super) fn settle_soon(&mut self) {
        for obligation in &mut self.obligations {
            if let ObligationTurn::Due(due, look) = obligation.turn {
                obligation.turn = ObligationTurn::Due(due.min(self.now.at), look);
            }
        }
    }

    fn send_obligation(&mut self, obligation: &Obligation, look: bool) -> ObligationTurn {
        let Obligation { sale, round, money, .. } = *obligation;
        let intent = obligation.intent.clone();
        if look {
            return ObligationTurn::Looking(self.call(Call::Inspect { intent }));
        }
        ObligationTurn::Asked(match obligation.owed {
            Owed::Capture => {
                let key = IdempotencyKey::capture(sale, round);
                self.call(Call::Capture { key, intent, money })
            }
            Owed::Cancel => {
                let key = IdempotencyKey::cancel(sale, round);
                self.call(Call::Cancel { key, intent })
            }
        })
    }

    /// Takes an answer to an obligation, or to the intent of a sale voided meanwhile. Gives it
    /// back when it is for a screen.
    pub(super) fn settle_answered(
        &mut self,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Option<Result<Reply, Failure>> {
        if let Some(place) = self.closing.iter().position(|(_, awaited)| *awaited == ask) {
            let (sale, _) = self.closing.swap_remove(place);
            match result {
                // Whatever else was made is closed by the audit.
                Ok(Reply::Intent(facts)) if self.is_made_for(sale, &facts) => {
                    self.record(vec![Record::Intent { sale, intent: facts.id }]);
                }
                Ok(_) | Err(_) => self.owe(sale),
            }
            return None;
        }
        let asked = [ObligationTurn::Asked(ask), ObligationTurn::Looking(ask)];
        let mut obligations = std::mem::take(&mut self.obligations);
        let found = obligations.iter_mut().find(|obligation| asked.contains(&obligation.turn));
        let rest = match found {
            Some(obligation) => {
                self.obligation_answered(obligation, &result);
                None
            }
            None => Some(result),
        };
        self.obligations = obligations;
        rest
    }

    fn obligation_answered(
        &mut self,
        obligation: &mut Obligation,
        result: &Result<Reply, Failure>,
    ) {
        let entry = self.books.get(obligation.sale);
        let looked = matches!(obligation.turn, ObligationTurn::Looking(_));
        let standing = match result {
            Ok(Reply::Intent(facts)) if facts.id == obligation.intent => {
                read_standing(obligation, entry, facts)
            }
            Ok(_) => Standing::Look,
            Err(Failure::Api(error)) => match error.kind {
                // Refused before anything was begun, and not kept under the key.
                ApiKind::Busy
                | ApiKind::RateLimited
                | ApiKind::KeyRefused
                | ApiKind::PermissionMissing(_)
                | ApiKind::WrongMode => Standing::Again,
                // Kept under the key for a day, whatever the intent allows by then.
                ApiKind::Declined(_)
                | ApiKind::RawCardsRefused
                | ApiKind::UnexpectedState
                | ApiKind::IdempotencyMismatch
                | ApiKind::Amount
                | ApiKind::Missing
                | ApiKind::Invalid
                | ApiKind::Server => Standing::Look,
            },
            Err(Failure::Unknown | Failure::Undecodable { .. }) => Standing::Look,
            Err(Failure::NotSent { .. }) => Standing::Again,
        };
        obligation.tries = obligation.tries.saturating_add(1);
        let failure = result.as_ref().err();
        let delay = retry::background_delay(failure, obligation.tries, self.random.next());
        let later = self.now.at.after(delay);
        match standing {
            Standing::Over(records) => {
                obligation.turn = ObligationTurn::Done;
                self.record(records);
            }
            // A look that did not help either waits; the first look goes out at once.
            Standing::Look if looked => obligation.turn = ObligationTurn::Due(later, true),
            Standing::Look => {
                obligation.round = obligation.round.saturating_add(1);
                obligation.turn = ObligationTurn::Due(self.now.at, true);
            }
            Standing::Again => {
                obligation.turn = ObligationTurn::Due(later, looked && failure.is_some())
            }
        }
    }
}

/// What the intent's state means for what is owed.
fn read_standing(obligation: &Obligation, entry: Option<&Entry>, facts: &IntentFacts) -> Standing {
    let sale = obligation.sale;
    let captured = || Record::Captured {
        sale,
        received: facts.received,
        charge: facts.charge.as_ref().map(|charge| charge.id.clone()),
        receipt_url: facts.charge.as_ref().and_then(|charge| charge.receipt_url.clone()),
    };
    let attention = |what| Record::Attention { sale: Some(sale), what };
    match (obligation.owed, &facts.status) {
        (Owed::Capture, IntentStatus::Succeeded) => {
            let exact = entry.is_none_or(|entry| entry.money.minor() == facts.received);
            if exact {
                Standing::Over(vec![captured()])
            } else {
                Standing::Over(vec![captured(), attention(Attention::AnswerMismatch)])
            }
        }
        (Owed::Capture, IntentStatus::Canceled) => {
            Standing::Over(vec![Record::Voided { sale }, attention(Attention::HoldLost)])
        }
        (Owed::Cancel, IntentStatus::Canceled) => Standing::Over(vec![Record::Voided { sale }]),
        (Owed::Cancel, IntentStatus::Succeeded) => {
            Standing::Over(vec![captured(), attention(Attention::CapturedElsewhere)])
        }
        (
            Owed::Capture | Owed::Cancel,
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresConfirmation
            | IntentStatus::RequiresAction
            | IntentStatus::RequiresCapture
            | IntentStatus::Processing
            | IntentStatus::Other,
        ) => Standing::Again,
    }
}
