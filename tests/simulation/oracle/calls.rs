//! What leaves for Stripe: only what the disk allows, under the right key, and not too often.

use chargeonce::station::*;

use super::{Known, Oracle, State};

impl Oracle {
    /// A request leaves the station.
    pub fn sent(&mut self, call: &Call) {
        match call {
            Call::Prepare { key, sale, number, money, .. } => {
                let opened = self
                    .sales
                    .get(sale)
                    .is_some_and(|known| known.number == *number && known.amount == money.minor());
                self.check(opened, "opened is durable before Stripe hears", || format!("{call:?}"));
                let void = self.sales.get(sale).is_some_and(|known| known.void_given);
                self.check(!void, "I16 a void sale makes no intent", || format!("{call:?}"));
                self.keyed(key, *sale, "create", call, true);
            }
            Call::Confirm { key, intent, method } => {
                let owner = self.owner(intent);
                let allowed = owner.is_some_and(|(_, known)| {
                    known.state == State::Authorising
                        && known.method.as_ref() == Some(method)
                        && !known.void_given
                });
                self.check(allowed, "I12 I16 authorising is durable before confirm", || {
                    format!("{call:?}")
                });
                if let Some((sale, known)) = self.owner(intent) {
                    let attempt = known.attempt;
                    if let Some(known) = self.sales.get_mut(&sale) {
                        known.confirmed = attempt;
                    }
                    let operation = format!("confirm-{attempt}");
                    self.keyed(key, sale, &operation, call, true);
                }
            }
            Call::Capture { key, intent, money } => {
                let allowed = self.owner(intent).is_some_and(|(_, known)| {
                    known.committed && !known.void_given && known.amount == money.minor()
                });
                self.check(allowed, "I11 I1b committed is durable before capture", || {
                    format!("{call:?}")
                });
                if let Some((sale, _)) = self.owner(intent) {
                    self.keyed(key, sale, "capture-", call, false);
                }
            }
            Call::Cancel { key, intent } => {
                let allowed = self
                    .owner(intent)
                    .is_none_or(|(_, known)| matches!(known.state, State::Void | State::Voided));
                self.check(allowed, "void is durable before cancel", || format!("{call:?}"));
                if let Some((sale, _)) = self.owner(intent) {
                    self.keyed(key, sale, "cancel-", call, false);
                }
            }
            // I18: there is no other call, and none that gives money back.
            Call::Inspect { .. }
            | Call::FindCustomers { .. }
            | Call::ListIntents { .. }
            | Call::EmailReceipt { .. } => {}
        }
    }

    fn owner(&self, intent: &IntentId) -> Option<(SaleId, &Known)> {
        self.sales
            .iter()
            .find(|(_, known)| known.intent.as_ref() == Some(intent))
            .map(|(sale, known)| (*sale, known))
    }

    /// I14: a key is made of sale, operation and attempt, and never has two meanings; I13: three
    /// tries on the customer's path.
    fn keyed(
        &mut self,
        key: &IdempotencyKey,
        sale: SaleId,
        operation: &str,
        call: &Call,
        few: bool,
    ) {
        let text = key.as_str();
        let made = text
            .strip_prefix(&format!("{sale}-"))
            .is_some_and(|rest| if few { rest == operation } else { rest.starts_with(operation) });
        self.check(made, "I14 keys name sale, operation and attempt", || text.to_owned());
        let same = self.keys.get(text).is_none_or(|before| before == call);
        self.check(same, "I14 one key, one meaning", || format!("{call:?}"));
        self.keys.insert(text.to_owned(), call.clone());
        if few {
            let tries = self.tries.entry(text.to_owned()).or_default();
            *tries += 1;
            let tries = *tries;
            self.check(tries <= 3, "I13 three tries", || format!("{text} try {tries}"));
        }
    }

    /// A card is sent off.
    pub fn card_sent(&mut self, key: &IdempotencyKey) {
        let times = self.card_keys.entry(key.as_str().to_owned()).or_default();
        *times += 1;
        let times = *times;
        self.check(times == 1, "I14 a key for every card", || key.as_str().to_owned());
    }
}
