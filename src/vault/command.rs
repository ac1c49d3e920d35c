//! What may be asked of the vault.

use std::net::SocketAddr;

use crate::card::Month;
use crate::gateway::stripe::token::RequestHead;
use crate::reader::demo::DemoCard;
use crate::station::{Ask, Failure, Requirement};

/// A wish. Wishes are obeyed in the order they are made.
pub(crate) enum Command {
    /// The station has dealt with the key it was given: hand over the next.
    Proceed,
    /// From now on keys and swipes are the card's.
    Await {
        /// Names the session.
        session: Ask,
        /// This month.
        today: Month,
        /// Whether the postal code is asked for.
        postal: Requirement,
    },
    /// Where Stripe is; or why its name could not be resolved.
    Addresses(Result<Vec<SocketAddr>, Failure>),
    /// Send the card, then wipe it.
    Tokenise {
        /// The session.
        session: Ask,
        /// Everything of the request but the card.
        head: RequestHead,
    },
    /// The next key is no longer the card's: it answers a question on the screen.
    TakeAnswer,
    /// Wipe whatever is held.
    Forget,
    /// A key on the demo's screen swipes a test card.
    Swipe(DemoCard),
    /// Wipe and end.
    End,
}
