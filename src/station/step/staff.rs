//! The PIN prompt: the way to the menu behind it, and how a pause is lifted. And the language key.
//!
//! Wrong PINs are in the journal, so that pulling the plug gives nobody more tries.

use std::time::Duration;

use crate::station::pin::{Role, TypedPin};
use crate::station::screen::Screen;
use crate::station::{Key, Moment, Record, StaffAct, Station};

/// The prompt goes away by itself.
const PATIENCE: Duration = Duration::from_secs(20);
/// Wrong PINs before the prompt is locked.
const TRIES: u32 = 3;
/// The first lock; each further one is twice as long, to an hour.
const LOCK: Duration = Duration::from_secs(60);
/// The longest lock.
const LOCK_MOST: Duration = Duration::from_secs(3_600);

/// Somebody is asked for a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinPrompt {
    /// What is typed so far.
    pub typed: TypedPin,
    /// Why the last one was not taken.
    pub problem: Option<PinProblem>,
    /// When it goes away.
    pub until: Moment,
}

/// Why a PIN was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinProblem {
    /// It is nobody's.
    Wrong,
    /// Too many were wrong; none is taken for a while.
    Locked,
}

/// What is remembered of wrong PINs.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::station) struct Tries {
    wrong: u32,
    locked_until: Option<Moment>,
}

/// How long the prompt is locked for so many wrong PINs.
fn lock(wrong: u32) -> Option<Duration> {
    let locks = wrong.checked_div(TRIES).filter(|_| wrong.is_multiple_of(TRIES))?.checked_sub(1)?;
    Some(LOCK.saturating_mul(2u32.saturating_pow(locks)).min(LOCK_MOST))
}

impl Station {
    /// Takes up at the start what the journal says of wrong PINs.
    pub(super) fn recall_wrong_pins(&mut self) {
        let Some((wrong, last_ms)) = self.books.wrong_pins() else { return };
        let left = lock(wrong).and_then(|lock| lock.checked_sub(self.now.age(last_ms)));
        let locked_until = left.map(|left| self.now.at.after(left));
        self.tries = Tries { wrong, locked_until };
    }

    /// Asks for a PIN, where one is set.
    pub(super) fn ask_for_pin(&mut self) {
        if self.policy.unattended.pins.any() {
            let until = self.now.at.after(PATIENCE);
            self.prompt = Some(PinPrompt { typed: TypedPin::default(), problem: None, until });
        }
    }

    /// A key that staff know opens the prompt; returns whether it did.
    pub(super) fn opens_prompt(&mut self, key: Key) -> bool {
        let asks = match key {
            Key::Function(12) => self.policy.unattended.pins.any(),
            Key::Leave => !self.may_leave(),
            _ => false,
        };
        let here = matches!(self.screen, Screen::Welcome(_) | Screen::Closed(_));
        if asks && here {
            self.ask_for_pin();
        }
        asks && here
    }

    /// A key while the prompt is up.
    pub(super) fn prompt_key(&mut self, mut prompt: PinPrompt, key: Key) {
        prompt.until = self.now.at.after(PATIENCE);
        match key {
            Key::Char(digit) if digit.is_ascii_digit() => prompt.typed.push(digit),
            Key::Backspace => prompt.typed.pop(),
            Key::Delete => prompt.typed = TypedPin::default(),
            Key::Enter => return self.pin_given(prompt),
            Key::Escape | Key::Char('*') | Key::Leave => return,
            _ => {}
        }
        self.prompt = Some(prompt);
    }

    pub(super) fn prompt_deadline(&self) -> Option<Moment> {
        self.prompt.as_ref().map(|prompt| prompt.until)
    }

    pub(super) fn prompt_due(&mut self) {
        if self.prompt.as_ref().is_some_and(|prompt| prompt.until <= self.now.at) {
            self.prompt = None;
        }
    }

    fn pin_given(&mut self, prompt: PinPrompt) {
        let now = self.now.at;
        if self.tries.locked_until.is_some_and(|until| until > now) {
            self.refuse(prompt, PinProblem::Locked);
            return;
        }
        let Some(role) = self.policy.unattended.pins.role(&prompt.typed) else {
            self.tries.wrong = self.tries.wrong.saturating_add(1);
            self.record(vec![Record::Staff { act: StaffAct::PinRefused }]);
            if let Some(lock) = lock(self.tries.wrong) {
                self.tries.locked_until = Some(now.after(lock));
                self.refuse(prompt, PinProblem::Locked);
            } else {
                self.refuse(prompt, PinProblem::Wrong);
            }
            return;
        };
        self.tries = Tries::default();
        self.record(vec![Record::Staff { act: StaffAct::PinAccepted }]);
        if role == Role::Staff && self.is_paused() {
            self.lift_pause();
        } else {
            self.screen = self.open_menu(role);
        }
    }

    fn refuse(&mut self, prompt: PinPrompt, problem: PinProblem) {
        let typed = TypedPin::default();
        self.prompt = Some(PinPrompt { typed, problem: Some(problem), ..prompt });
    }

    /// Another language for this visit, where there is one.
    pub(super) fn language_key(&mut self) {
        let Some(second) = self.policy.unattended.second_language else { return };
        match self.home_language.take() {
            Some(home) => self.policy.language = home,
            None => {
                self.home_language = Some(self.policy.language);
                self.policy.language = second;
            }
        }
        self.language_since = self.now.at;
    }

    pub(super) const fn changed_language(&self) -> bool {
        self.home_language.is_some()
    }

    /// The next customer begins in the station's own language.
    pub(super) fn restore_language(&mut self) {
        if let Some(home) = self.home_language.take() {
            self.policy.language = home;
        }
    }

    /// When the language goes back by itself: nobody came after the key.
    pub(super) fn language_ends(&self) -> Option<Moment> {
        self.changed_language().then(|| self.language_since.after(PATIENCE))
    }

    pub(super) fn language_due(&mut self) {
        let over = self.language_ends().is_some_and(|ends| ends <= self.now.at);
        if over && matches!(self.screen, Screen::Welcome(_)) {
            self.restore_language();
        }
    }
}
