//! The durable record of what the station decided, one append-only SQLite file.
//!
//! A record is on the disk before the step it precedes; a batch is one transaction; any error
//! ends the station. The file is created once, beside a marker that says so, and is verified from
//! its first event to its last before a station starts: a journal that is missing, damaged,
//! foreign, newer or in use is refused, never replaced.
//!
//! Not here: what the records mean ([`crate::station::Books`]), card data (there is no place for
//! it), or protection against forgery: the hash chain has no secret, so it shows what a bad disk
//! did, not what a person with the file's password could do.

#[cfg(test)]
mod any_record;
mod ballast;
mod chain;
mod copy;
mod error;
mod fault;
mod files;
mod lock;
mod open;
mod read;
mod row;
mod schema;
mod store;
#[cfg(test)]
mod tests;
mod thread;
mod verify;

pub use ballast::Room;
pub use error::{Damage, JournalError};
pub use files::Files;
pub use open::Options;
pub use read::{Reading, Source, copy_to, read};
pub use row::export;
pub use store::Journal;
pub use thread::{JournalThread, NotTaken};
