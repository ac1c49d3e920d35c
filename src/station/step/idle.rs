//! Idle: a warning, then everything is wiped.

use crate::station::screen::Screen;
use crate::station::{Effect, Moment, Station, Trouble};

impl Station {
    /// Whether this screen holds something of a customer that must not be left lying.
    pub(super) const fn holds_something(&self) -> bool {
        match self.screen {
            Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Customer(_)
            | Screen::Method(_)
            | Screen::Card(_)
            | Screen::Save(_)
            | Screen::Confirm(_) => true,
            // These have their own clocks, or hold nothing.
            Screen::Welcome(_)
            | Screen::Charging(_)
            | Screen::Challenge(_)
            | Screen::Outcome(_)
            | Screen::Receipt(_)
            | Screen::Closed(_)
            | Screen::Technician(_) => false,
        }
    }

    /// When the warning comes up, if it is not up.
    pub(super) fn idle_deadline(&self) -> Option<Moment> {
        self.holds_something().then(|| self.active.after(self.policy.timings.idle))
    }

    pub(super) fn idle_due(&mut self) {
        if !self.holds_something() {
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
