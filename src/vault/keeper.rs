//! Keeps a room standing: builds it, waits for its end, wipes it away with everything in it, and
//! has the next one up before anybody can tell.
//!
//! The keeper's own thread never sees a digit. What lasts longer than a room is in [`Keepsakes`].

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::command::Command;
use super::courier::{Addresses, Security};
use super::room::{Awaited, Fittings, Room, Said};
use super::walls::{Demolished, Inhabited, Protection, Region, RegionError};
use crate::card::track::Mode;
use crate::reader::hotplug::Hotplug;
use crate::reader::source::Parked;
use crate::station::{Event, VaultEvent};

/// Where the vault tells things.
pub(super) type Tell = Arc<dyn Fn(Said) + Send + Sync>;

/// What goes from one room to the next. Nothing in it can hold a digit, and nothing in it may have
/// been allocated inside a room.
pub(super) struct Keepsakes {
    pub(super) tell: Tell,
    pub(super) wishes: Receiver<Command>,
    pub(super) wake: OwnedFd,
    pub(super) start: Instant,
    pub(super) terminal: Option<OwnedFd>,
    pub(super) readers: Vec<(usize, Parked)>,
    pub(super) hotplug: Hotplug,
    pub(super) security: Option<Security>,
    pub(super) addresses: Addresses,
    pub(super) patience: Duration,
    pub(super) mode: Mode,
    /// Whether the station has yet to deal with a key.
    pub(super) waiting: bool,
    /// The card that the next room is to await at once.
    pub(super) next: Option<Awaited>,
}

/// A room's last words.
pub(super) struct Parting {
    pub(super) keepsakes: Keepsakes,
    /// To be told once nothing is left of the room.
    pub(super) said: Vec<VaultEvent>,
    /// When the first digit of the last card came in.
    pub(super) first: Option<Duration>,
    /// Whether the vault is to end.
    pub(super) last: bool,
}

/// The room that stands, and the next one's memory.
pub(super) struct Keeper {
    standing: Inhabited<Parting>,
    spare: Option<Region>,
    must_lock: bool,
}

impl Keepsakes {
    pub(super) fn new(
        fittings: Fittings,
        tell: Tell,
        wishes: Receiver<Command>,
        wake: OwnedFd,
        start: Instant,
    ) -> Self {
        let parked = |(index, way)| (index, Parked::new(way));
        Self {
            tell,
            wishes,
            wake,
            start,
            terminal: fittings.terminal,
            hotplug: Hotplug::watch(fittings.readers.iter().filter_map(|(_, way)| way.node())),
            readers: fittings.readers.into_iter().map(parked).collect(),
            security: fittings.security,
            addresses: None,
            patience: fittings.patience,
            mode: fittings.mode,
            waiting: false,
            next: None,
        }
    }
}

impl Keeper {
    /// Builds the first room.
    ///
    /// # Errors
    /// [`RegionError`] when the system gives no memory or no thread, or does not lock the memory
    /// although that must be.
    pub(super) fn begin(keepsakes: Keepsakes, must_lock: bool) -> Result<Self, RegionError> {
        let region = build(must_lock)?;
        let memory = region.protection();
        if memory == Protection::Unlocked {
            tracing::warn!(
                ?memory,
                "the system does not lock the vault's memory: it may be swapped out"
            );
        } else {
            tracing::info!(?memory, "vault");
        }
        Ok(Self { standing: move_in(region, keepsakes)?, spare: None, must_lock })
    }

    /// Keeps a room standing until the vault is to end.
    pub(super) fn keep(mut self) {
        loop {
            // Built while a customer may already be typing, so that the next need not wait.
            if self.spare.is_none() {
                self.spare = build(self.must_lock).ok();
            }
            let (parting, demolished) = self.standing.demolish();
            report(demolished);
            let Some(Parting { keepsakes, said, first, last }) = parting else { return };
            let now = keepsakes.start.elapsed();
            for event in said {
                (keepsakes.tell)(Said::Event(Event::Vault(held_until(event, first, now))));
            }
            if last {
                return;
            }
            let tell = Arc::clone(&keepsakes.tell);
            let region = self.spare.take().map_or_else(|| build(self.must_lock), Ok);
            match region.and_then(|region| move_in(region, keepsakes)) {
                Ok(standing) => self.standing = standing,
                Err(error) => {
                    tracing::error!(%error, "there is no vault any more");
                    return tell(Said::TerminalGone);
                }
            }
        }
    }
}

fn build(must_lock: bool) -> Result<Region, RegionError> {
    let region = Region::build()?;
    if must_lock && region.protection() == Protection::Unlocked {
        return Err(RegionError::Unlocked);
    }
    Ok(region)
}

fn move_in(region: Region, keepsakes: Keepsakes) -> Result<Inhabited<Parting>, RegionError> {
    region.start(move || Room::new(keepsakes).run())
}

/// The number was in memory until now, when the room is gone.
fn held_until(mut event: VaultEvent, first: Option<Duration>, now: Duration) -> VaultEvent {
    if let (VaultEvent::Tokenised { card, .. }, Some(first)) = (&mut event, first) {
        card.held = now.saturating_sub(first);
    }
    event
}

fn report(demolished: Demolished) {
    let Demolished { protection, left, most, spilled } = demolished;
    tracing::debug!(?protection, most, "vault demolished");
    if left > 0 {
        tracing::error!(left, "something left the vault that was made inside");
    }
    if spilled > 0 {
        tracing::warn!(spilled, "the vault was too small for what it had to hold");
    }
}
