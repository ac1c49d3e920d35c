//! `chargeonce prove`: sells once with a made-up card and looks for that card afterwards, so that a
//! technician can show what an auditor asks for. It touches neither the station's journal nor
//! Stripe.

pub mod memory;
pub mod search;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use clap::Args;

use self::memory::Snapshot;
use self::search::{Encoding, Needles};
use self::trial::Seen;
use super::demo::DemoDirectory;
use super::{CommandError, Console};
use crate::gateway::sandbox::SandboxError;

/// Prove that no card stays: one pretend sale, then a search of memory, files and screen
#[derive(Args, Debug)]
#[command(
    long_about = "Make one pretend sale with a made-up card, in the real program, against a \
                  sandbox. Within 100 ms of its end look for that card: in the program's memory, \
                  its journal, its log, and everything it drew. No money moves; the station's own \
                  journal and Stripe are not touched.\n\nThe station closes its memory to other \
                  programs of its user, so looking into it needs root.",
    after_long_help = "Examples:\n  sudo chargeonce prove"
)]
pub(super) struct ProveArguments {}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The pretend sale did not get on.
    #[error(
        "the pretend sale did not get as far as {step:?}; nothing is proved. No money was \
         involved. Try again when the machine is less busy"
    )]
    Stuck {
        /// The screen or words that never came.
        step: &'static str,
    },
    /// Something of the card was found.
    #[error(
        "traces of the card were found: do not take cards with this station until it is clear why"
    )]
    Found,
    /// The memory was closed, so half of the proof is missing.
    #[error(
        "the program's memory could not be read ({0}), so nothing is proved about it. Run this \
         as root"
    )]
    Closed(io::Error),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The system.
    #[error("the system refused what the proof needs: {0}. Nothing is proved")]
    System(#[from] io::Error),
}

impl From<rustix::io::Errno> for ProveError {
    fn from(error: rustix::io::Errno) -> Self {
        Self::System(error.into())
    }
}

/// Sells, searches, reports.
pub(super) fn run(_: &ProveArguments, console: &mut Console<'_>) -> Result<(), CommandError> {
    let directory = DemoDirectory::make(&std::env::temp_dir())?;
    let seen = trial::run(directory.path())?;
    let (report, finds) = report(&seen);
    console.print(&report)?;
    match seen.memory {
        _ if finds > 0 => Err(ProveError::Found.into()),
        Err(error) => Err(ProveError::Closed(error).into()),
        Ok(_) => Ok(()),
    }
}

/// Address and encoding of each find.
fn finds_in(memory: &Snapshot, needles: &Needles) -> BTreeSet<(u64, Encoding)> {
    let pieces = memory.pieces.iter();
    pieces
        .flat_map(|piece| {
            let finds = needles.search(&piece.bytes).into_iter();
            finds.map(|find| (piece.start + find.offset as u64, find.encoding))
        })
        .collect()
}

fn report(seen: &Seen) -> (String, usize) {
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut look = |name, length, finds| {
        let place: &mut (usize, usize) = places.entry(name).or_default();
        place.0 += length;
        place.1 += finds;
    };
    for (name, bytes) in &seen.written {
        look(name, bytes.len(), seen.needles.search(bytes).len());
    }
    let mut secret = 0;
    if let Ok(memory) = &seen.memory {
        // Seven digits are so few that chance writes them now and then.
        let chance = seen.before.as_ref().map(|before| finds_in(before, &seen.needles));
        let finds = finds_in(memory, &seen.needles);
        let finds = finds.difference(&chance.unwrap_or_default()).count();
        look("memory", memory.pieces.iter().map(|piece| piece.bytes.len()).sum(), finds);
        secret = memory.unreadable;
    }
    let mut text = format!(
        "chargeonce {}, {:.0}. One pretend sale, approved, with a made-up card that was typed.\n\
         90 ms later:\n\n",
        env!("CARGO_PKG_VERSION"),
        jiff::Timestamp::now(),
    );
    for (name, (length, finds)) in &places {
        let _never_fails =
            writeln!(text, "  {name:<16} {length:>10} bytes searched, {finds} finds");
    }
    let memory = match &seen.memory {
        Ok(_) => format!(
            "{secret} bytes are secret memory, which the kernel shows to nobody.\nWhat was in the \
             same place before the first digit is no find."
        ),
        Err(_) => "The program's memory could not be read: it was not searched.".to_owned(),
    };
    let _never_fails = writeln!(
        text,
        "\nSearched for: any seven digits of the number in a row, as characters or numbers,\n\
         at {} distances from 1 to 64 bytes; packed, hexadecimal, base64, grouped; the security\n\
         code in context. {memory}\n\
         By the station's own log the memory the card had been in was wiped and given back by\n\
         then: {}.\n\
         Not searched: the processor's registers, the kernel's own buffers, the network card,\n\
         the reader.",
        search::STRIDES.len(),
        if seen.demolished { "yes" } else { "NO" }
    );
    (text, places.values().map(|(_, finds)| finds).sum())
}
