//! Charging: record, confirm, check the answer, decide on disk. No key interrupts it.

use std::time::Duration;

use crate::card::CardSummary;
use crate::station::call::{ApiKind, Declined, IntentFacts};
use crate::station::retry::{self, Trying};
use crate::station::screen::{
    ChallengeScreen, ChargingScreen, Live, Outcome, OutcomeScreen, Paid, Preparation, Screen,
    Stage, Token,
};
use crate::station::{
    Ask, Attention, BankConfirmation, Batch, Call, Decline, Failure, IdempotencyKey, IntentId,
    IntentStatus, Moment, Record, Reply, Station, TokenisedCard, Trouble, VaultEvent,
};

/// How often an intent in flight is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// The first look at an intent whose customer is at the bank's page.
const FIRST_POLL: Duration = Duration::from_secs(2);

impl Live {
    /// The sale's intent; there is one on every screen from the card's on.
    pub(super) const fn intent_id(&self) -> Option<&IntentId> {
        match &self.intent {
            Preparation::Ready(intent) | Preparation::Noting(_, intent) => Some(intent),
            Preparation::Opening(_) | Preparation::Creating(_) => None,
        }
    }
}

impl Station {
    /// Stripe has the card: it is written down what the bank would be asked, while the customer
    /// still reads. So only one record is left to be written after "Yes": the decision.
    pub(super) fn note_card(&mut self, live: &Live, token: &TokenisedCard) {
        self.record(vec![Record::Authorising {
            sale: live.sale.id,
            attempt: live.attempt,
            method: token.method.clone(),
            brand: token.brand,
            last4: token.last4,
        }]);
    }

    /// The customer said yes: the bank is asked once the card is durably noted.
    pub(super) fn authorise(
        &mut self,
        live: Live,
        card: CardSummary,
        token: TokenisedCard,
        since: Moment,
    ) -> Screen {
        let noting = self.writing.iter().find(|(_, records)| {
            records.iter().any(|record| {
                matches!(record, Record::Authorising { method, .. } if *method == token.method)
            })
        });
        if let Some((batch, _)) = noting {
            let stage = Stage::Noting(*batch, token);
            return Screen::Charging(ChargingScreen { live, card, stage, since });
        }
        let Some(call) = self.confirm_call(&live, &token) else {
            return self.ended(&live, Trouble::BadAnswer, None);
        };
        let live = Live { asked: true, ..live };
        let stage = Stage::Confirming(Trying::first(self.call(call), self.now.at), token);
        Screen::Charging(ChargingScreen { live, card, stage, since })
    }

    fn confirm_call(&self, live: &Live, token: &TokenisedCard) -> Option<Call> {
        Some(Call::Confirm {
            key: IdempotencyKey::confirm(live.sale.id, live.attempt),
            intent: live.intent_id()?.clone(),
            method: token.method.clone(),
        })
    }

    pub(super) fn charging_vault(
        &mut self,
        mut screen: ChargingScreen,
        event: VaultEvent,
    ) -> Screen {
        if let Stage::Tokenising(session) = screen.stage {
            let mut token = Token::Pending(session);
            if let Some(ended) = self.token_news(&screen.live, &mut screen.card, &mut token, event)
            {
                return ended;
            }
            if let Token::Ready(token) = token {
                return self.authorise(screen.live, screen.card, token, screen.since);
            }
        }
        Screen::Charging(screen)
    }

    pub(super) fn charging_recorded(&mut self, screen: ChargingScreen, batch: Batch) -> Screen {
        match screen.stage {
            Stage::Noting(noting, token) if noting == batch => {
                self.authorise(screen.live, screen.card, token, screen.since)
            }
            Stage::Committing(committing, token) if committing == batch => {
                self.end_visit();
                self.unshown = Some(screen.live.sale.id);
                let paid = Paid { sale: screen.live.sale, card: screen.card, held: token.held };
                self.remember_approval(&paid);
                Screen::Outcome(OutcomeScreen {
                    outcome: Outcome::Approved(paid),
                    since: self.now.at,
                    pressed: None,
                })
            }
            stage => Screen::Charging(ChargingScreen { stage, ..screen }),
        }
    }

