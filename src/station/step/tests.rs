//! Transitions, and promises over any sequence of events. No IO, no clock.
#![allow(clippy::wrong_self_convention, reason = "`to_card` walks to a screen")]

mod alone;
mod answers;
mod audit;
mod bench;
mod confirm;
mod declines;
mod entry;
mod idle;
mod invariants;
mod obligations;
mod receipt;
mod sale;
mod staff;
mod start;
mod unattended;
