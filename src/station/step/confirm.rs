//! Confirm: "Yes, Charge the Customer", or Cancel. The last screen anything can go back from.

use crate::station::screen::{ChargingScreen, Choice, ConfirmScreen, Screen, Stage, Token};
use crate::station::{Effect, Key, Station, Trouble, VaultEvent};

impl Station {
    pub(super) fn confirm_key(&mut self, mut screen: ConfirmScreen, key: Key) -> Screen {
        match (key, screen.choice) {
            (Key::Char('y' | 'Y' | 'o' | 'O'), _) | (Key::Enter, Choice::Charge) => {
                self.charge(screen)
            }
            (Key::Escape | Key::Leave | Key::Char('n' | 'N'), _) | (Key::Enter, Choice::Cancel) => {
                self.effects.push(Effect::Forget);
                self.ended(&screen.live, Trouble::Cancelled, None)
            }
            (Key::Left | Key::Right | Key::Up | Key::Down | Key::Tab | Key::BackTab, choice) => {
                screen.choice = match choice {
                    Choice::Charge => Choice::Cancel,
                    Choice::Cancel => Choice::Charge,
                };
                Screen::Confirm(screen)
            }
            (Key::Char(_) | Key::Backspace | Key::Delete | Key::Function(_), _) => {
                Screen::Confirm(screen)
            }
        }
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
        match self.token_news(&screen.live, &mut screen.card, &mut screen.token, event) {
            Some(ended) => ended,
            None => Screen::Confirm(screen),
        }
    }
}
