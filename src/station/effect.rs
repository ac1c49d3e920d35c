//! What the station asks for. Effects are data; the runtime performs them and answers with events.

use super::{Ask, IdempotencyKey, Record, Request, Requirement};
use crate::card::Month;

/// Numbers the batches given to the journal, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Batch(pub u64);

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write these records in one transaction and answer [`super::Event::Recorded`] once they are
    /// durable. On any error the process ends: there is no going on without a journal.
    Record {
        /// Comes back when durable.
        batch: Batch,
        /// Written together or not at all.
        records: Vec<Record>,
    },
    /// Send this to the gateway, once.
    Call(Request),
    /// Open the vault: from now on keys and swipes are the card's.
    AwaitCard {
        /// Names the session in every event about it.
        session: Ask,
        /// This month, to tell an expired card.
        today: Month,
        /// Whether the billing postal code is asked for.
        postal: Requirement,
    },
    /// Send the card the vault holds to Stripe, then wipe it, whatever comes of it.
    Tokenise {
        /// The session.
        session: Ask,
        /// The key of the one request that carries the card.
        key: IdempotencyKey,
    },
    /// The next key is no longer the card's: it answers a question on the screen.
    TakeAnswer,
    /// Wipe whatever the vault holds and close it.
    Forget,
    /// Print these lines on the receipt printer.
    Print(PrintedReceipt),
    /// Write the whole screen anew, whatever may have been scribbled on it.
    Repaint,
    /// Take the machine's figures and answer [`super::Event::Surveyed`].
    Survey,
    /// Stop the program.
    Leave(Ending),
}

/// How the program is to end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// It was told to by its manager, or by a key at a counter.
    #[default]
    Stopped,
    /// A technician wants it started anew.
    Restart,
    /// Somebody with a PIN wants it ended for good.
    Left,
}

/// What a printed receipt says; the view puts it into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedReceipt {
    /// The sale's id in the journal.
    pub sale: super::SaleId,
}
