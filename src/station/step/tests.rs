//! Transitions, and promises over any sequence of events. No IO, no clock.

mod bench;
mod flow;
mod invariants;
mod obligations;
mod start;
mod unattended;
