//! What the vault holds of one customer's card: a form being filled, then a whole card, then
//! nothing. Pure; the only place where keys and swipes meet digits.

use std::time::Duration;

use crate::card::track::{Mode, Refusal, Verdict, assess};
use crate::card::{
    Card, CardForm, CardSummary, FormKey, FormRules, FormView, Month, PostalRule, Pressed,
};
use crate::station::{Ask, Key, Requirement, SwipeProblem};

/// A session, from [`crate::station::Effect::AwaitCard`] to the wipe.
pub(super) struct Session {
    /// Its name in every event.
    pub(super) name: Ask,
    pub(super) today: Month,
    /// When the first digit came in: from then the number is in memory.
    first: Option<Duration>,
    /// When a card was swiped in last.
    swiped: Option<Duration>,
    held: Held,
}

/// The same card again within this time is one swipe: people draw it through twice, and two readers
/// may hear one card.
const DUPLICATE: Duration = Duration::from_secs(2);

enum Held {
    Form(Box<CardForm>),
    Card(Box<Card>),
}

/// What became of a key.
pub(super) enum Took {
    /// It is not the card's: the station decides.
    NotMine,
    /// The form may have changed.
    Changed(FormView),
    /// The card is whole.
    Whole(CardSummary),
}

impl Session {
    pub(super) fn new(name: Ask, today: Month, postal: Requirement) -> Self {
        let postal = match postal {
            Requirement::Off => PostalRule::Off,
            Requirement::Optional => PostalRule::Optional,
            Requirement::Required => PostalRule::Required,
        };
        let form = CardForm::new(FormRules { today, postal });
        Self { name, today, first: None, swiped: None, held: Held::Form(form) }
    }

    /// Whether keys and swipes are the card's.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.held, Held::Form(_))
    }

    /// Whether a digit has come in, so that a connection is worth opening.
    pub(super) const fn is_begun(&self) -> bool {
        self.first.is_some()
    }

    /// The form as it may be drawn, while there is one.
    pub(super) fn view(&self) -> Option<FormView> {
        match &self.held {
            Held::Form(form) => Some(form.view()),
            Held::Card(_) => None,
        }
    }

    /// The whole card, once there is one.
    pub(super) const fn card(&self) -> Option<&Card> {
        match &self.held {
            Held::Card(card) => Some(card),
            Held::Form(_) => None,
        }
    }

    /// When the first digit came in.
    pub(super) const fn first(&self) -> Option<Duration> {
        self.first
    }

    /// How long the number has been here at `now`.
    pub(super) fn held_for(&self, now: Duration) -> Duration {
        self.first.map_or(Duration::ZERO, |first| now.saturating_sub(first))
    }

    /// Takes a key that arrived at `at`.
    pub(super) fn press(self, key: Key, at: Duration) -> (Self, Took) {
        let Self { name, today, mut first, swiped, held } = self;
        let mut form = match held {
            Held::Form(form) => form,
            card @ Held::Card(_) => {
                return (Self { name, today, first, swiped, held: card }, Took::NotMine);
            }
        };
        let Some(key) = form_key(key) else {
            return (Self { name, today, first, swiped, held: Held::Form(form) }, Took::NotMine);
        };
        if form.press(key) != Pressed::Complete {
            let view = form.view();
            let empty =
                crate::card::NumberView::Typing { digits: 0, brand: crate::card::Brand::Unknown };
            first = if view.number == empty { None } else { first.or(Some(at)) };
            return (
                Self { name, today, first, swiped, held: Held::Form(form) },
                Took::Changed(view),
            );
        }
        match form.into_card() {
            Some(card) => {
                let summary = card.summary();
                (Self { name, today, first, swiped, held: Held::Card(card) }, Took::Whole(summary))
            }
            // The form said it was whole; if it is not after all, it begins again.
            None => {
                let fresh = Self::new(name, today, Requirement::Off);
                let view = fresh.view();
                let took = view.map_or(Took::NotMine, Took::Changed);
                (fresh, took)
            }
        }
    }

    /// A swipe was not taken: the card of an earlier one goes, unless this was the same card drawn
    /// through twice.
    fn refused(&mut self, at: Duration) {
        if let Held::Form(form) = &mut self.held
            && self.swiped.is_some_and(|last| at.saturating_sub(last) >= DUPLICATE)
        {
            form.drop_swiped();
            self.swiped = None;
            self.first = None;
        }
    }

    /// Takes what a swipe turned out to be.
    ///
    /// # Errors
    /// Why the swipe is not taken.
    pub(super) fn swipe(
        &mut self,
        verdict: Verdict,
        at: Duration,
        mode: Mode,
    ) -> Result<FormView, SwipeProblem> {
        let card = match verdict {
            Verdict::Card(card) => assess(&card, self.today, mode).map(|_| card).map_err(problem),
            Verdict::NotPaymentCard(_) => Err(SwipeProblem::NotPaymentCard),
            Verdict::Refused(refusal) => Err(problem(refusal)),
            Verdict::Typed => Err(SwipeProblem::Unreadable),
        };
        let card = match card {
            Ok(card) => card,
            Err(problem) => {
                self.refused(at);
                return Err(problem);
            }
        };
        match &mut self.held {
            Held::Form(form) => {
                let again = self.swiped.is_some_and(|last| at.saturating_sub(last) < DUPLICATE);
                // Whatever was typed behind the first swipe stays.
                if !(again && form.holds(&card)) {
                    form.swipe(card);
                    self.first = Some(at);
                    self.swiped = Some(at);
                }
                Ok(form.view())
            }
            Held::Card(_) => Err(SwipeProblem::Unreadable),
        }
    }
}

/// The customer's words for a refusal.
pub(super) const fn problem(refusal: Refusal) -> SwipeProblem {
    match refusal {
        Refusal::Unreadable
        | Refusal::NoSentinel
        | Refusal::NoPaymentTrack
        | Refusal::MalformedTrack1
        | Refusal::MalformedTrack2 => SwipeProblem::Unreadable,
        Refusal::Incomplete | Refusal::Overrun => SwipeProblem::Incomplete,
        // A date that is no month has not passed: it was misread.
        Refusal::TrackMismatch | Refusal::BadChecksum | Refusal::BadExpiry => SwipeProblem::Misread,
        Refusal::BlankCard => SwipeProblem::Blank,
        Refusal::MissingExpiry => SwipeProblem::MissingExpiry,
        Refusal::Expired => SwipeProblem::Expired,
        Refusal::UnsupportedBrand => SwipeProblem::BrandUnsupported,
        Refusal::TestCard => SwipeProblem::TestCard,
        Refusal::AtmOrCashOnly => SwipeProblem::CashOnly,
        Refusal::MaskedCardData | Refusal::EncryptedReader => SwipeProblem::ReaderEncrypts,
        Refusal::KeyboardLayout => SwipeProblem::KeyboardLayout,
    }
}

const fn form_key(key: Key) -> Option<FormKey> {
    Some(match key {
        // The keypad's star cancels, as Escape does.
        Key::Char('*') => return None,
        Key::Char(character) => FormKey::Char(character),
        Key::Enter => FormKey::Enter,
        Key::Backspace => FormKey::Backspace,
        Key::Delete => FormKey::Clear,
        Key::Tab | Key::Down => FormKey::Next,
        Key::BackTab | Key::Up => FormKey::Previous,
        Key::Escape | Key::Left | Key::Right | Key::Function(_) | Key::Leave => return None,
    })
}
