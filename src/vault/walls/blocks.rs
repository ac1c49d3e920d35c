//! Which blocks of an arena are taken. Pure arithmetic: it touches no memory of the arena.
//!
//! The allocator is told size and alignment again when memory is given back, so nothing has to
//! be noted beside the memory itself: nothing inside the arena can be overwritten to mislead it.

/// Bytes in a block: every allocation takes whole blocks.
pub(super) const BLOCK: usize = 64;
/// Blocks in an arena.
pub(super) const BLOCKS: usize = ARENA / BLOCK;
/// Bytes in an arena. The longest answer, read into a buffer that doubles, takes 384 KiB; all
/// else about 60 KiB.
pub(super) const ARENA: usize = 512 * 1024;
/// The largest alignment given; a page's.
pub(super) const ALIGN_MAX: usize = 4096;

/// The state of an arena's blocks.
pub(super) struct Blocks {
    taken: [bool; BLOCKS],
    in_use: usize,
    most: usize,
}

impl Blocks {
    /// All free.
    pub(super) const fn new() -> Self {
        Self { taken: [false; BLOCKS], in_use: 0, most: 0 }
    }

    /// Takes room for `size` bytes whose offset is a multiple of `align`, a power of two: the
    /// first that fits. `None` when there is none.
    pub(super) fn take(&mut self, size: usize, align: usize) -> Option<usize> {
        if align > ALIGN_MAX || size > ARENA {
            return None;
        }
        let wanted = blocks_of(size);
        let step = align.div_ceil(BLOCK);
        let mut start: usize = 0;
        loop {
            let run = self.taken.get_mut(start..start.checked_add(wanted)?)?;
            match run.iter().rposition(|taken| *taken) {
                None => {
                    run.fill(true);
                    self.in_use += wanted;
                    self.most = self.most.max(self.in_use);
                    return Some(start * BLOCK);
                }
                Some(last) => start = (start + last + 1).next_multiple_of(step),
            }
        }
    }

    /// Gives back what [`Blocks::take`] gave for this size.
    pub(super) fn give_back(&mut self, offset: usize, size: usize) {
        let start = offset / BLOCK;
        let count = blocks_of(size);
        if let Some(run) = self.taken.get_mut(start..start.saturating_add(count)) {
            run.fill(false);
            self.in_use = self.in_use.saturating_sub(count);
        }
    }

    /// Bytes taken now, in whole blocks.
    pub(super) const fn in_use(&self) -> usize {
        self.in_use * BLOCK
    }

    /// The most bytes that were taken at once, in whole blocks.
    pub(super) const fn most(&self) -> usize {
        self.most * BLOCK
    }
}

/// The allocator is never asked for nothing, but a block too many is better than none.
const fn blocks_of(size: usize) -> usize {
    if size == 0 { 1 } else { size.div_ceil(BLOCK) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_full_arena_gives_nothing_until_something_comes_back() {
        let mut blocks = Blocks::new();
        let half = blocks.take(ARENA / 2, 1).unwrap();
        let other = blocks.take(ARENA / 2, 1).unwrap();
        assert_eq!(blocks.take(1, 1), None);
        blocks.give_back(half, ARENA / 2);
        assert_eq!(blocks.take(ARENA / 2 + 1, 1), None);
        assert_eq!(blocks.take(ARENA / 2, 1), Some(half));
        assert_ne!(half, other);
        assert_eq!((blocks.in_use(), blocks.most()), (ARENA, ARENA));
    }

    #[test]
    fn what_no_arena_can_hold_is_refused() {
        let mut blocks = Blocks::new();
        assert_eq!(blocks.take(ARENA + 1, 1), None);
        assert_eq!(blocks.take(usize::MAX, 1), None);
        assert_eq!(blocks.take(1, ALIGN_MAX * 2), None);
    }

    proptest! {
        #[test]
        #[cfg_attr(miri, ignore = "safe code, and many minutes of it")]
        fn no_two_allocations_share_a_byte(
            wishes in proptest::collection::vec((1_usize..20_000, 0_u32..13, any::<bool>()), 1..120)
        ) {
            let mut blocks = Blocks::new();
            let mut held: Vec<(usize, usize)> = Vec::new();
            for (size, align, give_back) in wishes {
                if give_back && !held.is_empty() {
                    let (offset, size) = held.swap_remove(size % held.len());
                    blocks.give_back(offset, size);
                    continue;
                }
                let Some(offset) = blocks.take(size, 1 << align) else { continue };
                prop_assert_eq!(offset % (1 << align), 0);
                prop_assert!(offset + size <= ARENA);
                for (other, length) in &held {
                    prop_assert!(offset + size <= *other || other + length <= offset);
                }
                held.push((offset, size));
            }
            for (offset, size) in held {
                blocks.give_back(offset, size);
            }
            prop_assert_eq!(blocks.in_use(), 0);
        }
    }
}
