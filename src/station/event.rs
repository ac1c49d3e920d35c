//! What can happen to the station. One enum; every source shares one ordered channel.

use super::{
    Answer, Ask, Machine, ReaderHealth, SwipeProblem, TokenisedCard, call::Failure, effect::Batch,
};
use crate::card::{CardSummary, FormView};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key. Never a card digit: while a card is awaited those stay in the vault.
    Key(Key),
    /// The deadline the station named has passed.
    Time,
    /// A batch of records is on the disk. Batches come back in the order they were given.
    Recorded(Batch),
    /// The gateway answered, or failed to.
    Answered(Answer),
    /// The vault has something to say.
    Vault(VaultEvent),
    /// A reader came, went or broke.
    Reader {
        /// Which, counted from 0 in the order of the settings.
        index: usize,
        /// How it is now.
        health: ReaderHealth,
    },
    /// A frame showing the present screen has been written to the terminal.
    Drawn,
    /// Whether the journal's disk has room for another sale.
    DiskRoom {
        /// Enough for a whole sale.
        enough: bool,
    },
    /// An answer said what time it is at Stripe.
    Clock {
        /// How far that is ahead of this computer's clock, in milliseconds.
        ahead_ms: i64,
    },
    /// The figures that [`super::Effect::Survey`] asked for.
    Surveyed(Machine),
    /// The service is to stop: finish what moves money, then leave.
    Stop,
}

/// A key, after decoding. Modifier-free: the station has no chords.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A printable character.
    Char(char),
    /// Return, or Enter on the keypad.
    Enter,
    /// Escape.
    Escape,
    /// Backspace.
    Backspace,
    /// Delete: clears the line.
    Delete,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// F1 to F12.
    Function(u8),
    /// Control and C, or Control and Q: leave, where leaving is allowed.
    Leave,
}

impl std::fmt::Debug for Key {
    /// The kind of key only: what was typed is nobody's business but the screen's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Char(_) => "Char",
            Self::Enter => "Enter",
            Self::Escape => "Escape",
            Self::Backspace => "Backspace",
            Self::Delete => "Delete",
            Self::Tab => "Tab",
            Self::BackTab => "BackTab",
            Self::Up => "Up",
            Self::Down => "Down",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::Function(_) => "Function",
            Self::Leave => "Leave",
        })
    }
}

/// What comes out of the vault: safe things only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultEvent {
    /// The card form changed: somebody typed or swiped.
    Form {
        /// The session that [`super::Effect::AwaitCard`] began.
        session: Ask,
        /// The form as it may be drawn.
        view: FormView,
    },
    /// A reader sees a card passing.
    Reading,
    /// A swipe was read and refused.
    Refused(SwipeProblem),
    /// A swipe came when no card is awaited, good or not. Its data is wiped already.
    Stray,
    /// The form is whole and was sent off with Enter; the vault holds the card.
    Complete {
        /// The session.
        session: Ask,
        /// What may be known of the card.
        card: CardSummary,
    },
    /// Stripe took the card in; it is wiped here.
    Tokenised {
        /// The session.
        session: Ask,
        /// What Stripe gave for it.
        card: TokenisedCard,
    },
    /// Stripe did not take the card in; it is wiped all the same.
    NotTokenised {
        /// The session.
        session: Ask,
        /// Why.
        failure: Failure,
    },
}
