//! The real binary under fault: whatever the network, the disk or the power does, a customer is
//! charged at most once, the journal and Stripe agree in the end, and the screen said the truth.
//!
//! `call` and `fault` are the words, `proxy` is the network, `till` a station with somebody who
//! sells, `judge` compares the books.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests stop where something is wrong, and say what they measured"
)]

mod call;
mod disk;
mod fault;
mod figures;
#[path = "../http_message/mod.rs"]
mod http_message;
mod judge;
mod kill;
#[path = "../kiosk/mod.rs"]
mod kiosk;
mod network;
mod proxy;
mod random;
mod till;
mod trap;
