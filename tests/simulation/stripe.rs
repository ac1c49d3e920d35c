//! Stripe as far as it is documented: intents, idempotency keys, locks, holds that expire.
//!
//! Its book is the truth of what was charged. Facts: Stripe's "Idempotent requests", "Low-level
//! error handling", "Place a hold on a payment method" and "Cancel a PaymentIntent".

use std::collections::HashMap;

use chargeonce::station::*;

use crate::dice::Dice;

/// Milliseconds.
pub const SECOND: u64 = 1_000;
pub const MINUTE: u64 = 60 * SECOND;
pub const HOUR: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;
/// When every shift begins, in milliseconds since 1970-01-01 UTC.
pub const EPOCH: i64 = 1_900_000_000_000;
/// Keys are forgotten after this.
const KEY_LIFE: u64 = DAY;
/// Holds are released after this.
const HOLD_LIFE: u64 = 7 * DAY;

/// What the bank will say to a confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bank {
    Yes,
    No,
    Page,
    Later,
}

/// How the server gets through a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Well,
    FailsBefore,
    FailsAfter,
    FailsAndRollsForward,
    /// A refusal that says nothing of the intent, and is kept like any answer.
    Refuses,
}

#[derive(Clone, Debug)]
pub struct Intent {
    pub id: IntentId,
    pub sale: SaleId,
    pub amount: u64,
    pub status: IntentStatus,
    pub captures: u32,
    pub received: u64,
    pub refunded: u64,
    /// A person did something to it in the Dashboard.
    pub by_person: bool,
    pub created: u64,
    number: u64,
    held_since: u64,
    busy_until: u64,
    declined: Option<Declined>,
}

struct Kept {
    call: Call,
    since: u64,
    /// `None` while it runs.
    answer: Option<Result<Reply, Failure>>,
}

#[derive(Default)]
pub struct Stripe {
    pub intents: Vec<Intent>,
    keys: HashMap<String, Kept>,
}

pub fn api(http: u16, kind: ApiKind) -> Failure {
    Failure::Api(ApiError {
        http,
        kind,
        code: None,
        request_id: None,
        should_retry: None,
        retry_after: None,
        intent: None,
    })
}

fn key_of(call: &Call) -> Option<&str> {
    match call {
        Call::Prepare { key, .. }
        | Call::Confirm { key, .. }
        | Call::Capture { key, .. }
        | Call::Cancel { key, .. }
        | Call::EmailReceipt { key, .. } => Some(key.as_str()),
        Call::Inspect { .. } | Call::FindCustomers { .. } | Call::ListIntents { .. } => None,
    }
}

fn intent_of(call: &Call) -> Option<&IntentId> {
    match call {
        Call::Confirm { intent, .. }
        | Call::Capture { intent, .. }
        | Call::Cancel { intent, .. }
        | Call::Inspect { intent } => Some(intent),
        Call::Prepare { .. }
        | Call::FindCustomers { .. }
        | Call::ListIntents { .. }
        | Call::EmailReceipt { .. } => None,
    }
}

impl Stripe {
    fn find(&mut self, id: &IntentId) -> Option<&mut Intent> {
        self.intents.iter_mut().find(|intent| intent.id == *id)
    }

    /// Time passes: holds run out.
    pub fn expire(&mut self, now: u64) {
        for intent in &mut self.intents {
            if intent.status == IntentStatus::RequiresCapture
                && now.saturating_sub(intent.held_since) > HOLD_LIFE
            {
                intent.status = IntentStatus::Canceled;
            }
        }
    }

    /// A request arrives. `None`: it runs until `until`, then [`Stripe::finish`] it.
    pub fn arrive(&mut self, call: &Call, now: u64, until: u64) -> Option<Result<Reply, Failure>> {
        self.expire(now);
        if let Some(key) = key_of(call) {
            if self.keys.get(key).is_some_and(|kept| now.saturating_sub(kept.since) > KEY_LIFE) {
                self.keys.remove(key);
            }
            if let Some(kept) = self.keys.get(key) {
                return Some(match &kept.answer {
                    _ if kept.call != *call => Err(api(400, ApiKind::IdempotencyMismatch)),
                    Some(answer) => answer.clone(),
                    None => Err(api(409, ApiKind::Busy)),
                });
            }
        }
        if !matches!(call, Call::Inspect { .. })
            && let Some(id) = intent_of(call).cloned()
            && let Some(intent) = self.find(&id)
        {
            if intent.busy_until > now {
                return Some(Err(api(429, ApiKind::Busy)));
            }
            intent.busy_until = until;
        }
        if let Some(key) = key_of(call) {
            let kept = Kept { call: call.clone(), since: now, answer: None };
            self.keys.insert(key.to_owned(), kept);
        }
        None
    }

