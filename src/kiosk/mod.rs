//! The runtime that joins the parts.

pub mod launch;
pub mod log;
pub mod redact;

pub use launch::{Demo, KioskError, Launch, run};
