//! The bytes a framer holds back: a fixed room that is wiped whenever it is emptied.

use zeroize::Zeroize;

/// The most bytes one swipe has. Encrypting readers send about 630.
pub const FRAME_MAX: usize = 1024;

/// Held bytes. Secret: never printed, never copied, wiped on drop.
pub(super) struct Held {
    bytes: [u8; FRAME_MAX],
    length: usize,
}

impl Held {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; FRAME_MAX], length: 0 }
    }

    /// Holds one more byte; `false` if the room is full.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        let Some(place) = self.bytes.get_mut(self.length) else { return false };
        *place = byte;
        self.length += 1;
        true
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Forgets the first `count` bytes and moves the rest to the front.
    pub(super) fn drop_front(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        let count = count.min(self.length);
        self.bytes.copy_within(count..self.length, 0);
        let kept = self.length - count;
        if let Some(freed) = self.bytes.get_mut(kept..self.length) {
            freed.zeroize();
        }
        self.length = kept;
    }

    /// Wipes everything.
    pub(super) fn clear(&mut self) {
        self.drop_front(self.length);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.bytes.zeroize();
        self.length = 0;
    }
}