    /// A running request ends.
    pub fn finish(
        &mut self,
        call: &Call,
        now: u64,
        server: Server,
        bank: Bank,
    ) -> Result<Reply, Failure> {
        self.expire(now);
        let answer = match server {
            Server::Well => self.perform(call, now, bank),
            Server::FailsBefore | Server::FailsAndRollsForward => Err(api(500, ApiKind::Server)),
            Server::Refuses => Err(api(400, ApiKind::Invalid)),
            Server::FailsAfter => {
                let _ = self.perform(call, now, bank);
                Err(api(500, ApiKind::Server))
            }
        };
        if let Some(kept) = key_of(call).and_then(|key| self.keys.get_mut(key)) {
            kept.answer = Some(answer.clone());
        }
        answer
    }

    /// Does it, whatever answer was given.
    pub fn perform(&mut self, call: &Call, now: u64, bank: Bank) -> Result<Reply, Failure> {
        match call {
            Call::Prepare { sale, number, money, .. } => {
                let intent = Intent {
                    id: IntentId(format!("pi_{}", self.intents.len() + 1)),
                    sale: *sale,
                    amount: money.minor(),
                    status: IntentStatus::RequiresPaymentMethod,
                    captures: 0,
                    received: 0,
                    refunded: 0,
                    by_person: false,
                    created: now,
                    number: *number,
                    held_since: 0,
                    busy_until: 0,
                    declined: None,
                };
                let facts = intent.facts();
                self.intents.push(intent);
                Ok(Reply::Intent(facts))
            }
            Call::FindCustomers { .. } => Ok(Reply::Customers(Vec::new())),
            Call::ListIntents { created_from, after } => {
                Ok(Reply::Intents(self.list(*created_from, after.as_ref())))
            }
            Call::EmailReceipt { .. } => Ok(Reply::ReceiptSent),
            Call::Inspect { intent } => self.with(intent, |_| Ok(())),
            Call::Confirm { intent, .. } => self.with(intent, |intent| intent.confirm(now, bank)),
            Call::Capture { intent, money, .. } => {
                self.with(intent, |intent| intent.capture(money.minor()))
            }
            Call::Cancel { intent, .. } => self.with(intent, Intent::cancel),
        }
    }

    /// Newest first, five a page.
    fn list(&self, created_from: i64, after: Option<&IntentId>) -> IntentPage {
        let mut rest = self
            .intents
            .iter()
            .rev()
            .skip_while(|intent| after.is_some_and(|after| intent.id != *after))
            .skip(usize::from(after.is_some()))
            .filter(|intent| EPOCH / 1_000 + (intent.created / SECOND) as i64 >= created_from);
        let found: Vec<_> = rest
            .by_ref()
            .take(5)
            .map(|intent| ListedIntent {
                refunded: intent.refunded > 0,
                id: intent.id.clone(),
                status: intent.status.clone(),
                sale: intent.sale,
                number: intent.number,
                amount: intent.amount,
                received: intent.received,
                currency: Currency::new("usd").expect("usd"),
                charge: intent.facts().charge.map(|charge| charge.id),
            })
            .collect();
        let last = found.last().map(|listed| listed.id.clone());
        IntentPage { found, next: last.filter(|_| rest.next().is_some()) }
    }

    fn with(
        &mut self,
        id: &IntentId,
        act: impl FnOnce(&mut Intent) -> Result<(), Failure>,
    ) -> Result<Reply, Failure> {
        let intent = self.find(id).ok_or_else(|| api(404, ApiKind::Missing))?;
        act(intent)?;
        Ok(Reply::Intent(intent.facts()))
    }

