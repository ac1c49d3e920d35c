//! Welcome: the first digit of an amount, or Enter, begins a sale.

use crate::station::screen::{AmountScreen, Draft, Screen, Welcome};
use crate::station::{AmountEntry, Customer, Key, Mode, Moment, Record, Station};

impl Station {
    pub(super) fn welcome_key(&mut self, mut screen: Welcome, key: Key) -> Screen {
        if let Some(sale) = self.unseen {
            if key == Key::Enter {
                self.unseen = None;
                self.record(vec![Record::Shown { sale }, Record::Acknowledged { sale }]);
            }
            return Screen::Welcome(screen);
        }
        let checking = std::mem::take(&mut screen.checking);
        match key {
            Key::Tab | Key::Char('l' | 'L' | '/') => {
                self.language_key();
                Screen::Welcome(screen)
            }
            Key::Enter => self.begin(),
            Key::Char('0'..='9') if self.policy.fixed.is_some() => self.begin(),
            Key::Char('0'..='9') => {
                let first = self.begin();
                match first {
                    Screen::Amount(amount) => self.amount_key(amount, key),
                    other => other,
                }
            }
            Key::Leave if self.may_leave() => {
                self.stop();
                Screen::Welcome(screen)
            }
            Key::Char('a' | 'A') if self.policy.mode == Mode::Counter => {
                screen.checking = self.acknowledge(checking);
                Screen::Welcome(screen)
            }
            Key::Char(_)
            | Key::Escape
            | Key::Backspace
            | Key::Delete
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_)
            | Key::Leave => Screen::Welcome(screen),
        }
    }

    /// When a notice goes: at a kiosk the next customer must not take it for theirs.
    pub(super) fn notice_ends(&self, screen: &Welcome) -> Option<Moment> {
        let shown = self.policy.mode == Mode::Kiosk && screen.notice.is_some();
        shown.then(|| screen.since.after(self.policy.timings.outcome))
    }

    fn begin(&mut self) -> Screen {
        let draft = Draft {
            amount: AmountEntry::new(self.policy.currency),
            reference: String::new(),
            customer: Customer::WalkIn,
        };
        match self.policy.fixed {
            Some(money) => {
                self.after_amount(Draft { amount: AmountEntry::of(money), ..draft }, money)
            }
            None => Screen::Amount(AmountScreen {
                draft,
                preset: None,
                standing: false,
                problem: None,
                notice: None,
            }),
        }
    }

    /// Staff have seen to the first thing they were to look at, if they say so twice in a row: a
    /// letter alone may be the beginning of a name. Returns whether they have said it once.
    fn acknowledge(&mut self, said: bool) -> bool {
        let first = self.books.flagged().next();
        match first {
            Some((sale, _)) if said => {
                self.record(vec![Record::Acknowledged { sale }]);
                false
            }
            Some(_) => true,
            None => false,
        }
    }
}
