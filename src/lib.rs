//! chargeonce: a card-payment station in a terminal. It charges a card once and forgets it.
//!
//! The modules in reading order; each depends only on those above it:
//!
//! * [`card`]: what a card is: number, expiry, CVC, brand, track data, typed entry, summary.
//! * [`station`]: the pure machine: events in, effects out, time passed in. No IO.
//! * [`reader`]: devices that yield swipes.
//! * [`vault`]: the one thread where card digits exist.
//! * [`journal`]: the durable record of what the station decided. No card data.
//! * [`gateway`]: what can charge: Stripe over HTTP, and a sandbox that speaks the same wire.
//! * [`view`]: a pure picture of the station.
//! * [`config`]: settings, their layers and their validation.
//! * [`kiosk`]: the runtime that joins the parts: loop, terminal, effects, signals.
//! * [`command`]: the command line, one file a command.

pub mod card;
pub mod command;
pub mod config;
pub mod gateway;
pub mod journal;
pub mod kiosk;
pub mod reader;
pub mod station;
pub mod vault;
pub mod view;
