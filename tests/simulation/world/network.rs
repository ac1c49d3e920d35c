//! What a request meets on its way to Stripe and back.

use std::time::Duration;

use chargeonce::station::*;

use super::World;
use super::agenda::Happening;
use crate::faults::Fault;
use crate::stripe::{Bank, HOUR, MINUTE, SECOND, Server, api};

/// A request under way.
pub(super) struct Journey {
    boot: u64,
    request: Request,
    reply: Way,
    server: Server,
    bank: Bank,
    takes: u64,
}

/// How the answer travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Good,
    Reset,
    Garbage,
    Wrong,
    Nobody,
}

impl World {
    /// A request goes out, and meets what it meets.
    pub(super) fn send(&mut self, request: Request) {
        self.calls += 1;
        self.note(|| format!("<- {:?}", request.call));
        self.oracle.sent(&request.call);
        let ask = request.ask;
        let refused = Failure::NotSent { phase: ConnectPhase::Connect };
        if self.outage {
            self.met.call(Fault::Outage, &request.call);
            let (delay, failure) = if self.dice.permille(500) {
                (self.dice.between(1, 3_000), refused)
            } else {
                (self.timeout, Failure::Unknown)
            };
            return self.answer(delay, ask, Err(failure));
        }
        let takes = self.dice.between(30, 900);
        let there = self.dice.between(10, 120);
        let bank = self.bank(&request.call);
        let mut journey = Journey {
            boot: self.boot,
            request,
            reply: Way::Good,
            server: Server::Well,
            bank,
            takes,
        };
        let Some(fault) = self.network_fault() else {
            return self.after(there, Happening::Arrive(Box::new(journey)));
        };
        self.met.call(fault, &journey.request.call);
        self.note(|| format!("!! {fault:?}"));
        match fault {
            Fault::Refused => self.answer(there, ask, Err(refused)),
            Fault::Lost => self.answer(self.timeout, ask, Err(Failure::Unknown)),
            Fault::GarbageBefore => {
                let unreadable = Failure::Undecodable { http: 502, request_id: None };
                self.answer(there, ask, Err(unreadable));
            }
            Fault::RateLimited => {
                let failure = self.advised(api(429, ApiKind::RateLimited));
                self.answer(there, ask, Err(failure));
            }
            Fault::KeyRefused => self.answer(there, ask, Err(api(401, ApiKind::KeyRefused))),
            Fault::Unavailable => {
                let failure = self.advised(api(503, ApiKind::Server));
                self.answer(there, ask, Err(failure));
            }
            Fault::Late => {
                self.answer(self.timeout, ask, Err(Failure::Unknown));
                journey.reply = Way::Nobody;
                let late = self.timeout + self.dice.between(SECOND, 5 * MINUTE);
                self.echo = self.echo.max(self.now + late + MINUTE);
                self.after(late, Happening::Arrive(Box::new(journey)));
            }
            _ => {
                match fault {
                    Fault::AnswerLost => journey.reply = Way::Reset,
                    Fault::Garbage => journey.reply = Way::Garbage,
                    Fault::WrongAnswer => journey.reply = Way::Wrong,
                    Fault::ServerBefore => journey.server = Server::FailsBefore,
                    Fault::ServerAfter => journey.server = Server::FailsAfter,
                    Fault::OddRefusal => journey.server = Server::Refuses,
                    _ => journey.server = Server::FailsAndRollsForward,
                }
                self.after(there, Happening::Arrive(Box::new(journey)));
            }
        }
    }

    /// A failure with Stripe's advice on trying again, or without.
    fn advised(&mut self, failure: Failure) -> Failure {
        let Failure::Api(error) = failure else { return failure };
        let retry_after = self.dice.pick(&[None, Some(0), Some(3), Some(600)]);
        Failure::Api(ApiError {
            should_retry: self.dice.pick(&[None, Some(true), Some(false)]),
            retry_after: retry_after.map(Duration::from_secs),
            ..error
        })
    }

