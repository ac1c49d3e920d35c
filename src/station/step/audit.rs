//! The audit: what Stripe has of this station, compared with the journal.
//!
//! Shortly after a start and every day: an unknown hold is cancelled, an unknown charge is taken into
//! the journal, once, and flagged, a refund made elsewhere is flagged, and a sale later than the
//! journal's last means that the journal lost data: out of service. Wall time only says how far
//! back to look; it decides nothing.

use std::time::Duration;

use crate::station::{
    Ask, Attention, Call, Failure, FoundCharge, IdempotencyKey, IntentId, IntentPage, IntentStatus,
    ListedIntent, Moment, Realm, Record, Reply, SaleState, Station, Trouble, retry,
};

/// After the start, which has more urgent things to ask Stripe.
const SETTLING_IN: Duration = Duration::from_secs(5);
/// Between audits.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// After one that cancelled something: a hold nobody waits for is not left for a day.
const SOON: Duration = Duration::from_secs(10 * 60);
/// Holds live for seven days (Stripe, "Place a hold on a payment method"): how far an audit looks
/// back, in seconds.
const LOOK_BACK: i64 = 8 * 24 * 60 * 60;

/// How the audit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::station) enum Audit {
    /// The next one begins then; so many tries have failed.
    Due(Moment, u32),
    /// A page was asked for.
    Listing(Ask, u32),
}

impl Audit {
    pub(in crate::station) const fn first(now: Moment) -> Self {
        Self::Due(now.after(SETTLING_IN), 0)
    }
}

impl Station {
    pub(super) const fn audit_deadline(&self) -> Option<Moment> {
        match self.audit {
            Audit::Due(due, _) => Some(due),
            Audit::Listing(..) => None,
        }
    }

    /// Begins the audit when it is due.
    pub(super) fn audit_due(&mut self) {
        if let Audit::Due(due, tries) = self.audit
            && due <= self.now.at
        {
            self.list(None, tries);
        }
    }

    fn list(&mut self, after: Option<IntentId>, tries: u32) {
        let created_from = (self.now.wall.unix_ms / 1_000).saturating_sub(LOOK_BACK);
        let ask = self.call(Call::ListIntents { created_from, after });
        self.audit = Audit::Listing(ask, tries);
    }

    /// Takes an answer to the audit. Gives it back when it is for something else.
    pub(super) fn audit_answered(
        &mut self,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Option<Result<Reply, Failure>> {
        let Audit::Listing(asked, tries) = self.audit else { return Some(result) };
        if asked != ask {
            return Some(result);
        }
        match result {
            Ok(Reply::Intents(IntentPage { found, next })) => {
                for listed in &found {
                    self.compare(listed);
                }
                match next {
                    Some(last) => self.list(Some(last), tries),
                    None => {
                        let pause = if self.audit_soon { SOON } else { DAY };
                        self.audit_soon = false;
                        self.audit = Audit::Due(self.now.at.after(pause), 0);
                    }
                }
            }
            failed => {
                let tries = tries.saturating_add(1);
                let failure = failed.as_ref().err();
                let delay = retry::background_delay(failure, tries, self.random.next());
                self.audit = Audit::Due(self.now.at.after(delay), tries);
            }
        }
        None
    }

    fn compare(&mut self, listed: &ListedIntent) {
        self.note_refund(listed);
        let stray = match self.books.get(listed.sale) {
            // The journal's own intent is settled by its obligation.
            Some(entry) if entry.intent.as_ref() == Some(&listed.id) => false,
            // One the station never heard was made; not while it may yet hear.
            Some(entry) => entry.intent.is_some() || entry.state == SaleState::Voided,
            None => {
                // A sandbox is shared and begun anew at will: no money is lost with its journal.
                self.behind |= self.policy.realm != Realm::Sandbox
                    && listed.number >= self.books.next_number();
                true
            }
        };
        if !stray {
            return;
        }
        match listed.status {
            IntentStatus::Succeeded => self.import(listed),
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresConfirmation
            | IntentStatus::RequiresAction
            | IntentStatus::RequiresCapture => {
                // Nobody waits for the answer: another audit, soon, sees what came of it.
                self.audit_soon = true;
                let key = IdempotencyKey::stray(&listed.id, self.random.next());
                let intent = listed.id.clone();
                self.call(Call::Cancel { key, intent });
            }
            IntentStatus::Processing | IntentStatus::Canceled | IntentStatus::Other => {}
        }
    }

    /// Takes a charge the station did not make into the journal, with its flag, once for ever.
    fn import(&mut self, listed: &ListedIntent) {
        let being_written = self
            .writing
            .iter()
            .flat_map(|(_, records)| records)
            .any(|record| matches!(record, Record::Found(found) if found.intent == listed.id));
        if being_written || self.books.is_found(&listed.id) {
            return;
        }
        let found = FoundCharge {
            sale: listed.sale,
            number: listed.number,
            intent: listed.id.clone(),
            amount: listed.amount,
            received: listed.received,
            currency: listed.currency,
            charge: listed.charge.clone(),
        };
        let what = Attention::UnknownCharge;
        let flag = Record::Attention { sale: Some(listed.sale), what };
        self.record(vec![Record::Found(found), flag]);
    }

    /// A charge of ours was given back in the Dashboard: staff are told once, and not before they
    /// have seen what else there is to know of the sale.
    fn note_refund(&mut self, listed: &ListedIntent) {
        let Some(entry) = self.books.get(listed.sale) else { return };
        let ours = entry.intent.as_ref() == Some(&listed.id) && entry.state == SaleState::Captured;
        if ours && listed.refunded && !entry.refund_noted && entry.attention.is_none() {
            let what = Attention::RefundedElsewhere;
            self.record(vec![Record::Attention { sale: Some(listed.sale), what }]);
        }
    }

    /// Why no sale may be begun, whatever else is well.
    pub(super) fn no_sale(&self) -> Option<Trouble> {
        if self.behind {
            return Some(Trouble::JournalBehind);
        }
        self.disk_low.then_some(Trouble::DiskFull)
    }
}
