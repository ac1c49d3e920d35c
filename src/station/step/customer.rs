//! Customer: Walk-in, or search Stripe's customers while typing.

use std::time::Duration;

use crate::card::misplaced;
use crate::station::screen::{CustomerScreen, Draft, Notice, Screen, Search};
use crate::station::{Ask, Call, Customer, Failure, Key, Reply, SearchText, Station, Trouble};

/// How long the typist must pause before Stripe is asked.
const SETTLE: Duration = Duration::from_millis(300);
/// Fewer characters are not worth a search.
const QUERY_MIN: usize = 3;
/// The longest query, in characters.
const QUERY_MAX: usize = 64;

impl Station {
    pub(super) fn customer_key(&mut self, mut screen: CustomerScreen, key: Key) -> Screen {
        screen.notice = None;
        match key {
            Key::Char(character) => {
                if !character.is_control() && screen.query.chars().count() < QUERY_MAX {
                    screen.query.push(character);
                    self.query_changed(&mut screen);
                }
            }
            Key::Backspace => {
                screen.query.pop();
                self.query_changed(&mut screen);
            }
            Key::Delete => {
                screen.query.clear();
                self.query_changed(&mut screen);
            }
            Key::Down | Key::Tab => {
                screen.selected = (screen.selected + 1).min(screen.found().len());
            }
            Key::Up | Key::BackTab => screen.selected = screen.selected.saturating_sub(1),
            Key::Enter if screen.search == Search::LooksLikeCard => {
                screen.query = String::new();
                screen.search = Search::Idle;
            }
            Key::Enter => {
                // While a search is under way Enter would choose what nobody has seen yet.
                // And a name too short to be searched for is no Walk-in.
                let too_short = screen.search == Search::Idle && !screen.query.trim().is_empty();
                if too_short {
                    screen.notice = Some(Notice::NameTooShort);
                } else if !matches!(screen.search, Search::Settling { .. } | Search::Asking(_)) {
                    return self.choose_customer(screen);
                }
            }
            Key::Escape | Key::Leave => {
                return self.back_to_reference(screen.draft, screen.money);
            }
            Key::Left | Key::Right | Key::Function(_) => {}
        }
        Screen::Customer(screen)
    }

    fn query_changed(&self, screen: &mut CustomerScreen) {
        screen.selected = 0;
        let query = screen.query.trim();
        screen.search = if misplaced::is_in(query) {
            Search::LooksLikeCard
        } else if query.chars().count() < QUERY_MIN || misplaced::may_begin_in(query) {
            Search::Idle
        } else {
            Search::Settling { due: self.now.at.after(SETTLE) }
        };
    }

    fn choose_customer(&mut self, screen: CustomerScreen) -> Screen {
        let chosen = screen.selected.checked_sub(1).and_then(|index| screen.found().get(index));
        let customer = chosen.map_or(Customer::WalkIn, |known| Customer::Known(known.clone()));
        self.open_sale(Draft { customer, ..screen.draft }, screen.money)
    }

    pub(super) fn customer_time(&mut self, mut screen: CustomerScreen) -> Screen {
        if let Search::Settling { due } = screen.search
            && due <= self.now.at
        {
            let query = SearchText(screen.query.trim().to_owned());
            screen.search = Search::Asking(self.call(Call::FindCustomers { query }));
        }
        Screen::Customer(screen)
    }

    pub(super) fn customer_answered(
        &mut self,
        mut screen: CustomerScreen,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Screen {
        if screen.search == Search::Asking(ask) {
            screen.search = match result {
                Ok(Reply::Customers(found)) => {
                    screen.selected = usize::from(!found.is_empty());
                    Search::Found(found)
                }
                Ok(Reply::Intent(_) | Reply::Intents(_) | Reply::ReceiptSent) => {
                    Search::Failed(Trouble::BadAnswer)
                }
                Err(failure) => Search::Failed(Trouble::of(&failure)),
            };
        }
        Screen::Customer(screen)
    }
}
