//! What closes the station by itself, and opens it again: staff, hours, a missing reader, a lost
//! network, a wrong clock, too many declines. It looks only between two customers; a sale that has
//! begun is finished.

use std::time::Duration;

use crate::station::screen::{ClosedScreen, Screen};
use crate::station::{
    Answer, ApiKind, Ask, Call, Failure, IntentId, Key, Link, Mode, Moment, ReaderHealth, Station,
    Trouble,
};

/// How often a closed station looks whether it may open, and an open one whether it must close.
const LOOK: Duration = Duration::from_secs(30);
/// How long a station stays closed for what only the next payment can tell to be mended.
const TRY_AGAIN: Duration = Duration::from_secs(300);
/// How far this computer's clock and Stripe's may lie apart. Certificates and cards expire by it,
/// and the books are kept by it.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(300);

/// What is remembered between customers.
#[derive(Clone, Debug, Default)]
pub(in crate::station) struct Guard {
    look: Option<Moment>,
    probe: Option<Ask>,
    /// How far Stripe's clock is ahead of ours, by its last answer, in milliseconds.
    clock_ahead: i64,
}

impl Station {
    /// Runs after every step.
    pub(super) fn guard(&mut self) {
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
        // One that is due stays due until it has been taken: another event may come just before.
        self.guard.look = self
            .wants_to_look()
            .then(|| self.guard.look.unwrap_or_else(|| self.now.at.after(LOOK)));
    }

    /// When it wants to look again.
    pub(super) fn guard_deadline(&self) -> Option<Moment> {
        let countdown = self.retry_at().map(|due| self.next_second(due));
        [self.guard.look, countdown].into_iter().flatten().min()
    }

    /// While closed: when the station next looks by itself whether it may open. `None` where only
    /// staff can open it, and outside the opening hours, which say it better.
    pub(in crate::station) fn retry_at(&self) -> Option<Moment> {
        let Screen::Closed(closed) = &self.screen else { return None };
        match &closed.trouble {
            Trouble::Paused => self.paused_until(),
            Trouble::OutOfHours | Trouble::ClosedByStaff | Trouble::JournalBehind => None,
            trouble if looks_by_itself(trouble) => self.guard.look,
            _ => Some(closed.since.after(TRY_AGAIN)),
        }
    }

    /// Time has passed: a station that waits for the network asks whether it is back, and one
    /// that waits for a technician is opened to see whether there was one.
    pub(super) fn guard_due(&mut self) {
        if self.guard.look.is_some_and(|due| due <= self.now.at) {
            self.guard.look = None;
            self.ask_for_network();
        }
        self.pause_due();
        if let Screen::Closed(closed) = &self.screen
            && !looks_by_itself(&closed.trouble)
            && !opens_by_itself(&closed.trouble)
            && self.now.at.since(closed.since) >= TRY_AGAIN
        {
            self.screen = self.welcome(None);
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

    /// An answer says what time it is at Stripe.
    pub(super) const fn hear_clock(&mut self, ahead_ms: i64) {
        self.guard.clock_ahead = ahead_ms;
    }

    /// How far Stripe's clock is ahead of this computer's, in milliseconds, as last heard.
    #[must_use]
    pub const fn clock_ahead(&self) -> i64 {
        self.guard.clock_ahead
    }

    fn is_clock_wrong(&self) -> bool {
        Duration::from_millis(self.guard.clock_ahead.unsigned_abs()) > CLOCK_TOLERANCE
    }

    /// Enter looks at once. At a counter it also leaves what only a technician can mend, and a
    /// pause that no PIN guards.
    pub(super) fn closed_key(&mut self, screen: ClosedScreen, key: Key) -> Screen {
        let staffed = self.policy.mode == Mode::Counter;
        let trouble = screen.trouble.clone();
        let guarded = self.policy.unattended.pins.any();
        let closed = Screen::Closed(screen);
        match key {
            Key::Enter if matches!(trouble, Trouble::Paused | Trouble::ClosedByStaff) => {
                if guarded {
                    self.ask_for_pin();
                } else if staffed && trouble == Trouble::Paused {
                    self.lift_pause();
                } else if staffed {
                    self.open_by_hand();
                }
                closed
            }
            Key::Enter
                if looks_by_itself(&trouble) && !(staffed && waits_for_network(&trouble)) =>
            {
                self.ask_at_closed(&trouble);
                closed
            }
            Key::Enter if opens_by_itself(&trouble) => closed,
            Key::Enter => self.welcome(None),
            Key::Leave if self.may_leave() => {
                self.stop();
                closed
            }
            _ => closed,
        }
    }

    fn close(&mut self, trouble: Trouble) {
        self.warning = None;
        self.adopt_incoming();
        let since = self.now.at;
        self.screen = Screen::Closed(ClosedScreen { trouble, request_id: None, since });
        self.effects.push(crate::station::Effect::Repaint);
    }

    fn reason_to_close(&self) -> Option<Trouble> {
        let unattended = &self.policy.unattended;
        let useless = |health| !matches!(health, ReaderHealth::Ready | ReaderHealth::Starting);
        if let Some(trouble) = self.no_sale() {
            Some(trouble)
        } else if self.books.is_closed() && unattended.pins.any() {
            Some(Trouble::ClosedByStaff)
        } else if self.is_paused() {
            Some(Trouble::Paused)
        } else if self.is_clock_wrong() {
            Some(Trouble::ClockWrong)
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
            Screen::Welcome(_) => self.policy.unattended.hours.are_set(),
            Screen::Closed(_) => true,
            _ => false,
        }
    }

    /// Asks for a payment that is nobody's: whatever is answered, the network is there. Before a
    /// sale only an unattended station asks; staff see for themselves.
    pub(super) fn ask_for_network(&mut self) {
        match &self.screen {
            Screen::Closed(closed) => {
                let trouble = closed.trouble.clone();
                self.ask_at_closed(&trouble);
            }
            Screen::Welcome(_) if self.link == Link::Unknown && self.policy.mode == Mode::Kiosk => {
                self.probe();
            }
            _ => {}
        }
    }

    fn ask_at_closed(&mut self, trouble: &Trouble) {
        if waits_for_network(trouble) || *trouble == Trouble::ClockWrong {
            self.probe();
        }
    }

    pub(super) fn probe(&mut self) {
        if self.guard.probe.is_none() {
            let intent = IntentId("pi_0".to_owned());
            self.guard.probe = Some(self.call(Call::Inspect { intent }));
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
            | Trouble::ClockWrong
            | Trouble::ClosedByStaff
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

/// Closed for a reason that is looked at again and again.
const fn looks_by_itself(trouble: &Trouble) -> bool {
    waits_for_network(trouble)
        || matches!(trouble, Trouble::ClockWrong | Trouble::ReaderGone | Trouble::DiskFull)
}
