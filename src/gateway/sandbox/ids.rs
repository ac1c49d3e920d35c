//! Object ids that look random and follow from a seed (SplitMix64, a public-domain generator).

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Letters and digits that are hard to mistake for one another.
const CLEAR_ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A source of ids. Not for secrets.
pub struct Ids {
    state: u64,
}

impl Ids {
    /// Ids that follow from `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An id such as `pi_3Nx…`: the prefix and 24 letters and digits.
    pub fn object(&mut self, prefix: &str) -> String {
        let mut id = String::with_capacity(prefix.len() + 24);
        id.push_str(prefix);
        (0..24).for_each(|_| id.push(self.pick(ALPHABET)));
        id
    }

    /// Six capital letters and digits that can be typed from a screen.
    pub fn code(&mut self) -> String {
        (0..6).map(|_| self.pick(CLEAR_ALPHABET)).collect()
    }

    fn pick(&mut self, alphabet: &[u8]) -> char {
        let size = u64::try_from(alphabet.len()).unwrap_or(u64::MAX);
        let place = usize::try_from(self.next() % size).unwrap_or_default();
        alphabet.get(place).copied().map_or('0', char::from)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (mut one, mut other) = (Ids::new(7), Ids::new(7));
        assert_eq!(one.object("pi_"), other.object("pi_"));
        assert_eq!(one.code(), other.code());
    }

    #[test]
    fn ids_do_not_repeat() {
        let mut ids = Ids::new(7);
        let many: std::collections::HashSet<_> = (0..1000).map(|_| ids.object("ch_")).collect();
        assert_eq!(many.len(), 1000);
    }
}
