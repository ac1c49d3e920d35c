//! "Save this card for future use?" No. Meanwhile the card is on its way to Stripe, and wiped.

use crate::card::CardSummary;
use crate::station::call::{ApiKind, Failure};
use crate::station::screen::{
    Choice, ConfirmScreen, EarlyEnter, Live, Outcome, OutcomeScreen, SaveScreen, Screen, Token,
};
use crate::station::{Effect, Key, Station, VaultEvent};

/// Cards that may be sent to Stripe for one sale, counting those it would not even take in.
const CARDS_MAX: u32 = 6;

impl Station {
    pub(super) fn save_key(&mut self, mut screen: SaveScreen, key: Key) -> Screen {
        match key {
            Key::Enter | Key::Char('n' | 'N') => {
                let duplicate = self.is_duplicate(&screen.live, screen.card);
                Screen::Confirm(ConfirmScreen {
                    live: screen.live,
                    card: screen.card,
                    token: screen.token,
                    choice: if duplicate { Choice::Cancel } else { Choice::Charge },
                    duplicate,
                    stray: screen.stray,
                    since: self.now.at,
                    enter: EarlyEnter::No,
                })
            }
            Key::Escape | Key::Leave => {
                self.effects.push(Effect::Forget);
                self.card_screen(screen.live, None)
            }
            Key::Char('y' | 'Y' | 'o' | 'O')
            | Key::Left
            | Key::Right
            | Key::Up
            | Key::Down
            | Key::Tab
            | Key::BackTab => {
                screen.asked_for_yes = true;
                Screen::Save(screen)
            }
            Key::Char(_) | Key::Backspace | Key::Delete | Key::Function(_) => Screen::Save(screen),
        }
    }

    pub(super) fn save_vault(&mut self, mut screen: SaveScreen, event: VaultEvent) -> Screen {
        screen.stray |= event == VaultEvent::Stray;
        match self.token_news(&screen.live, &mut screen.card, &mut screen.token, event) {
            Some(ended) => ended,
            None => Screen::Save(screen),
        }
    }

    /// What the vault says about a card on its way. Returns the screen that ends the wait when
    /// Stripe would not take the card in.
    pub(super) fn token_news(
        &mut self,
        live: &Live,
        card: &mut CardSummary,
        token: &mut Token,
        event: VaultEvent,
    ) -> Option<Screen> {
        match event {
            VaultEvent::Tokenised { session, card: taken } if *token == Token::Pending(session) => {
                card.brand = taken.brand;
                card.last4 = taken.last4;
                self.note_card(live, &taken);
                *token = Token::Ready(taken);
                None
            }
            VaultEvent::NotTokenised { session, failure } if *token == Token::Pending(session) => {
                Some(self.not_tokenised(live, *card, &failure))
            }
            VaultEvent::Form { .. }
            | VaultEvent::Reading
            | VaultEvent::Refused(_)
            | VaultEvent::Stray
            | VaultEvent::Complete { .. }
            | VaultEvent::Tokenised { .. }
            | VaultEvent::NotTokenised { .. } => None,
        }
    }

    /// Stripe would not take the card in: a card error is a decline, all else is trouble.
    pub(super) fn not_tokenised(
        &mut self,
        live: &Live,
        card: CardSummary,
        failure: &Failure,
    ) -> Screen {
        match failure {
            Failure::Api(error) => match &error.kind {
                ApiKind::Declined(declined) => Screen::Outcome(OutcomeScreen {
                    outcome: Outcome::Declined {
                        live: live.clone(),
                        card,
                        reason: declined.reason,
                        another: live.cards < CARDS_MAX,
                    },
                    since: self.now.at,
                    pressed: None,
                }),
                _ => self.not_charged(live, failure),
            },
            Failure::NotSent { .. } | Failure::Unknown | Failure::Undecodable { .. } => {
                self.not_charged(live, failure)
            }
        }
    }
}
