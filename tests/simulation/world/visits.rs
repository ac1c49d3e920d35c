//! Customers come, do something, hand over their cards and go.

use std::time::Duration;

use chargeonce::card::{Brand, CardSummary, Expiry, Field, FormView, Last4, NumberView};
use chargeonce::station::*;

use super::World;
use super::agenda::Happening;
use crate::customer::{Act, Customer};
use crate::faults::Fault;
use crate::stripe::{DAY, HOUR, MINUTE, SECOND, api};

impl World {
    pub(super) fn next_customer(&mut self) {
        let kind = self.customer.kind;
        let visit = self.customer.visit + 1;
        self.visits_left = self.visits_left.saturating_sub(1);
        self.customer = Customer { kind, ..Customer::of(visit, &mut self.dice) };
    }

    pub(super) fn act(&mut self) {
        if self.healed {
            return;
        }
        if self.visits_left == 0 || self.now > 20 * DAY {
            return self.after(0, Happening::Heal);
        }
        let Some(station) = &self.station else {
            return self.after(5 * SECOND + self.now / 20, Happening::Act);
        };
        let tried = self.oracle.sales_of(self.customer.visit);
        let (act, pause) = self.customer.act(station, tried, &mut self.dice);
        match act {
            Act::Nothing => {}
            Act::Press(key) => self.step(Event::Key(key)),
            Act::Stray => {
                self.bent.swiped_twice = true;
                self.step(Event::Vault(VaultEvent::Stray));
            }
            Act::Type => self.form(),
            Act::Card => self.card(),
            Act::Leave => {
                self.visits_left -= 1;
                let visit = self.customer.visit + 1;
                self.customer = Customer::of(visit, &mut self.dice);
                let gap = self.dice.pick(&[SECOND, 30 * SECOND, 5 * MINUTE, HOUR]);
                return self.after(gap, Happening::Act);
            }
        }
        self.after(pause, Happening::Act);
    }

    fn form(&mut self) {
        let view = FormView {
            number: NumberView::Typing { digits: 1, brand: Brand::Visa },
            swiped: false,
            expiry_digits: 0,
            expiry: None,
            cvc_digits: 0,
            cvc_length: 3,
            postal_chars: None,
            focus: Field::Number,
            hint: None,
            complete: false,
        };
        match self.session {
            Some(session) => self.step(Event::Vault(VaultEvent::Form { session, view })),
            None => self.step(Event::Vault(VaultEvent::Stray)),
        }
    }

    fn card(&mut self) {
        let card = CardSummary {
            brand: Brand::Visa,
            last4: Last4::new(*b"4242").expect("digits"),
            expiry: Expiry::new(2040, 1).expect("a month"),
        };
        match self.session {
            Some(session) => self.step(Event::Vault(VaultEvent::Complete { session, card })),
            None => {
                self.bent.swiped_twice = true;
                self.step(Event::Vault(VaultEvent::Stray));
            }
        }
    }

    pub(super) fn tokenise(&mut self, session: Ask, key: &IdempotencyKey) {
        self.oracle.card_sent(key);
        self.session = None;
        self.cards += 1;
        let takes = self.dice.between(100, 2_500);
        let trouble = self.outage || self.meets_on_screen(Fault::VaultTrouble, self.swarm.rate);
        let event = if trouble {
            let declined =
                Declined { reason: Decline::CheckNumber, code: "incorrect_number".to_owned() };
            let failure = match self.dice.below(4) {
                _ if self.outage => Failure::NotSent { phase: ConnectPhase::Connect },
                0 => Failure::Unknown,
                1 => api(500, ApiKind::Server),
                2 => Failure::NotSent { phase: ConnectPhase::Name },
                _ => api(402, ApiKind::Declined(declined)),
            };
            VaultEvent::NotTokenised { session, failure }
        } else {
            let card = TokenisedCard {
                method: MethodId(format!("pm_{}", self.cards)),
                brand: Brand::Visa,
                last4: Last4::new(*b"4242").expect("digits"),
                held: Duration::from_secs(2),
            };
            VaultEvent::Tokenised { session, card }
        };
        self.after(takes, Happening::Vault(self.boot, event));
    }
}
