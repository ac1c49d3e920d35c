//! Amount: cents-first digits, or a preset.

use crate::station::screen::{AmountScreen, Draft, ReferenceScreen, Screen};
use crate::station::{
    AmountEntry, AmountProblem, Key, Language, Mode, Money, Requirement, Station,
};

impl Station {
    pub(super) fn amount_key(&mut self, mut screen: AmountScreen, key: Key) -> Screen {
        screen.notice = None;
        screen.problem = None;
        match key {
            // No key of a customer alone makes another amount of those that are offered.
            Key::Char(digit) if self.presets_only() => {
                let chosen = (digit as usize).checked_sub('1' as usize);
                if !self.choose_preset(&mut screen, chosen) {
                    screen.problem = Some(AmountProblem::NotOffered);
                }
            }
            Key::Backspace | Key::Delete if self.presets_only() => {
                screen.preset = None;
                screen.draft.amount.clear();
            }
            Key::Enter if self.presets_only() && screen.draft.amount.is_empty() => {
                screen.problem = Some(AmountProblem::NotOffered);
            }
            Key::Char(digit @ '0'..='9') => {
                begin_anew(&mut screen);
                screen.problem = screen.draft.amount.push(digit as u8 - b'0').err();
            }
            Key::Char(point @ ('.' | ',')) => {
                if point == '.' || self.policy.language != Language::English {
                    begin_anew(&mut screen);
                    screen.problem = screen.draft.amount.push_point().err();
                }
            }
            Key::Char(' ') => {}
            Key::Char(_) => screen.problem = Some(AmountProblem::DigitsOnly),
            Key::Backspace => {
                screen.preset = None;
                screen.standing = false;
                screen.draft.amount.pop();
            }
            Key::Delete => {
                screen.preset = None;
                screen.standing = false;
                screen.draft.amount.clear();
            }
            Key::Down | Key::Tab | Key::Right => {
                let next = screen.preset.map_or(0, |preset| preset + 1);
                if !self.choose_preset(&mut screen, Some(next)) {
                    self.choose_preset(&mut screen, Some(0));
                }
            }
            Key::Up | Key::BackTab | Key::Left => {
                let last = self.policy.presets.len().checked_sub(1);
                let next = screen.preset.and_then(|preset| preset.checked_sub(1)).or(last);
                self.choose_preset(&mut screen, next);
            }
            Key::Enter => match screen.draft.amount.accept(&self.policy.limits) {
                Ok(money) => return self.after_amount(screen.draft, money),
                Err(problem) => screen.problem = Some(problem),
            },
            Key::Escape | Key::Leave => return self.welcome(None),
            Key::Function(_) => {}
        }
        Screen::Amount(screen)
    }

    /// Whether a customer chooses among fixed amounts instead of typing one.
    fn presets_only(&self) -> bool {
        self.policy.mode == Mode::Kiosk && !self.policy.presets.is_empty()
    }

    /// Returns whether there is such a preset; if not, nothing changes.
    fn choose_preset(&self, screen: &mut AmountScreen, index: Option<usize>) -> bool {
        let money = index.and_then(|index| self.policy.presets.get(index));
        if let Some(money) = money {
            screen.preset = index;
            screen.draft.amount = AmountEntry::of(*money);
        }
        money.is_some()
    }

    /// The amount stands: on to the next question this site asks.
    pub(super) fn after_amount(&mut self, draft: Draft, money: Money) -> Screen {
        match self.policy.reference {
            Requirement::Off => self.after_reference(draft, money),
            Requirement::Optional | Requirement::Required => {
                Screen::Reference(ReferenceScreen { draft, money, problem: None, notice: None })
            }
        }
    }

    /// Back to the amount, or to Welcome where there is nothing to choose.
    pub(super) fn back_to_amount(&mut self, draft: Draft) -> Screen {
        if self.policy.fixed.is_some() {
            return self.welcome(None);
        }
        Screen::Amount(AmountScreen {
            draft,
            preset: None,
            standing: true,
            problem: None,
            notice: None,
        })
    }
}

/// An amount that stood here gives way to the first key of another.
fn begin_anew(screen: &mut AmountScreen) {
    screen.preset = None;
    if std::mem::take(&mut screen.standing) {
        screen.draft.amount.clear();
    }
}
