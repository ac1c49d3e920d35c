//! The sale's PaymentIntent, made in the background while the next screens are read.

use crate::station::call::IntentFacts;
use crate::station::retry::{self, Trying};
use crate::station::screen::{Live, Preparation};
use crate::station::{Ask, Batch, Call, Failure, IdempotencyKey, Money, Record, Reply, Station};

impl Station {
    fn create(&self, live: &Live) -> Call {
        Call::Prepare {
            key: IdempotencyKey::create(live.sale.id),
            sale: live.sale.id,
            number: live.sale.number,
            money: live.sale.money,
            reference: live.sale.reference.clone(),
            customer: live.sale.customer.id().cloned(),
        }
    }

    /// A batch is durable: if it was this sale's, its next step may be taken.
    pub(super) fn prepare_recorded(&mut self, live: &mut Live, batch: Batch) {
        match &live.intent {
            Preparation::Opening(opening) if *opening == batch => {
                let ask = self.call(self.create(live));
                live.intent = Preparation::Creating(Trying::first(ask, self.now.at));
            }
            Preparation::Noting(noting, intent) if *noting == batch => {
                live.intent = Preparation::Ready(intent.clone());
            }
            Preparation::Opening(_)
            | Preparation::Creating(_)
            | Preparation::Noting(..)
            | Preparation::Ready(_) => {}
        }
    }

    /// An answer came.
    ///
    /// # Errors
    /// The failure, once it is plain that the intent will not come to be.
    pub(super) fn prepare_answered(
        &mut self,
        live: &mut Live,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Result<(), Failure> {
        let Preparation::Creating(trying) = live.intent else { return Ok(()) };
        if !trying.awaits(ask) {
            return Ok(());
        }
        // Answered: whoever voids the sale now has nothing to wait for.
        live.intent = Preparation::Creating(trying.waiting(self.now.at));
        let failure = match result {
            Ok(Reply::Intent(facts)) if self.is_made_for(live.sale.id, &facts) => {
                let intent = facts.id;
                let batch = self
                    .record(vec![Record::Intent { sale: live.sale.id, intent: intent.clone() }]);
                live.intent = Preparation::Noting(batch, intent);
                return Ok(());
            }
            Ok(_) => return Err(Failure::Undecodable { http: 200, request_id: None }),
            Err(failure) => failure,
        };
        let waited = self.now.at.since(trying.since);
        match retry::delay(&failure, trying.tries, waited, self.random.next()) {
            Some(delay) => {
                live.intent = Preparation::Creating(trying.waiting(self.now.at.after(delay)));
                Ok(())
            }
            None => Err(failure),
        }
    }

    /// Sends the next try when it is due.
    ///
    /// # Errors
    /// The failure, once an answer was waited for long enough.
    pub(super) fn prepare_time(&mut self, live: &mut Live) -> Result<(), Failure> {
        let Preparation::Creating(trying) = live.intent else { return Ok(()) };
        if trying.is_over(self.now.at) {
            return Err(Failure::Unknown);
        }
        if trying.due().is_some_and(|due| due <= self.now.at) {
            let ask = self.call(self.create(live));
            live.intent = Preparation::Creating(trying.again(ask));
        }
        Ok(())
    }

    /// Whether an answer is about this amount and currency, in the right mode.
    pub(super) fn speaks_of(&self, money: Money, facts: &IntentFacts) -> bool {
        facts.amount == money.minor()
            && facts.currency == money.currency().code()
            && facts.livemode == self.policy.realm.is_live()
    }
}
