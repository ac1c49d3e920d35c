//! Where the next card that is read will lie: boxes made ahead, so that judging a swipe asks for
//! no memory, however busy the moment is.
//!
//! It holds no card. What it lends is empty when it goes, and belongs to the card from then on.

use zeroize::Zeroizing;

use crate::card::{HolderName, Pan};

/// The most text that a sequence of packets is read for.
const PACKETS_ROOM: usize = 512;

/// The text of a report that comes in packets, while it is read. Secret: wiped after each use.
pub(super) type PacketText = Zeroizing<[u8; PACKETS_ROOM]>;

/// Empty boxes for one card's number and name, and for one report's text.
///
/// [`Storage::default`] has none: what is needed of it is then made at the time. After
/// [`Storage::restock`], one card is read without asking for memory.
#[derive(Default)]
pub struct Storage {
    pan: Option<Box<Pan>>,
    holder: Option<Box<HolderName>>,
    packets: Option<Box<PacketText>>,
}

impl Storage {
    /// Storage that has everything for one card.
    #[must_use]
    pub fn new() -> Self {
        let mut storage = Self::default();
        storage.restock();
        storage
    }

    /// Makes anew what the last card took. This is the one place that asks for memory.
    pub fn restock(&mut self) {
        self.pan.get_or_insert_with(Pan::blank);
        self.holder.get_or_insert_with(HolderName::blank);
        self.packets.get_or_insert_with(blank_packets);
    }

    pub(super) fn pan(&mut self) -> Box<Pan> {
        self.pan.take().unwrap_or_else(Pan::blank)
    }

    /// The name in a box of its own; `None` if it is no name ([`HolderName::new`]).
    pub(super) fn holder(&mut self, name: &[u8]) -> Option<Box<HolderName>> {
        let mut holder = self.holder.take().unwrap_or_else(HolderName::blank);
        if holder.fill(name) {
            return Some(holder);
        }
        self.holder = Some(holder);
        None
    }

    /// Lends the text's place; it comes back through [`Storage::keep_packets`].
    pub(super) fn packets(&mut self) -> Box<PacketText> {
        self.packets.take().unwrap_or_else(blank_packets)
    }

    /// Takes the text's place back, wiped.
    pub(super) fn keep_packets(&mut self, mut packets: Box<PacketText>) {
        zeroize::Zeroize::zeroize(&mut **packets);
        self.packets = Some(packets);
    }
}

fn blank_packets() -> Box<PacketText> {
    Box::new(Zeroizing::new([0; PACKETS_ROOM]))
}
