//! Transitions, and promises over any sequence of events. No IO, no clock.
#![allow(clippy::wrong_self_convention, reason = "`to_card` walks to a screen")]

mod alone;
mod audit;
mod bench;
mod declines;
mod flow;
mod invariants;
mod obligations;
mod staff;
mod start;
mod unattended;
