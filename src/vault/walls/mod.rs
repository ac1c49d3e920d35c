//! The walls of the vault: one region of memory that holds a thread's stack and everything it
//! allocates, wiped and given back when the thread has ended. All unsafe code of the crate is here,
//! but for four ioctls of the readers.
//!
//! * `blocks`: which parts of an arena are taken. Safe, pure.
//! * `pages`: the memory itself: asked of the system, locked, wiped, given back.
//! * `allocator`: the process's allocator, which knows which thread lives in a region.
//! * `large`: large blocks outside a region, mapped one by one.
//! * [`region`]: a region and the thread that lives in it.
//!
//! It knows nothing of cards. It does not protect against code that runs in this process while
//! the region stands, nor against who can stop the process and look.

#![expect(unsafe_code, reason = "memory of our own, a thread in it, and the global allocator")]

mod allocator;
mod blocks;
mod large;
mod pages;
pub mod region;
#[cfg(test)]
mod tests;

pub(super) use allocator::outside;
pub use pages::Protection;
pub use region::{Demolished, Inhabited, Region, RegionError};