    fn network_fault(&mut self) -> Option<Fault> {
        const NETWORK: [Fault; 14] = [
            Fault::KeyRefused,
            Fault::Refused,
            Fault::Lost,
            Fault::Late,
            Fault::AnswerLost,
            Fault::Garbage,
            Fault::GarbageBefore,
            Fault::RateLimited,
            Fault::Unavailable,
            Fault::ServerBefore,
            Fault::ServerAfter,
            Fault::RolledForward,
            Fault::OddRefusal,
            Fault::WrongAnswer,
        ];
        NETWORK.into_iter().find(|fault| self.meets(*fault))
    }

    fn bank(&mut self, call: &Call) -> Bank {
        if !matches!(call, Call::Confirm { .. }) {
            return Bank::Yes;
        }
        let roll = self.dice.below(1000);
        let (fault, bank) = match roll {
            0..=199 => (Fault::Decline, Bank::No),
            200..=319 => (Fault::BankPage, Bank::Page),
            320..=379 => (Fault::Processing, Bank::Later),
            _ => return Bank::Yes,
        };
        if !self.swarm.has(fault) {
            return Bank::Yes;
        }
        self.met.call(fault, call);
        bank
    }

    pub(super) fn arrive(&mut self, journey: Box<Journey>) {
        let until = self.now + journey.takes;
        match self.stripe.arrive(&journey.request.call, self.now, until) {
            Some(result) => self.reply(&journey, result),
            None => self.after(journey.takes, Happening::Finish(journey)),
        }
    }

    pub(super) fn finish(&mut self, journey: &Journey) {
        let call = &journey.request.call;
        let result = self.stripe.finish(call, self.now, journey.server, journey.bank);
        self.oracle.charged(&self.stripe);
        if journey.server == Server::FailsAndRollsForward {
            let later = self.dice.between(SECOND, 3 * HOUR);
            self.echo = self.echo.max(self.now + later + MINUTE);
            self.after(later, Happening::Roll(call.clone(), journey.bank));
        } else {
            self.bank_decides(call, journey.bank);
        }
        self.reply(journey, result);
    }

    /// What was left open at the bank is decided some time later, or never.
    pub(super) fn bank_decides(&mut self, call: &Call, bank: Bank) {
        let Call::Confirm { intent, .. } = call else { return };
        let yes = self.dice.permille(700);
        let delay = match bank {
            Bank::Page if self.dice.permille(850) => self.dice.between(2 * SECOND, 4 * MINUTE),
            Bank::Later => self.dice.between(200, 50 * SECOND),
            Bank::Page | Bank::Yes | Bank::No => return,
        };
        self.echo = self.echo.max(self.now + delay + MINUTE);
        self.after(delay, Happening::Bank(intent.clone(), yes));
    }

    fn reply(&mut self, journey: &Journey, result: Result<Reply, Failure>) {
        if journey.boot != self.boot {
            return;
        }
        let back = self.dice.between(10, 120);
        let result = match (journey.reply, result) {
            (Way::Nobody, _) => return,
            (Way::Reset, _) => Err(Failure::Unknown),
            (Way::Garbage, _) => Err(Failure::Undecodable { http: 200, request_id: None }),
            (Way::Wrong, Ok(Reply::Intent(facts))) => {
                let fresh =
                    matches!(journey.request.call, Call::Prepare { .. } | Call::Confirm { .. });
                let another = self.stripe.another(&facts.id, &mut self.dice);
                let unknown = IntentFacts { id: IntentId("pi_0".to_owned()), ..facts.clone() };
                Ok(Reply::Intent(match self.dice.below(4) {
                    0 if fresh => IntentFacts { amount: facts.amount + 1, ..facts },
                    1 if fresh => IntentFacts { livemode: true, ..facts },
                    2 if fresh => IntentFacts { currency: "eur".to_owned(), ..facts },
                    // Nothing at all tells that a new intent has another name.
                    _ if matches!(journey.request.call, Call::Prepare { .. }) => {
                        another.unwrap_or(facts)
                    }
                    _ => another.unwrap_or(unknown),
                }))
            }
            (_, result) => result,
        };
        self.answer(back, journey.request.ask, result);
    }
}
