//! What can charge: [`stripe`] speaks Stripe's API over HTTP; [`sandbox`] is a small server on
//! loopback that answers the same wire protocol, so that demo, training and tests use the very
//! client path of production. The sandbox is deliberately not a second gateway.

pub mod sandbox;
pub mod stripe;
