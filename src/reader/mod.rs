//! Devices that yield swipes: framing, and the sources behind it.
//!
//! This room cuts streams into swipes and opens devices. It does not wait for them and keeps none
//! of their bytes: the vault polls every descriptor and owns every framer.

pub mod demo;
pub mod framer;
pub mod serial;

pub use framer::{Framed, Framer, RawSwipe, Transport};