    pub(super) fn charging_answered(
        &mut self,
        screen: ChargingScreen,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Screen {
        let ChargingScreen { live, card, stage, since } = screen;
        match stage {
            Stage::Confirming(trying, token) if trying.awaits(ask) => match result {
                Ok(Reply::Intent(facts)) => self.judge(live, card, token, &facts),
                Ok(Reply::Customers(_) | Reply::Intents(_) | Reply::ReceiptSent) => {
                    self.ended(&live, Trouble::BadAnswer, None)
                }
                Err(Failure::Api(error)) if matches!(error.kind, ApiKind::Declined(_)) => {
                    match error.kind {
                        ApiKind::Declined(declined) => self.declined(live, card, &declined),
                        _ => self.ended(&live, Trouble::BadAnswer, None),
                    }
                }
                Err(failure) => {
                    let waited = self.now.at.since(trying.since);
                    match retry::delay(&failure, trying.tries, waited, self.random.next()) {
                        Some(delay) => {
                            let trying = trying.waiting(self.now.at.after(delay));
                            let stage = Stage::Confirming(trying, token);
                            Screen::Charging(ChargingScreen { live, card, stage, since })
                        }
                        None => self.not_charged(&live, &failure),
                    }
                }
            },
            Stage::Watching(trying, token) if trying.awaits(ask) => match result {
                Ok(Reply::Intent(facts)) if facts.status != IntentStatus::Processing => {
                    self.judge(live, card, token, &facts)
                }
                _ if self.now.at.since(trying.since) >= retry::PATIENCE => {
                    self.ended(&live, Trouble::NoAnswer, None)
                }
                _ => {
                    let stage = Stage::Watching(trying.waiting(self.now.at.after(LOOK)), token);
                    Screen::Charging(ChargingScreen { live, card, stage, since })
                }
            },
            stage => Screen::Charging(ChargingScreen { live, card, stage, since }),
        }
    }

    pub(super) fn charging_time(&mut self, mut screen: ChargingScreen) -> Screen {
        let now = self.now.at;
        let due = |trying: &Trying| trying.due().is_some_and(|due| due <= now);
        match screen.stage {
            Stage::Confirming(trying, _) | Stage::Watching(trying, _) if trying.is_over(now) => {
                self.ended(&screen.live, Trouble::NoAnswer, None)
            }
            Stage::Confirming(trying, token) if due(&trying) => {
                let Some(call) = self.confirm_call(&screen.live, &token) else {
                    return self.ended(&screen.live, Trouble::BadAnswer, None);
                };
                screen.stage = Stage::Confirming(trying.again(self.call(call)), token);
                Screen::Charging(screen)
            }
            Stage::Watching(trying, token) if due(&trying) => {
                let Some(intent) = screen.live.intent_id().cloned() else {
                    return self.ended(&screen.live, Trouble::BadAnswer, None);
                };
                let ask = self.call(Call::Inspect { intent });
                screen.stage = Stage::Watching(trying.again(ask), token);
                Screen::Charging(screen)
            }
            stage => Screen::Charging(ChargingScreen { stage, ..screen }),
        }
    }

    /// An answer about the intent after a confirm: only the very hold that was asked for, of the
    /// very amount, in the right mode, is committed. All else ends in "nothing was charged".
    pub(super) fn judge(
        &mut self,
        live: Live,
        card: CardSummary,
        token: TokenisedCard,
        facts: &IntentFacts,
    ) -> Screen {
        let since = self.now.at;
        if live.intent_id() != Some(&facts.id) || !self.speaks_of(live.sale.money, facts) {
            return self.mismatched(&live);
        }
        match &facts.status {
            IntentStatus::RequiresCapture if facts.capturable == live.sale.money.minor() => {
                let batch = self.record(vec![Record::Committed { sale: live.sale.id }]);
                let stage = Stage::Committing(batch, token);
                Screen::Charging(ChargingScreen { live, card, stage, since })
            }
            IntentStatus::RequiresCapture | IntentStatus::Succeeded => self.mismatched(&live),
            IntentStatus::RequiresAction => match &facts.challenge {
                Some(link) if self.policy.bank_confirmation == BankConfirmation::Qr => {
                    Screen::Challenge(ChallengeScreen {
                        live,
                        card,
                        token,
                        link: link.clone(),
                        until: since.after(self.policy.timings.challenge),
                        poll: Trying::later(since.after(FIRST_POLL), since),
                        deaf: false,
                    })
                }
                Some(_) | None => {
                    let declined =
                        Declined { reason: Decline::NeedsBank, code: "requires_action".to_owned() };
                    self.declined(live, card, &declined)
                }
            },
            IntentStatus::Processing => {
                let stage = Stage::Watching(Trying::later(since.after(LOOK), since), token);
                Screen::Charging(ChargingScreen { live, card, stage, since })
            }
            IntentStatus::RequiresPaymentMethod => {
                let unnamed = Declined { reason: Decline::Generic, code: "unnamed".to_owned() };
                self.declined(live, card, facts.declined.as_ref().unwrap_or(&unnamed))
            }
            IntentStatus::RequiresConfirmation | IntentStatus::Canceled | IntentStatus::Other => {
                self.ended(&live, Trouble::BadAnswer, None)
            }
        }
    }

    /// The bank said no. The intent stays open for another card, three in all.
    pub(super) fn declined(
        &mut self,
        live: Live,
        card: CardSummary,
        declined: &Declined,
    ) -> Screen {
        self.record(vec![Record::Declined {
            sale: live.sale.id,
            attempt: live.attempt,
            code: declined.code.clone(),
        }]);
        self.count_decline();
        // Nobody tries a further card while the station is paused.
        let next = live.attempt.next().filter(|_| !self.is_paused());
        let live = Live { attempt: next.unwrap_or(live.attempt), asked: false, ..live };
        Screen::Outcome(OutcomeScreen {
            outcome: Outcome::Declined {
                live,
                card,
                reason: declined.reason,
                another: next.is_some(),
            },
            since: self.now.at,
            pressed: None,
        })
    }

    /// The answer spoke of something else: void, and staff are told.
    fn mismatched(&mut self, live: &Live) -> Screen {
        self.record(vec![
            Record::Void { sale: live.sale.id, cause: Trouble::BadAnswer.code().to_owned() },
            Record::Attention { sale: Some(live.sale.id), what: Attention::AnswerMismatch },
        ]);
        self.show_not_charged(live, Trouble::BadAnswer, None)
    }
}