    /// An intent that is not this one, as it is now.
    pub fn another(&self, than: &IntentId, dice: &mut Dice) -> Option<IntentFacts> {
        let others: Vec<_> = self.intents.iter().filter(|intent| intent.id != *than).collect();
        (!others.is_empty()).then(|| others[dice.below(others.len() as u64) as usize].facts())
    }

    /// The bank, or the customer at its page, has decided.
    pub fn decide(&mut self, id: &IntentId, now: u64, yes: bool) {
        if let Some(intent) = self.find(id)
            && matches!(intent.status, IntentStatus::RequiresAction | IntentStatus::Processing)
        {
            if yes {
                intent.hold(now);
            } else {
                let _ = intent.decline(Decline::AuthenticationFailed);
            }
        }
    }

    /// Somebody at the Dashboard does something to an intent.
    pub fn dashboard(&mut self, now: u64, dice: &mut Dice) -> bool {
        self.expire(now);
        if self.intents.is_empty() {
            return false;
        }
        let place = dice.below(self.intents.len() as u64) as usize;
        let intent = &mut self.intents[place];
        let done = match (&intent.status, dice.below(3)) {
            (IntentStatus::RequiresCapture, 0) => intent.capture(intent.amount).is_ok(),
            (IntentStatus::RequiresCapture, 1) => intent.capture(intent.amount / 2).is_ok(),
            (IntentStatus::RequiresCapture, _) => intent.cancel().is_ok(),
            (IntentStatus::Succeeded, _) => {
                intent.refunded = intent.received;
                true
            }
            _ => false,
        };
        intent.by_person |= done;
        done
    }
}

impl Intent {
    fn hold(&mut self, now: u64) {
        self.status = IntentStatus::RequiresCapture;
        self.held_since = now;
    }

    fn decline(&mut self, reason: Decline) -> Failure {
        let declined = Declined { reason, code: "generic_decline".to_owned() };
        self.status = IntentStatus::RequiresPaymentMethod;
        self.declined = Some(declined.clone());
        api(402, ApiKind::Declined(declined))
    }

    fn confirm(&mut self, now: u64, bank: Bank) -> Result<(), Failure> {
        if !matches!(
            self.status,
            IntentStatus::RequiresPaymentMethod
                | IntentStatus::RequiresConfirmation
                | IntentStatus::RequiresAction
        ) {
            return Err(api(400, ApiKind::UnexpectedState));
        }
        match bank {
            Bank::Yes => self.hold(now),
            Bank::No => return Err(self.decline(Decline::Generic)),
            Bank::Page => self.status = IntentStatus::RequiresAction,
            Bank::Later => self.status = IntentStatus::Processing,
        }
        Ok(())
    }

    fn capture(&mut self, amount: u64) -> Result<(), Failure> {
        if self.status != IntentStatus::RequiresCapture {
            return Err(api(400, ApiKind::UnexpectedState));
        }
        if amount > self.amount {
            return Err(api(400, ApiKind::Amount));
        }
        self.status = IntentStatus::Succeeded;
        self.captures += 1;
        self.received = amount;
        Ok(())
    }

    fn cancel(&mut self) -> Result<(), Failure> {
        match self.status {
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresConfirmation
            | IntentStatus::RequiresAction
            | IntentStatus::RequiresCapture => {
                self.status = IntentStatus::Canceled;
                Ok(())
            }
            IntentStatus::Processing
            | IntentStatus::Succeeded
            | IntentStatus::Canceled
            | IntentStatus::Other => Err(api(400, ApiKind::UnexpectedState)),
        }
    }

    pub fn facts(&self) -> IntentFacts {
        let held = self.status == IntentStatus::RequiresCapture;
        let page = self.status == IntentStatus::RequiresAction;
        IntentFacts {
            id: self.id.clone(),
            sale: Some(self.sale),
            status: self.status.clone(),
            amount: self.amount,
            capturable: if held { self.amount } else { 0 },
            received: self.received,
            currency: "usd".to_owned(),
            livemode: false,
            challenge: page.then(|| SecretLink("https://bank.test/page".to_owned())),
            charge: (self.captures > 0).then(|| ChargeFacts {
                id: ChargeId(format!("ch_{}", self.id.0)),
                receipt_url: None,
                refunded: self.refunded,
                cvc_failed: false,
            }),
            declined: self.declined.clone(),
        }
    }
}
