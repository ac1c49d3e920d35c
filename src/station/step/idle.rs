//! Idle: a warning, then everything is wiped.

use std::time::Duration;

use crate::station::screen::{Screen, Sending};
use crate::station::{Effect, Moment, Station, Trouble};

impl Station {
    /// How long nobody need touch this screen before the warning comes, where it holds something
    /// of a customer that must not be left lying.
    const fn idle_after(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Customer(_)
            | Screen::Method(_)
            | Screen::Card(_)
            | Screen::Save(_)
            | Screen::Confirm(_) => Some(self.policy.timings.idle),
            // The payment is over: most people just go.
            Screen::Receipt(screen) => match screen.sending {
                Sending::Choosing | Sending::Typing | Sending::AddressWrong | Sending::Failed => {
                    Some(self.policy.timings.outcome)
                }
                Sending::Waiting | Sending::Asking(_) => None,
            },
            // These have their own clocks, or hold nothing.
            Screen::Welcome(_)
            | Screen::Charging(_)
            | Screen::Challenge(_)
            | Screen::Outcome(_)
            | Screen::Closed(_)
            | Screen::Technician(_) => None,
        }
    }

    /// When the warning comes up, if it is not up.
    pub(super) fn idle_deadline(&self) -> Option<Moment> {
        self.idle_after().map(|after| self.active.after(after))
    }

    pub(super) fn idle_due(&mut self) {
        if self.idle_after().is_none() {
            self.warning = None;
            return;
        }
        match self.warning {
            Some(until) if until <= self.now.at => {
                let screen = self.take_screen();
                self.screen = self.abandon(screen, &Trouble::Idle);
            }
            Some(_) => {}
            None => {
                if self.idle_deadline().is_some_and(|due| due <= self.now.at) {
                    self.warning = Some(self.now.at.after(self.policy.timings.warning));
                    self.effects.push(Effect::TakeAnswer);
                }
            }
        }
    }
}
