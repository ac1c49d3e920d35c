//! The other decision: nothing will be charged. True the moment it is shown, even offline,
//! because only a capture charges and a void sale is never captured.

use crate::station::screen::{Live, Notice, Outcome, OutcomeScreen, Preparation, Screen};
use crate::station::{ApiError, Effect, Failure, Record, Station, Trouble};

impl Station {
    /// Writes the decision down. The cancel follows once it is durable.
    pub(super) fn void(&mut self, live: &Live, cause: &str) {
        if let Preparation::Creating(trying) = &live.intent
            && let crate::station::retry::Turn::Asked(ask) = trying.turn
        {
            // The intent may come to be after all; its answer is waited for, to cancel it.
            self.closing.push((live.sale.id, ask));
        }
        self.record(vec![Record::Void { sale: live.sale.id, cause: cause.to_owned() }]);
    }

    /// Ends the sale with NOT CHARGED.
    pub(super) fn ended(
        &mut self,
        live: &Live,
        trouble: Trouble,
        request_id: Option<String>,
    ) -> Screen {
        self.void(live, trouble.code());
        self.show_not_charged(live, trouble, request_id)
    }

    /// Ends the sale with NOT CHARGED because a call failed for good.
    pub(super) fn not_charged(&mut self, live: &Live, failure: &Failure) -> Screen {
        let request_id = match failure {
            Failure::Api(ApiError { request_id, .. }) | Failure::Undecodable { request_id, .. } => {
                request_id.clone()
            }
            Failure::NotSent { .. } | Failure::Unknown => None,
        };
        self.effects.push(Effect::Forget);
        self.ended(live, Trouble::of(failure), request_id)
    }

    pub(super) fn show_not_charged(
        &self,
        live: &Live,
        trouble: Trouble,
        request_id: Option<String>,
    ) -> Screen {
        Screen::Outcome(OutcomeScreen {
            outcome: Outcome::NotCharged {
                number: live.sale.number,
                money: live.sale.money,
                trouble,
                request_id,
                asked: live.asked,
            },
            since: self.now.at,
            pressed: None,
        })
    }

    /// Leaves any screen for Welcome, wiping what it held and voiding its sale.
    pub(super) fn abandon(&mut self, screen: Screen, cause: &Trouble) -> Screen {
        let live = match screen {
            Screen::Method(screen) => Some(screen.live),
            Screen::Card(screen) => Some(screen.live),
            Screen::Save(screen) => Some(screen.live),
            Screen::Confirm(screen) => Some(screen.live),
            Screen::Challenge(screen) => Some(screen.live),
            Screen::Outcome(OutcomeScreen { outcome: Outcome::Declined { live, .. }, .. }) => {
                Some(live)
            }
            // Nothing interrupts a charge.
            Screen::Charging(screen) => return Screen::Charging(screen),
            Screen::Welcome(_)
            | Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Customer(_)
            | Screen::Outcome(_)
            | Screen::Receipt(_)
            | Screen::Closed(_)
            | Screen::Technician(_) => None,
        };
        self.effects.push(Effect::Forget);
        let notice = live.map(|live| {
            self.void(&live, cause.code());
            Notice::NothingCharged
        });
        self.welcome(notice)
    }
}
