//! Confirm: "Yes, Charge the Customer", or Cancel. The last screen anything can go back from.

use std::time::Duration;

use crate::station::screen::{
    ChargingScreen, Choice, ConfirmScreen, EarlyEnter, Screen, Stage, Token,
};
use crate::station::{Effect, Key, Moment, Station, Trouble, VaultEvent};

/// Before this nobody has read the question. Longer than a Linux console waits (250 ms) before it
/// repeats a key that is held down.
const READABLE: Duration = Duration::from_millis(300);
/// Two presses nearer to each other than this are one key held down, or a device that types.
pub(super) const REPEAT: Duration = Duration::from_millis(150);

impl ConfirmScreen {
    /// When an Enter pressed too early counts, if one was.
    pub(super) const fn due(&self) -> Option<Moment> {
        match self.enter {
            EarlyEnter::Once => Some(self.since.after(READABLE)),
            EarlyEnter::No | EarlyEnter::Held(_) => None,
        }
    }

    /// Takes an Enter in; whether it is an answer.
    fn is_answer(&mut self, now: Moment) -> bool {
        let held = match self.enter {
            EarlyEnter::Held(last) => now.since(last) < REPEAT,
            EarlyEnter::Once => true,
            EarlyEnter::No => false,
        };
        let early = now.since(self.since) < READABLE;
        if held || early {
            self.enter = if held { EarlyEnter::Held(now) } else { EarlyEnter::Once };
        }
        !held && !early
    }
}

impl Station {
    /// Only Enter on a button and Escape are answers. A character is none, and neither is the
    /// Enter right behind it: card readers and scanners that type end with one.
    pub(super) fn confirm_key(&mut self, mut screen: ConfirmScreen, key: Key) -> Screen {
        match key {
            Key::Enter if screen.is_answer(self.now.at) => self.answered(screen),
            Key::Escape | Key::Leave => self.cancelled(&screen),
            Key::Left | Key::Right | Key::Up | Key::Down | Key::Tab | Key::BackTab => {
                screen.enter = EarlyEnter::No;
                screen.choice = match screen.choice {
                    Choice::Charge => Choice::Cancel,
                    Choice::Cancel => Choice::Charge,
                };
                Screen::Confirm(screen)
            }
            Key::Char(_) => {
                screen.enter = EarlyEnter::Held(self.now.at);
                Screen::Confirm(screen)
            }
            Key::Enter | Key::Backspace | Key::Delete | Key::Function(_) => Screen::Confirm(screen),
        }
    }

    /// An Enter pressed a little early counts now, unless it turned out to be held down.
    pub(super) fn confirm_time(&mut self, screen: ConfirmScreen) -> Screen {
        match screen.due() {
            Some(due) if due <= self.now.at => self.answered(screen),
            _ => Screen::Confirm(screen),
        }
    }

    fn answered(&mut self, screen: ConfirmScreen) -> Screen {
        match screen.choice {
            Choice::Charge => self.charge(screen),
            Choice::Cancel => self.cancelled(&screen),
        }
    }

    fn cancelled(&mut self, screen: &ConfirmScreen) -> Screen {
        self.effects.push(Effect::Forget);
        self.ended(&screen.live, Trouble::Cancelled, None)
    }

    fn charge(&mut self, screen: ConfirmScreen) -> Screen {
        let ConfirmScreen { live, card, token, .. } = screen;
        let since = self.now.at;
        match token {
            Token::Pending(session) => {
                let stage = Stage::Tokenising(session);
                Screen::Charging(ChargingScreen { live, card, stage, since })
            }
            Token::Ready(token) => self.authorise(live, card, token, since),
        }
    }

    pub(super) fn confirm_vault(&mut self, mut screen: ConfirmScreen, event: VaultEvent) -> Screen {
        if event == VaultEvent::Stray {
            screen.stray = true;
            // A reader's own Enter may be right behind.
            screen.enter = EarlyEnter::Held(self.now.at);
        }
        match self.token_news(&screen.live, &mut screen.card, &mut screen.token, event) {
            Some(ended) => ended,
            None => Screen::Confirm(screen),
        }
    }
}
