//! Transitions, and promises over any sequence of events. No IO, no clock.
#![allow(clippy::wrong_self_convention, reason = "`to_card` walks to a screen")]

mod audit;
mod bench;
mod flow;
mod invariants;
mod obligations;
mod start;
mod unattended;
