//! The sandbox speaks Stripe's wire protocol: what it promises to any client, over plain HTTP.

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
