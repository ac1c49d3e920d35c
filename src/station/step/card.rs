//! Card: the vault is open, and tells counts and masks. On from here goes only a whole card.

use crate::card::{Month, NumberView};
use crate::station::screen::{
    CardScreen, Live, MethodScreen, Preparation, SaveCard, SaveScreen, Screen, SwipeProblem, Token,
};
use crate::station::{
    Ask, Batch, Effect, Failure, IdempotencyKey, Key, Reply, Station, VaultEvent,
};

impl Station {
    /// The card screen, with an open vault: digits typed ahead are the card's from the first.
    ///
    /// The card itself goes nowhere before the intent is written down.
    pub(super) fn card_screen(&mut self, live: Live, problem: Option<SwipeProblem>) -> Screen {
        let session = self.next_ask();
        self.effects.push(Effect::AwaitCard {
            session,
            today: Month { year: self.now.wall.year, month: self.now.wall.month },
            postal: self.policy.postal,
        });
        let (form, whole) = (None, None);
        Screen::Card(CardScreen { live, session, form, reading: false, problem, whole })
    }

    /// Sends a whole card off, once the intent is written down.
    fn send_card(&mut self, screen: CardScreen) -> Screen {
        let (Some(card), Preparation::Ready(_)) = (screen.whole, &screen.live.intent) else {
            return Screen::Card(screen);
        };
        let CardScreen { mut live, session, .. } = screen;
        live.cards = live.cards.saturating_add(1);
        let key = IdempotencyKey::method(live.sale.id, live.cards);
        self.effects.push(Effect::Tokenise { session, key });
        Screen::Save(SaveScreen {
            live,
            card,
            token: Token::Pending(session),
            save: SaveCard::No,
            asked_for_yes: false,
            stray: false,
        })
    }

    /// Most keys go to the vault while it is open; what comes here are the ones that leave.
    pub(super) fn card_key(&mut self, screen: CardScreen, key: Key) -> Screen {
        match key {
            Key::Escape | Key::Leave => {
                self.effects.push(Effect::Forget);
                Screen::Method(MethodScreen { live: screen.live, notice: None })
            }
            Key::Char(_)
            | Key::Enter
            | Key::Backspace
            | Key::Delete
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_) => Screen::Card(screen),
        }
    }

    pub(super) fn card_recorded(&mut self, mut screen: CardScreen, batch: Batch) -> Screen {
        self.prepare_recorded(&mut screen.live, batch);
        self.send_card(screen)
    }

    pub(super) fn card_answered(
        &mut self,
        mut screen: CardScreen,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Screen {
        match self.prepare_answered(&mut screen.live, ask, result) {
            Ok(()) => Screen::Card(screen),
            Err(failure) => self.not_charged(&screen.live, &failure),
        }
    }

    pub(super) fn card_vault(&mut self, mut screen: CardScreen, event: VaultEvent) -> Screen {
        match event {
            VaultEvent::Form { session, view } if screen.session == session => {
                // A reader's trailing Enter must not take down why the swipe was refused.
                let empty = matches!(view.number, NumberView::Typing { digits: 0, .. });
                screen.problem = screen.problem.filter(|_| empty);
                screen.form = Some(view);
                screen.reading = false;
            }
            VaultEvent::Reading => {
                screen.reading = true;
                screen.problem = None;
            }
            VaultEvent::Refused(problem) => {
                screen.reading = false;
                screen.problem = Some(problem);
            }
            VaultEvent::Complete { session, card } if screen.session == session => {
                screen.whole = Some(card);
                return self.send_card(screen);
            }
            VaultEvent::Stray => screen.reading = false,
            VaultEvent::Form { .. }
            | VaultEvent::Complete { .. }
            | VaultEvent::Tokenised { .. }
            | VaultEvent::NotTokenised { .. } => {}
        }
        Screen::Card(screen)
    }
}
