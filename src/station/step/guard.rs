//! What closes the station by itself, and opens it again: hours, a missing reader, a lost network,
//! too many declines. It looks only between two customers; a sale that has begun is finished.

use std::time::Duration;

use crate::station::screen::{ClosedScreen, Outcome, OutcomeScreen, Screen};
use crate::station::{
    Answer, ApiKind, Call, Failure, IntentId, Key, Link, Mode, Moment, ReaderHealth, Station,
    Trouble,
};

/// How often a closed station looks whether it may open, and an open one whether it must close.
const LOOK: Duration = Duration::from_secs(30);

/// What is remembered between customers.
#[derive(Clone, Debug, Default)]
pub(in crate::station) struct Guard {
    declines: std::collections::VecDeque<Moment>,
    paused_until: Option<Moment>,
    look: Option<Moment>,
    probe: Option<crate::station::Ask>,
}

impl Station {
    /// Runs after every step.
    pub(super) fn guard(&mut self) {
        self.count_decline();
        if self.stopping.is_some() {
            return;
        }
        let reason = self.reason_to_close();
        let next = match (&self.screen, reason) {
            (Screen::Welcome(_), Some(trouble)) if self.unseen.is_none() => Some(Some(trouble)),
            (Screen::Closed(closed), Some(trouble)) if closed.trouble != trouble => {
                Some(Some(trouble))
            }
            (Screen::Closed(closed), None) if opens_by_itself(&closed.trouble) => Some(None),
            _ => None,
        };
        match next {
            Some(Some(trouble)) => self.close(trouble),
            Some(None) => self.screen = self.welcome(None),
            None => {}
        }
        self.guard.look = self.wants_to_look().then(|| {
            let due = self.guard.look.filter(|due| *due > self.now.at);
            due.unwrap_or_else(|| self.now.at.after(LOOK))
        });
    }

    /// When it wants to look again.
    pub(super) fn guard_deadline(&self) -> Option<Moment> {
        let pause = self.guard.paused_until.filter(|_| matches!(self.screen, Screen::Closed(_)));
        [self.guard.look, pause].into_iter().flatten().min()
    }

    /// Time has passed: a station that waits for the network asks whether it is back.
    pub(super) fn guard_due(&mut self) {
        if self.guard.look.is_some_and(|due| due <= self.now.at) {
            self.guard.look = None;
            self.ask_for_network();
        }
        if self.guard.paused_until.is_some_and(|until| until <= self.now.at) {
            self.lift_pause();
        }
    }

    /// The answer to its own question, or somebody else's, which it gives back.
    pub(super) fn guard_answered(&mut self, answer: Answer) -> Option<Answer> {
        if self.guard.probe != Some(answer.ask) {
            return Some(answer);
        }
        self.guard.probe = None;
        let still = match &answer.result {
            Ok(_) => None,
            // Nothing has that name: the key was good enough to be told.
            Err(Failure::Api(error)) if error.kind == ApiKind::Missing => None,
            Err(failure) => Some(Trouble::of(failure)),
        };
        if let Screen::Closed(closed) = &mut self.screen
            && waits_for_network(&closed.trouble)
        {
            match still {
                Some(trouble) => closed.trouble = trouble,
                None => self.screen = self.welcome(None),
            }
        } else if let (Screen::Welcome(_), Some(trouble)) = (&self.screen, still)
            && waits_for_network(&trouble)
            && self.unseen.is_none()
        {
            self.close(trouble);
        }
        None
    }

    /// Enter looks at once. At a counter it also leaves what only a technician can mend, and a
    /// pause that no PIN guards.
    pub(super) fn closed_key(&mut self, screen: ClosedScreen, key: Key) -> Screen {
        let staffed = self.policy.mode == Mode::Counter;
        match key {
            Key::Enter if screen.trouble == Trouble::Paused => {
                if staffed && !self.policy.unattended.pins.any() {
                    self.lift_pause();
                } else if self.policy.unattended.pins.any() {
                    self.ask_for_pin();
                }
                Screen::Closed(screen)
            }
            Key::Enter if waits_for_network(&screen.trouble) && !staffed => {
                self.ask_for_network();
                Screen::Closed(screen)
            }
            Key::Enter if opens_by_itself(&screen.trouble) => Screen::Closed(screen),
            Key::Enter => self.welcome(None),
            Key::Leave if self.may_leave() => {
                self.stop();
                Screen::Closed(screen)
            }
            _ => Screen::Closed(screen),
        }
    }

    pub(super) fn lift_pause(&mut self) {
        self.guard.paused_until = None;
        self.guard.declines.clear();
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.guard.paused_until.is_some()
    }

    fn close(&mut self, trouble: Trouble) {
        self.warning = None;
        self.adopt_incoming();
        self.screen = Screen::Closed(ClosedScreen { trouble, request_id: None });
        self.effects.push(crate::station::Effect::Repaint);
    }

    fn reason_to_close(&self) -> Option<Trouble> {
        let unattended = &self.policy.unattended;
        let useless = |health| !matches!(health, ReaderHealth::Ready | ReaderHealth::Starting);
        if let Some(trouble) = self.no_sale() {
            Some(trouble)
        } else if self.guard.paused_until.is_some() {
            Some(Trouble::Paused)
        } else if !unattended.hours.is_open(self.now.wall) {
            Some(Trouble::OutOfHours)
        } else if unattended.require_reader && self.readers.iter().all(|it| useless(it.health)) {
            Some(Trouble::ReaderGone)
        } else if self.policy.mode == Mode::Kiosk && self.link == Link::Offline {
            Some(Trouble::Offline)
        } else {
            None
        }
    }

    fn wants_to_look(&self) -> bool {
        match self.screen {
            Screen::Welcome(_) => self.policy.unattended.hours.are_set() || self.changed_language(),
            Screen::Closed(_) => true,
            _ => false,
        }
    }

    /// Asks for a payment that is nobody's: whatever is answered, the network is there. Only an
    /// unattended station asks; staff see for themselves.
    pub(super) fn ask_for_network(&mut self) {
        let waits = match &self.screen {
            Screen::Closed(closed) => waits_for_network(&closed.trouble),
            Screen::Welcome(_) => self.link == Link::Unknown,
            _ => false,
        };
        if waits && self.policy.mode == Mode::Kiosk && self.guard.probe.is_none() {
            let intent = IntentId("pi_0".to_owned());
            self.guard.probe = Some(self.call(Call::Inspect { intent }));
        }
    }

    fn count_decline(&mut self) {
        let now = self.now.at;
        let new = matches!(
            &self.screen,
            Screen::Outcome(OutcomeScreen { outcome: Outcome::Declined { .. }, since, .. })
                if *since == now && self.guard.declines.back() != Some(since)
        );
        if !new {
            return;
        }
        let limit = self.policy.unattended.declines;
        let declines = &mut self.guard.declines;
        declines.push_back(now);
        declines.retain(|at| now.since(*at) < limit.within);
        if declines.len() >= limit.count {
            self.guard.paused_until = Some(now.after(limit.pause));
        }
    }
}

/// Closed for a reason that [`Station::guard`] itself looks at.
const fn opens_by_itself(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Paused
            | Trouble::OutOfHours
            | Trouble::ReaderGone
            | Trouble::Offline
            | Trouble::DiskFull
            | Trouble::JournalBehind
    )
}

/// Closed for a reason that an answer from Stripe ends.
const fn waits_for_network(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Offline
            | Trouble::TlsFailed
            | Trouble::CertificateRefused
            | Trouble::NoAnswer
            | Trouble::StripeDown
            | Trouble::RateLimited
            | Trouble::KeyRefused
    )
}
