//! Reference: a booking, room or invoice; optional or required.

use crate::card::misplaced;
use crate::station::screen::{
    CustomerScreen, Draft, ReferenceProblem, ReferenceScreen, Screen, Search,
};
use crate::station::{Key, Mode, Money, Requirement, Station};

/// The longest reference, in characters.
pub(super) const REFERENCE_MAX: usize = 64;

impl Station {
    pub(super) fn reference_key(&mut self, mut screen: ReferenceScreen, key: Key) -> Screen {
        screen.notice = None;
        screen.problem = None;
        let text = &mut screen.draft.reference;
        match key {
            Key::Char(character) if character.is_control() => {}
            Key::Char(_) if text.chars().count() >= REFERENCE_MAX => {
                screen.problem = Some(ReferenceProblem::Full);
            }
            Key::Char(character) => text.push(character),
            Key::Backspace => {
                text.pop();
            }
            Key::Delete => text.clear(),
            Key::Enter => {
                let trimmed = text.trim().to_owned();
                if trimmed.is_empty() && self.policy.reference == Requirement::Required {
                    screen.problem = Some(ReferenceProblem::Missing);
                } else if misplaced::is_in(&trimmed) {
                    // Not cleared: what is given back is overwritten.
                    *text = String::new();
                    screen.problem = Some(ReferenceProblem::LooksLikeCard);
                } else {
                    *text = trimmed;
                    return self.after_reference(screen.draft, screen.money);
                }
            }
            Key::Escape | Key::Leave => {
                if misplaced::is_in(text) {
                    *text = String::new();
                }
                return self.back_to_amount(screen.draft);
            }
            Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_) => {}
        }
        Screen::Reference(screen)
    }

    /// The reference stands: ask staff for the customer; a customer alone is a walk-in.
    pub(super) fn after_reference(&mut self, draft: Draft, money: Money) -> Screen {
        if self.asks_for_customer() {
            Screen::Customer(CustomerScreen {
                draft,
                money,
                query: String::new(),
                search: Search::Idle,
                selected: 0,
                notice: None,
            })
        } else {
            self.open_sale(draft, money)
        }
    }

    pub(super) fn asks_for_customer(&self) -> bool {
        self.policy.mode == Mode::Counter && self.policy.customer_search
    }

    /// One step back from whatever follows the reference.
    pub(super) fn back_to_reference(&mut self, draft: Draft, money: Money) -> Screen {
        match self.policy.reference {
            Requirement::Off => self.back_to_amount(draft),
            Requirement::Optional | Requirement::Required => {
                Screen::Reference(ReferenceScreen { draft, money, problem: None, notice: None })
            }
        }
    }
}
