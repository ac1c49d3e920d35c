//! A small HTTP/1.1 server on loopback that speaks Stripe's wire protocol, so that demo, training
//! and tests take the very client path of production. No money moves.
//!
//! It is deliberately not a second gateway (nothing in the station calls it but through HTTP), not
//! a general Stripe emulator (only what a card charged once needs), and not a place for real
//! cards: numbers that are no test numbers of Stripe's are refused.
//!
//! What it does beyond answering:
//!
//! * **Keys**: any `sk_test_…` or `rk_test_…` is accepted. A restricted key that names missing
//!   permissions, such as `rk_test_no_customer_read` or `rk_test_till_no_charge_read`, is refused
//!   where Stripe would refuse it.
//! * **3-D Secure**: a test card that asks for it yields a short link to a page that the sandbox
//!   serves, with the two buttons "approve" and "refuse".
//! * **Receipts**: a captured charge has a `receipt_url` that opens.
//! * **Card data** lives only while its request is handled: in wiped buffers of ours, and in the
//!   HTTP library's read buffer, which is wiped when the connection that carried it is closed,
//!   at once after the answer.
//!
//! Reading order: `book` is the state, `cards` what each test card does, one file a resource the
//! operations; `router` names them, `service` answers requests with them, `server` listens.

mod access;
mod account;
mod allowed;
mod body;
mod book;
mod cards;
mod charges;
mod confirmation;
mod customers;
mod declines;
mod errors;
mod expand;
mod idempotency;
mod ids;
mod listing;
mod money;
mod objects;
mod pages;
mod params;
mod payment_intents;
mod payment_methods;
mod record;
mod refunds;
mod router;
mod search;
mod secret;
mod server;
mod service;
mod three_ds;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use server::{Running, serve, start};

/// The API version whose rules the sandbox follows, as in the `Stripe-Version` header.
pub const API_VERSION: &str = "2026-09-30.endive";

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long every API request takes before it has an effect.
    pub latency: Duration,
    /// Whether the account may send card numbers to the API. Stripe's default is no; then only
    /// `pm_card_…` test PaymentMethods can be charged.
    pub raw_cards: bool,
    /// Whether any Luhn-valid number whose first six digits are those of a Stripe test card is
    /// accepted and approved.
    pub accept_any_card: bool,
    /// A file to which one JSON line is appended for each API request.
    pub record: Option<PathBuf>,
    /// Where the ids come from: the same seed and the same requests give the same ids.
    pub seed: u64,
}

impl Default for Options {
    /// No latency, raw cards enabled, Stripe's test cards only, no record.
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            raw_cards: true,
            accept_any_card: false,
            record: None,
            seed: 1,
        }
    }
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address can be reached from other machines.
    #[error(
        "the sandbox was not started: {0} is not a loopback address, and a pretend bank must not \
         be reachable from the network. Listen on 127.0.0.1 or [::1]."
    )]
    NotLoopback(SocketAddr),
    /// The address could not be bound.
    #[error(
        "the sandbox was not started: it cannot listen on {address} ({source}). Choose another \
         port, or port 0 for any free one."
    )]
    Listen {
        /// Where it should have listened.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The record file could not be opened for appending.
    #[error(
        "the sandbox was not started: its record {} cannot be written ({source}). Give a file in a \
         directory that exists and may be written.",
        path.display()
    )]
    Record {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system refused a thread, a runtime, a signal handler or randomness.
    #[error(
        "the sandbox was not started: the system refused {what} ({reason}). Nothing was charged."
    )]
    System {
        /// What was asked for.
        what: &'static str,
        /// What the system said.
        reason: String,
    },
    /// The line that tells the address could not be written.
    #[error("the sandbox stopped: its address could not be printed ({0}).")]
    Print(std::io::Error),
}
