//! Devices that yield swipes: framing, profiles, and the sources behind them.

pub mod framer;

pub use framer::{Framed, Framer, RawSwipe, Transport};
