//! Large blocks outside a region: mapped one by one, so that they are gone once given back.
//!
//! The C library keeps what was freed once and raises its own threshold for mapping with each
//! large block. Trying a PIN takes some 20 MB for a moment; a station must not keep that for a year.

use std::alloc::Layout;
use std::ptr;

use rustix::mm::{MapFlags, ProtFlags};

/// From here on, in bytes, a block is mapped on its own.
const LARGE: usize = 1024 * 1024;
/// What every mapping is aligned to, on all machines this runs on.
const PAGE: usize = 4096;

/// Whether a block of this layout is one of these. The same for taking and for giving back.
pub(super) const fn is_large(layout: Layout) -> bool {
    layout.size() >= LARGE && layout.align() <= PAGE
}

/// New memory, all zeros; null when the system has none.
pub(super) fn take(layout: Layout) -> *mut u8 {
    // SAFETY: a new mapping at a place of the system's choice touches no memory in use.
    let mapped = unsafe {
        rustix::mm::mmap_anonymous(
            ptr::null_mut(),
            layout.size(),
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::PRIVATE,
        )
    };
    mapped.map_or(ptr::null_mut(), <*mut _>::cast)
}

/// Gives a block back.
///
/// # Safety
/// `start` came from [`take`] with this layout and is used by nobody any more.
pub(super) unsafe fn give_back(start: *mut u8, layout: Layout) {
    // SAFETY: the caller's promise: the whole mapping, and nobody uses it.
    let given_back = unsafe { rustix::mm::munmap(start.cast(), layout.size()) };
    // What can't be unmapped stays mapped and is lost: nobody has its address.
    let _ = given_back;
}
