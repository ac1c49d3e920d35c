//! The process's allocator: a thread that lives in a region allocates from it; all other memory
//! comes from the system and is overwritten before it goes back.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::ptr;

use super::blocks::{ARENA, Blocks};
use super::{large, pages};
use crate::vault::defences::{self, Defence};

/// What a thread that lives in a region allocates from.
pub(super) struct Arena {
    /// The first of [`ARENA`] bytes.
    start: *mut u8,
    blocks: UnsafeCell<Blocks>,
    /// Bytes that did not fit and came from the system.
    spilled: Cell<usize>,
}

// SAFETY: it moves to its thread before that thread starts and back after it has ended; never do
// two threads use it.
unsafe impl Send for Arena {}

impl Arena {
    /// # Safety
    /// `start` is valid for reads and writes of [`ARENA`] bytes, aligned to a page, used by nobody
    /// else, for as long as this arena or anything taken from it is used.
    pub(super) const unsafe fn new(start: *mut u8) -> Self {
        Self { start, blocks: UnsafeCell::new(Blocks::new()), spilled: Cell::new(0) }
    }

    fn take(&self, layout: Layout) -> Option<*mut u8> {
        // SAFETY: only this thread uses the arena, and nothing in `take` allocates, so this is
        // the only reference.
        let blocks = unsafe { &mut *self.blocks.get() };
        let Some(offset) = blocks.take(layout.size(), layout.align()) else {
            self.spilled.set(self.spilled.get().saturating_add(layout.size()));
            return None;
        };
        // SAFETY: the offset lies within the arena's memory.
        Some(unsafe { self.start.add(offset) })
    }

    fn give_back(&self, start: *mut u8, layout: Layout) {
        // SAFETY: the caller gives back `layout.size()` bytes that it had for itself.
        unsafe { pages::wipe(start, layout.size()) };
        // SAFETY: as in `take`.
        let blocks = unsafe { &mut *self.blocks.get() };
        blocks.give_back(start.addr().wrapping_sub(self.start.addr()), layout.size());
    }

    fn holds(&self, start: *mut u8) -> bool {
        start.addr().checked_sub(self.start.addr()).is_some_and(|offset| offset < ARENA)
    }

    /// Bytes in use, the most that were in use at once, bytes that did not fit.
    pub(super) fn figures(&mut self) -> (usize, usize, usize) {
        let blocks = self.blocks.get_mut();
        (blocks.in_use(), blocks.most(), self.spilled.get())
    }
}

thread_local! {
    /// The arena of the region this thread lives in. Without a destructor, so that the last
    /// allocations of a thread are given back rightly too.
    static HOME: Cell<*const Arena> = const { Cell::new(ptr::null()) };
    /// Whether allocations are to outlive the region.
    static OUTSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread lives in a region.
pub(super) fn is_inside() -> bool {
    !HOME.get().is_null()
}

/// Makes this thread allocate from `arena`, to its end.
///
/// # Safety
/// `arena` outlives the thread, and only this thread uses it meanwhile.
pub(super) unsafe fn move_in(arena: *const Arena) {
    HOME.set(arena);
}

/// Does `work` with allocations that outlive the region. What it gives away must have been made
/// in it, down to the last string.
pub(crate) fn outside<T>(work: impl FnOnce() -> T) -> T {
    let before = OUTSIDE.replace(true);
    let result = work();
    OUTSIDE.set(before);
    result
}

fn home() -> Option<&'static Arena> {
    // SAFETY: `move_in`'s caller promised that the arena outlives this thread, and only this
    // thread sees the reference.
    unsafe { HOME.get().as_ref() }
}

/// See the module.
pub(super) struct VaultAware;

#[global_allocator]
static ALLOCATOR: VaultAware = VaultAware;

impl VaultAware {
    fn from_home(layout: Layout) -> Option<*mut u8> {
        home().filter(|_| !OUTSIDE.get())?.take(layout)
    }

    /// # Safety
    /// As [`GlobalAlloc::alloc`].
    unsafe fn from_system(layout: Layout) -> *mut u8 {
        if large::is_large(layout) {
            return large::take(layout);
        }
        // SAFETY: the caller's promise about the layout.
        unsafe { System.alloc(layout) }
    }
}

