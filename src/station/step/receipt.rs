//! Receipt: e-mail, printed, none. Then nothing of the customer is left.

use crate::card::misplaced;
use crate::station::call::EmailAddress;
use crate::station::screen::{Notice, ReceiptChoice, ReceiptScreen, Screen, Sending};
use crate::station::{
    Ask, Call, Effect, Failure, IdempotencyKey, Key, Moment, PrintedReceipt, Reply, SaleId,
    SaleState, Station,
};

/// Receipts that wait for their charge with nobody waiting for them.
const RECEIPTS_MAX: usize = 16;
/// The longest address typed, in characters.
const EMAIL_MAX: usize = 128;

impl Station {
    /// The choices this station has, in the order they are shown; "none" is always the first.
    #[must_use]
    pub fn receipt_choices(&self) -> Vec<ReceiptChoice> {
        let mut choices = vec![ReceiptChoice::None];
        if self.policy.receipts.email {
            choices.push(ReceiptChoice::Email);
        }
        if self.policy.receipts.printer {
            choices.push(ReceiptChoice::Print);
        }
        choices
    }

    pub(super) fn receipt_key(&mut self, mut screen: ReceiptScreen, key: Key) -> Screen {
        screen.since = self.now.at;
        match screen.sending {
            Sending::Choosing => self.receipt_choose(screen, key),
            Sending::Typing | Sending::AddressWrong | Sending::Failed => {
                self.receipt_type(screen, key)
            }
            // The receipt goes out whether or not anybody watches.
            Sending::Waiting | Sending::Asking(_) => match key {
                Key::Escape | Key::Leave => self.leave_receipt(screen),
                _ => Screen::Receipt(screen),
            },
        }
    }

    fn receipt_choose(&mut self, mut screen: ReceiptScreen, key: Key) -> Screen {
        let choices = self.receipt_choices();
        let place = choices.iter().position(|choice| *choice == screen.choice).unwrap_or(0);
        let chosen = match key {
            Key::Down | Key::Tab | Key::Right => choices.get(place + 1),
            Key::Up | Key::BackTab | Key::Left => {
                place.checked_sub(1).and_then(|place| choices.get(place))
            }
            Key::Char(digit @ '1'..='3') => choices.get(digit as usize - '1' as usize),
            Key::Enter => {
                return match screen.choice {
                    ReceiptChoice::None => self.welcome(None),
                    ReceiptChoice::Email => {
                        screen.sending = Sending::Typing;
                        Screen::Receipt(screen)
                    }
                    ReceiptChoice::Print => {
                        let sale = screen.paid.sale.id;
                        self.effects.push(Effect::Print(PrintedReceipt { sale }));
                        self.welcome(Some(Notice::ReceiptPrinted))
                    }
                };
            }
            Key::Escape | Key::Leave => return self.welcome(None),
            Key::Char(_) | Key::Backspace | Key::Delete | Key::Function(_) => None,
        };
        if let Some(chosen) = chosen {
            screen.choice = *chosen;
        }
        Screen::Receipt(screen)
    }

    fn receipt_type(&mut self, mut screen: ReceiptScreen, key: Key) -> Screen {
        match key {
            // No address begins with a star: on a number pad it is Escape.
            Key::Char('*') if screen.email.is_empty() => screen.sending = Sending::Choosing,
            Key::Char(character) => {
                screen.sending = Sending::Typing;
                if !character.is_control()
                    && !character.is_whitespace()
                    && screen.email.chars().count() < EMAIL_MAX
                {
                    screen.email.push(character);
                }
            }
            Key::Backspace => {
                screen.email.pop();
            }
            Key::Delete => screen.email = String::new(),
            Key::Enter if is_plausible(&screen.email) => {
                screen.sending = Sending::Waiting;
                self.send_receipt(&mut screen);
            }
            Key::Enter => screen.sending = Sending::AddressWrong,
            Key::Escape | Key::Leave => {
                screen.email = String::new();
                screen.sending = Sending::Choosing;
            }
            Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_) => {}
        }
        Screen::Receipt(screen)
    }

    /// Asks Stripe to send it, once the charge is there.
    fn send_receipt(&mut self, screen: &mut ReceiptScreen) {
        if screen.sending == Sending::Waiting
            && let Some(ask) = self.ask_for_receipt(screen.paid.sale.id, &screen.email)
        {
            screen.sending = Sending::Asking(ask);
        }
    }

    fn ask_for_receipt(&mut self, sale: SaleId, email: &str) -> Option<Ask> {
        let (charge, _) = self.books.get(sale)?.charge.clone()?;
        let key = IdempotencyKey::receipt(sale, self.random.next());
        Some(self.call(Call::EmailReceipt { key, charge, email: EmailAddress(email.to_owned()) }))
    }

    /// Nobody waits any longer: the receipt is sent all the same, once the charge is there.
    fn leave_receipt(&mut self, screen: ReceiptScreen) -> Screen {
        if screen.sending == Sending::Waiting {
            if self.receipts.len() >= RECEIPTS_MAX {
                self.receipts.pop_front();
            }
            self.receipts.push_back((screen.paid.sale.id, EmailAddress(screen.email)));
        }
        self.welcome(None)
    }

    /// A record is durable: perhaps the charge a receipt waits for.
    pub(super) fn receipt_may_go(&mut self) {
        let waiting = std::mem::take(&mut self.receipts);
        for (sale, email) in waiting {
            let state = self.books.get(sale).map(|entry| entry.state);
            if self.ask_for_receipt(sale, &email.0).is_none() && state == Some(SaleState::Committed)
            {
                self.receipts.push_back((sale, email));
            }
        }
        self.screen = match self.take_screen() {
            Screen::Receipt(mut screen) => {
                self.send_receipt(&mut screen);
                Screen::Receipt(screen)
            }
            other => other,
        };
    }

    pub(super) fn receipt_answered(
        &mut self,
        mut screen: ReceiptScreen,
        ask: Ask,
        result: &Result<Reply, Failure>,
    ) -> Screen {
        if screen.sending != Sending::Asking(ask) {
            return Screen::Receipt(screen);
        }
        match result {
            Ok(_) => self.welcome(Some(Notice::ReceiptSent)),
            Err(_) => {
                screen.sending = Sending::Failed;
                Screen::Receipt(screen)
            }
        }
    }

    pub(super) fn receipt_time(&mut self, screen: ReceiptScreen) -> Screen {
        match self.receipt_ends(&screen) {
            Some(ends) if ends <= self.now.at => self.leave_receipt(screen),
            _ => Screen::Receipt(screen),
        }
    }

    /// When nobody waits any longer for a receipt under way. While somebody is to choose or to
    /// type, the idle warning comes first.
    pub(super) fn receipt_ends(&self, screen: &ReceiptScreen) -> Option<Moment> {
        let waits = matches!(screen.sending, Sending::Waiting | Sending::Asking(_));
        waits.then(|| screen.since.after(self.policy.timings.outcome))
    }
}

/// Whether an address has the shape of one, and could not be a card number. Stripe judges the rest.
fn is_plausible(email: &str) -> bool {
    !misplaced::is_in(email)
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|label| !label.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host_and_is_no_card_number() {
        for right in ["a@b.c", "jane.doe+x@mail.example.com", "20261124@b.c"] {
            assert!(is_plausible(right));
        }
        for wrong in ["", "a@b", "@b.c", "a@b@c.d", "a@.c", "4242424242424242@b.c"] {
            assert!(!is_plausible(wrong));
        }
    }
}
