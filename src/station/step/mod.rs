//! The step functions, one file a screen, and what all screens share.
//!
//! Every function takes its screen by value and returns the next one, so that nothing of a screen
//! that was left can survive in the next.

mod adopt;
mod amount;
mod audit;
mod card;
mod challenge;
mod charging;
mod confirm;
mod customer;
mod deadline;
mod declines;
mod guard;
mod idle;
mod method;
mod outcome;
mod prepare;
mod receipt;
mod reference;
mod save;
mod settle;
mod staff;
mod start;
mod technician;
mod void;
mod welcome;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub(super) use audit::Audit;
pub(super) use declines::Declines;
pub use guard::CLOCK_TOLERANCE;
pub(super) use guard::Guard;
pub(super) use staff::Tries;
pub use staff::{PinProblem, PinPrompt};

use super::screen::{Notice, Screen, Welcome};
use super::{
    Answer, Ask, Batch, Call, Effect, Event, Failure, Key, Link, Mode, Moment, Now, Outcome,
    Record, Request, Station, VaultEvent,
};

/// How long the answers to what has been sent are waited for before leaving.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

impl Station {
    /// Takes in what happened and returns what is to be done, in order.
    ///
    /// `now` must never run backwards. Answers that nobody waits for any more are dropped.
    #[must_use]
    pub fn step(&mut self, now: Now, event: Event) -> Vec<Effect> {
        self.now = now;
        match event {
            Event::Key(key) => self.on_key(key),
            Event::Time => self.on_time(),
            Event::Recorded(batch) => self.on_recorded(batch),
            Event::Answered(answer) => self.on_answer(answer),
            Event::Vault(event) => self.on_vault(event),
            Event::Reader { index, health } => {
                if let Some(reader) = self.readers.get_mut(index) {
                    reader.health = health;
                }
            }
            Event::Drawn => self.on_drawn(),
            Event::DiskRoom { enough } => self.disk_low = !enough,
            Event::Clock { ahead_ms } => self.hear_clock(ahead_ms),
            Event::Surveyed(machine) => {
                if let Screen::Technician(screen) = &mut self.screen {
                    screen.machine = Some(machine);
                }
            }
            Event::Stop => self.on_stop(),
        }
        self.guard();
        self.leave_when_done();
        std::mem::take(&mut self.effects)
    }

    fn take_screen(&mut self) -> Screen {
        std::mem::replace(&mut self.screen, Screen::Welcome(Welcome::default()))
    }

    fn on_key(&mut self, key: Key) {
        self.touched();
        // About to leave: nothing is begun any more.
        if self.stopping.is_some()
            && matches!(self.screen, Screen::Welcome(_) | Screen::Closed(_) | Screen::Technician(_))
        {
            return;
        }
        // The key that answers "are you still there?" does nothing else.
        if self.warning.take().is_some() {
            return;
        }
        if let Some(prompt) = self.prompt.take() {
            self.prompt_key(prompt, key);
            return;
        }
        if self.opens_prompt(key) {
            return;
        }
        let key = keypad(&self.screen, key);
        self.screen = match self.take_screen() {
            Screen::Welcome(screen) => self.welcome_key(screen, key),
            Screen::Amount(screen) => self.amount_key(screen, key),
            Screen::Reference(screen) => self.reference_key(screen, key),
            Screen::Customer(screen) => self.customer_key(screen, key),
            Screen::Method(screen) => self.method_key(screen, key),
            Screen::Card(screen) => self.card_key(screen, key),
            Screen::Save(screen) => self.save_key(screen, key),
            Screen::Confirm(screen) => self.confirm_key(screen, key),
            Screen::Charging(screen) => Screen::Charging(screen),
            Screen::Challenge(screen) => self.challenge_key(screen, key),
            Screen::Outcome(screen) => self.outcome_key(screen, key),
            Screen::Receipt(screen) => self.receipt_key(screen, key),
            Screen::Closed(screen) => self.closed_key(screen, key),
            Screen::Technician(screen) => self.technician_key(screen, key),
        };
    }

