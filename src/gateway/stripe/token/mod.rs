//! The pure parts of the one request that carries a card: `POST /v1/payment_methods`.
//!
//! Hand-written, because the crates' types would leave copies of the number in strings nobody
//! wipes. No connection here: the vault owns that, and calls [`write_request`] with a buffer of
//! its own and [`read_answer`] with what has arrived so far.

mod answer;
mod request;

pub use answer::{AnswerSoFar, Token, read_answer};
pub use request::{CardParts, RequestHead, request_length, write_request};
