//! Randomness as an input: seeded once, so that a run can be repeated to the letter.

/// A small generator (SplitMix64) for sale ids and jitter. Not for secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random(u64, u64);

impl Random {
    /// From 128 random bits of the operating system, or a test's seed.
    #[must_use]
    pub const fn new(seed: u128) -> Self {
        Self(seed as u64, (seed >> 64) as u64)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0 ^ self.1;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next 128 bits.
    pub const fn next_wide(&mut self) -> u128 {
        ((self.next() as u128) << 64) | self.next() as u128
    }
}