    fn on_recorded(&mut self, batch: Batch) {
        if !self.note_recorded(batch) {
            return;
        }
        self.screen = match self.take_screen() {
            Screen::Method(mut screen) => {
                self.prepare_recorded(&mut screen.live, batch);
                Screen::Method(screen)
            }
            Screen::Card(screen) => self.card_recorded(screen, batch),
            Screen::Charging(screen) => self.charging_recorded(screen, batch),
            other @ (Screen::Welcome(_)
            | Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Customer(_)
            | Screen::Save(_)
            | Screen::Confirm(_)
            | Screen::Challenge(_)
            | Screen::Outcome(_)
            | Screen::Receipt(_)
            | Screen::Closed(_)
            | Screen::Technician(_)) => other,
        };
        self.receipt_may_go();
    }

    fn on_answer(&mut self, answer: Answer) {
        let before = self.link;
        self.link = match &answer.result {
            Ok(_) | Err(Failure::Api(_) | Failure::Undecodable { .. }) => Link::Online,
            Err(Failure::NotSent { .. } | Failure::Unknown) => Link::Offline,
        };
        self.round_trips.answered(answer.ask, self.now.at, self.link == Link::Online);
        if (before, self.link) == (Link::Offline, Link::Online) {
            self.settle_soon();
        }
        let Some(Answer { ask, result }) = self.guard_answered(answer) else { return };
        let rest = self.settle_answered(ask, result);
        self.obligations_due();
        let Some(result) = rest.and_then(|rest| self.audit_answered(ask, rest)) else { return };
        self.screen = match self.take_screen() {
            Screen::Customer(screen) => self.customer_answered(screen, ask, result),
            Screen::Method(screen) => self.method_answered(screen, ask, result),
            Screen::Card(screen) => self.card_answered(screen, ask, result),
            Screen::Charging(screen) => self.charging_answered(screen, ask, result),
            Screen::Challenge(screen) => self.challenge_answered(screen, ask, result),
            Screen::Receipt(screen) => self.receipt_answered(screen, ask, &result),
            other @ (Screen::Welcome(_)
            | Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Save(_)
            | Screen::Confirm(_)
            | Screen::Outcome(_)
            | Screen::Closed(_)
            | Screen::Technician(_)) => other,
        };
    }

    fn on_vault(&mut self, event: VaultEvent) {
        if matches!(
            event,
            VaultEvent::Form { .. } | VaultEvent::Reading | VaultEvent::Complete { .. }
        ) {
            self.touched();
            self.warning = None;
        }
        self.screen = match self.take_screen() {
            Screen::Card(screen) => self.card_vault(screen, event),
            Screen::Save(screen) => self.save_vault(screen, event),
            Screen::Confirm(screen) => self.confirm_vault(screen, event),
            Screen::Charging(screen) => self.charging_vault(screen, event),
            mut other => {
                if let VaultEvent::Stray = event {
                    note_stray(&mut other, self.policy.mode, self.now.at);
                }
                other
            }
        };
    }

    fn on_time(&mut self) {
        self.obligations_due();
        self.audit_due();
        self.idle_due();
        self.prompt_due();
        self.language_due();
        self.guard_due();
        self.screen = match self.take_screen() {
            Screen::Customer(screen) => self.customer_time(screen),
            Screen::Method(mut screen) => match self.prepare_time(&mut screen.live) {
                Ok(()) => Screen::Method(screen),
                Err(failure) => self.not_charged(&screen.live, &failure),
            },
            Screen::Card(mut screen) => match self.prepare_time(&mut screen.live) {
                Ok(()) => Screen::Card(screen),
                Err(failure) => self.not_charged(&screen.live, &failure),
            },
            Screen::Charging(screen) => self.charging_time(screen),
            Screen::Confirm(screen) => self.confirm_time(screen),
            Screen::Challenge(screen) => self.challenge_time(screen),
            Screen::Outcome(screen) => self.outcome_time(screen),
            Screen::Receipt(screen) => self.receipt_time(screen),
            Screen::Technician(screen) => self.technician_time(screen),
            Screen::Welcome(mut screen) => {
                if self.notice_ends(&screen).is_some_and(|ends| ends <= self.now.at) {
                    screen.notice = None;
                }
                Screen::Welcome(screen)
            }
            other @ (Screen::Amount(_)
            | Screen::Reference(_)
            | Screen::Save(_)
            | Screen::Closed(_)) => other,
        };
    }

    /// A frame is out: if it was an approval, that is written down.
    fn on_drawn(&mut self) {
        if let Some(sale) = self.unshown.take() {
            self.record(vec![Record::Shown { sale }]);
        }
    }

