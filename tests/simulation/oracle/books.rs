//! Stripe's book against the journal and against what was said.

use std::collections::HashMap;

use chargeonce::station::IntentStatus;

use super::{Oracle, State};
use crate::stripe::{DAY, Intent, Stripe};

impl Oracle {
    /// Looks at Stripe's book after every request it carried out.
    pub fn charged(&mut self, stripe: &Stripe) {
        for intent in stripe.intents.iter().filter(|intent| intent.captures > 0) {
            self.charge(intent, stripe);
        }
    }

    fn charge(&mut self, intent: &Intent, stripe: &Stripe) {
        let twice = intent.captures > 1
            || stripe.intents.iter().any(|other| {
                other.captures > 0 && other.sale == intent.sale && other.id != intent.id
            });
        self.check(!twice, "I1 at most one charge a sale", || format!("{}", intent.sale));
        let Some(known) = self.sales.get(&intent.sale) else {
            return self.fail("I2 no charge without a sale", || format!("{}", intent.sale));
        };
        let (amount, told) = (known.amount, known.shown_not_charged || known.void_given);
        self.check(
            intent.received == amount || intent.by_person,
            "I1b the amount agreed to",
            || format!("{} of {amount}", intent.received),
        );
        self.check(!told || intent.by_person, "I6 what was called not charged is not", || {
            format!("{}", intent.sale)
        });
    }

    /// The world has healed and had its time: everything is settled and told.
    pub fn settled(&mut self, stripe: &Stripe) {
        self.charged(stripe);
        for intent in &stripe.intents {
            if intent.status == IntentStatus::RequiresCapture {
                self.fail("I5 no hold is left", || format!("{} {}", intent.id, intent.sale));
            }
            if intent.captures == 0 {
                continue;
            }
            let known = self.sales.get(&intent.sale).cloned();
            let Some(known) = known else { continue };
            let noted = known.captured == Some(intent.received)
                && known.intent.as_ref() == Some(&intent.id);
            self.check(noted, "I2 every charge is in the journal", || format!("{known:?}"));
            let agreed = known.captured == Some(known.amount) || known.flagged;
            self.check(agreed, "I1b another amount is flagged", || format!("{known:?}"));
            let told = known.shown_approved || known.flagged;
            self.check(told, "I7 every charge was told or flagged", || format!("{known:?}"));
        }
        let mut visits = HashMap::<u64, u32>::new();
        let sales: Vec<_> = self.sales.values().cloned().collect();
        for known in sales {
            let ended = matches!(known.state, State::Captured | State::Voided | State::Abandoned);
            self.check(ended, "I10 every sale ends", || format!("{known:?}"));
            let charged = known.captured.is_some();
            let honest = !known.shown_approved || charged || known.flagged;
            self.check(honest, "I9 approved means charged", || format!("{known:?}"));
            if charged && !known.flagged {
                *visits.entry(known.visit).or_default() += 1;
            }
        }
        for (visit, charges) in visits {
            self.check(charges <= 1, "I1c a customer who tries again pays once", || {
                format!("visit {visit}: {charges}")
            });
        }
    }

    /// After the audit: no intent of the last week is open, not even one that the station never
    /// heard was made.
    pub fn audited(&mut self, stripe: &Stripe, now: u64) {
        for intent in stripe.intents.iter().filter(|intent| now - intent.created < 7 * DAY) {
            let closed = matches!(intent.status, IntentStatus::Succeeded | IntentStatus::Canceled);
            self.check(closed, "the audit closes what is left open", || {
                format!("{} {:?} of {}", intent.id, intent.status, intent.sale)
            });
            let flagged = self.sales.get(&intent.sale).is_some_and(|known| known.flagged);
            self.check(intent.refunded == 0 || flagged, "a refund made elsewhere is told", || {
                format!("{} of {}", intent.id, intent.sale)
            });
        }
    }
}
