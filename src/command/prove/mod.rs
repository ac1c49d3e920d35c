//! `chargeonce prove`.

pub mod memory;
pub mod search;