    fn on_stop(&mut self) {
        self.stop();
        self.screen = match self.take_screen() {
            Screen::Outcome(screen) if matches!(screen.outcome, Outcome::Declined { .. }) => {
                self.abandon(Screen::Outcome(screen), &super::Trouble::Cancelled)
            }
            busy @ (Screen::Charging(_) | Screen::Outcome(_)) => busy,
            other => self.abandon(other, &super::Trouble::Cancelled),
        };
    }

    /// To be left as soon as nothing is under way.
    pub(super) fn stop(&mut self) {
        self.stopping.get_or_insert(self.now.at.after(LAST_ANSWERS));
    }

    /// Leaves once asked to, and nothing that moves money or tells of it is under way. Captures
    /// and cancels that have been sent get a moment for their answers; what has none by then is
    /// owed at the next start.
    fn leave_when_done(&mut self) {
        let Some(patience) = self.stopping else { return };
        let busy = matches!(self.screen, Screen::Charging(_) | Screen::Challenge(_));
        let asked = self.settling_in_flight() > 0 && self.now.at < patience;
        if !self.left && !busy && !asked && self.writing.is_empty() && self.unshown.is_none() {
            self.left = true;
            self.effects.push(Effect::Leave(self.ending));
        }
    }

    /// Whether a key may end the program: never at a kiosk, unless it is the demo's, and where
    /// there is a PIN only from the menu behind it.
    pub(in crate::station) fn may_leave(&self) -> bool {
        let counter = self.policy.mode == Mode::Counter && !self.policy.unattended.pins.any();
        counter || self.policy.demo
    }

    /// The first screen, painted from nothing.
    fn welcome(&mut self, notice: Option<Notice>) -> Screen {
        self.warning = None;
        self.adopt_incoming();
        self.restore_language();
        self.effects.push(Effect::Repaint);
        Screen::Welcome(Welcome { notice, since: self.now.at, checking: false })
    }

    fn next_ask(&mut self) -> Ask {
        self.last_ask = self.last_ask.saturating_add(1);
        Ask(self.last_ask)
    }

    fn call(&mut self, call: Call) -> Ask {
        let ask = self.next_ask();
        self.round_trips.asked(ask, self.now.at);
        self.effects.push(Effect::Call(Request { ask, call }));
        ask
    }

    fn record(&mut self, records: Vec<Record>) -> Batch {
        self.last_batch = self.last_batch.saturating_add(1);
        let batch = Batch(self.last_batch);
        self.writing.push_back((batch, records.clone()));
        self.effects.push(Effect::Record { batch, records });
        batch
    }
}

/// On a numeric keypad alone, the star is Escape and, where an amount is typed, minus takes back.
const fn keypad(screen: &Screen, key: Key) -> Key {
    match (screen, key) {
        (Screen::Reference(_) | Screen::Customer(_) | Screen::Receipt(_), _) => key,
        (_, Key::Char('*')) => Key::Escape,
        (Screen::Amount(_), Key::Char('-')) => Key::Backspace,
        (_, _) => key,
    }
}

/// A swipe on a screen that is not about the card: say what to do instead. A customer alone has no
/// amount to type; the screen itself says what comes first.
fn note_stray(screen: &mut Screen, mode: Mode, now: Moment) {
    let first = match mode {
        Mode::Counter => Notice::AmountFirst,
        Mode::Kiosk => Notice::NotNow,
    };
    match screen {
        Screen::Welcome(screen) => {
            screen.notice = Some(first);
            screen.since = now;
        }
        Screen::Amount(screen) if !screen.draft.amount.is_empty() => {
            screen.notice = Some(Notice::EnterFirst);
        }
        Screen::Amount(screen) => screen.notice = Some(first),
        Screen::Reference(screen) => screen.notice = Some(Notice::NotNow),
        Screen::Customer(screen) => screen.notice = Some(Notice::NotNow),
        Screen::Method(screen) => screen.notice = Some(Notice::NotNow),
        Screen::Card(_)
        | Screen::Save(_)
        | Screen::Confirm(_)
        | Screen::Charging(_)
        | Screen::Challenge(_)
        | Screen::Outcome(_)
        | Screen::Receipt(_)
        | Screen::Closed(_)
        | Screen::Technician(_) => {}
    }
}
