//! The runtime that joins the parts: it performs what the station asks for and tells it what
//! happened. It decides nothing.
//!
//! * [`launch`]: what a station is started with.
//! * [`run`](mod@run): build the parts, start them, take them down.
//! * `desk`: the loop: one channel of messages, one station, one screen.
//! * [`out_of_order`]: what a service shows that could not start.
//! * [`service`], `reload`: what the service manager is told, and asks for.
//! * [`hardening`], [`confinement`]: what the process closes and gives up before a card can come.
//! * [`machine`]: figures of the machine and of this process.
//! * [`status_socket`]: how a technician asks a running station how it is.
//! * [`terminal`], [`clock`], [`signals`], [`printer`]: the box it runs on.
//! * [`heartbeat`]: how the log says that the station is alive.
//! * [`log`], [`redact`], [`mod@panic`]: what may be said, and what may not.

pub mod clock;
pub mod confinement;
mod desk;
pub mod error;
pub mod hardening;
pub mod heartbeat;
pub mod launch;
pub mod log;
pub mod machine;
pub mod out_of_order;
pub mod panic;
mod phone;
pub mod printer;
pub mod redact;
mod reload;
pub mod run;
pub mod service;
pub mod signals;
pub mod status_socket;
pub mod terminal;

pub use confinement::confine;
pub use error::KioskError;
pub use launch::{Demo, Launch};
pub use run::run;
