//! The sandbox speaks Stripe's wire protocol: what it promises to any client, over plain HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test that cannot go on fails the test"
)]

mod cards;
mod client;
mod customers;
mod idempotency;
mod keys;
mod lifecycle;
mod parameters;
mod record;
mod refunds;
mod server;
mod shapes;
mod three_d_secure;
