//! When the station next wants to hear that time has passed.

use std::time::Duration;

use super::outcome::READABLE;
use crate::station::screen::{LONG_CHARGE, Preparation, Screen, Search, Stage};
use crate::station::{Moment, Station};

impl Station {
    /// The next moment at which [`Station::step`] wants [`crate::station::Event::Time`], or
    /// `None` when only something else can change anything.
    #[must_use]
    pub fn deadline(&self) -> Option<Moment> {
        let leaving = self.stopping.filter(|patience| !self.left && *patience > self.now.at);
        let own = [
            self.screen_deadline(),
            self.idle_or_countdown(),
            self.obligations_deadline(),
            self.audit_deadline(),
            self.guard_deadline(),
            self.prompt_deadline(),
            leaving,
        ];
        own.into_iter().flatten().min()
    }

    fn idle_or_countdown(&self) -> Option<Moment> {
        match self.warning {
            Some(until) => Some(self.next_second(until)),
            None => self.idle_deadline(),
        }
    }

    /// The next moment at which a countdown to `until` shows another second.
    pub(super) fn next_second(&self, until: Moment) -> Moment {
        let left = self.now.at.until(until);
        let part = Duration::from_nanos(u64::from(left.subsec_nanos()));
        let step = if part.is_zero() { Duration::from_secs(1) } else { part };
        until.min(self.now.at.after(step))
    }

    fn screen_deadline(&self) -> Option<Moment> {
        match &self.screen {
            Screen::Customer(screen) => match screen.search {
                Search::Settling { due } => Some(due),
                Search::Idle
                | Search::LooksLikeCard
                | Search::Asking(_)
                | Search::Found(_)
                | Search::Failed(_) => None,
            },
            Screen::Method(screen) => preparation_wakes(&screen.live.intent),
            Screen::Card(screen) => preparation_wakes(&screen.live.intent),
            Screen::Charging(screen) => {
                let wakes = match &screen.stage {
                    Stage::Confirming(trying, _) | Stage::Watching(trying, _) => {
                        Some(trying.wakes())
                    }
                    Stage::Tokenising(_) | Stage::Noting(..) | Stage::Committing(..) => None,
                };
                let long = Some(screen.since.after(LONG_CHARGE));
                let long = long.filter(|long| *long > self.now.at);
                [wakes, long].into_iter().flatten().min()
            }
            Screen::Confirm(screen) => screen.due(),
            Screen::Challenge(screen) => {
                let tick = self.next_second(screen.until);
                Some(screen.poll.due().map_or(tick, |due| due.min(tick)))
            }
            // An approval that has not been drawn waits for its frame, not for time.
            Screen::Outcome(_) if self.unshown.is_some() => None,
            Screen::Outcome(screen) => {
                let readable = screen.since.after(READABLE);
                let ends = screen.since.after(self.policy.timings.outcome);
                let leaves = screen.pressed.is_some_and(|press| !press.held);
                Some(if leaves { readable } else { ends.max(readable) })
            }
            Screen::Receipt(screen) => self.receipt_ends(screen),
            Screen::Technician(screen) => Some(Self::technician_deadline(screen)),
            Screen::Welcome(screen) => {
                [self.notice_ends(screen), self.language_ends()].into_iter().flatten().min()
            }
            Screen::Amount(_) | Screen::Reference(_) | Screen::Save(_) | Screen::Closed(_) => None,
        }
    }
}

const fn preparation_wakes(intent: &Preparation) -> Option<Moment> {
    match intent {
        Preparation::Creating(trying) => Some(trying.wakes()),
        Preparation::Opening(_) | Preparation::Noting(..) | Preparation::Ready(_) => None,
    }
}