// SAFETY: memory comes from an arena whose blocks never overlap, or from the system's allocator,
// and goes back to where its address says it came from. Nothing here allocates or panics.
unsafe impl GlobalAlloc for VaultAware {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A full arena degrades to the system's memory, which is overwritten as well; it is
        // counted and reported.
        // SAFETY: the caller's promise about the layout.
        Self::from_home(layout).unwrap_or_else(|| unsafe { Self::from_system(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match Self::from_home(layout) {
            Some(start) => {
                // SAFETY: `start` was given for this layout just now.
                unsafe { start.write_bytes(0, layout.size()) };
                start
            }
            None if large::is_large(layout) => large::take(layout),
            // SAFETY: the caller's promise about the layout.
            None => unsafe { System.alloc_zeroed(layout) },
        }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        match home() {
            Some(home) if home.holds(start) => home.give_back(start, layout),
            // Another thread's region, perhaps gone: its memory is wiped as a whole.
            _ if pages::is_reserved(start.addr()) => {}
            _ => {
                // SAFETY: the caller gives back `layout.size()` bytes that it had for itself, and
                // they came from the system, by the way that only their layout decides.
                unsafe {
                    if !defences::is_off(Defence::ZeroOnFree) {
                        pages::wipe(start, layout.size());
                    }
                    if large::is_large(layout) {
                        large::give_back(start, layout);
                    } else {
                        System.dealloc(start, layout);
                    }
                }
            }
        }
    }

    // Growing is a new allocation and a copy: the system's own `realloc` would leave the old
    // bytes behind where it moves them.
}

#[cfg(test)]
mod tests {
    use super::super::blocks::ALIGN_MAX;
    use super::*;

    /// An arena in ordinary memory, which Miri can watch.
    struct Ordinary {
        start: *mut u8,
        arena: Arena,
    }

    impl Ordinary {
        const LAYOUT: Layout = match Layout::from_size_align(ARENA, ALIGN_MAX) {
            Ok(layout) => layout,
            Err(_) => panic!(),
        };

        fn new() -> Self {
            // SAFETY: the layout has a size, and the memory is kept until this is dropped.
            unsafe {
                let start = System.alloc_zeroed(Self::LAYOUT);
                assert!(!start.is_null());
                Self { start, arena: Arena::new(start) }
            }
        }
    }

    /// Where an arena is, for the thread that is to use it.
    struct Place(*const Arena);

    // SAFETY: one thread at a time uses what is there, as with the arena itself.
    unsafe impl Send for Place {}

    impl Drop for Ordinary {
        fn drop(&mut self) {
            // SAFETY: it was allocated with this layout, and nobody uses it any more.
            unsafe { System.dealloc(self.start, Self::LAYOUT) };
        }
    }

    #[test]
    fn what_an_arena_gives_is_ones_own_and_wiped_when_given_back() {
        let mut memory = Ordinary::new();
        let layouts = [(1, 1), (64, 8), (65, 16), (4096, 4096), (100_000, 1)];
        let layouts = layouts.map(|(size, align)| Layout::from_size_align(size, align).unwrap());
        let taken = layouts.map(|layout| memory.arena.take(layout).unwrap());
        for (index, (start, layout)) in (1..).zip(taken.iter().zip(layouts)) {
            assert!(memory.arena.holds(*start) && start.addr().is_multiple_of(layout.align()));
            // SAFETY: the arena gave so many bytes.
            unsafe { start.write_bytes(index, layout.size()) };
        }
        for (index, (start, layout)) in (1..).zip(taken.iter().zip(layouts)) {
            // SAFETY: they were written above.
            let bytes = unsafe { std::slice::from_raw_parts(*start, layout.size()) };
            assert!(bytes == vec![index; bytes.len()], "nobody else wrote there");
        }
        for (start, layout) in taken.iter().zip(layouts) {
            memory.arena.give_back(*start, layout);
        }
        // SAFETY: all of it was zeros at first, and nothing of it is in use.
        let all = unsafe { std::slice::from_raw_parts(memory.start, ARENA) };
        assert!(all == vec![0; ARENA]);
        assert_eq!(memory.arena.figures().0, 0);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut memory = Ordinary::new();
        let too_large = Layout::from_size_align(ARENA + 1, 1).unwrap();
        assert!(memory.arena.take(too_large).is_none());
        assert_eq!(memory.arena.figures(), (0, 0, ARENA + 1));
    }

    #[test]
    fn a_thread_allocates_from_the_arena_it_moved_into_unless_it_says_outside() {
        let mut memory = Ordinary::new();
        let place = Place(&raw const memory.arena);
        let seen = std::thread::spawn(move || {
            let Place(arena) = { place };
            // SAFETY: the arena outlives the thread, which is waited for below, and is used by
            // nobody else meanwhile. Moving out again comes before anything of the thread's own
            // is given back.
            unsafe {
                move_in(arena);
                let (inside, outer) = (vec![1_u8; 300], outside(|| vec![2_u8; 300]));
                let holds = |bytes: &[u8]| (*arena).holds(bytes.as_ptr().cast_mut());
                let seen = (holds(&inside), holds(&outer));
                drop((inside, outer));
                move_in(ptr::null());
                seen
            }
        });
        assert_eq!(seen.join().unwrap(), (true, false));
        assert_eq!(memory.arena.figures().0, 0);
    }
}
