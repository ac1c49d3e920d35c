//! Outcome: long enough on the screen to be read, whatever key is held down.

use std::time::Duration;

use super::confirm::REPEAT;
use crate::station::screen::{
    ClosedScreen, Leaving, Live, Notice, Outcome, OutcomeScreen, Paid, Press, ReceiptChoice,
    ReceiptScreen, Screen, Sending,
};
use crate::station::{Key, Station};

/// An outcome stays at least this long; a key pressed earlier is remembered.
pub(super) const READABLE: Duration = Duration::from_millis(700);

impl Station {
    pub(super) fn outcome_key(&mut self, mut screen: OutcomeScreen, key: Key) -> Screen {
        let leaving = match (key, &screen.outcome) {
            (Key::Enter, _) => Leaving::Enter,
            // Whoever presses Escape wants to undo the payment, and must see that it was made.
            (Key::Escape | Key::Leave, Outcome::Declined { .. } | Outcome::NotCharged { .. }) => {
                Leaving::Escape
            }
            _ => return Screen::Outcome(screen),
        };
        let at = self.now.at;
        let held = screen.pressed.is_some_and(|last| at.since(last.at) < REPEAT);
        if self.was_readable(&screen) && !held {
            return self.leave_outcome(screen.outcome, leaving);
        }
        screen.pressed = Some(Press { leaving, at, held });
        Screen::Outcome(screen)
    }

    pub(super) fn outcome_time(&mut self, screen: OutcomeScreen) -> Screen {
        let over = self.now.at.since(screen.since) >= self.policy.timings.outcome;
        match screen.pressed {
            Some(Press { leaving, held: false, .. }) if self.was_readable(&screen) => {
                self.leave_outcome(screen.outcome, leaving)
            }
            _ if over && self.was_readable(&screen) => self.outcome_over(screen.outcome),
            _ => Screen::Outcome(screen),
        }
    }

    /// Whether it has been up long enough, and an approval has really been drawn.
    fn was_readable(&self, screen: &OutcomeScreen) -> bool {
        self.unshown.is_none() && self.now.at.since(screen.since) >= READABLE
    }

    fn leave_outcome(&mut self, outcome: Outcome, leaving: Leaving) -> Screen {
        match (outcome, leaving) {
            (Outcome::Approved(paid), _) => self.ask_about_receipt(paid),
            (Outcome::Declined { live, another: true, .. }, Leaving::Enter) => {
                self.active = self.now.at;
                self.card_screen(live, None)
            }
            (Outcome::Declined { live, .. }, _) => self.end_declined(&live),
            (Outcome::NotCharged { trouble, request_id, .. }, _) => {
                if trouble.needs_technician() {
                    Screen::Closed(ClosedScreen { trouble, request_id, since: self.now.at })
                } else {
                    self.welcome(None)
                }
            }
        }
    }

    /// Nobody pressed a key: back to Welcome; a declined sale is over.
    fn outcome_over(&mut self, outcome: Outcome) -> Screen {
        match outcome {
            // Somebody slow may still want one.
            Outcome::Approved(paid) if self.receipt_choices().len() > 1 => {
                self.ask_about_receipt(paid)
            }
            Outcome::Approved(_) => self.welcome(None),
            Outcome::Declined { live, .. } => self.end_declined(&live),
            not_charged @ Outcome::NotCharged { .. } => {
                self.leave_outcome(not_charged, Leaving::Enter)
            }
        }
    }

    fn ask_about_receipt(&mut self, paid: Paid) -> Screen {
        self.active = self.now.at;
        Screen::Receipt(ReceiptScreen {
            paid,
            choice: ReceiptChoice::None,
            email: String::new(),
            sending: Sending::Choosing,
            since: self.now.at,
        })
    }

    fn end_declined(&mut self, live: &Live) -> Screen {
        self.void(live, "declined");
        self.welcome(Some(Notice::Declined))
    }
}
